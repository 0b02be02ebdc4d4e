"""Time zones that exports write behind their headers: `Create Date (GMT-3)`, `Created (America/Sao_Paulo)`."""

from __future__ import annotations

import re
import zoneinfo
from functools import lru_cache

_BEHIND = re.compile(r"\s*\(([A-Za-z_]+/[A-Za-z_/]+|(?:GMT|UTC)\s*(?:[+-]\s*\d{1,2}(?::?\d{2})?)?|[A-Z]{3,4})\)\s*$")
_OFFSET = re.compile(r"(?:GMT|UTC)\s*([+-])\s*0?(\d{1,2})(?::?00)?")
_SHORT = {
    "UTC": 0, "GMT": 0, "BRT": -3, "BRST": -2, "AMT": -4, "ART": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2,
}  # fmt: skip


def without_zone(header: str) -> str:
    """Leave out the zone behind a header; other words in brackets stay."""
    return header[: _found(header)[1]]


def zone_of(header: str) -> str:
    """Return the name of the zone behind a header, nothing when there is none that we know."""
    return _found(header)[0]


@lru_cache(maxsize=4096)
def _found(header: str) -> tuple[str, int]:
    match = _BEHIND.search(header)
    name = _name_of(match[1]) if match else ""
    return (name, match.start()) if match and name else ("", len(header))


def _name_of(text: str) -> str:
    if "/" in text:
        return text if text in zoneinfo.available_timezones() else ""
    offset = _OFFSET.fullmatch(text)
    if offset:
        return _fixed(int(f"{offset[1]}{offset[2]}"))
    return _fixed(_SHORT[text]) if text in _SHORT else ""


def _fixed(hours: int) -> str:
    """Write hours before or after UTC as the database of zones does: with the sign turned round."""
    return f"Etc/GMT{-hours:+d}" if hours and abs(hours) <= 12 else "UTC" if not hours else ""

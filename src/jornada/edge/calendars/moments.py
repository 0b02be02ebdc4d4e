"""When an event is: times as the standard has them, and as programs write them all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

from jornada.edge.calendars.zone_names import zone_named

# Outlook names a zone after its distance, `(UTC-03:00) Brasília`, and Exchange some by an address.
_AWAY = re.compile(r"[(]?(?:UTC|GMT)\s?([+-])(\d{1,2}):?(\d\d)?[)]?(?!\w)", re.IGNORECASE)
_UTC = re.compile(r"tzone://Microsoft/Utc|[(]?(?:UTC|GMT)[)]?(?: .*)?", re.IGNORECASE)


def moment(event: Any, name: str) -> datetime | date | None:
    """Return the first time under a name; None where none can be read.

    Raises
    ------
    ValueError
        Where no such time can be, as with a month 13.
    """
    value = event.get(name)
    value = value[0] if isinstance(value, list) else value
    return None if value is None else read_moment(value)


def read_moment(value: Any) -> datetime | date | None:
    """Return the time of a value, in the zone that it names if that is known."""
    at = None
    with suppress(Exception):
        at = value.dt
    if at is None:
        at = _as_written(str(value))
    if isinstance(at, datetime):
        return at if at.tzinfo else at.replace(tzinfo=_zone_of(value))
    return at if isinstance(at, date) else None


def moments(event: Any, name: str) -> Iterator[datetime | date]:
    """Return all times of lists such as the dates taken out."""
    for at, _length in _listed(event, name):
        yield at


def periods(event: Any, name: str) -> Iterator[tuple[datetime, timedelta]]:
    """Return those times of a list that have a length of their own, with it."""
    for at, length in _listed(event, name):
        if isinstance(at, datetime) and length is not None:
            yield at, length


def _listed(event: Any, name: str) -> Iterator[tuple[datetime | date, timedelta | None]]:
    values = event.get(name)
    for value in values if isinstance(values, list) else [values]:
        for one in getattr(value, "dts", ()):
            at, end = one.dt if isinstance(one.dt, tuple) else (one.dt, None)
            length = end if isinstance(end, timedelta) else None
            with suppress(TypeError):
                length = end - at if isinstance(end, datetime) else length
            if isinstance(at, datetime) and not at.tzinfo:
                at = at.replace(tzinfo=_zone_of(value))
            if isinstance(at, date):
                yield at, length


def _as_written(text: str) -> datetime | None:
    """Read `2026-03-12T13:00:00Z`, `20260312T1300` and `20260312T130000-0300`, which the standard has not."""
    with suppress(ValueError):
        return datetime.fromisoformat(text.strip().upper())
    return None


def _zone_of(value: Any) -> tzinfo | None:
    name = str(getattr(value, "params", {}).get("TZID", "")).strip(' "')
    away = _AWAY.match(name)
    if away:
        distance = timedelta(hours=int(away[2]), minutes=int(away[3] or 0))
        return timezone(-distance if away[1] == "-" else distance) if distance < timedelta(days=1) else None
    return UTC if _UTC.fullmatch(name) else zone_named(name) if name else None

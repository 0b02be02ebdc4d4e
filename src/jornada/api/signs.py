"""Signs that no database keeps, in what was sent: U+0000 and half of a sign; told with the field that holds them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.utils.translation import gettext as _

from jornada.api.faults import LONGEST
from jornada.api.problems import problem

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# One of the two halves that JSON writes signs beyond U+FFFF with.
HALF = re.compile(rb"\\u[dD][89a-fA-F]")
HALF_ALONE = re.compile("[\ud800-\udfff]")
MOST_TOLD = 20

Place = tuple[str, str]


def refused_in_address(query: str, path: str) -> HttpResponse | None:
    """Refuse an address with U+0000 in its path or parameters."""
    if "%00" not in query and "\x00" not in path:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    return _problem(_no_nul(), [(name, value) for name, value in pairs if "\x00" in name + value])


def refused_in_body(body: bytes) -> HttpResponse | None:
    """Refuse a body with such a sign in a text of it; what is no JSON is for others to refuse."""
    if b"\x00" in body or (b"0000" in body and NUL.search(body)):
        return _problem(_no_nul(), [place for place in _texts_of(body) if "\x00" in place[1]])
    if HALF.search(body):
        halves = [place for place in _texts_of(body) if HALF_ALONE.search(place[1])]
        return _problem(_no_half(), halves) if halves else None
    return None


def _problem(said: str, places: list[Place]) -> HttpResponse:
    """Answer with a fault for each place; one without a place where it is not known."""
    faults = [{"field": name, "message": said, "got": text[:LONGEST]} for name, text in places[:MOST_TOLD]]
    return problem(422, _("The input does not fit"), errors=faults or [{"field": "", "message": said}])


def _texts_of(body: bytes) -> list[Place]:
    try:
        return list(_texts(json.loads(body, strict=False), ""))
    except (ValueError, RecursionError):
        return []


def _texts(value: Any, place: str) -> Iterator[Place]:
    """Give all texts of a value with their places; a name of a field is one too."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            inner = f"{place}.{name}" if place else str(name)
            if isinstance(name, str):
                yield inner, name
            yield from _texts(one, inner)


def _no_nul() -> str:
    return _("The sign U+0000 is not kept by any database: leave it out.")


def _no_half() -> str:
    return _("A text holds half of a sign (U+D800 to U+DFFF alone), which no database keeps: leave it out.")

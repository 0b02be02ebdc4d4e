"""The events of a calendar file: those that are whole, each in its latest version."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from icalendar import Calendar

_EVENT = re.compile(r"^BEGIN:VEVENT\s*$(?:(?!^BEGIN:VEVENT).)*?^END:VEVENT\s*$", re.I | re.M | re.S)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$", re.I | re.M | re.S)
_METHOD = re.compile(r"^METHOD:.*$", re.I | re.M)
_BEGINS = re.compile(r"^BEGIN:VEVENT\s*$", re.I | re.M)


def read_events(text: str) -> tuple[list[Any], int]:
    """Return the events of a text, and how many more begin there that cannot be read.

    A file that breaks off, or with something broken in it, gives the events that are whole.

    Raises
    ------
    ValueError
        Where it is no calendar, with the line at fault where the package names it.
    """
    begun = len(_BEGINS.findall(text))
    try:
        events = _parsed(text)
    except Exception:
        events = []
        if not begun:
            raise
    if len(events) < begun:
        events = _one_by_one(text)
    return events, max(0, begun - len(events))


def latest(events: Sequence[Any]) -> list[Any]:
    """Leave out what a later version of the same event replaces; what cancels a series cancels all of it."""
    versions: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for place, event in enumerate(events):
        versions[text_of(event, "UID") or f" {place}", text_of(event, "RECURRENCE-ID")].append(event)
    newest = {key: _newest(same) for key, same in versions.items()}
    gone = {uid: _sequence(rows[0]) for (uid, part), rows in newest.items() if not part and _is_cancelled(rows[0])}
    for (uid, _part), rows in newest.items():
        if _sequence(rows[0]) <= gone.get(uid, -1):
            rows[0]["STATUS"] = "CANCELLED"
    return [event for rows in newest.values() for event in rows]


def _newest(same: Sequence[Any]) -> list[Any]:
    """Take the versions with the highest number, each time once; of a number that cancels, the cancellation."""
    highest = max(map(_sequence, same))
    last = [event for event in same if _sequence(event) == highest]
    cancelled = [event for event in last if _is_cancelled(event)]
    return cancelled[:1] or list({text_of(event, "DTSTART"): event for event in last}.values())


def _sequence(event: Any) -> int:
    said = text_of(event, "SEQUENCE")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _is_cancelled(event: Any) -> bool:
    return text_of(event, "STATUS").upper() == "CANCELLED"


def _one_by_one(text: str) -> list[Any]:
    """Read each event by itself, with the zones of the file."""
    method = _METHOD.search(text)
    head = "\n".join(["BEGIN:VCALENDAR", *([method[0].strip()] if method else []), *_ZONE.findall(text)])
    found = []
    for event in _EVENT.findall(text):
        with suppress(Exception):
            found += _parsed(f"{head}\n{event}\nEND:VCALENDAR")
    return found


def _parsed(text: str) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendars = Calendar.from_ical(text, multiple=True)
        found = [(calendar, event) for calendar in calendars for event in calendar.walk("VEVENT")]
    for calendar, event in found:
        if text_of(calendar, "METHOD").upper() == "CANCEL":
            event["STATUS"] = "CANCELLED"
    return [event for _calendar, event in found]


def text_of(event: Any, name: str) -> str:
    value = event.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return "" if value is None else str(value).replace("\x00", "").strip()

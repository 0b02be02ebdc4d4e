"""Changes that hold for an occurrence of a series and all later ones (RANGE=THISANDFUTURE of RFC 5545, 3.2.13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from jornada.edge.calendars.events import text_of
from jornada.edge.calendars.moments import moment


@dataclass(frozen=True)
class Change:
    """From `since` on the series is as `event` says, so much earlier or later."""

    since: datetime
    shift: timedelta
    event: Any


def changes_onwards(events: Sequence[Any], zone: tzinfo) -> dict[str, list[Change]]:
    """Return the changes of each series, the last one first."""
    found: dict[str, list[Change]] = defaultdict(list)
    for event in events:
        said = getattr(event.get("RECURRENCE-ID"), "params", {}).get("RANGE", "")
        if str(said).upper() == "THISANDFUTURE":
            with suppress(Exception):
                since, start = _instant(moment(event, "RECURRENCE-ID"), zone), _instant(moment(event, "DTSTART"), zone)
                found[text_of(event, "UID")[:200]].append(Change(since, start - since, event))
    for changes in found.values():
        changes.sort(key=lambda one: one.since, reverse=True)
    return found


def changed(changes: Mapping[str, Sequence[Change]], uid: str, at: datetime) -> Change | None:
    """Return the change under which an occurrence stands; its first is an event of its own."""
    return next((one for one in changes.get(uid, ()) if one.since <= at), None)


def _instant(at: Any, zone: tzinfo) -> datetime:
    whole = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (whole if whole.tzinfo else whole.replace(tzinfo=zone)).astimezone(UTC)

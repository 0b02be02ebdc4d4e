"""What stands between the touches of a timeline: notes, files, whatever registers here, one part at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from jornada.apps.interactions.held import first_rows
from jornada.apps.interactions.places import Place

MOST = 200
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the timeline, and the template that shows it."""

    at: datetime
    template: str
    item: Any


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch that a part covers: after `since` (none: from the beginning), up to `until` (none: till now)."""

    since: datetime | None
    until: datetime | None


# Gives the rows of a place that hold a text, each with its `created_at`: (user, place, text).
Rows = Callable[[Any, Place, str], QuerySet]


@dataclass(frozen=True, slots=True)
class Beside:
    """A kind of thing beside the touches: its name in the filter, its rows, the template of one."""

    label: Any
    rows: Rows
    template: str


_kinds: dict[str, Beside] = {}


def register_beside(code: str, label: Any, rows: Rows, template: str) -> None:
    """Let another kind of thing stand on timelines, under a name that the filter shows."""
    _kinds[code] = Beside(label, rows, template)


def kinds() -> list[tuple[str, Any]]:
    return [(code, kind.label) for code, kind in _kinds.items()]


def between(
    user: Any, place: Place, span: Span, text: str, codes: Collection[str]
) -> tuple[list[Entry], datetime | None]:
    """Give what stands in a stretch, and where the part must end because there is more; None: there is not."""
    found: list[Entry] = []
    ends: list[datetime] = []
    for code in _kinds.keys() & set(codes):
        kind = _kinds[code]
        rows, end = _latest(_within(kind.rows(user, place, text), span))
        found += [Entry(row.created_at, kind.template, row) for row in rows]
        ends += [end] if end else []
    return found, max(ends, default=None)


def _latest(rows: QuerySet) -> tuple[list[Any], datetime | None]:
    """Take the latest rows, whole instants at a time: a part goes on below the instant where this one ends."""
    some = first_rows(rows, MOST + 1)
    if len(some) <= MOST:
        return some, None
    edge = some[-1].created_at
    kept = [row for row in some if row.created_at > edge]
    return (kept, edge) if kept else (list(rows.filter(created_at=edge)), edge - TICK)


def _within(rows: QuerySet, span: Span) -> QuerySet:
    if span.since is not None:
        rows = rows.filter(created_at__gt=span.since)
    if span.until is not None:
        rows = rows.filter(created_at__lte=span.until)
    return rows.order_by("-created_at", "-pk")

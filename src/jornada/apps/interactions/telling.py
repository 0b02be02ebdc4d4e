"""Touches of decisions repeat what stands on a record: whoever may not read it there does not read it here.

The note of a lost opportunity is its reason, that of a lead that came back says which contract ends, the value of a won
opportunity is its amount. A role may hide the field; or the record is out of reach, though its account is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.query import ModelIterable

from jornada.apps.interactions.activities import activities
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.org import access
from jornada.rules.access import Record

HINT = "untold"
AT_ONCE = 1000
_of_notes: dict[str, set[tuple[Record, str]]] = {}
_of_records: dict[str, set[Record]] = {}


def note_tells(activity: str, record: Record, *fields: str) -> None:
    """Say which fields the note of an activity repeats."""
    _of_notes.setdefault(activity, set()).update((record, name) for name in fields)
    _of_records.setdefault(activity, set()).add(record)


def value_tells(activity: str, record: Record) -> None:
    """Say that the value of an activity repeats what stands on a record."""
    _of_records.setdefault(activity, set()).add(record)


def is_silent(user: Any, activity: str) -> bool:
    """Say whether the notes of an activity are kept from a person."""
    return any(name in access.hidden_fields(user, record) for record, name in _of_notes.get(activity, ()))


@dataclass(frozen=True)
class Untold:
    """What is kept from a person, by activity: the notes of some; note and value of others, unless on a seen thread."""

    notes: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()
    threads: Sequence[QuerySet] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.notes or self.elsewhere)

    def blank(self, touches: Sequence[Touch]) -> None:
        """Take out of touches what is not told: a query for each kind of record, where one of them asks for it."""
        asked = [row for row in touches if row.activity_id in self.elsewhere]
        seen = self._seen({row.thread_id for row in asked if row.thread_id})
        for row in asked:
            if row.thread_id not in seen:
                row.note, row.value = "", None
        for row in touches:
            if row.activity_id in self.notes:
                row.note = ""

    def _seen(self, threads: set[int]) -> set[int]:
        found = [rows.filter(thread__in=threads) for rows in self.threads] if threads else []
        return {thread for rows in found for thread in rows.values_list("thread", flat=True)}

    def told(self) -> Q:
        """Say of a row whether its note and value are told."""
        places = Q()
        for rows in self.threads:
            places |= Q(thread__in=rows)
        told = ~Q(activity__in=self.notes) if self.notes else Q()
        return told & (~Q(activity__in=self.elsewhere) | places) if self.elsewhere else told


def untold(user: Any) -> Untold:
    """Return what is kept from a person: of most people nothing, without a query. Kept with the person."""
    known: Untold | None = getattr(user, "_untold", None)
    if known is None:
        known = _untold(user)
        if getattr(user, "pk", None):
            user._untold = known
    return known


def _untold(user: Any) -> Untold:
    notes = {code for code in _of_notes if is_silent(user, code)}
    far = {record: access.how_far(user, record, "view") for records in _of_records.values() for record in records}
    places = {code for code, records in _of_records.items() if any(far[record] != "all" for record in records)}
    if not notes and not places:
        return Untold()
    kept, elsewhere = (frozenset(row.pk for row in activities() if row.code in codes) for codes in (notes, places))
    return Untold(kept, elsewhere, tuple(visible_thread_ids(user)) if places else ())


def without_untold(rows: QuerySet[Touch], user: Any) -> QuerySet[Touch]:
    """Blank what is kept from a person in the touches that the query will read."""
    kept = untold(user)
    if kept:
        rows = rows.all()
        rows._hints = {**rows._hints, HINT: kept}  # type: ignore[attr-defined]
        rows._iterable_class = ToldTouches  # type: ignore[attr-defined]
    return rows


def heard(rows: QuerySet[Touch]) -> QuerySet[Touch]:
    """Leave out the rows that keep something from their reader: what is looked for in it would tell it."""
    kept = rows._hints.get(HINT)  # type: ignore[attr-defined]
    return rows.filter(kept.told()) if kept else rows


class ToldTouches(ModelIterable):
    """Reads touches, and blanks in some what is not told."""

    def __iter__(self) -> Iterator[Any]:
        kept, rows = self.queryset._hints.get(HINT, Untold()), super().__iter__()
        while part := list(islice(rows, AT_ONCE)):
            kept.blank(part)
            yield from part

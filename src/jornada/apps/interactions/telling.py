"""Notes of decisions repeat what a field of a record says: whoever's role hides the field does not read them.

The note of a lost opportunity is its reason, that of a lead that came back says which contract ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import ModelIterable

from jornada.apps.interactions.models import Activity, Touch
from jornada.apps.org import access
from jornada.rules.access import Record

HINT = "silent_activities"
_told: dict[str, set[tuple[Record, str]]] = {}


def note_tells(activity: str, record: Record, *fields: str) -> None:
    """Say which fields the note of an activity repeats."""
    _told.setdefault(activity, set()).update((record, field) for field in fields)


def is_silent(user: Any, activity: str) -> bool:
    """Say whether the notes of an activity are kept from a person."""
    return any(field in access.hidden_fields(user, record) for record, field in _told.get(activity, ()))


def silent_activities(user: Any) -> frozenset[int]:
    """Return the activities whose notes are kept from a person: of most people none, without a query."""
    known: frozenset[int] | None = getattr(user, "_silent_activities", None)
    if known is None:
        codes = [code for code in _told if is_silent(user, code)]
        known = (
            frozenset(Activity.objects.filter(code__in=codes).values_list("pk", flat=True)) if codes else frozenset()
        )
        if getattr(user, "pk", None):
            user._silent_activities = known
    return known


def without_notes(rows: QuerySet[Touch], user: Any) -> QuerySet[Touch]:
    """Blank the notes that are kept from a person in what the query will read."""
    silent = silent_activities(user)
    if silent:
        rows = rows.all()
        rows._hints = {**rows._hints, HINT: silent}  # type: ignore[attr-defined]
        rows._iterable_class = SilentNotes  # type: ignore[attr-defined]
    return rows


def heard(rows: QuerySet[Touch]) -> QuerySet[Touch]:
    """Leave out the rows whose notes are kept from their reader: what is looked for in a note would tell it."""
    silent = rows._hints.get(HINT)  # type: ignore[attr-defined]
    return rows.exclude(activity__in=silent) if silent else rows


class SilentNotes(ModelIterable):
    """Reads touches, and blanks the notes of some."""

    def __iter__(self) -> Iterator[Any]:
        silent = self.queryset._hints.get(HINT, frozenset())
        for row in super().__iter__():
            if row.activity_id in silent:
                row.note = ""
            yield row

"""Taking edits back that were noted under one batch: what still holds the new value gets the old one again.

What somebody changed since, and what the person may not change any more, stays and is counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import transaction

from jornada.apps.org import edits, history
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.lists.kinds import Kind, kinds
from jornada.apps.org.models import Change

# Fields that are no columns of the record, and how their change is taken back: (user, row, change) -> whether it was.
Restorer = Callable[[Any, Any, Change], bool]
restorers: dict[str, Restorer] = {}


@dataclass
class Undone:
    """How many records got their values back, and how many were left."""

    restored: int = 0
    left: int = 0


def changes_under(batch: uuid.UUID, user: Any, first: int, last: int | None = None) -> Any:
    """Return the person's own edits under a batch; the range of ids spares a walk through the whole history."""
    rows = Change.objects.filter(pk__gte=first, batch=batch, user=user, kind=Change.Kind.UPDATED)
    return (rows.filter(pk__lte=last) if last else rows).order_by("pk")


def undo_changes(user: Any, changes: Any, *, each: Callable[[Undone], None] | None = None) -> Undone:
    """Take changes back, record by record; `each` hears of every record."""
    done = Undone()
    by_label = {kind.model._meta.label_lower: kind for kind in kinds()}
    for (label, pk), group in _by_record(changes):
        kind = by_label.get(label)
        if kind and _restore(user, kind, pk, group):
            done.restored += 1
        else:
            done.left += 1
        if each:
            each(done)
    return done


def _by_record(changes: Any) -> Iterator[tuple[tuple[str, int], list[Change]]]:
    for key, group in groupby(changes.iterator(chunk_size=2000), key=lambda change: (change.model, change.object_id)):
        yield key, list(group)


def _restore(user: Any, kind: Kind, pk: int, changes: list[Change]) -> bool:
    """Put all fields of one record back, or none."""
    row = kind.visible(user, "change").select_related(*kind.related).filter(pk=pk).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            current = edits.locked(row)
            now = history.snapshot(current)
            own = [change for change in changes if change.field not in restorers]
            if any(now.get(change.field) != change.new for change in own):
                return False
            if own:
                kind.update(user, row, None, **_old_values(kind, own))
            others = [change for change in changes if change.field in restorers]
            return all(restorers[change.field](user, row, change) for change in others)
    except (WrongMomentError, PermissionDenied, LookupError):
        return False


def _old_values(kind: Kind, changes: list[Change]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for change in changes:
        if change.field.startswith("custom."):
            values.setdefault("custom", {})[change.field.removeprefix("custom.")] = history.value_of(change.old)
        else:
            values[change.field] = _old_value(kind, change)
    return values


def _old_value(kind: Kind, change: Change) -> Any:
    try:
        field = kind.model._meta.get_field(change.field)
    except FieldDoesNotExist:
        raise LookupError(change.field) from None
    if change.old is None:
        return None
    if field.is_relation:
        return field.related_model._base_manager.get(pk=int(change.old))
    if field.get_internal_type() == "BooleanField":
        return change.old == "True"
    return field.to_python(change.old)

"""Taking edits back that were noted under one batch: what still holds the new value gets the old one again.

What somebody changed since, and what the person may not change any more, stays and is counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from jornada.apps.org import edits, history
from jornada.apps.org.edits import WrongMomentError, refuse_unless
from jornada.apps.org.history_undo import former
from jornada.apps.org.lists.kinds import Kind, kinds
from jornada.apps.org.models import Change
from jornada.apps.org.patience import patiently

# Fields that are no columns of the record, and how their change is taken back: (user, row, change) -> whether it was.
Restorer = Callable[[Any, Any, Change], bool]
restorers: dict[str, Restorer] = {}


@dataclass
class Undone:
    """How many records got their values back, how many were left, and why the last of these was."""

    restored: int = 0
    left: int = 0
    why: str = ""


def changes_under(batch: uuid.UUID, user: Any, first: int, last: int | None = None) -> Any:
    """Return the person's own edits under a batch; the range of ids spares a walk through the whole history."""
    rows = Change.objects.filter(pk__gte=first, batch=batch, user=user, kind=Change.Kind.UPDATED)
    return (rows.filter(pk__lte=last) if last else rows).order_by("pk")


def undo_changes(
    user: Any,
    changes: Iterable[Change],
    done: Undone | None = None,
    *,
    each: Callable[[Undone, int], None] | None = None,
) -> Undone:
    """Take changes back, record by record; they come by record, in the order of their ids.

    `each` hears of every record, with the last of its changes, in the transaction that put it back.
    """
    done = done or Undone()
    for (label, pk), group in groupby(changes, key=lambda change: (change.model, change.object_id)):
        done = patiently(partial(_undo_one, user, label, pk, list(group), done, each))
    return done


def _undo_one(
    user: Any, label: str, pk: int, group: list[Change], so_far: Undone, each: Callable[[Undone, int], None] | None
) -> Undone:
    kind = next((kind for kind in kinds() if kind.model._meta.label_lower == label), None)
    with transaction.atomic():
        try:
            refuse_unless(kind is not None, _("The record is gone, or you may not change it."))
            _restore(user, kind, pk, group)  # type: ignore[arg-type]
            done = replace(so_far, restored=so_far.restored + 1)
        except (WrongMomentError, PermissionDenied) as error:
            done = replace(so_far, left=so_far.left + 1, why=str(error))
        if each:
            each(done, group[-1].pk)
    return done


def _restore(user: Any, kind: Kind, pk: int, changes: list[Change]) -> None:
    """Put all fields of one record back; when one cannot be put back, none is, and `WrongMomentError` says why."""
    with transaction.atomic():
        row = kind.visible(user, "change").select_related(*kind.related).filter(pk=pk).first()
        refuse_unless(row is not None, _("The record is gone, or you may not change it."))
        now = history.snapshot(edits.locked(row))  # type: ignore[type-var]
        own = [change for change in changes if change.field not in restorers]
        is_as_left = all(now.get(change.field) == change.new for change in own)
        refuse_unless(is_as_left, _("Nothing was undone: somebody changed it since."))
        if own:
            (kind.take_back or kind.update)(user, row, None, **_former_values(kind, own))
        for change in changes:
            if change.field in restorers:
                is_back = restorers[change.field](user, row, change)
                refuse_unless(is_back, _("Nothing was undone: somebody changed it since."))


def _former_values(kind: Kind, changes: list[Change]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for change in changes:
        found = former(kind.model, change)
        custom = {**values.get("custom", {}), **found.pop("custom", {})}
        values |= {**found, **({"custom": custom} if custom else {})}
    return values

"""What taking an import back will do, as far as its history says so beforehand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.text import capfirst

from jornada.apps.interactions.actions import withdrawable
from jornada.apps.org.models import Change
from jornada.edge.files.undo import ORDER, changed_by_others, parts
from jornada.edge.files.undo_lists import lists_ahead

# Which of more records somebody changed since takes too long to ask before a page.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The records that go by kind, those put back, the touches; how many somebody changed since, unless too many.

    What was changed since is not among those that go; of too many, it is.
    """

    deleted: list[tuple[str, int]]
    restored: int
    touches: int
    changed: int | None


def foresee(batch: uuid.UUID, began: Sequence[datetime]) -> Foreseen:
    """Count what was written under `batch`, and the touches recorded at one of `began`."""
    made = [(label, number) for label in ORDER if (number := _made(batch, label))]
    updated = {label: ids for label in _kinds_updated(batch) if (ids := _updated(batch, label))}
    restored = sum(map(len, updated.values()))
    changed = None
    if sum(number for _label, number in made) + restored <= MOST:
        put_back = sum(len(_changed(batch, label, ids)) for label, ids in updated.items())
        restored -= put_back
        kept = {label: len(_changed(batch, label, _ids(batch, label))) for label, _number in made}
        changed = put_back + sum(kept.values())
        made = [(label, number - kept[label]) for label, number in made if number > kept[label]]
    return Foreseen(
        [(capfirst(label), number) for label, number in (*_named(made), *lists_ahead(batch))],
        restored,
        sum(withdrawable(at).count() for at in began),
        changed,
    )


def _named(made: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(str(apps.get_model(label)._meta.verbose_name_plural), number) for label, number in made]


def _made(batch: uuid.UUID, label: str) -> int:
    noted = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=label)
    return apps.get_model(label)._default_manager.filter(pk__in=noted.values("object_id")).count()


def _ids(batch: uuid.UUID, label: str) -> list[int]:
    noted = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=label)
    return sorted(noted.values_list("object_id", flat=True))


def _kinds_updated(batch: uuid.UUID) -> list[str]:
    updated = Change.objects.filter(batch=batch, kind=Change.Kind.UPDATED, model__in=ORDER)
    return list(updated.values_list("model", flat=True).distinct().order_by("model"))


def _updated(batch: uuid.UUID, label: str) -> list[int]:
    """Find the records that were there before and were changed."""
    noted = Change.objects.filter(batch=batch, model=label)
    fresh = noted.filter(kind=Change.Kind.CREATED).values("object_id")
    changed = noted.filter(kind=Change.Kind.UPDATED).exclude(object_id__in=fresh)
    return sorted(changed.values_list("object_id", flat=True).distinct())


def _changed(batch: uuid.UUID, label: str, ids: Sequence[int]) -> set[int]:
    """Find those that stay as they are, by the same look that the walk itself takes."""
    model = apps.get_model(label)
    return {pk for part in parts(ids) for pk in changed_by_others(batch, model, part)}

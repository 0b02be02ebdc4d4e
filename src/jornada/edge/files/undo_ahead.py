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
from jornada.edge.files.undo import ORDER
from jornada.edge.files.undo_lists import lists_ahead

# Which of more records somebody changed since takes too long to ask before a page.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The records that go by kind, those put back, the touches; how many somebody changed since, unless too many."""

    deleted: list[tuple[str, int]]
    restored: int
    touches: int
    changed: int | None


def foresee(batch: uuid.UUID, began: Sequence[datetime]) -> Foreseen:
    """Count what was written under `batch`, and the touches recorded at one of `began`."""
    made = [(label, number) for label in ORDER if (number := _made(batch, label))]
    updated = Change.objects.filter(batch=batch, kind=Change.Kind.UPDATED, model__in=ORDER)
    fresh = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED)
    restored = [
        updated.filter(model=label).exclude(object_id__in=fresh.filter(model=label).values("object_id"))
        for label in updated.values_list("model", flat=True).distinct().order_by("model")
    ]
    return Foreseen(
        [(capfirst(label), number) for label, number in (*_named(made), *lists_ahead(batch))],
        sum(rows.values("object_id").distinct().count() for rows in restored),
        sum(withdrawable(at).count() for at in began),
        _changed(batch) if sum(number for _label, number in made) <= MOST else None,
    )


def _named(made: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(str(apps.get_model(label)._meta.verbose_name_plural), number) for label, number in made]


def _made(batch: uuid.UUID, label: str) -> int:
    noted = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=label)
    return apps.get_model(label)._default_manager.filter(pk__in=noted.values("object_id")).count()


def _changed(batch: uuid.UUID) -> int:
    """Count the records made that somebody else changed later: those stay, unless it was put back."""
    own_undo = uuid.uuid5(batch, "undo")
    found = 0
    for label in ORDER:
        made = Change.objects.filter(batch=batch, kind=Change.Kind.CREATED, model=label).values("object_id")
        later = Change.objects.filter(model=label, object_id__in=made, kind=Change.Kind.UPDATED)
        found += later.exclude(batch__in=[batch, own_undo]).values("object_id").distinct().count()
    return found

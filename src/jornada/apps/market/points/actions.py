"""Writes of further e-mails and phones, in the transaction that writes their record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from jornada.apps.market.points.arranging import Point
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.market.points.queries import points_of
from jornada.apps.org.access import hidden_fields
from jornada.apps.org.models import Change

FIELD = "points"


def set_points(user: Any, record: Any, points: Sequence[Point]) -> bool:
    """Give a record these further e-mails and phones instead of those it had; say whether anything changed."""
    before, points = points_of(record), _with_hidden(user, record, points)
    if points == before:
        return False
    owner = {record._meta.model_name: record}
    record.points.all().delete()
    ContactPoint.objects.bulk_create(
        ContactPoint(**owner, kind=point.kind, value=point.value, label=point.label, order=order)
        for order, point in enumerate(points)
    )
    _note(user, record, before, points)
    return True


def _with_hidden(user: Any, record: Any, points: Sequence[Point]) -> list[Point]:
    """Keep what the person does not see: it was not in the form, and is not to go."""
    hidden = hidden_fields(user, record._meta.model_name)
    rows = record.points.filter(kind__in=hidden & {"email", "phone"})
    return [*points, *(Point(row.kind, row.value, row.label) for row in rows)]


def keep_of_merged(user: Any, gone: Any, keep: Any) -> list[int]:
    """Keep the primary e-mail and phone of a record that was taken in, beside those of the survivor; return the ids."""
    owner, known = {keep._meta.model_name: keep}, {getattr(keep, "email", ""), keep.phone, ""}
    known.update(keep.points.values_list("value", flat=True))
    kept = []
    for kind in ("email", "phone"):
        value = getattr(gone, kind, "")
        if value not in known:
            kept.append(
                ContactPoint.objects.create(
                    **owner, kind=kind, value=value, label=ContactPoint.Label.OTHER, order=99
                ).pk
            )
    return kept


def _note(user: Any, record: Any, before: Sequence[Point], after: Sequence[Point]) -> None:
    Change.objects.create(
        at=timezone.now(), user=user if getattr(user, "pk", None) else None, kind=Change.Kind.UPDATED,
        model=record._meta.label_lower, object_id=record.pk, field=FIELD, old=_told(before), new=_told(after),
    )  # fmt: skip


def _told(points: Sequence[Point]) -> str | None:
    return ", ".join(point.value for point in points)[:500] or None

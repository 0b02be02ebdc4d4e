"""Writes of further e-mails and phones, in the transaction that writes their record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from jornada.apps.market.points.arranging import Point
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org.access import locked_fields
from jornada.apps.org.models import Change

# A change is noted for each kind as points.email or points.phone, and hidden with the field of that name.
FIELD = "points"
KINDS = ("email", "phone")


def set_points(user: Any, record: Any, points: Sequence[Point]) -> bool:
    """Give a record these further e-mails and phones instead of those it had; say whether anything changed.

    What the person may not change stays as it is, whatever was given.
    """
    closed = locked_fields(user, record._meta.model_name)
    before = [Point(row.kind, row.value, row.label) for row in record.points.all()]
    after = [point for kind in KINDS for point in (before if kind in closed else points) if point.kind == kind]
    if after == sorted(before, key=lambda point: KINDS.index(point.kind)):
        return False
    owner = {record._meta.model_name: record}
    record.points.all().delete()
    ContactPoint.objects.bulk_create(
        ContactPoint(**owner, kind=point.kind, value=point.value, label=point.label, order=order)
        for order, point in enumerate(after)
    )
    for kind in KINDS:
        _note(user, record, kind, _told(before, kind), _told(after, kind))
    return True


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


def _note(user: Any, record: Any, kind: str, before: str | None, after: str | None) -> None:
    if before != after:
        Change.objects.create(
            at=timezone.now(), user=user if getattr(user, "pk", None) else None, kind=Change.Kind.UPDATED,
            model=record._meta.label_lower, object_id=record.pk, field=f"{FIELD}.{kind}", old=before, new=after,
        )  # fmt: skip


def _told(points: Sequence[Point], kind: str) -> str | None:
    return ", ".join(point.value for point in points if point.kind == kind)[:500] or None

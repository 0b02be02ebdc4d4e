"""Writes of further e-mails and phones, in the transaction that writes their record."""

from __future__ import annotations

from collections import defaultdict
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
    """Give a record these further e-mails and phones instead of those it had; say whether anything changed."""
    return bool(set_points_of_many(user, [(record, points)]))


def set_points_of_many(user: Any, given: Sequence[tuple[Any, Sequence[Point]]]) -> list[Any]:
    """Do the same for records of one kind, with as many statements as for one; return those that changed.

    What the person may not change stays as it is, whatever was given.
    """
    changed, fresh, notes = [], [], []
    owner = given[0][0]._meta.model_name if given else ""
    held, closed = _held(owner, [record.pk for record, _points in given]), locked_fields(user, owner)
    for record, points in given:
        before = held.get(record.pk, [])
        after = [point for kind in KINDS for point in (before if kind in closed else points) if point.kind == kind]
        if after != sorted(before, key=lambda point: KINDS.index(point.kind)):
            changed.append(record)
            fresh += [
                ContactPoint(**{owner: record}, kind=point.kind, value=point.value, label=point.label, order=order)
                for order, point in enumerate(after)
            ]
            notes += [_note(user, record, kind, _told(before, kind), _told(after, kind)) for kind in KINDS]
    if changed:
        ContactPoint.objects.filter(**{f"{owner}__in": changed}).delete()
        ContactPoint.objects.bulk_create(fresh, batch_size=1000)
        Change.objects.bulk_create((note for note in notes if note.old != note.new), batch_size=1000)
    return changed


def _held(owner: str, ids: Sequence[int]) -> dict[int, list[Point]]:
    found: dict[int, list[Point]] = defaultdict(list)
    rows = ContactPoint.objects.filter(**{f"{owner}__in": ids}) if ids else ContactPoint.objects.none()
    for row in rows:
        found[getattr(row, f"{owner}_id")].append(Point(row.kind, row.value, row.label))
    return found


def _note(user: Any, record: Any, kind: str, before: str | None, after: str | None) -> Change:
    return Change(
        at=timezone.now(), user=user if getattr(user, "pk", None) else None, kind=Change.Kind.UPDATED,
        model=record._meta.label_lower, object_id=record.pk, field=f"{FIELD}.{kind}", old=before, new=after,
    )  # fmt: skip


def _told(points: Sequence[Point], kind: str) -> str | None:
    return ", ".join(point.value for point in points if point.kind == kind)[:500] or None

"""Writes of further e-mails and phones, in the transaction that writes their record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jornada.apps.market.fields import with_ninth
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


def keep_of_merged(gone: Any, keep: Any, before: Mapping[str, Any]) -> list[int]:
    """Keep the primary e-mail and phone of a record that was taken in, beside those of the survivor; return the ids.

    A mobile number that both have, once with and once without the ninth digit, stays once, as it is called today.
    `before` holds what the merge overwrote.
    """
    if keep.phone not in (gone.phone, before.get("phone", keep.phone)):
        keep.points.filter(kind="phone", value=keep.phone).delete()  # it gave the primary one its ninth digit
    points = list(keep.points.order_by("order", "pk"))
    values = [getattr(gone, "email", ""), gone.phone, getattr(keep, "email", ""), keep.phone]
    _drop_older(points, [*values, *(point.value for point in points)], keep.phone)
    known = {with_ninth(value) for value in (getattr(keep, "email", ""), keep.phone, "")}
    known.update(map(with_ninth, keep.points.values_list("value", flat=True)))
    return [_beside(gone, keep, kind).pk for kind in KINDS if with_ninth(getattr(gone, kind, "")) not in known]


def _drop_older(points: Sequence[ContactPoint], values: Sequence[str], primary: str) -> None:
    """Write numbers of before the ninth digit as the other record does, once; what only one spelling has stays."""
    written = {primary, *(point.value for point in points)}
    for point in points:
        number = with_ninth(point.value)
        if number != point.value and number in written:
            point.delete()
        elif number != point.value and number in values:
            written.add(number)
            point.value = number
            point.save(update_fields=["value"])


def _beside(gone: Any, keep: Any, kind: str) -> ContactPoint:
    label = getattr(gone, f"{kind}_label") or ContactPoint.Label.OTHER
    return ContactPoint.objects.create(
        **{keep._meta.model_name: keep}, kind=kind, value=getattr(gone, kind), label=label, order=99
    )


def phone_of_merged(gone: Any, keep: Any, values: Mapping[str, Any]) -> dict[str, str]:
    """Give the primary phone that a merge leaves its ninth digit, where one of the two records writes it so."""
    phone = values.get("phone", keep.phone)
    known = {gone.phone, keep.phone, *gone.points.values_list("value", flat=True)}
    known.update(keep.points.values_list("value", flat=True))
    return {"phone": with_ninth(phone)} if phone != with_ninth(phone) and with_ninth(phone) in known else {}


def labels_of_merged(gone: Any, keep: Any, values: Mapping[str, Any]) -> dict[str, str]:
    """Say which labels the primary e-mail and phone bear that a merge chose: each comes with its address."""
    found = {}
    for kind in KINDS:
        if kind in values:
            holders = [row for row in (keep, gone) if with_ninth(getattr(row, kind)) == with_ninth(values[kind])]
            found[f"{kind}_label"] = next((label for row in holders if (label := getattr(row, f"{kind}_label"))), "")
    return found


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

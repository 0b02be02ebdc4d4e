"""Further e-mails and phones of two records that become one, and are split again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jornada.apps.market.fields import with_ninth
from jornada.apps.market.points.actions import KINDS
from jornada.apps.market.points.models import ContactPoint

Held = Mapping[str, Mapping[int, Mapping[str, Any]]]


def keep_of_merged(gone: Any, keep: Any, before: Mapping[str, Any], held: Held) -> dict[str, list[Any]]:
    """Keep the primary e-mail and phone of a record that was taken in, beside those of the survivor.

    A mobile number that both have, once with and once without the ninth digit, stays once, as it is called today.
    `before` holds what the merge overwrote, `held` the further addresses of both. Returns what `give_back` takes.
    """
    made = _joined(gone, keep, before)
    return {"made": made, **{whose: _rewritten(points, keep) for whose, points in held.items()}}


def give_back(noted: Mapping[str, list[Any]], gone: Any, keep: Any) -> None:
    """Write the further addresses of two records as before their merge, as far as nobody changed them since."""
    keep.points.filter(pk__in=noted.get("made", ()), value__in=(getattr(gone, "email", ""), gone.phone)).delete()
    for record, whose in ((keep, "keep"), (gone, "gone")):
        for point in noted.get(whose, ()):
            _write_back(record, point)


def held_by(keep: Any, gone: Any) -> Held:
    """Return the further addresses of both, by their ids, before a merge moves them."""
    return {
        whose: {row["id"]: row for row in record.points.values("id", "kind", "value", "label", "order")}
        for whose, record in (("keep", keep), ("gone", gone))
    }


def _rewritten(points: Mapping[int, Mapping[str, Any]], keep: Any) -> list[dict[str, Any]]:
    """Return those that a merge wrote otherwise, each with what it holds `now`; None where it was dropped."""
    values = dict(keep.points.values_list("pk", "value"))
    return [{**row, "now": values.get(pk)} for pk, row in points.items() if values.get(pk) != row["value"]]


def _write_back(record: Any, point: Mapping[str, Any]) -> None:
    if point["now"] is not None:
        record.points.filter(pk=point["id"], value=point["now"]).update(value=point["value"])
    elif point["value"] not in (record.phone, *record.points.values_list("value", flat=True)):
        values = {name: point[name] for name in ("kind", "value", "label", "order")}
        ContactPoint.objects.create(**{record._meta.model_name: record}, **values)


def _joined(gone: Any, keep: Any, before: Mapping[str, Any]) -> list[int]:
    """Put the addresses of both together; return the ids of those that are new."""
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

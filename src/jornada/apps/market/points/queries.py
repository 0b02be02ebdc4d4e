"""Reads of further e-mails and phones. They have no reach of their own: whoever sees the record sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from jornada.apps.market.points.arranging import Point
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org.alphabet import beyond
from jornada.apps.org.masks import MARK
from jornada.apps.org.prepared import rows_with

LOADED = "_points"


def load_points(rows: Sequence[Any]) -> None:
    """Read the further e-mails and phones of many records of one kind (one query), for `points_of`."""
    if not rows:
        return
    owner = f"{rows[0]._meta.model_name}_id"
    found: dict[int, list[ContactPoint]] = defaultdict(list)
    for point in rows_with(ContactPoint.objects.all(), **{owner: [row.pk for row in rows]}):
        found[getattr(point, owner)].append(point)
    for row in rows:
        row.__dict__[LOADED] = found.get(row.pk, [])


def points_of(record: Any) -> list[Point]:
    """Return what a record has beside its primary e-mail and phone; nothing of a kind that is hidden."""
    if not record.pk:
        return []
    hidden = getattr(record, MARK, frozenset())
    primaries = {getattr(record, "email", ""), record.phone}
    known = record.__dict__.get(LOADED)
    if known is None:
        known = rows_with(ContactPoint.objects.all(), **{f"{record._meta.model_name}_id": record.pk})
    rows = [row for row in known if row.kind not in hidden and row.value not in primaries]
    return [Point(row.kind, row.value, row.label) for row in rows]


def holders(model: type[Model], kind: str, values: Collection[str]) -> QuerySet[Any, Any]:
    """Return the ids of records that have one of these beside their primary one."""
    owner = f"{model._meta.model_name}_id"
    rows = ContactPoint.objects.filter(kind=kind, value__in=values).exclude(**{owner: None})
    return rows.values_list(owner, flat=True)


def starting(model: type[Model], kind: str, start: str) -> QuerySet[Any, Any]:
    """Return the ids of records one of whose further addresses starts so: a stretch of the index."""
    owner = f"{model._meta.model_name}_id"
    rows = ContactPoint.objects.filter(value__gte=start, value__lt=beyond(start), kind=kind).exclude(**{owner: None})
    return rows.order_by("value").values_list(owner, flat=True)


def having(rows: QuerySet[Any], kind: str, values: Collection[str]) -> QuerySet[Any]:
    """Keep the records that have one of these, primary or not."""
    return rows.filter(Q(**{f"{kind}__in": values}) | Q(pk__in=holders(rows.model, kind, values)))


def values_of(model: type[Model], ids: Iterable[int]) -> dict[int, dict[str, set[str]]]:
    """Return the further e-mails and phones of these records, by kind (one query)."""
    owner = f"{model._meta.model_name}_id"
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for pk, kind, value in ContactPoint.objects.filter(**{f"{owner}__in": list(ids)}).values_list(
        owner, "kind", "value"
    ):
        found[pk][kind].add(value)
    return found


def owners_by_email(among: Collection[str] | None = None) -> dict[str, int]:
    """Return the contact of each further e-mail, or of some, for reading files; the oldest where two share one."""
    rows = ContactPoint.objects.filter(kind="email").exclude(contact=None).order_by("-contact_id")
    rows = rows if among is None else rows.filter(value__in=among)
    return dict(rows.values_list("value", "contact_id"))

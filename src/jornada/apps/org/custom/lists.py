"""Custom fields as columns and filters of lists: off until somebody chooses them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jornada.apps.org.custom.known import active
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.custom.sql import MARK, CustomKey
from jornada.apps.org.custom.values import typed
from jornada.ui import cells, numbers
from jornada.ui.columns import Column
from jornada.ui.filters import Filter

_KINDS = {"date": "date", "flag": "flag", "number": "number", "money": "money"}


def columns(record: str) -> list[Column]:
    """Return a column for each custom field, at the end of the list."""
    return [
        Column(
            field.name,
            field.label,
            order=300 + place,
            cell=_cell(field),
            sort=None if field.type == "several" else CustomKey(field.code, field.type),
            kind=_KINDS.get(field.type, "text"),
            draw=_DRAWN.get(field.type),
            is_extra=True,
        )
        for place, field in enumerate(active(record))
    ]


def filters(record: str) -> list[Filter]:
    """Return the filters of each custom field; two for what has a from and an until."""
    return [one for place, field in enumerate(active(record)) for one in _filters(field, 300 + place)]


def _cell(field: CustomField) -> Callable[[Any], Any]:
    def cell(row: Any) -> Any:
        return typed(field, (row.custom or {}).get(field.code))

    return cell


def _draw_link(address: str | None, _row: Any) -> Any:
    """Draw an address without its scheme; files hold all of it."""
    return cells.link((address.partition("://")[2], address)) if address else cells.EMPTY


def _draw_number(value: Decimal | None, _row: Any) -> Any:
    """Draw each place that was written; the numbers of one's own may be rates or weights."""
    return cells.EMPTY if value is None else numbers.in_full(value)


_DRAWN = {"link": _draw_link, "number": _draw_number}


def _filters(field: CustomField, order: int) -> list[Filter]:
    if field.type in ("number", "money", "date"):
        kind = "date" if field.type == "date" else "number"
        since, until = _("%(name)s from"), _("%(name)s up to")
        return [
            _filter(field, since % {"name": field.label}, kind, order, "gte", "_from"),
            _filter(field, until % {"name": field.label}, kind, order, "lte", "_to"),
        ]
    if field.has_choices:
        return [_filter(field, field.label, "choice", order, "contains" if field.type == "several" else "exact")]
    if field.type == "flag":
        return [_filter(field, field.label, "flag", order, "exact")]
    return [_filter(field, field.label, "text", order, "exact")]


def _filter(field: CustomField, label: str, kind: Any, order: int, lookup: str, end: str = "") -> Filter:
    key = CustomKey(field.code, field.type)

    def apply(rows: QuerySet, value: Any) -> QuerySet:
        name = f"by_{field.name}"
        return rows.alias(**{name: key}).filter(**{f"{name}__{lookup}": _asked(field, value)})

    def choices(_request: HttpRequest) -> list[tuple[str, str]]:
        return list(field.choice_labels().items())

    has_list = choices if field.has_choices else None
    return Filter(field.name + end, label, apply, kind, has_list, order, is_extra=True)


def _asked(field: CustomField, value: Any) -> Any:
    if field.type == "several":
        return f"{MARK}{value}{MARK}"
    if field.type == "date":
        return value.isoformat()
    return int(value) if field.type == "flag" else value

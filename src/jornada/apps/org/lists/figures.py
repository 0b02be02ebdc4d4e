"""How many records a list has in all, and what its number columns add up to: asked after the page, within a time limit.

The page itself counts up to a thousand. This asks the database for the exact number and the sums in one statement, and
lets it be stopped: then the number is given up to ten thousand, without sums. What was found quickly is asked for anew
each time; what took long stands for twenty times as long as it took.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import OperationalError, connection, models
from django.db.models import Avg, Count, F, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.org.custom.sql import CustomKey
from jornada.apps.org.lists.kinds import List, list_of
from jornada.ui import narrowing, numbers
from jornada.ui.chosen_columns import choose
from jornada.ui.columns import Column, columns_for
from jornada.ui.paging import capped_count
from jornada.ui.time_limit import within

SECONDS, MORE_SECONDS = 1.2, 0.4
# Of a number of one's own; what SQLite adds up beyond them is noise.
KEPT_PLACES = 6
CAP = 10_000
QUICK, TIMES = 0.1, 20
MOST_SUMS = 8
NUMBERS = (models.DecimalField, models.IntegerField, models.FloatField)


@dataclass(frozen=True, slots=True)
class Figures:
    """The number of records (`is_more`: at least so many), and what stands under each column, in words."""

    count: int | None
    is_more: bool
    sums: tuple[tuple[str, str], ...] = ()


def figures(request: HttpRequest, record: str) -> HttpResponse:
    """Answer the line under a list."""
    kind = list_of(record)
    if kind is None:
        raise Http404
    options = kind.options(request)
    known = columns_for(request, kind.code, options["columns"])
    columns = choose(known, ",".join(request.GET.getlist("columns"))[:2000])
    found = narrowing.read(request, kind.code, options["filters"], options.get("search"))
    rows = found.of(kind.visible(request.user, "view"))
    return render(request, "org/lists/figures.html", {"figures": figures_of(kind, rows, columns)})


def address(record: str) -> str:
    """Return the address of the figures of a list, when there are more to say than the page does."""
    return reverse("list_figures", args=[record]) if list_of(record) else ""


def figures_of(kind: List, rows: QuerySet, columns: Sequence[Column]) -> Figures:
    """Count and add up, exactly where that is quick."""
    to_add = [column for column in columns if _is_addable(kind.model, column)][:MOST_SUMS]
    key = _key(rows, to_add)
    if key is None:
        return Figures(0, False)
    found = caches["local"].get(key)
    if found is None:
        begun = time.monotonic()
        found = _exactly(kind.model, rows, to_add) or _about(rows)
        took = time.monotonic() - begun
        if took > QUICK:
            caches["local"].set(key, found, TIMES * took)
    count, is_more, sums = found
    by_code = {column.code: column for column in to_add}
    return Figures(count, is_more, tuple((_named(by_code[code]), _written(by_code[code], some)) for code, some in sums))


def _exactly(model: type[models.Model], rows: QuerySet, columns: Sequence[Column]) -> Any:
    """Ask for everything in one statement; None when it takes too long."""
    has_currency = any(field.name == "currency" for field in model._meta.concrete_fields)
    sums = {f"sum_{place}": _asked(column) for place, column in enumerate(columns)}
    asked = rows.order_by()
    asked = (
        asked.values("currency") if has_currency and columns else asked.annotate(every=models.Value(1)).values("every")
    )
    try:
        with within(SECONDS):
            found = sorted(asked.annotate(number=Count("pk"), **sums), key=lambda row: row.get("currency", ""))
    except OperationalError:
        return None
    by_column = [
        (
            column.code,
            [(row.get("currency", ""), row[f"sum_{place}"]) for row in found if row[f"sum_{place}"] is not None],
        )
        for place, column in enumerate(columns)
    ]
    return sum(row["number"] for row in found), False, [(code, some) for code, some in by_column if some]


def _about(rows: QuerySet) -> Any:
    try:
        with within(MORE_SECONDS):
            number, is_more = capped_count(rows, CAP)
    except OperationalError:
        return None, True, []
    return number, is_more, []


def _is_addable(model: type[models.Model], column: Column) -> bool:
    if not column.foot or column.kind not in ("number", "money") or column.values:
        return False
    if isinstance(column.sort, CustomKey):
        return True
    try:
        return isinstance(column.sort, str) and isinstance(model._meta.get_field(column.sort), NUMBERS)
    except FieldDoesNotExist:
        return False


def _asked(column: Column) -> Any:
    of = F(column.sort) if isinstance(column.sort, str) else column.sort
    return (Avg if column.foot == "average" else Sum)(of, filter=column.foot_of)


def _named(column: Column) -> str:
    words = _("Average of %(column)s") if column.foot == "average" else _("Sum of %(column)s")
    return words % {"column": column.label}


def _written(column: Column, some: Sequence[tuple[str, Any]]) -> str:
    if column.foot == "average":
        return " · ".join(str(numbers.number(round(Decimal(str(value)), 1))) for _currency, value in some)
    if column.kind != "money":
        total = sum((Decimal(str(value)) for _currency, value in some), Decimal(0))
        return str(numbers.in_full(round(total, KEPT_PLACES)))
    return " + ".join(numbers.money(Decimal(str(value)), currency or "BRL") for currency, value in some)


def _key(rows: QuerySet, columns: Sequence[Column]) -> str | None:
    """Name what is asked; None when nothing can match."""
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    told = repr((connection.settings_dict["NAME"], sql, params, [column.code for column in columns]))
    return f"figures:{hashlib.sha256(told.encode()).hexdigest()}"

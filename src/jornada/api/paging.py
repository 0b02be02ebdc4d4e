"""Pages of the API: the newest first, by an opaque cursor, at the same cost however far one reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from jornada.ui.paging import Order, read_cursor, take_page

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class PageQuery(Schema):
    """What every list takes."""

    after: str = Field("", description="`next` of the page before; empty for the first page")
    limit: int = Field(50, ge=1, le=500, description="rows a page")


class Page(Schema, Generic[T]):
    """One page of rows, and the cursor of the next (null at the end)."""

    items: list[T]
    next: str | None


PAGE = Query(...)


def page(
    rows: QuerySet[M],
    asked: PageQuery,
    shape: Callable[[M], Any],
    by: Any = "pk",
    is_descending: bool = True,
    load: Callable[[Sequence[M]], None] = lambda _rows: None,
) -> dict[str, Any]:
    """Read one page of rows in the order of `by`, descending unless told otherwise.

    `load` reads what lies beside the rows, for all of the page at once.
    """
    cursor = read_cursor(asked.after, "")
    if asked.after and cursor is None:
        # The first page again, for a cursor that was damaged, would send whoever follows `next` in circles.
        raise ValidationError({"after": [_("This is no cursor: send `next` of the page before as it came.")]})
    found = take_page(rows, Order(by, is_descending=is_descending), cursor, asked.limit)
    load(found.rows)  # type: ignore[arg-type]
    return {"items": [shape(row) for row in found.rows], "next": found.after or None}

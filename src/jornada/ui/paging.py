"""Pages by cursor: the same cost on page one and on page twenty thousand, and no counting of a million rows.

Rows are ordered by (sort value, id); rows without a value come last in both directions. A cursor
is the (sort value, id) of the first or last row of a page, so the ids of a page are at most two
index scans: one among the rows with a value, one among those without. One more query reads its rows.

Rows that are narrowed by what no index holds are `scanned`: to walk a million rows in the order of an index until fifty
are found, which may be all there are, takes twenty times as long as to go through the table as it lies. So it is looked
among the rows that come first, then among more of them, and only where these hold too few, too, at the table.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connections
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.sql.where import WhereNode

MARK, TIE = "sort_value", "sort_tie"
# Before and behind the point: more than amounts have, and less than PostgreSQL refuses.
MOST_DIGITS = 100
# So many rows are walked in order before the table is gone through as it lies. PostgreSQL gets them as a list, since it
# would otherwise look for what is asked in the whole table first; of a longer list it would think the same.
NEAR, NEAR_AS_LIST = 10_000, 2_000
# Where too few stand among these, the rest is looked for so many times as far as it should be. Beyond the farthest the
# table as it lies is quicker.
FURTHER, FARTHEST = 2, 400_000
# How far that is, where none stands among these, so many parts of so many rows of the table tell.
PARTS, PART = 10, 2_000
# NUL and halves of signs: no database keeps them.
UNKEPT = re.compile(r"[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Order:
    """What the rows are sorted by: a field path or an expression, and the direction."""

    by: Any
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: after (or, going back, before) the row with this value and id."""

    value: Any
    pk: Any
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the cursors of its neighbours (empty at the ends)."""

    rows: list[Model]
    before: str
    after: str


def read_cursor(after: str, before: str) -> Cursor | None:
    """Read the cursor of an address; a damaged one means the first page."""
    text = after or before
    if not text:
        return None
    try:
        value, pk = json.loads(urlsafe_b64decode(text.encode()))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None
    return Cursor(value, pk, is_back=not after)


def write_cursor(value: Any, pk: Any) -> str:
    """Pack the place of a row into a word for the address."""
    plain = value.isoformat() if isinstance(value, date | datetime) else value
    plain = str(plain) if isinstance(plain, Decimal) else plain
    return urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode()


def take_page(queryset: QuerySet, order: Order, cursor: Cursor | None, size: int, *, is_scanned: bool = False) -> Page:
    """Read one page of rows; `is_scanned` says that no index holds what they are narrowed by."""
    marked = _marked(queryset, order)
    cursor = _typed(marked, cursor)
    is_back = bool(cursor and cursor.is_back)
    find = _scanned if is_scanned and order.by != "pk" and not queryset.query.is_empty() else _ids
    rows = _read(marked, find(marked, order, cursor, size + 1, is_back))
    has_more, rows = len(rows) > size, rows[:size]
    if is_back:
        rows.reverse()
    has_before = has_more if is_back else cursor is not None
    has_after = bool(cursor) if is_back else has_more
    return Page(rows, _edge(rows, 0) if has_before else "", _edge(rows, -1) if has_after else "")


def all_rows(queryset: QuerySet, order: Order, size: int = 2000) -> Iterator[list[Model]]:
    """Walk through all rows in order, page by page: what exports read."""
    cursor: Cursor | None = None
    while True:
        page = take_page(queryset, order, cursor, size)
        if page.rows:
            yield page.rows
        if not page.after:
            return
        cursor = read_cursor(page.after, "")


def capped_count(queryset: QuerySet, cap: int) -> tuple[int, bool]:
    """Count rows up to a cap; the second value says whether there are more."""
    if getattr(queryset, "more_than", 0) >= cap:
        return cap, True
    found = queryset.order_by().values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


def knowing_more_than(queryset: QuerySet, number: int) -> QuerySet:
    """Note on a queryset, and on no further one made from it, that it has more rows: they need not be counted."""
    queryset.more_than = number
    return queryset


def _marked(queryset: QuerySet, order: Order) -> QuerySet:
    return queryset.annotate(**{MARK: F(order.by) if isinstance(order.by, str) else order.by})


def _ids(marked: QuerySet, order: Order, cursor: Cursor | None, wanted: int, is_back: bool) -> list[Any]:
    ids: list[Any] = []
    for is_valued in _parts(marked, order, cursor, is_back):
        place = cursor if cursor and is_valued == (cursor.value is not None) else None
        ids += _part(marked, order, is_valued, place, is_back).values_list("pk", flat=True)[: wanted - len(ids)]
        if len(ids) >= wanted:
            break
    return ids


def _scanned(marked: QuerySet, order: Order, cursor: Cursor | None, wanted: int, is_back: bool) -> list[Any]:
    """Look among the rows of anybody that come first, then as far as there should be enough, then at all of them.

    How many there should be is known from those found so far, or from parts of the table.
    """
    every = _marked(marked.model._base_manager.all(), order)
    first = _parts(every, order, cursor, is_back)[0]
    place = cursor if cursor and first == (cursor.value is not None) else None
    walk = _part(every, order, first, place, is_back)
    is_list = connections[marked.db].vendor == "postgresql"
    far, walked = NEAR_AS_LIST if is_list else NEAR, walk.values_list("pk", flat=True)
    near = list(walked[:far]) if is_list else walked[:far]
    found = _ids(_off_index(marked.filter(pk__in=near), order), order, cursor, wanted, is_back)
    looked, hits = (far, len(found)) if found or not first else _sampled(marked, wanted)
    while first and hits and len(found) < wanted and (far := FURTHER * looked * wanted // hits) < FARTHEST:
        bounded = _up_to(marked, walk, far, is_down=order.is_descending != is_back)
        if bounded is None:
            break
        found = _ids(_off_index(bounded, order), order, cursor, wanted, is_back)
        looked, hits = far, len(found)
    return found if len(found) >= wanted else _ids(_off_index(marked, order), order, cursor, wanted, is_back)


def _sampled(marked: QuerySet, wanted: int) -> tuple[int, int]:
    """Say of how many rows how many fit, in parts of the table; of a small one that is soon gone through, none of none.

    A walk along the order of the page reads its rows here and there; parts of the table are read as they lie.
    """
    ids = marked.model._base_manager.using(marked.db).values_list("pk", flat=True)
    # SQLite finds one end at once, and reads the whole table for both together.
    first, last = ids.order_by("pk").first(), ids.order_by("-pk").first()
    if not isinstance(first, int) or last - first < PARTS * PARTS * PART:
        return 0, 0
    starts = [first + (last - first - PART) * part // (PARTS - 1) for part in range(PARTS)]
    among = reduce(or_, (Q(pk__range=(start, start + PART - 1)) for start in starts))
    return PARTS * PART, len(marked.filter(among).order_by().values_list("pk")[:wanted])


def _up_to(marked: QuerySet, walk: QuerySet, far: int, *, is_down: bool) -> QuerySet | None:
    """Keep the rows that the walk passes before the one so far on; None when it ends before."""
    last = list(walk.values_list(MARK, flat=True)[far : far + 1])
    return marked.filter(**{f"{MARK}__{'gte' if is_down else 'lte'}": last[0]}) if last else None


def _off_index(marked: QuerySet, order: Order) -> QuerySet:
    """Order by the same values in words that no index has: what is `off_index`, where it says so itself."""
    by = getattr(order.by, "off_index", None) or Coalesce(order.by, order.by)
    return marked.annotate(**{MARK: by, TIE: Coalesce("pk", "pk")})


def _read(marked: QuerySet, ids: list[Any]) -> list[Model]:
    """Read rows by their ids alone: what had to be sorted to find them was ids, not rows with all that they show."""
    if not ids:
        return []
    rows = marked.order_by()
    rows.query.where = WhereNode()
    by_id = {row.pk: row for row in rows.filter(pk__in=ids)}
    return [by_id[pk] for pk in ids if pk in by_id]


def _parts(marked: QuerySet, order: Order, cursor: Cursor | None, is_back: bool) -> list[bool]:
    """Say which parts are still ahead: rows with a value (True), rows without (False)."""
    if not _is_nullable(marked, order):
        return [True]
    if cursor is None:
        return [True, False]
    if is_back:
        return [True] if cursor.value is not None else [False, True]
    return [False] if cursor.value is None else [True, False]


def _part(marked: QuerySet, order: Order, is_valued: bool, place: Cursor | None, is_back: bool) -> QuerySet:
    is_down = order.is_descending != is_back
    sign, beyond = ("-", "lt") if is_down else ("", "gt")
    tie = TIE if TIE in marked.query.annotations else "pk"
    if not is_valued:
        sign, beyond = ("-", "lt") if is_back else ("", "gt")
        rows = marked.filter(**{f"{MARK}__isnull": True}).order_by(f"{sign}{tie}")
        return rows.filter(**{f"pk__{beyond}": place.pk}) if place else rows
    rows = marked.order_by(f"{sign}{MARK}", f"{sign}{tie}")
    if place is None:
        return rows.filter(**{f"{MARK}__isnull": False}) if _is_nullable(marked, order) else rows
    # The first condition alone bounds the index scan; the second cuts the ties at its start.
    return rows.filter(
        Q(**{f"{MARK}__{beyond}e": place.value}),
        Q(**{f"{MARK}__{beyond}": place.value}) | Q(**{f"pk__{beyond}": place.pk}),
    )


def _is_nullable(marked: QuerySet, order: Order) -> bool:
    if not isinstance(order.by, str) or "__" in order.by:
        return not getattr(order.by, "is_filled", False)
    if order.by == "pk":
        return False
    try:
        return bool(marked.model._meta.get_field(order.by).null)
    except FieldDoesNotExist:
        return True


def _typed(marked: QuerySet, cursor: Cursor | None) -> Cursor | None:
    """Give the cursor's value the type of the column; a value that does not fit means page one."""
    if cursor is None:
        return None
    try:
        pk = marked.model._meta.pk.to_python(cursor.pk)
        value = None if cursor.value is None else _field(marked).to_python(cursor.value)
        # As it will be written: an amount may have too many digits, an instant lie outside all years in UTC.
        _field(marked).get_db_prep_value(value, connections[marked.db])
    except (ValidationError, TypeError, ValueError, ArithmeticError):
        return None
    is_place = pk is not None and _is_kept(pk) and _is_kept(value)
    return Cursor(value, pk, cursor.is_back) if is_place else None


def _is_kept(value: Any) -> bool:
    """Say whether a database has a place for a value at all."""
    if isinstance(value, int):
        return abs(value) < 2**63
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) < MOST_DIGITS
    return not isinstance(value, str) or UNKEPT.search(value) is None


def _field(marked: QuerySet) -> Field:
    return marked.query.annotations[MARK].output_field


def _edge(rows: list[Model], index: int) -> str:
    if not rows:
        return ""
    return write_cursor(getattr(rows[index], MARK), rows[index].pk)

"""Rows by their keys, with a query whose text is written once.

Django writes the text of a query anew each time it is asked: for one row by its key that costs ten times what the
database needs to find it. `rows_with` asks what `rows.filter(**keys)` does. Where nothing else narrows the rows it
keeps the text by its shape (the model, which columns, what is joined, the order, which keys, how many of each) and only
fills in the keys; all else is left to Django.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Lookup, Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode

from jornada.apps.org.masks import HINT, MaskedRows, mask
from jornada.apps.org.owners import OwnerKey
from jornada.apps.org.statements import kept_cursor

M = TypeVar("M", bound=Model)
Key = int | str | Sequence[int] | Sequence[str]
MOST_SHAPES = 1000
MOST_KEYS = 100
# What stands for the keys while the text is written; no record has such numbers.
NUMBER, TEXT = 7_700_000_000_000_000_000, "\ue000key %d\ue001"
PLACES = re.compile("(%[%s])")
_known: dict[Hashable, _Text] = {}


@dataclass(frozen=True, slots=True)
class _Text:
    """A query as the database is told it, and how its answer becomes rows."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    fields: tuple[str, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    populators: Sequence[Any]


def row_with(rows: QuerySet[M], pk: int) -> M | None:
    """Return the row of a key, if it is among these.

    Examples
    --------
    >>> row_with(Account.objects.select_related("owner"), 7)  # doctest: +SKIP
    <Account: Padaria Central>
    """
    found = rows_with(rows, pk=pk)
    return found[0] if found else None


def seen_row(rows: QuerySet[M], pk: int) -> M | None:
    """Return the row of a key, if it is among these, which a person's reach may narrow.

    What narrows the rows is asked of the key alone; the row and all that is joined with it is then read as `row_with`
    does. A row joined with ten others takes PostgreSQL fifteen milliseconds to plan.
    """
    query = rows.query
    is_joined = sum(number > 0 for number in query.alias_refcount.values()) > 1
    if not query.where or _is_pinned(query, {"pk": pk}) or not _is_plain(query) or is_joined:
        return row_with(rows, pk)
    if not rows.select_related(None).filter(pk=pk).exists():
        return None
    every = rows.all()
    every.query.where = WhereNode()
    return row_with(every, pk)


def rows_with(rows: QuerySet[M], **keys: Key) -> list[M]:
    """Return the rows whose fields are equal to these keys, or to one of several; in the order of the query.

    A field is named as in `filter`, without `__in`: several keys come as a sequence. Without keys: all of the rows.
    """
    several = [[key] if isinstance(key, (int, str)) else key for key in keys.values()]
    if not all(several):
        return []
    values = [one for some in several for one in some]
    shape = _shape(rows, keys) if len(values) <= MOST_KEYS and all(map(_fits, values)) else None
    if shape is None:
        return list(_narrowed(rows, keys))
    text = _known.get(shape) or _write(shape, rows, keys)
    return _read(rows, text, values)


def _fits(value: Any) -> bool:
    return isinstance(value, str) or -(2**63) <= value < 2**63


def _shape(rows: QuerySet, keys: Mapping[str, Key]) -> Hashable | None:
    """Name what the text depends on; nothing when it depends on more than is known here."""
    query = rows.query
    if not _is_plain(query) or rows._prefetch_related_lookups or rows._known_related_objects:  # type: ignore[attr-defined]
        return None
    if rows._iterable_class not in (ModelIterable, MaskedRows):  # type: ignore[attr-defined]
        return None
    narrowed = () if _is_pinned(query, keys) else _constants(query.where)
    if narrowed is None:
        return None
    order = (query.order_by, query.default_ordering, query.standard_ordering)
    kinds = tuple((name, 0 if isinstance(key, (int, str)) else len(key), _is_text(key)) for name, key in keys.items())
    named, is_without = query.deferred_loading
    columns = (frozenset(named), is_without)
    return (rows.db, rows.model, repr(query.select_related), columns, order, kinds, narrowed)


def _is_plain(query: Query) -> bool:
    more = query.annotations or query.extra or query.extra_order_by or query.combinator or query.select_for_update
    shaped = query.distinct or query.is_sliced or query.is_empty()
    return not more and not shaped and all(isinstance(one, str) for one in query.order_by)


def _is_pinned(query: Query, keys: Mapping[str, Key]) -> bool:
    """Say whether all that narrows the rows is the key that is asked for anyway."""
    only = query.where.children[0] if len(query.where.children) == 1 and not query.where.negated else None
    is_key = isinstance(only, Exact) and isinstance(only.lhs, Col) and only.lhs.target.primary_key
    return is_key and only.lhs.target.model is query.model and only.rhs == keys.get("pk", None)


def _constants(where: Any) -> Hashable | None:
    """Name a condition that compares columns of the table with nothing, yes and no, a text or owners; or nothing."""
    told: list[Hashable] = [where.connector, where.negated]
    for part in where.children:
        is_node = isinstance(part, WhereNode)
        one = _constants(part) if is_node else _constant(part) if isinstance(part, Lookup) else None
        if one is None:
            return None
        told.append(one)
    return tuple(told)


def _constant(part: Lookup) -> Hashable | None:
    if isinstance(part, In) and isinstance(part.lhs, OwnerKey) and isinstance(part.rhs, list):
        # Who may see what: a text for each team, and none for whatever list a page makes.
        owner = part.lhs.source_expressions[0]
        return (In, owner.alias, owner.target, tuple(part.rhs))
    is_known = isinstance(part.lhs, Col) and isinstance(part.rhs, (bool, str, NoneType))
    return (type(part), part.lhs.alias, part.lhs.target, part.rhs) if is_known else None


def _is_text(key: Key) -> bool:
    return isinstance(key if isinstance(key, (int, str)) else next(iter(key), 0), str)


def _narrowed(rows: QuerySet[M], keys: Mapping[str, Any]) -> QuerySet[M]:
    named = {name if isinstance(key, (int, str)) else f"{name}__in": key for name, key in keys.items()}
    return rows.filter(**named)


def _write(shape: Hashable, rows: QuerySet, keys: Mapping[str, Key]) -> _Text:
    """Let Django write the text, with marks in the place of the keys."""
    marks: list[Any] = []

    def mark(key: Any) -> Any:
        marks.append(TEXT % len(marks) if isinstance(key, str) else NUMBER + len(marks))
        return marks[-1]

    marked = {
        name: mark(key) if isinstance(key, (int, str)) else [mark(one) for one in key] for name, key in keys.items()
    }
    bare = rows.all()
    if _is_pinned(bare.query, keys):
        bare.query.where = WhereNode()
    compiler = _narrowed(bare, marked).query.get_compiler(using=rows.db)
    sql, params = with_numbers(*compiler.as_sql())
    text = _told(compiler, sql, params, marks, rows.db)
    if len(_known) >= MOST_SHAPES:
        _known.clear()
    _known[shape] = text
    return text


def with_numbers(sql: str, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write numbers that are no marks into the text: of a list of parameters PostgreSQL makes an array for each row."""
    parts = PLACES.split(sql)
    places = [place for place, part in enumerate(parts) if part == "%s"]
    are_fixed = [isinstance(one, int) and not isinstance(one, bool) and one < NUMBER for one in params]
    for place, one, is_fixed in zip(places, params, are_fixed, strict=True):
        parts[place] = str(int(one)) if is_fixed else "%s"
    return "".join(parts), tuple(one for one, is_fixed in zip(params, are_fixed, strict=True) if not is_fixed)


def shape_of_values(names: QuerySet) -> Hashable | None:
    """Name what the text of a `values_list` depends on; nothing when it depends on more than is known here."""
    query = names.query
    narrowed = _constants(query.where) if _is_plain(query) else None
    return None if narrowed is None else (names.db, names.model, query.values_select, narrowed)


def _told(compiler: Any, sql: str, params: tuple[Any, ...], marks: Sequence[Any], using: str) -> _Text:
    places = tuple((place, marks.index(value)) for place, value in enumerate(params) if value in marks)
    if sorted(number for _place, number in places) != list(range(len(marks))):
        raise LookupError(f"Not every key stands as it was given in: {sql}")
    selected = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
    own = compiler.klass_info["select_fields"]
    return _Text(
        sql=sql,
        params=params,
        places=places,
        fields=tuple(selected[place].target.attname for place in own),
        converters=tuple((place, *each) for place, each in compiler.get_converters(selected).items()),
        populators=get_related_populators(compiler.klass_info, compiler.select, using),
    )


def _read(rows: QuerySet[M], text: _Text, values: Sequence[Any]) -> list[M]:
    params = list(text.params)
    for place, number in text.places:
        params[place] = values[number]
    connection = connections[rows.db]
    with kept_cursor(connection) as cursor:
        cursor.execute(text.sql, params)
        found = [_row(rows, text, list(line), connection) for line in cursor.fetchall()]
    if rows._iterable_class is MaskedRows:  # type: ignore[attr-defined]
        for row in found:
            mask(row, rows._hints.get(HINT, {}))  # type: ignore[attr-defined]
    return found


def _row(rows: QuerySet[M], text: _Text, line: list[Any], connection: Any) -> M:
    for place, converters, column in text.converters:
        for convert in converters:
            line[place] = convert(line[place], column, connection)
    row = rows.model.from_db(rows.db, text.fields, line[: len(text.fields)])
    for populator in text.populators:
        populator.populate(line, row)
    return row

"""A new row, with an INSERT whose text is written once for its model.

Django writes the text anew for each row, which costs more than what the database needs to take it, and all that time
nobody else writes on SQLite. `insert` does what `row.save(force_insert=True)` does, without Django's signals, and
leaves to it what is more than columns and values: a key that is given, values that the database works out, and tables
that inherit from others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections, router, transaction
from django.db.models import Field, Model

from jornada.apps.org.statements import kept_cursor

M = TypeVar("M", bound=Model)
_known: dict[tuple[type[Model], str], _Text | None] = {}
Converters = Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]


@dataclass(frozen=True, slots=True)
class _Text:
    """An INSERT as the database is told it, the fields whose values it takes, and how to read them back."""

    sql: str
    fields: Sequence[Field]
    returning: str
    converters: Converters


def insert(row: M) -> M:
    """Write a new row; its key is set, and it counts as kept.

    Examples
    --------
    >>> insert(Thread(opened_at=now)).pk  # doctest: +SKIP
    41
    """
    return _insert(row, is_read=False)


def insert_and_read(row: M) -> M:
    """Write a new row and take each value as the database keeps it, which it tells in the same answer.

    Records that the row names stay at it, so that nothing is left to read for whoever tells of it.
    """
    return _insert(row, is_read=True)


def _insert(row: M, *, is_read: bool) -> M:
    using = router.db_for_write(type(row), instance=row)
    text = _text_of(type(row), using)
    values = _values(row, text, using) if text and row.pk is None else None
    if text is None or values is None:
        row.save(force_insert=True, using=using)
        if is_read:
            row.refresh_from_db(using=using)
        return row
    row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
    connection = connections[using]
    with transaction.mark_for_rollback_on_error(using), kept_cursor(connection) as cursor:
        cursor.execute(text.sql + text.returning if is_read else text.sql, values)
        row.pk, *kept = cursor.fetchone()
    row._state.adding, row._state.db = False, using
    if is_read:
        _take(row, text, kept, connection)
    return row


def _take(row: Model, text: _Text, kept: list[Any], connection: Any) -> None:
    """Give a row the values that the database answered with."""
    for place, converters, column in text.converters:
        for convert in converters:
            kept[place] = convert(kept[place], column, connection)
    for field, value in zip(text.fields, kept, strict=True):
        # By itself a key that is set anew makes the row forget the record it names.
        row.__dict__[field.attname] = value


def _text_of(model: type[Model], using: str) -> _Text | None:
    key = (model, connections[using].vendor)
    if key not in _known:
        _known[key] = _write(model, using)
    return _known[key]


def _write(model: type[Model], using: str) -> _Text | None:
    """Write the text; nothing for a table that Django knows more of than columns."""
    meta, ops = model._meta, connections[using].ops
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
    is_plain = meta.auto_field is not None and not meta.parents and model.save is Model.save
    if (
        not is_plain
        or meta.order_with_respect_to
        or any(field.generated or hasattr(field, "get_placeholder") for field in fields)
    ):
        return None
    columns = ", ".join(ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    returning, _params = ops.return_insert_columns([meta.auto_field])
    table = ops.quote_name(meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) {returning}"
    told = "".join(f", {table}.{ops.quote_name(field.column)}" for field in fields)
    return _Text(sql, fields, told, tuple(_converters(fields, using)))


def _converters(fields: Sequence[Field], using: str) -> Iterator[tuple[int, Sequence[Callable[..., Any]], Any]]:
    """Say how what the database answers becomes a value of the row, for the columns where it is not one already."""
    connection = connections[using]
    for place, field in enumerate(fields):
        column = field.cached_col
        found = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
        if found:
            yield place, found, column


def _values(row: Model, text: _Text, using: str) -> list[Any] | None:
    """Return what each column is given; nothing where one is for the database to work out."""
    connection, values = connections[using], []
    for field in text.fields:
        value = field.pre_save(row, True)
        if hasattr(value, "resolve_expression"):
            return None
        values.append(field.get_db_prep_save(value, connection=connection))
    return values

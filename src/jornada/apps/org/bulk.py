"""Writing rows by the hundred thousand: tuples in, one transaction of the caller's.

Model building is the cost of `bulk_create` (see `docs/decisions`), so imports and derivations write tuples: statements
of a thousand rows on SQLite, `COPY` on PostgreSQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.db.models import DateField, DecimalField, Model

from jornada.apps.org import beside
from jornada.apps.org.copying import copy_writer

# Of these fields SQLite is given text; that of instants is a field of days to Django too.
WRITTEN = (DateField, DecimalField)
BATCH = 50_000
# One statement of many rows saves what SQLite does once a statement (its row of numbers, the way in and out), and a
# long one leaves Python to other threads while it works. Inside a savepoint SQLite copies every page for each such
# statement, and rows go one by one.
TOGETHER = (1000, 100)


def bulk_insert(
    model: type[Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    skip_taken: str = "",
    same: Mapping[str, Any] | None = None,
    texts: dict[Any, Any] | None = None,
) -> int:
    """Insert rows given as tuples in the order of `fields` (model field names); return how many.

    `skip_taken` names a unique index, as SQLite's ON CONFLICT does, whose taken values are left out and not counted;
    PostgreSQL's COPY knows no such thing and fails. `same` gives fields that have one value in all rows: it is handed
    over once a statement. `texts` keeps how instants are given to the database, and to SQLite days and amounts, for
    calls with the same ones.

    Values are plain Python values: aware datetimes, dates, Decimals, text, numbers, None. JSON goes as text.
    Runs in the caller's transaction. When "id" is among the fields the PostgreSQL sequence is moved past it.
    """
    same = same or {}
    if connection.vendor == "postgresql":
        return _copy(model, fields, rows, same)
    known = [model._meta.get_field(name) for name in (*same, *fields)]
    columns, table = [field.column for field in known], model._meta.db_table
    written = [place for place, field in enumerate(known[len(same) :]) if isinstance(field, WRITTEN)]
    head = tuple(map(_as_text, same.values()))
    return _execute_many(table, columns, head, _written(rows, written, texts), skip_taken)


def _copy(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], same: Mapping[str, Any]) -> int:
    total, iterator = 0, iter(rows)
    beside.wait()
    while batch := list(islice(iterator, BATCH)):
        total += copy_writer(model, dict(zip(fields, zip(*batch, strict=True), strict=True)), same)()
    return total


def bulk_insert_columns(
    model: type[Model],
    columns: Mapping[str, Sequence[Any]],
    skip_taken: str = "",
    same: Mapping[str, Any] | None = None,
    texts: dict[Any, Any] | None = None,
) -> int:
    """Insert rows given column by column; all else is as with `bulk_insert`."""
    beside.wait()
    return _columns_writer(model, columns, skip_taken, same, texts)()


def hand_over_columns(
    model: type[Model],
    columns: Mapping[str, Sequence[Any]],
    skip_taken: str = "",
    same: Mapping[str, Any] | None = None,
    texts: dict[Any, Any] | None = None,
) -> None:
    """Insert as `bulk_insert_columns` does, beside the caller's work where `written_beside` says so.

    The columns must not change afterwards.
    """
    beside.hand_over(_columns_writer(model, columns, skip_taken, same, texts))


@contextmanager
def trusted_references() -> Iterator[None]:
    """Let SQLite skip its row-by-row check of references, which costs as much as the insert itself.

    For transactions that look up, under their write lock, every id they write. Without effect on PostgreSQL, and
    inside a transaction, where SQLite does not change the rule any more.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            cursor.execute("PRAGMA foreign_keys = ON")


def next_ids(model: type[Model], number: int) -> int:
    """Return the first of `number` consecutive free ids, which nobody else is given once the transaction is through.

    Call it inside a transaction: on SQLite it holds the write lock, on PostgreSQL a lock on the table's sequence
    position is taken for the transaction.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [table])
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT nextval(%s), (SELECT coalesce(max(id), 0) FROM {_quoted(table)})", [sequence])
            taken, highest = cursor.fetchone()
            first = max(taken, highest + 1)
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + number])
            return first
        cursor.execute(
            "SELECT max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s), "
            f"(SELECT coalesce(max(id), 0) FROM {_quoted(table)}))",
            [table],
        )
        last = cursor.fetchone()[0]
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + number, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + number])
        return last + 1


def _execute_many(
    table: str, columns: Sequence[str], head: tuple[Any, ...], rows: Iterable[Sequence[Any]], skip_taken: str
) -> int:
    total, iterator = 0, iter(rows)
    tail = _tail(skip_taken)
    beside.wait()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # Below Django's wrapper, which would write the statement anew for each hundred rows.
        raw = cursor.cursor
        sizes = _sizes(raw, len(columns) - len(head), len(head))
        while batch := list(islice(iterator, BATCH)):
            done = 0
            for size in sizes:
                statement = _statement(table, tuple(columns), len(head), size, tail)
                written, done = _execute_together(raw, statement, size, head, batch, done)
                total += written
            one = _statement(table, tuple(columns), len(head), 1, tail)
            sqlite3.Cursor.executemany(raw, one, [(*head, *row) for row in batch[done:]] if head else batch[done:])
            total += max(raw.rowcount, 0)
    return total


def _columns_writer(
    model: type[Model],
    columns: Mapping[str, Sequence[Any]],
    skip_taken: str,
    same: Mapping[str, Any] | None,
    texts: dict[Any, Any] | None,
) -> Callable[[], int]:
    """Make ready all that writing columns needs; what is returned asks nothing of Django's connection."""
    same, texts = same or {}, {} if texts is None else texts
    columns, same = _constants_apart(columns, same)
    if connection.vendor == "postgresql":
        return copy_writer(model, columns, same, texts)
    fields = {name: model._meta.get_field(name) for name in (*same, *columns)}
    values = [
        _in_text(column, texts) if isinstance(fields[name], WRITTEN) else column for name, column in columns.items()
    ]
    names, head = tuple(field.column for field in fields.values()), tuple(map(_as_text, same.values()))
    errors, cursor = connection.wrap_database_errors, connection.cursor()
    sizes = (*_sizes(cursor.cursor, len(values), len(head)), 1)
    statements = {size: _statement(model._meta.db_table, names, len(head), size, _tail(skip_taken)) for size in sizes}

    def write() -> int:
        with errors, cursor:
            return _execute_columns(cursor.cursor, statements, head, values)

    return write


def _constants_apart(
    columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
) -> tuple[Mapping[str, Sequence[Any]], Mapping[str, Any]]:
    """Hand over once a statement what a column of many rows says in each of them; one column stays."""
    constant = {name: column[0] for name, column in columns.items() if _is_constant(column)}
    if len(constant) == len(columns):
        constant.pop(next(iter(constant)), None)
    return {name: column for name, column in columns.items() if name not in constant}, {**same, **constant}


def _is_constant(column: Sequence[Any]) -> bool:
    # Most columns that vary show it at once.
    is_likely = len(column) >= TOGETHER[-1] and column[0] == column[1] == column[-1]
    return is_likely and column.count(column[0]) == len(column)


def _execute_columns(
    raw: sqlite3.Cursor, statements: Mapping[int, str], head: tuple[Any, ...], columns: Sequence[Sequence[Any]]
) -> int:
    """Write columns, many rows a statement, without a tuple for each row on the way."""
    width, total, done, written = len(columns), len(columns[0]), 0, 0
    for size, statement in statements.items():
        if size == 1:
            break
        for start in range(done, total - size + 1, size):
            values: list[Any] = [None] * (size * width)
            for place, column in enumerate(columns):
                values[place::width] = column[start : start + size]
            sqlite3.Cursor.execute(raw, statement, [*head, *values])
            written, done = written + raw.rowcount, start + size
    rest = zip(*(column[done:] for column in columns), strict=True)
    sqlite3.Cursor.executemany(raw, statements[1], [(*head, *row) for row in rest])
    return written + max(raw.rowcount, 0)


def _tail(skip_taken: str) -> str:
    return f" ON CONFLICT {skip_taken} DO NOTHING" if skip_taken else ""


def _sizes(raw: sqlite3.Cursor, own: int, same: int) -> list[int]:
    """Say how many rows a statement takes: as many as the values that this SQLite takes allow."""
    if any(connection.savepoint_ids):
        return []
    most = raw.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) - same
    return [size for size in TOGETHER if size * own <= most]


def _execute_together(
    raw: sqlite3.Cursor, statement: str, size: int, head: tuple[Any, ...], rows: Sequence[Sequence[Any]], start: int
) -> tuple[int, int]:
    """Write rows from `start` on, `size` at a time, while there are so many; return how many are new, how far it came.

    Rows that triggers write do not count.
    """
    end, written = len(rows) - (len(rows) - start) % size, 0
    for place in range(start, end, size):
        values = chain.from_iterable(rows[place : place + size])
        sqlite3.Cursor.execute(raw, statement, (*head, *values))
        written += raw.rowcount
    return written, end


@lru_cache(maxsize=256)
def _statement(table: str, columns: tuple[str, ...], same: int, rows: int, tail: str) -> str:
    """Write the statement; the first `same` columns have a numbered place, that of every other follows the last."""
    names = ", ".join(_quoted(column) for column in columns)
    row = f"({', '.join([*(f'?{place + 1}' for place in range(same)), *'?' * (len(columns) - same)])})"
    return f"INSERT INTO {_quoted(table)} ({names}) VALUES {', '.join([row] * rows)}{tail}"


def _written(
    rows: Iterable[Sequence[Any]], places: Sequence[int], texts: dict[Any, Any] | None
) -> Iterable[Sequence[Any]]:
    """SQLite keeps instants as text in UTC without offset, as Django writes them: else they would not compare.

    Days and amounts it would ask Python to write as text one by one, however often they come again.
    Rows that bring such text already, the first one telling for all, pass as they are.
    """
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return ()
    kinds, iterator = {type(first[place]) for place in places}, chain([first], iterator)
    if not kinds or kinds in ({str}, {str, type(None)}):
        return iterator
    return _with_texts(iterator, places, {} if texts is None else texts)


def _with_texts(
    iterator: Iterator[Sequence[Any]], places: Sequence[int], texts: dict[Any, Any]
) -> Iterator[Sequence[Any]]:
    while batch := list(islice(iterator, BATCH)):
        columns = list(zip(*batch, strict=True))
        for place in places:
            columns[place] = _in_text(columns[place], texts)
        yield from zip(*columns, strict=True)


def _in_text(values: Sequence[Any], texts: dict[Any, Any]) -> tuple[Any, ...]:
    texts.update({value: _as_text(value) for value in set(values).difference(texts)})
    return tuple(map(texts.__getitem__, values))


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value
        # The text of an instant in UTC ends in +00:00.
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ")[:-6]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)

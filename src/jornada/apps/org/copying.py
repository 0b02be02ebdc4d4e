"""Rows as PostgreSQL's COPY takes them: text, made column by column, which takes a quarter of making it row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Model

from jornada.apps.org import references

NOTHING = "\\N"
# What has a meaning of its own in the text of COPY.
SIGNS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
ESCAPED = str.maketrans(SIGNS)
# So many instants pay for being written together; up to so many seconds from 1970, in 2106, a float tells microseconds.
MANY, EXACT = 100, 2**32


def copy_writer(
    model: type[Model],
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any],
    texts: dict[Any, Any] | None = None,
) -> Callable[[], int]:
    """Make ready all that writing columns takes; what is returned asks nothing of Django's connection.

    `same` gives fields that have one value in all rows, `texts` keeps how instants are written, for calls with the same
    ones. When "id" is among the columns the sequence is moved past it.
    """
    quote, table = connection.ops.quote_name, model._meta.db_table
    names = ", ".join(quote(model._meta.get_field(name).column) for name in (*same, *columns))
    is_unchecked = references.note(model, {**columns, **{name: [value] for name, value in same.items()}})
    text, number = copied(columns, same, texts), len(next(iter(columns.values())))
    errors, cursor = connection.wrap_database_errors, connection.cursor()

    def write() -> int:
        with errors, cursor:
            raw = cursor.cursor
            with references.unchecked(raw, is_unchecked), raw.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                copy.write(text)
            if "id" in columns:
                _advance_sequence(raw, table)
        return number

    return write


def copied(columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any], known: dict[Any, Any] | None = None) -> str:
    """Write the lines of rows given column by column, after what all of them say alike."""
    known = {} if known is None else known
    head = "".join(f"{_texts([value], known)[0]}\t" for value in same.values())
    written: list[tuple[Sequence[Any], list[str]]] = []
    lines = map("\t".join, zip(*(_once(column, known, written) for column in columns.values()), strict=True))
    return head + f"\n{head}".join(lines) + "\n"


def _once(column: Sequence[Any], known: dict[Any, Any], written: list[tuple[Sequence[Any], list[str]]]) -> list[str]:
    """Write a column; instants that stand in two columns, as of what began when it was made, once for both."""
    if not isinstance(_first(column), datetime):
        return _texts(column, known)
    texts = next((texts for other, texts in written if other == column), None) or _texts(column, known)
    written.append((column, texts))
    return texts


def _texts(column: Sequence[Any], known: dict[Any, Any]) -> list[str]:
    """Write values as the server reads them: as `str` does, but for nothing and for signs that mean something."""
    if isinstance(_first(column), datetime):
        return _instants(column, known)
    texts = list(map(str, column))
    together = "".join(texts)
    if any(sign in together for sign in SIGNS):
        texts = [text.translate(ESCAPED) for text in texts]
    return _with_gaps(column, texts)


def _with_gaps(column: Sequence[Any], texts: list[str]) -> list[str]:
    if None not in column:
        return texts
    return [NOTHING if value is None else text for value, text in zip(column, texts, strict=True)]


def _instants(column: Sequence[Any], known: dict[Any, Any]) -> list[str]:
    """Write many instants of our time in one pass, for which `str` takes three times as long; others one by one."""
    if len(column) >= MANY and None not in column and {value.tzinfo for value in column} == {UTC}:
        seconds = np.fromiter(map(datetime.timestamp, column), float, len(column))
        if np.abs(seconds).max() < EXACT:
            micros = np.rint(seconds * 1_000_000).astype("M8[us]")
            return np.datetime_as_string(micros, timezone="UTC").tolist()
    known.update((value, str(value)) for value in set(column) - known.keys())
    return _with_gaps(column, list(map(known.__getitem__, column)))


def _first(column: Sequence[Any]) -> Any:
    return next((value for value in column if value is not None), None)


def _advance_sequence(raw: Any, table: str) -> None:
    raw.execute(
        "SELECT setval(sequence, greatest((SELECT coalesce(max(id), 1) FROM "
        f"{connection.ops.quote_name(table)}), nextval(sequence))) "
        "FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence) AS own WHERE sequence IS NOT NULL",
        [table],
    )

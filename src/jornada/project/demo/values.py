"""Columns of the simulator as the plain values that a database takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from math import isnan
from typing import Any

import numpy as np
from django.db import connection

from jornada.analytics.coded import Coded

_BETWEEN = str.maketrans("", "", " .-/()")


def numbered(column: Any) -> list[int | None]:
    """Turn row numbers, from 0 and -1 for none, into ids, from 1 and None."""
    return [None if row < 0 else row + 1 for row in column.tolist()]


def texts(column: Coded) -> list[str]:
    """Write a coded column out; missing is the empty text."""
    table = [*column.values, ""]
    return [table[code] for code in column.codes.tolist()]


def bare(column: Any) -> list[str]:
    """Write tax ids and phone numbers as the forms keep them: without the points, lines and spaces between."""
    return [text.translate(_BETWEEN) for text in column.tolist()]


def looked_up(column: Coded, ids: dict[str, int]) -> list[int | None]:
    """Replace the values of a coded column by ids; missing is None."""
    table: list[int | None] = [*(ids[value] for value in column.values), None]
    return [table[code] for code in column.codes.tolist()]


def amounts(column: Any) -> list[float | None]:
    """Write money and figures; not-a-number is None."""
    return [None if isnan(value) else value for value in column.tolist()]


def instants(column: Any) -> list[Any]:
    """Write microseconds UTC the way the database takes them fastest: text on SQLite, aware datetimes elsewhere."""
    moments = column.view("datetime64[us]").tolist()
    if connection.vendor == "sqlite":
        return [str(moment) for moment in moments]
    return [moment.replace(tzinfo=UTC) for moment in moments]


def instant(at: int) -> Any:
    """Write one instant; see `instants`."""
    return instants(np.array([at], dtype=np.int64))[0]


def pieces(columns: dict[str, Any], size: int = 100_000) -> Iterator[dict[str, Any]]:
    """Cut a table into pieces of rows, so that only one of them is plain Python at a time."""
    total = len(next(iter(columns.values())))
    for start in range(0, total, size):
        part = slice(start, start + size)
        yield {
            name: column.take(part) if isinstance(column, Coded) else column[part] for name, column in columns.items()
        }

"""Thousands of ids in one query and one parameter, on both databases."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Literal, TypeVar

from django.db import connection
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)
FEW = 50


def among(column: str, kind: Literal["bigint", "text"] = "bigint") -> str:
    """Return the condition that a column is among the values of one parameter, made by `one_parameter`."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def each() -> str:
    """Return the table of the ids in one parameter, made by `one_parameter`, in their order; its column is `value`."""
    return "unnest(%s::bigint[]) AS ids(value)" if connection.vendor == "postgresql" else "json_each(%s)"


def one_parameter(values: Sequence[Any]) -> Any:
    """Pack values into the one parameter that `among` reads."""
    if connection.vendor != "postgresql":
        return json.dumps(list(values))
    # Of fifty thousand numbers the driver makes a text one by one, in three times as long.
    is_numbers = bool(values) and isinstance(values[0], int)
    return f"{{{','.join(map(str, values))}}}" if is_numbers else list(values)


def rows_among(rows: QuerySet[M], column: str, ids: Collection[int]) -> QuerySet[M]:
    """Keep the rows whose column is among the ids, also when there are thousands.

    A few are written out: of a list in one parameter SQLite does not know how short it is, and may take another index.
    """
    if len(ids) <= FEW:
        return rows.filter(**{f"{column}__in": sorted(ids)})
    found = among(f"{rows.model._meta.db_table}.{column}")
    return rows.filter(RawSQL(found, [one_parameter(sorted(ids))], output_field=BooleanField()))  # noqa: S611 (names of our own)


def delete_among(model: type[Model], column: str, ids: Sequence[int]) -> None:
    """Delete derived rows of many subjects; nothing may hang on them."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {among(column)}", [one_parameter(ids)])

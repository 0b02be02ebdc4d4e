"""Thousands of ids in one query and one parameter, on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from django.db import connection
from django.db.models import Model


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
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


def delete_among(model: type[Model], column: str, ids: Sequence[int]) -> None:
    """Delete derived rows of many subjects; nothing may hang on them."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {among(column)}", [one_parameter(ids)])

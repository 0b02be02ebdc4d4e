"""Thousands of ids in one query and one parameter, on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from django.db import connection


def among(column: str, kind: Literal["bigint", "text"] = "bigint") -> str:
    """Return the condition that a column is among the values of one parameter, made by `one_parameter`."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def one_parameter(values: Sequence[Any]) -> Any:
    """Pack values into the one parameter that `among` reads."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))

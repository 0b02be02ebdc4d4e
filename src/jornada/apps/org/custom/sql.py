"""A custom field as an expression of the database: the same text in its index, in lists and in the analytics copy.

The code of a field is part of the text, not a parameter: else no database would know the index again. Codes hold only
small letters, digits and underscores (`actions.free_code`).
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import CharField, F, FloatField, Func, IntegerField

from jornada.rules.condition_fields import SEVERAL_MARK

# Stands around each of several choices, so that one of them can be looked for as a whole.
MARK = SEVERAL_MARK
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBERS = ("number", "money")


class CustomKey(Func):
    """The value of a custom field: text (dates as 2026-01-31, several choices between marks), number, or 1 and 0."""

    def __init__(self, code: str, kind: str) -> None:
        output = FloatField() if kind in _NUMBERS else IntegerField() if kind == "flag" else CharField()
        super().__init__(F("custom"), output_field=output)
        self.code, self.kind = code, kind

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        column, params = compiler.compile(self.source_expressions[0])
        return expression(connection.vendor, column, self.code, self.kind), params


def expression(vendor: str, column: str, code: str, kind: str) -> str:
    """Write the expression over a JSON column."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"Expected the code of a custom field (small letters, digits, underscores), got {code!r}.")
    is_sqlite = vendor == "sqlite"
    value = f"json_extract({column}, '$.{code}')" if is_sqlite else f"({column} ->> '{code}')"
    if kind in _NUMBERS:
        return f"CAST({value} AS {'REAL' if is_sqlite else 'double precision'})"
    if kind == "flag":
        return value if is_sqlite else f"CAST(CAST({value} AS boolean) AS integer)"
    if kind == "several":
        between = '","' if is_sqlite else '", "'
        return f"replace(replace(replace({value}, '[\"', '{MARK}'), '\"]', '{MARK}'), '{between}', '{MARK}')"
    return value


def for_copy(vendor: str, code: str, kind: str) -> str:
    """Write the expression as conditions read it: days as days."""
    value = expression(vendor, "custom", code, kind)
    return f"CAST({value} AS date)" if kind == "date" and vendor == "postgresql" else value

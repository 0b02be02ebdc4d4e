"""Tables of the copy that conditions read: one for each kind of record, with the fields that apps registered."""

from __future__ import annotations

import hashlib

import numpy as np
from django.db import connection

from jornada.analytics.coded import Coded
from jornada.apps.insight.copy.layout import ACCOUNT_FIELDS, CONTACT_FIELDS, LEAD_FIELDS, OPPORTUNITY_FIELDS, ids_of
from jornada.apps.insight.copy.source import Dialect
from jornada.ui.conditions.fields import LINKS, ConditionField, own_fields

NO_TIME = -(2**31)
RECORD_OF = {
    ACCOUNT_FIELDS: "account",
    CONTACT_FIELDS: "contact",
    LEAD_FIELDS: "lead",
    OPPORTUNITY_FIELDS: "opportunity",
}
TABLE_OF = {record: table for table, record in RECORD_OF.items()}
_ROWS_OF = {
    "account": "market_account",
    "contact": "market_contact",
    "lead": "leads_lead",
    "opportunity": "sales_opportunity",
}
# Columns of the record itself have no dot, a field's name has one: f.city.
PREFIX = "f."
_TEXTS = ("text", "choice", "several")


def kinds(table: str) -> dict[str, type]:
    """Return the columns of a table with the type that each is kept in."""
    record = RECORD_OF[table]
    links = {link: np.dtype(np.int64).type for link in LINKS.get(record, ())}
    return {"id": np.int64, "owner": np.int32, **links, **{PREFIX + f.code: _kind(f) for f in own_fields(record)}}


def query(table: str, sql: Dialect, first: int, last: int) -> str:
    """Write the query for the buckets `first` to `last` of a table."""
    record = RECORD_OF[table]
    start, beyond = ids_of(table, first, last)
    links = [f"COALESCE({link}_id, -1) AS {link}" for link in LINKS.get(record, ())]
    fields = [f'{_expression(field, sql)} AS "{PREFIX}{field.code}"' for field in own_fields(record)]
    columns = ", ".join(["id", "COALESCE(owner_id, -1) AS owner", *links, *fields])
    return f"SELECT {columns} FROM {_ROWS_OF[record]} WHERE id >= {start} AND id < {beyond} ORDER BY id"


def signature() -> str:
    """Name the set of registered fields: another set, another copy."""
    told = [
        (record, field.code, field.type, field.is_instant, _column(field))
        for record in _ROWS_OF
        for field in own_fields(record)
    ]
    return hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()


def _column(field: ConditionField) -> str:
    return field.column(connection.vendor) if callable(field.column) else connection.ops.quote_name(field.column)


def _kind(field: ConditionField) -> type:
    if field.type in _TEXTS:
        return Coded
    if field.type in ("number", "money"):
        return np.float64
    return np.int8 if field.type == "flag" else np.int64


def _expression(field: ConditionField, sql: Dialect) -> str:
    column = _column(field)
    if field.type in _TEXTS:
        return f"COALESCE(CAST({column} AS TEXT), '')"
    if field.type in ("number", "money"):
        return sql.real(column)
    if field.type == "flag":
        return f"COALESCE(CAST({column} AS INTEGER), -1)"
    # An instant stays one here: its day depends on the company's time zone.
    return f"COALESCE({sql.micros(column) if field.is_instant else sql.days(column)}, {NO_TIME})"

"""An index for each custom field in use: lists find and sort a million rows by it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

from jornada.apps.org.custom.known import MODELS
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.custom.sql import expression


def make(field: CustomField) -> None:
    """Make the index of a field unless it is there."""
    table = apps.get_model(MODELS[field.record])._meta.db_table
    value = expression(connection.vendor, "custom", field.code, field.type)
    if connection.vendor == "postgresql":
        # Rows that were written before in the same transaction: their references are checked now, not at its end.
        connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {name_of(field)} ON {table} (({value}), id)")


def drop(field: CustomField) -> None:
    """Drop the index of a field that is not in use any more; its values stay."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {name_of(field)}")


def make_missing(**_more: Any) -> None:
    """Make all indexes again after a migration: SQLite loses them when it makes a table anew."""
    for field in CustomField.objects.filter(is_retired=False):
        make(field)


def name_of(field: CustomField) -> str:
    return f"custom_{field.pk}"

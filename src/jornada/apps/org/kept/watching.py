"""The triggers by which a table says that it has changed, and the rows that they leave."""

from __future__ import annotations

import secrets
from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.models import Count, Max, Model

MOST_ROWS = 50
RANGE = 1 << 40
watched_tables: set[str] = set()

SQLITE = (
    "CREATE TRIGGER {t}_changed_by_{op} AFTER {op} ON {t} BEGIN"
    f" INSERT INTO org_tablechange(name, mark) VALUES ('{{t}}', abs(random() % {RANGE})); END"
)
FUNCTION = f"""
CREATE OR REPLACE FUNCTION org_table_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO org_tablechange(name, mark) VALUES (TG_TABLE_NAME, floor(random() * {RANGE})::bigint);
  RETURN NULL;
END $$"""
POSTGRES = (
    "CREATE TRIGGER {t}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {t}"
    " FOR EACH STATEMENT EXECUTE FUNCTION org_table_changed()"
)


def watch(*models: type[Model] | str) -> None:
    """Let tables say that they have changed; their triggers are made after `migrate`."""
    watched_tables.update(model if isinstance(model, str) else model._meta.db_table for model in models)


def make_missing(sender: AppConfig, using: str, **_more: Any) -> None:
    """Make the triggers that are missing, also those that a migration took away with the table that it rewrote."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM org_tablechange")
        marked = {name for (name,) in cursor.fetchall()}
        for table in sorted(watched_tables & set(connection.introspection.table_names(cursor))):
            is_watching = _has_trigger(connection.vendor, cursor, table)
            if not is_watching:
                _make(connection.vendor, cursor, table)
            if not is_watching or table not in marked:
                _mark(using, table)


def settle(using: str = "default") -> None:
    """Put one row in the place of the many that a table has left; the worker does it now and then."""
    from jornada.apps.org.kept.models import TableChange

    rows = TableChange.objects.using(using)
    counted = rows.values("name").annotate(number=Count("id"), last=Max("id")).filter(number__gt=MOST_ROWS)
    for table, last in counted.values_list("name", "last"):
        with transaction.atomic(using=using):
            rows.filter(name=table, id__lte=last).delete()
            _mark(using, table)


def _mark(using: str, table: str) -> None:
    from jornada.apps.org.kept.models import TableChange

    TableChange.objects.using(using).create(name=table, mark=secrets.randbelow(RANGE))


def _has_trigger(vendor: str, cursor: Any, table: str) -> bool:
    if vendor == "postgresql":
        cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s", [f"{table}_changed"])
    else:
        cursor.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [f"{table}_changed_by_update"]
        )
    return cursor.fetchone() is not None


def _make(vendor: str, cursor: Any, table: str) -> None:
    if vendor == "postgresql":
        cursor.execute(FUNCTION)
        cursor.execute(POSTGRES.format(t=table))
        return
    for op in ("insert", "update", "delete"):
        cursor.execute(SQLITE.format(t=table, op=op))

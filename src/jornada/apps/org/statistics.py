"""Fresh statistics for the database's planner: without them it chooses indexes as if all tables were alike.

PostgreSQL keeps them by itself, within a minute; after a load of many rows nobody should wait for that. SQLite never
does, and its connections read them only when the schema changes: a list of a million leads took three seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

# So many entries of each index are looked at: milliseconds, whatever the size of the table.
LOOKED_AT = 1000
SMALLEST = 500
GROWN = 2.0


def after_load() -> None:
    """Take statistics of everything, after many rows were written."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _analyse(cursor, "")
        else:
            cursor.execute("ANALYZE")


def after_migration(plan: Sequence[Any] = (), **_more: Any) -> None:
    """Take them after a change of the schema, too: SQLite believes the best of an index it knows nothing of."""
    if plan:
        after_load()


def refresh() -> list[str]:
    """Take statistics of the tables that grew to twice what is known of them; return their names (SQLite only)."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        grown = [table for table, known in _known(cursor).items() if _has_grown(cursor, table, known)]
        for table in grown:
            _analyse(cursor, table)
    return grown


def _known(cursor: Any) -> dict[str, int]:
    """Return how many rows each table with an index had when its statistics were taken; 0 when they never were."""
    cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'index'")
    known = dict.fromkeys((name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")), 0)
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if cursor.fetchone():
        cursor.execute("SELECT tbl, max(CAST(stat AS integer)) FROM sqlite_stat1 GROUP BY tbl")
        known |= {table: rows for table, rows in cursor.fetchall() if table in known}
    return known


def _has_grown(cursor: Any, table: str, known: int) -> bool:
    """Compare with the span of the rowids, whose two ends cost nothing to find; numbers once used never come back."""
    quoted = connection.ops.quote_name(table)
    cursor.execute(f"SELECT (SELECT max(rowid) FROM {quoted}), (SELECT min(rowid) FROM {quoted})")
    last, first = cursor.fetchone()
    return isinstance(last, int) and last - first + 1 > max(SMALLEST, GROWN * known)


def _analyse(cursor: Any, table: str) -> None:
    cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
    with transaction.atomic():
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}" if table else "ANALYZE")
        # Other connections read statistics with the schema: a change of it makes them read both again.
        cursor.execute("CREATE TABLE statistics_were_taken (id integer)")
        cursor.execute("DROP TABLE statistics_were_taken")

"""Tables as they were before any test, after tests that commit: quickly, for some eighty of them do.

Django empties the tables and lets each app write its rows again, which takes ten times as long as such a test.
Here what the migrated database holds is read once, and put back as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.commands import flush
from django.db import connection, transaction

# So many tests leave more dead rows behind than looking for them costs.
SWEPT_AFTER = 25


def put_back_instead() -> None:
    """Let the next time that the tables are emptied put back what they hold now."""
    kept = _contents()
    flush.emit_post_migrate_signal = lambda *_about, **_more: _put_back(kept)
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _row_by_row(connection.ops.sql_flush)


def _contents() -> dict[str, Any]:
    read = _copied_out if connection.vendor == "postgresql" else _selected
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        return {table: rows for table in sorted(tables) if (rows := read(cursor, connection.ops.quote_name(table)))}


def _put_back(kept: dict[str, Any]) -> None:
    write = _copied_in if connection.vendor == "postgresql" else _inserted
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table, rows in kept.items():
            write(cursor, connection.ops.quote_name(table), rows)


def _copied_out(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as rows:
        return b"".join(map(bytes, rows))


def _copied_in(cursor: Any, table: str, rows: bytes) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as into:
        into.write(rows)


def _selected(cursor: Any, table: str) -> tuple[str, list[tuple]] | None:
    columns = ", ".join(f'"{row[1]}"' for row in cursor.execute(f"PRAGMA table_info({table})").fetchall())
    rows = cursor.execute(f"SELECT {columns} FROM {table}").fetchall()
    return (columns, rows) if rows else None


def _inserted(cursor: Any, table: str, kept: tuple[str, list[tuple]]) -> None:
    columns, rows = kept
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _row_by_row(truncated: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Empty PostgreSQL by DELETE where a test commits: TRUNCATE makes 600 files anew for a few rows."""
    quote = connection.ops.quote_name

    def sql_flush(style: Any, tables: list[str], **how: Any) -> list[str]:
        if "interactions_touch" in tables and _holds_many():
            return truncated(style, tables, **how)
        return ["; ".join(f"DELETE FROM {quote(table)}" for table in tables)]

    return sql_flush


def _holds_many() -> bool:
    """Say whether so much was written that looking after each row takes longer than new files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM interactions_touch OFFSET 500)")
        return cursor.fetchone()[0]


def sweep() -> None:
    """Take the rows of rolled back tests off PostgreSQL's tables: a server may leave that to whoever uses it."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")

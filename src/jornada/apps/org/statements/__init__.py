"""Statements that PostgreSQL parses and plans once for a connection, and is told by their name after that.

For a row by its key, joined with three others, the planner takes six times as long as reading it. Django sends the
values inside the text, so that each statement is a new one; `kept_cursor` sends them beside it. The server decides
itself whether a plan without the values is as good as one with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def kept_cursor(connection: BaseDatabaseWrapper) -> Any:
    """Return a cursor for a few texts that are asked with ever other values; on SQLite the usual one."""
    if connection.vendor != "postgresql" or not settings.KEEPS_STATEMENTS:
        return connection.cursor()
    # The driver is not even read where SQLite is used.
    from jornada.apps.org.statements.postgres import Kept

    connection.ensure_connection()
    cursor = Kept(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)

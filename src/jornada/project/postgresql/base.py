"""Django's way to PostgreSQL; whether a connection of the pool still lives is heard, not asked.

Psycopg's own check asks the server an empty question before each request. A server that ends a connection says so on
it, and that is there to be read at no cost; only of one that lay idle for long, which may have been cut without a word,
is the server asked.
"""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import InterfaceError, OperationalError
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

# Seconds: firewalls forget a silent connection after minutes.
ASKED_AFTER = 30
_used: WeakKeyDictionary[psycopg.Connection, float] = WeakKeyDictionary()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that was alive when it was handed out."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        connection = super().get_new_connection(conn_params)
        while self.pool and not _is_alive(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection

    def _commit(self) -> None:
        """Mark an error of the last step: whether the server took it before it went away is not known."""
        try:
            super()._commit()
        except (OperationalError, InterfaceError) as error:
            error.is_of_commit = True  # type: ignore[union-attr]
            raise

    def _close(self) -> None:
        if self.connection is not None:
            _used[self.connection] = time.monotonic()
        super()._close()


def _is_alive(connection: psycopg.Connection) -> bool:
    try:
        # The first reads a farewell, the second finds that nothing comes after it.
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
        if time.monotonic() - _used.get(connection, 0) > ASKED_AFTER:
            ConnectionPool.check_connection(connection)
    except psycopg.OperationalError:
        return False
    return True

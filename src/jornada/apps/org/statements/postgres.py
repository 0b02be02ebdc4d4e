"""A cursor whose statements the server keeps."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, Cursor
from psycopg.types.numeric import Int8

# Of each kind of record, with what it is joined to, there are some; what was asked longest ago is forgotten first.
MOST_KEPT = 300


class Kept(Cursor[Any]):
    """A cursor that has each of its statements prepared, while all others of the connection stay as they are.

    The driver would count these too, with their texts, as soon as it may prepare any.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        super().__init__(connection)
        connection.prepared_max = MOST_KEPT

    def execute(self, query: Any, params: Any = None, **how: Any) -> Kept:
        """Ask, with all whole numbers of one width: of each width the driver would make another statement."""
        values = params and [Int8(value) if type(value) is int else value for value in params]
        self.connection.prepare_threshold = 0
        try:
            super().execute(query, values, prepare=True, **how)
        finally:
            self.connection.prepare_threshold = None
        return self

    def _send_query_prepared(self, name: bytes, pgq: Any, **how: Any) -> None:
        """Keep the text, which Django's log of queries asks for."""
        self._query = pgq
        super()._send_query_prepared(name, pgq, **how)

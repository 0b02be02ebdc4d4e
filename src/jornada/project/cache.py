"""The cache in the database, written with one statement.

Django's own counts the table, reads the row and writes it, in a transaction of its own, for each value: nine
statements for each form that is sent. Counting and clearing away is done now and then here.
"""

from __future__ import annotations

import base64
import itertools
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router
from django.utils import timezone

from jornada.apps.org.trouble import in_words

CLEARED_EVERY = 200
# A row that has expired is as good as none for whoever adds one.
WRITE = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO UPDATE"
    " SET value = excluded.value, expires = excluded.expires"
)
UNLESS_THERE = " WHERE {table}.expires < %s"
NEVER = datetime.max.replace(microsecond=0, tzinfo=UTC)


class TableCache(DatabaseCache):
    """Values with their end in a table."""

    _written = itertools.count(1)

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))
        using = router.db_for_write(self.cache_model_class)
        connection, now = connections[using], timezone.now().replace(microsecond=0)
        adapt, ends = connection.ops.adapt_datetimefield_value, self._end(timeout)
        packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        sql, given = WRITE, [key, packed, adapt(ends)]
        if mode == "add":
            sql, given = sql + UNLESS_THERE, [*given, adapt(now)]
        try:
            with connection.cursor() as cursor:
                self._clear(using, cursor, now)
                cursor.execute(sql.format(table=connection.ops.quote_name(self._table)), given)
                return bool(cursor.rowcount > 0)
        except DatabaseError as error:
            # Who adds waits for others where something is there already: a full disk is no such thing.
            if mode == "add" and in_words(error):
                raise
            return False

    def _end(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return NEVER if seconds is None else datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=0)

    def _clear(self, using: str, cursor: Any, now: datetime) -> None:
        """Take what has expired away, now and then."""
        if next(self._written) % CLEARED_EVERY:
            return
        cursor.execute(f"SELECT count(*) FROM {connections[using].ops.quote_name(self._table)}")
        self._cull(using, cursor, now, cursor.fetchone()[0])

"""Questions to the database that may take so long and no longer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# So many steps SQLite goes before it looks at the clock.
STEPS = 20_000


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let the database stop what takes longer: it is an `OperationalError` then."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            yield
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
        return
    connection.ensure_connection()
    until = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)

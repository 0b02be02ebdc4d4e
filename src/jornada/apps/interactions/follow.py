"""Threads that follow their leads and opportunities to another account or contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from jornada.apps.interactions.models import Thread

SQL = f"UPDATE {Thread._meta.db_table} SET account_id = %s, contact_id = %s WHERE id = %s"


def follow(rows: Sequence[Any]) -> None:
    """Bind the threads of these records to where the records stand now."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(SQL, [(row.account_id, row.contact_id, row.thread_id) for row in rows])

"""Work in portions goes on where the database took the transaction of one back for the sake of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

from jornada.apps.org.trouble import is_locked

T = TypeVar("T")
TRIES = 4


def patiently(work: Callable[[], T]) -> T:
    """Do a portion, a transaction of its own, again when the database is busy; the last try's error is raised."""
    for _try in range(TRIES - 1):
        try:
            return work()
        except OperationalError as error:
            if connection.in_atomic_block or not is_locked(error):
                raise
    return work()

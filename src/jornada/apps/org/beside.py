"""Rows handed to the database in a thread of its own, while the thread of the transaction prepares the next ones.

SQLite works without Python's lock, PostgreSQL in another process, so on two cores both go on at once. All of it happens
on the one connection and in the order in which it was handed over; whatever else that is asked waits until it is done.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import connection

# One connection in two threads asks for a SQLite that lets them in one after the other.
SERIALISED = 3
Write = Callable[[], object]
Around = Callable[[Any], AbstractContextManager[None]]


class _Beside:
    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "beside")
        self._handed: deque[Future[object]] = deque()
        self._fault: BaseException | None = None

    def hand(self, write: Write) -> None:
        self._handed.append(self._thread.submit(write))

    def wait(self) -> None:
        """Wait until all is written; a fault is raised here, each time, and what was to follow it is left."""
        while self._handed:
            try:
                self._handed.popleft().result()
            except BaseException as error:
                self._fault = error
                self.drop()
        if self._fault is not None:
            raise self._fault

    def drop(self) -> None:
        """Let what is being written end, and leave the rest."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._handed.clear()


_current: ContextVar[_Beside | None] = ContextVar("beside", default=None)


@contextmanager
def written_beside() -> Iterator[None]:
    """Hand the rows of `bulk` over for as long as this lasts: at its end they are written, or the fault is raised.

    Inside a transaction that is its caller's.
    """
    is_alone = connection.vendor == "sqlite" and sqlite3.threadsafety < SERIALISED
    if is_alone or _current.get() is not None:
        yield
        return
    beside = _Beside()
    token = _current.set(beside)
    try:
        with connection.execute_wrapper(_wait_first(beside)):
            yield
        beside.wait()
    finally:
        _current.reset(token)
        beside.drop()


def hand_over(write: Write) -> None:
    """Have something written beside; at once where nobody does that now, and inside a savepoint."""
    beside = _current.get()
    if beside is None:
        write()
    elif any(connection.savepoint_ids):
        beside.wait()
        write()
    else:
        beside.hand(write)


def execute(sql: str, params: Sequence[Any], around: Around = nullcontext) -> None:
    """Hand over a statement that returns nothing; `around` is given the cursor."""
    errors, cursor = connection.wrap_database_errors, connection.cursor()
    if _current.get() is None:
        with around(cursor):
            cursor.execute(sql, params)
        return

    def write() -> None:
        # Below the wrappers of Django's connection, which belongs to the other thread.
        with errors, cursor, around(cursor.cursor):
            cursor.cursor.execute(sql, params)

    hand_over(write)


def is_on() -> bool:
    """Say that rows are written beside now."""
    return _current.get() is not None


def wait() -> None:
    """Wait until all that was handed over is written."""
    beside = _current.get()
    if beside is not None:
        beside.wait()


def _wait_first(beside: _Beside) -> Callable[..., Any]:
    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        beside.wait()
        return execute(sql, params, many, context)

    return run

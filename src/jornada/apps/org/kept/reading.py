"""Values kept in this process for as long as the marks of their tables stay the same."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import Model
from django.dispatch import receiver

from jornada.apps.org import beside
from jornada.apps.org.kept.watching import watched_tables
from jornada.apps.org.statements import kept_cursor

T = TypeVar("T")

SUMS = "SELECT name, sum(mark) FROM org_tablechange GROUP BY name"
MOST = 1000
# The marks as one request read them: it asks once, until it writes to a watched table itself.
_asked = threading.local()
_READS = ("SELECT", "BEGIN", "BEGIN ", "SAVEPO", "RELEAS", "ROLLBA", "PRAGMA")
_WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


class Kept(Generic[T]):
    """Calls `read(*of)` when the tables have changed since it was called last, and else gives what it gave."""

    def __init__(self, read: Callable[..., T], *models: type[Model] | str) -> None:
        self._read, self._models = read, models
        self._values: dict[tuple[Hashable, ...], tuple[Hashable, T]] = {}

    def __call__(self, *of: Hashable) -> T:
        state = self._state()
        found = self._values.get(of)
        if found is not None and found[0] == state:
            return found[1]
        value = self._read(*of)
        if None not in state:
            self._keep(of, state, value)
        return value

    def _state(self) -> tuple[Any, ...]:
        """Return the marks of the tables, read before the rows: what is kept is never older than its marks."""
        sums = _sums()
        return tuple(sums.get(_table(model)) for model in self._models)

    def _keep(self, of: tuple[Hashable, ...], state: tuple[Any, ...], value: T) -> None:
        if len(self._values) >= MOST:
            self._values.clear()
        self._values[of] = (state, value)


@contextmanager
def steady() -> Iterator[None]:
    """Ask once whether anything has changed, for a block that reads many rows; again once it writes what is kept."""
    names = ("sums", "is_reading", "is_writing")
    before = {name: getattr(_asked, name, None) for name in names}
    _asked.is_reading = _asked.is_writing = True
    try:
        yield
    finally:
        _asked.__dict__.update(before)


def _table(model: type[Model] | str) -> str:
    return model if isinstance(model, str) else model._meta.db_table


def _sums() -> dict[str, Any]:
    kept = getattr(_asked, "sums", None)
    if kept is not None:
        return kept
    state = _state_of_file()
    if state is not None and getattr(_asked, "state", None) == state:
        sums = _asked.of_state
    else:
        sums = _read_sums()
        if not connection.in_atomic_block:  # what is rolled back leaves no sign in the state
            _asked.state, _asked.of_state = state, sums
    if getattr(_asked, "is_reading", False):
        _asked.sums = sums
    return sums


def _read_sums() -> dict[str, Any]:
    with kept_cursor(connection) as cursor:
        cursor.execute(SUMS)
        return dict(cursor.fetchall())


def _state_of_file() -> Hashable | None:
    """Name the state of an SQLite file as this connection sees it: what others committed, what it wrote itself.

    It takes a tenth of the time of the sums, which are the same as long as it is. PostgreSQL tells no such thing.
    """
    if connection.vendor != "sqlite":
        return None
    # Below Django's wrappers: what is written beside may need Python for its indexes, which SQLite would wait for.
    beside.wait()
    connection.ensure_connection()
    raw = connection.connection
    return raw, raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes


def _heed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Ask again from now on where a statement may write to a watched table: it might be rolled back, too.

    What a page that reads writes beside (when a token was used last) is nothing that it reads again.
    """
    if getattr(_asked, "is_writing", False) and _may_change(sql):
        _asked.sums, _asked.is_reading, _asked.is_writing = None, False, False
    return execute(sql, params, many, context)


def _may_change(sql: str) -> bool:
    begins = sql.lstrip()[:6].upper()
    if begins in _READS:
        return False
    tables = _WRITTEN.findall(sql)
    return not watched_tables.isdisjoint(tables) if tables else not begins.startswith("WITH")


@receiver(connection_created, dispatch_uid="kept: writes are heeded")
def _heed_writes(connection: Any, **_more: Any) -> None:
    if _heed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_heed)


def _begin(environ: Any = None, **_more: Any) -> None:
    _asked.sums, _asked.is_reading = None, True
    _asked.is_writing = (environ or {}).get("REQUEST_METHOD") not in ("GET", "HEAD")


def _end(**_more: Any) -> None:
    _asked.sums, _asked.is_reading, _asked.is_writing = None, False, False


request_started.connect(_begin, dispatch_uid="kept: a request begins")
request_finished.connect(_end, dispatch_uid="kept: a request ends")

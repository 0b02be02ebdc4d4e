"""Indexes that are left out while a table is filled, and made at its end: SQLite sorts faster than it inserts.

Only where much comes into a table that holds little, since until the end a list of it walks over all its rows. A load
that was killed leaves its table without: whatever is missing is made by the worker and at every start (`make_missing`).
Indexes that keep a value from coming twice stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files import locks
from django.db import DatabaseError, connection
from django.db.models import Model

from jornada.apps.org import statistics

# So many rows must come, and the table hold at most this part of them, for the making to cost less than it saves.
MANY = 50_000
PART = 4
# The most that SQLite takes.
IN_VIEW = 2**31 - 1


@contextmanager
def left_out(models: Iterable[type[Model]], coming: int) -> Iterator[None]:
    """Leave the indexes of tables out inside the block, where that pays. Without effect inside a transaction."""
    filled = [model for model in models if _pays(model, coming)]
    if not filled:
        yield
        return
    with _alone() as is_alone:
        if not is_alone:
            yield
            return
        _run(f"DROP INDEX IF EXISTS {name}" for model in filled for name in _wanted(model))
        try:
            yield
        except BaseException:
            # On a full disk, say, this fails as well; then the worker comes back to it.
            with suppress(DatabaseError):
                _make(filled)
            raise
        _make(filled)


def make_missing() -> list[str]:
    """Make what a load that was killed has left out, unless one is under way; return the names."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return []
    with _alone() as is_alone:
        made = _make(apps.get_models()) if is_alone else []
    if made:
        # Whoever loads takes statistics at the end; a load that was killed did not.
        statistics.after_load()
    return made


def _pays(model: type[Model], coming: int) -> bool:
    if connection.vendor != "sqlite" or connection.in_atomic_block or coming < MANY:
        return False
    return not model._base_manager.order_by()[coming // PART :].exists()


def _make(models: Iterable[type[Model]]) -> list[str]:
    """Make the indexes that tables lack, each by itself: others may write in between."""
    there = _there()
    wanted = {name: sql for model in models if model._meta.db_table in there for name, sql in _wanted(model).items()}
    missing = sorted(wanted.keys() - there)
    _run(wanted[name].replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1) for name in missing)
    return missing


@cache
def _wanted(model: type[Model]) -> dict[str, str]:
    """Return the statement that makes each index of a table by its name; without those that forbid."""
    if not model._meta.managed or model._meta.proxy:
        return {}
    made = connection.schema_editor()._model_indexes_sql(model)
    named = {str(statement.parts["name"]).strip('"'): str(statement) for statement in made}
    return {name: sql for name, sql in named.items() if sql.startswith("CREATE INDEX")}


def _there() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")
        return {name for (name,) in cursor.fetchall()}


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor, _all_in_view(cursor):
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _all_in_view(cursor: Any) -> Iterator[None]:
    """Let SQLite look at the file where the system keeps it, instead of reading page after page for each index."""
    cursor.execute("PRAGMA mmap_size")
    usual = cursor.fetchone() or (0,)
    cursor.execute(f"PRAGMA mmap_size = {IN_VIEW}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA mmap_size = {usual[0]}")


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether no other process is at this; the system lets go of the lock of one that dies."""
    beside = Path(str(connection.settings_dict["NAME"])).with_suffix(".indexes")
    with beside.open("a+b") as file:
        is_alone = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
        try:
            yield is_alone
        finally:
            if is_alone:
                locks.unlock(file)

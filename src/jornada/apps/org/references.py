"""References of many rows looked up together on PostgreSQL, where the server may be told to leave its own check out.

It looks up and locks what each row refers to, row by row, which takes longer than writing the rows. Here the same is
locked in the same way, each record once, before the transaction ends: what is missing fails it as the server would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Field, ForeignKey, Model

GONE = (
    "{}: a record that the file refers to was deleted while the import ran. "
    "Start the import again; it goes on with what is there now."
)


class _Noted:
    def __init__(self) -> None:
        self._wanted: dict[Field, set[Any]] = defaultdict(set)
        self._made: dict[type[Model], set[Any]] = defaultdict(set)

    def note(self, model: type[Model], columns: Mapping[str, Collection[Any]]) -> None:
        self._made[model].update(columns.get("id", ()))
        for name, values in columns.items():
            field = model._meta.get_field(name)
            if isinstance(field, ForeignKey) and field.db_constraint:
                self._wanted[field.target_field].update(values)

    def lock(self) -> None:
        """Lock what the rows refer to until the transaction is through; what it made itself needs none."""
        for target, ids in self._wanted.items():
            others = ids - {None}
            if target.primary_key:
                others -= self._made[target.model]
            if others and _lock(target, list(others)) < len(others):
                raise IntegrityError(GONE.format(target.model._meta.label))


_current: ContextVar[_Noted | None] = ContextVar("noted", default=None)


@contextmanager
def looked_up_together() -> Iterator[None]:
    """Look up at the end of the block, inside the caller's transaction, what the rows written by `bulk` refer to.

    Whatever else is written there the server checks as ever. Without effect on SQLite: see `bulk.trusted_references`.
    """
    if connection.vendor != "postgresql" or _current.get() is not None:
        yield
        return
    noted = _Noted()
    token = _current.set(noted)
    try:
        yield
        noted.lock()
    finally:
        _current.reset(token)


def note(model: type[Model], columns: Mapping[str, Collection[Any]]) -> bool:
    """Note what rows refer to, their values given by the names of fields; say whether they may go `unchecked` then."""
    current = _current.get()
    if current is None or not _lets_us(model._meta.db_table):
        return False
    current.note(model, columns)
    return True


@contextmanager
def unchecked(cursor: Any, is_noted: bool) -> Iterator[None]:
    """Let rows that were noted, or are made of such rows, be written unchecked by a cursor."""
    if not is_noted:
        yield
        return
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    # What fails takes the whole transaction back, and this with it.
    cursor.execute("SET LOCAL session_replication_role = origin")


@lru_cache
def _lets_us(table: str) -> bool:
    """Say whether this role may leave checks out, on a table without triggers of its own: those would go unasked."""
    may = "has_parameter_privilege(current_user, 'session_replication_role', 'SET')"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int >= 150000")
        if not cursor.fetchone()[0]:
            may = "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        cursor.execute(
            f"SELECT {may} AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal)",
            [table],
        )
        return bool(cursor.fetchone()[0])


def _lock(target: Field, ids: list[Any]) -> int:
    """Lock records against being deleted, as the server's check does; return how many are there."""
    table, column = (connection.ops.quote_name(name) for name in (target.model._meta.db_table, target.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {column} = ANY(%s) FOR KEY SHARE) AS there", [ids]
        )
        return int(cursor.fetchone()[0])

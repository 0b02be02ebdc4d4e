"""Indexes that are left out while a table is filled, and made at its end: sorting is faster than inserting.

Only where much comes into a table that holds little, since until the end a list of it walks over all its rows. A load
that was killed leaves its table without: whatever is missing is made by the worker and at every start (`make_missing`).
Indexes that keep a value from coming twice stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache

from django.apps import apps
from django.db import Error, connection
from django.db.models import Model

from jornada.apps.org import index_ways, statistics, word_indexes

# So many rows must come, and the table hold at most this part of them, for the making to cost less than it saves.
MANY = 50_000
PART = 4


@contextmanager
def left_out(models: Iterable[type[Model]], coming: int) -> Iterator[frozenset[type[Model]]]:
    """Leave the indexes of tables out inside the block, where that pays; give the tables that are without.

    Without effect inside a transaction.
    """
    filled = [model for model in models if _wanted(model) and _pays(model, coming)]
    way = index_ways.of_connection()
    if not filled:
        yield frozenset()
        return
    with way.alone() as is_alone:
        if not is_alone or not way.drop([name for model in filled for name in _wanted(model)]):
            yield frozenset()
            return
        try:
            yield frozenset(filled)
        except BaseException:
            # On a full disk, say, this fails as well; then the worker comes back to it.
            with suppress(Error):
                _make(way, filled)
            raise
        _make(way, filled)


def make_missing() -> list[str]:
    """Make what a load that was killed has left out, unless one is under way; return the names."""
    if connection.in_atomic_block:
        return []
    way = index_ways.of_connection()
    with way.alone() as is_alone:
        made = _make(way, apps.get_models()) if is_alone else []
    if made:
        # Whoever loads takes statistics at the end; a load that was killed did not.
        statistics.after_load()
    return made


def _pays(model: type[Model], coming: int) -> bool:
    if connection.in_atomic_block or coming < MANY:
        return False
    return not model._base_manager.order_by()[coming // PART :].exists()


def _make(way: index_ways.Way, models: Iterable[type[Model]]) -> list[str]:
    """Make the indexes that tables lack; return their names."""
    there = way.there()
    wanted = {name: sql for model in models if model._meta.db_table in there for name, sql in _wanted(model).items()}
    missing = sorted(wanted.keys() - there)
    if missing:
        way.make({name: wanted[name] for name in missing})
    return missing


@cache
def _wanted(model: type[Model]) -> dict[str, str]:
    """Return the statement that makes each index of a table by its name; without those that forbid."""
    if not model._meta.managed or model._meta.proxy:
        return {}
    made = connection.schema_editor()._model_indexes_sql(model)
    named = {str(statement.parts["name"]).strip('"'): str(statement) for statement in made}
    plain = {name: sql for name, sql in named.items() if sql.startswith("CREATE INDEX")}
    return plain | word_indexes.indexes_of(model) if connection.vendor == "postgresql" else plain

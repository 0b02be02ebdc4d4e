"""The copy as a page sees it: whole columns of one version, kept in memory between requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded, shared_values
from jornada.analytics.visits import Visits
from jornada.apps.insight.copy import store
from jornada.apps.insight.copy.layout import ACCOUNTS, ITEMS, LEADS, OPPORTUNITIES, PAGE_TABLES, VISITS
from jornada.apps.insight.copy.store import Manifest
from jornada.apps.insight.copy.tables import TABLE, Columns

# From so many rows on, figures are computed by the worker rather than while somebody waits.
LARGE_ROWS = 300_000

_AS_THEY_ARE = ("cycle", "number", "entered_at", "left_at", "left_by", "evidence", "behaviour")


class View:
    """One version of the copy. Files are opened at once, so that a later sweep takes nothing away."""

    def __init__(self, manifest: Manifest, before: View | None = None) -> None:
        self.manifest = manifest
        known = before.parts if before else {}
        self.parts = {
            folder: known.get(folder) or store.read_columns(folder)
            for table in PAGE_TABLES
            for folder in manifest.folders.get(table, {}).values()
        }
        self._tables = _unchanged(before, manifest) if before else {}
        self._stamps: dict[tuple[str, ...], str] = {}

    @property
    def version(self) -> str:
        return self.manifest.version

    @property
    def lookups(self) -> dict[str, Any]:
        return self.manifest.lookups

    @property
    def accounts(self) -> Columns:
        """Attributes of all accounts, by id."""
        return self._table(ACCOUNTS)

    @property
    def leads(self) -> Columns:
        return self._table(LEADS)

    @property
    def opportunities(self) -> Columns:
        return self._table(OPPORTUNITIES)

    @property
    def items(self) -> Columns:
        """What opportunities are about, line by line."""
        return self._table(ITEMS)

    @cached_property
    def visits(self) -> Visits:
        """Visits under the active map; subjects are the accounts, in the order of `accounts`."""
        return _visits(self._table(VISITS), self.accounts["id"], [row[:2] for row in self.lookups["stages"]])

    def size(self, table: str) -> int:
        """Count the rows of a table, without joining its buckets."""
        return sum(len(part[TABLE[table].key]) for part in self._parts_of(table))

    @property
    def is_large(self) -> bool:
        return sum(map(self.size, PAGE_TABLES)) > LARGE_ROWS

    def values(self, table: str, column: str) -> tuple[str, ...]:
        """Return the texts that occur in a coded column, without joining its buckets."""
        return shared_values([part[column] for part in self._parts_of(table)])

    def stamp(self, tables: tuple[str, ...]) -> str:
        """Name what these tables and the small ones hold: the same name, the same rows."""
        if tables not in self._stamps:
            folders = [sorted(self.manifest.folders.get(table, {}).values()) for table in tables]
            told = json.dumps([self.manifest.identity, folders, self.lookups], sort_keys=True)
            self._stamps[tables] = hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
        return self._stamps[tables]

    def account_place(self, account_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Say where in `accounts` these ids stand, -1 where they do not."""
        return places(self.accounts["id"], account_ids)

    def _table(self, table: str) -> Columns:
        if table not in self._tables:
            self._tables[table] = _joined(table, self._parts_of(table))
        return self._tables[table]

    def _parts_of(self, table: str) -> list[Columns]:
        folders = self.manifest.folders.get(table, {})
        return [self.parts[folders[bucket]] for bucket in sorted(folders, key=int)]


_lock = Lock()
_latest: dict[str, View] = {}


def view_of(read: Callable[[], Manifest | None]) -> View:
    """Return the view of the manifest in force; one object per version and process."""
    with _lock:
        for attempt in range(3):
            manifest = read()
            latest = _latest.get("view")
            if latest and manifest and latest.version == manifest.version:
                return latest
            try:
                _latest["view"] = View(manifest or Manifest(), latest)
                return _latest["view"]
            except FileNotFoundError:
                # A newer copy came into force between reading the manifest and opening its files.
                if attempt == 2:
                    raise
    raise AssertionError("unreachable")


def places(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Say where in the ascending `ids` the wanted ones stand, -1 where they do not."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[found] == wanted, found, -1)


def _unchanged(before: View, manifest: Manifest) -> dict[str, Columns]:
    old, new = before.manifest.folders, manifest.folders
    return {table: columns for table, columns in before._tables.items() if old.get(table) == new.get(table)}


def _joined(table: str, parts: list[Columns]) -> Columns:
    columns: Columns = {}
    for name, kind in TABLE[table].kinds.items():
        rows = [part[name] for part in parts]
        if kind is Coded:
            values = shared_values(rows)
            codes = [column.recode(values).codes for column in rows]
            columns[name] = Coded(np.concatenate(codes) if codes else np.empty(0, np.int32), values)
        else:
            columns[name] = np.concatenate(rows) if rows else np.empty(0, kind)
    return columns


def _visits(columns: Columns, account_ids: NDArray[np.int64], stages: list[list[Any]]) -> Visits:
    place_of_stage = np.full(max((pk for pk, _code in stages), default=0) + 1, -1, dtype=np.int16)
    for place, (pk, _code) in enumerate(stages):
        place_of_stage[pk] = place
    stage = place_of_stage[np.minimum(columns["stage"], len(place_of_stage) - 1)]
    subject = places(account_ids, columns["account"])
    # Between two refreshes of the tables an account may be gone, or a map replaced.
    known = (subject >= 0) & (stage >= 0)
    rows = columns if known.all() else {name: column[known] for name, column in columns.items()}
    outcome = np.zeros(len(account_ids), dtype=np.int8)
    outcome[subject[known]] = np.maximum(rows["outcome"], 0)
    return Visits(
        subject=subject[known].astype(np.int32),
        stage=stage[known],
        **{
            name: rows[name]
            for name in ("cycle", "number", "entered_at", "left_at", "left_by", "evidence", "behaviour")
        },
        subject_ids=account_ids,
        outcome=outcome,
        stages=tuple(code for _pk, code in stages),
        now=0,
    )

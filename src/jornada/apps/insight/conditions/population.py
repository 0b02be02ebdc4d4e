"""All records of a kind as the columns that conditions read, kept in memory between requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded, shared_values
from jornada.analytics.conditions import Column, Population
from jornada.analytics.touch_index import LinkedTouches, TouchIndex, TouchParts, index_touches
from jornada.analytics.zone_offsets import local_days
from jornada.apps.insight.copy import store
from jornada.apps.insight.copy.field_tables import NO_TIME, PREFIX, TABLE_OF, kinds, signature
from jornada.apps.insight.copy.layout import TOUCHES
from jornada.apps.insight.copy.refreshing import refreshed_manifest
from jornada.apps.insight.copy.store import Manifest
from jornada.apps.insight.copy.view import View, places
from jornada.ui.conditions.fields import LINKS, own_fields

WHOSE = {"account": "subject", "contact": "contact"}
GROUPS = ("pages", "conditions", "touches")


class Everybody:
    """One version of the copy as conditions see it; what is the same as before is taken over."""

    def __init__(self, manifest: Manifest, view: View, zone: ZoneInfo, before: Everybody | None) -> None:
        self.manifest, self.view, self.zone = manifest, view, zone
        self.fields = signature()
        self._tables: dict[str, dict[str, Any]] = {}
        self._populations: dict[str, Population] = {}
        self._indexes: dict[str, dict[str, TouchIndex]] = {}
        if before is not None:
            self._take_over(before)

    def table(self, record: str) -> dict[str, Any]:
        """Return the columns of all records of a kind, by id."""
        if record not in self._tables:
            self._tables[record] = _joined(TABLE_OF[record], self.manifest)
        return self._tables[record]

    def population(self, record: str) -> Population:
        """Return what conditions read of all records of a kind."""
        if record not in self._populations:
            self._populations[record] = self._made(record)
        return self._populations[record]

    def _made(self, record: str) -> Population:
        table = self.table(record)
        columns = self._columns(record, "")
        for link in LINKS.get(record, ()):
            place = self._place(record, link)
            linked = self._columns(link, f"{link}.")
            columns |= {name: _behind(column, place) for name, column in linked.items()}
        return Population(table["id"], columns, self._touches(record), self._stage(record))

    def _columns(self, record: str, prefix: str) -> dict[str, Column]:
        table = self.table(record)
        return {
            f"{prefix}{field.code}": self._typed(table[PREFIX + field.code], field.type, field.is_instant)
            for field in own_fields(record)
        }

    def _typed(self, column: Any, kind: str, is_instant: bool) -> Column:
        if kind != "date":
            return column
        missing = column == NO_TIME
        days = local_days(column, self.zone) if is_instant else column
        return np.where(missing, np.datetime64("NaT", "D"), days.astype("datetime64[D]"))

    def _place(self, record: str, link: str) -> NDArray[np.int64]:
        return places(self.table(link)["id"], self.table(record)[link])

    def touches_of(self, record: str, parts: Mapping[str, list[TouchIndex]]) -> TouchParts | LinkedTouches:
        """Return touches, indexed by account (`subject`) and by `contact`, as those of a kind of record."""
        if record in WHOSE:
            return TouchParts(parts[WHOSE[record]], self.table(record)["id"])
        return LinkedTouches([(self.touches_of(link, parts), self._place(record, link)) for link in _links(record)])

    def _touches(self, record: str) -> TouchParts | LinkedTouches:
        if record in WHOSE:
            return TouchParts(self._parts(WHOSE[record]), self.table(record)["id"])
        return LinkedTouches([(self.population(link).touches, self._place(record, link)) for link in _links(record)])

    def _parts(self, whose: str) -> list[TouchIndex]:
        folders = self.manifest.folders.get(TOUCHES, {})
        known = self._indexes.setdefault(whose, {})
        for folder in folders.values():
            if folder not in known:
                known[folder] = _index(folder, whose)
        return [known[folder] for folder in folders.values()]

    def _stage(self, record: str) -> Coded:
        visits = self.view.visits
        current = np.full(len(visits.subject_ids), -1, dtype=np.int32)
        is_open = visits.left_at < 0
        current[visits.subject[is_open]] = visits.stage[is_open]
        stage = Coded(current, visits.stages)
        table = self.table(record)
        return _behind(stage, places(visits.subject_ids, table["id" if record == "account" else "account"]))

    def _take_over(self, before: Everybody) -> None:
        old, new = before.manifest.folders, self.manifest.folders
        folders = set(new.get(TOUCHES, {}).values())
        if before.fields == self.fields:
            self._tables = {r: t for r, t in before._tables.items() if old.get(TABLE_OF[r]) == new.get(TABLE_OF[r])}
        self._indexes = {
            whose: {folder: index for folder, index in known.items() if folder in folders}
            for whose, known in before._indexes.items()
        }


_lock = Lock()
_latest: dict[str, Everybody] = {}


def everybody(zone_of: Callable[[View], ZoneInfo]) -> Everybody:
    """Return everybody as of now: the copy is refreshed first where that is quick."""
    with _lock:
        for _attempt in range(3):
            manifest, view = refreshed_manifest(GROUPS)
            zone = zone_of(view)
            latest = _latest.get("all")
            is_same = latest and latest.manifest.version == manifest.version and latest.fields == signature()
            if latest and is_same and latest.zone == zone:
                return latest
            try:
                made = Everybody(manifest, view, zone, latest)
                for record in TABLE_OF:
                    made.table(record)
                _latest["all"] = made
                return made
            except FileNotFoundError:
                # A newer copy came into force meanwhile; look again.
                continue
    raise RuntimeError("The analytics copy changes faster than it can be read.")


def _index(folder: str, whose: str) -> TouchIndex:
    log = store.read_log(folder)
    ids = log.subject_ids[log.subject] if whose == "subject" else np.asarray(log.contact, dtype=np.int64)
    return index_touches(log, np.unique(ids[ids >= 0]), ids)


def _behind(column: Column, place: NDArray[np.int64]) -> Column:
    """Take the values of linked records; unknown where there is none."""
    if isinstance(column, Coded):
        codes = np.append(column.codes, -1).astype(np.int32)
        return Coded(codes[place], column.values)
    return np.append(column, np.array([blank_of(column)], dtype=column.dtype))[place]


def blank_of(column: NDArray[Any]) -> Any:
    """Return what stands for an unknown value in a column of numbers, days or flags."""
    return {"f": np.nan, "M": np.datetime64("NaT", "D")}.get(column.dtype.kind, -1)


def _links(record: str) -> tuple[str, ...]:
    """Name the kinds through which a record has touches: a lead's are those of its person, else of its company."""
    return tuple(reversed(LINKS[record])) if record == "lead" else ("account", "contact")


def _joined(table: str, manifest: Manifest) -> dict[str, Any]:
    folders = manifest.folders.get(table, {})
    parts = [store.read_columns(folders[bucket]) for bucket in sorted(folders, key=int)]
    return {name: _column([_of_part(part, name, kind) for part in parts], kind) for name, kind in kinds(table).items()}


def _of_part(part: dict[str, Any], name: str, kind: type) -> Any:
    """Take a column; a field that was added since the copy was made is unknown of everybody until it is made anew."""
    if name in part:
        return part[name]
    rows = len(part["id"])
    if kind is Coded:
        return Coded(np.full(rows, -1, np.int32), ())
    return np.full(rows, np.nan if kind is np.float64 else -1 if kind is np.int8 else NO_TIME, kind)


def _column(rows: list[Any], kind: type) -> Any:
    if kind is Coded:
        values = shared_values(rows)
        codes = [column.recode(values).codes for column in rows]
        return Coded(np.concatenate(codes) if codes else np.empty(0, np.int32), values)
    return np.concatenate(rows) if rows else np.empty(0, kind)

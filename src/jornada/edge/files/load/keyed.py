"""Writers of kinds whose records are recognised by a key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Model

from jornada.apps.market.duplicates.queries import merged_externals
from jornada.apps.org import beside
from jornada.apps.org.models import Change
from jornada.edge.files.load.beside import IdsBeside
from jornada.edge.files.load.custom import custom_columns
from jornada.edge.files.load.few import Asked, ask
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.matched import Again, Replayed
from jornada.edge.files.load.notes import keep_notes
from jornada.edge.files.load.records import Columns, Records, Target
from jornada.edge.files.load.tags import hang_tags
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.matching.values import same
from jornada.edge.files.plan import Step
from jornada.edge.files.reading import CHUNK, FIRST, Chunk


class KeyedWriter:
    """Turns the chunks of a file into records, created or updated by key.

    A row with an external id is the record with that id; failing that, one that its next key finds and that has
    no external id yet. A row without one is found by its next key whatever that record's id.
    """

    target: ClassVar[Target]
    # Records of one name that have different ones of these are not the same.
    sure: ClassVar[str] = ""
    # Records that share one of these are the same, whatever ids other systems give them.
    shared: ClassVar[str] = ""
    # The tables of which most rows of a file make one row each.
    fills: ClassVar[tuple[type[Model], ...]] = ()
    # Those that may get several.
    fills_too: ClassVar[tuple[type[Model], ...]] = ()
    # The records and companies of the rows of the chunk that was written last.
    about: tuple[list[int | None], list[int | None]] = ([], [])

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        self.work, self.lists, self.step = work, lists, step
        self.records: Records | Replayed = Records(work, self.target, step.mode)
        self.kind = step.of
        self.keys = [step.key] if step.key else self.usual_keys() or self.natural_keys()
        self.before = work.before(self.target.model)
        self._is_few = work.few.of(self.target.model, *self.keys)
        self._index = {key: self.known(partial(self.load_index, key)) for key in self.keys}
        self._claimed: set[int] = set()
        self._merged = self._load_merged()
        self._sure = self.known(self._of_sure_key) if self.sure in self.keys[:-1] else {}
        self._bare = self._without_external() if len(self.keys) > 1 and "external_id" in self.keys else {}
        self._beside = IdsBeside(work, self.target)

    @property
    def filled(self) -> set[type[Model]]:
        """Name the tables that a file may fill; each record made has a line in the history of changes.

        That grows in the order of its indexes, which SQLite keeps for less than making them anew takes.
        """
        history = {Change} if connection.vendor == "postgresql" else set()
        return {self.target.model, *self.fills, *self.fills_too, *history}

    # ---- what each kind says of itself -------------------------------------------------------------
    def usual_keys(self) -> list[str]:
        return [key for key in self.step.of.keys if self.step.has(key)]

    def natural_keys(self) -> list[str]:
        return []

    @property
    def learns(self) -> bool:
        """Say that the pick lists want to know of new records."""
        return True

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        raise NotImplementedError

    def after(self, chunk: Chunk, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        """Write what goes with the records of a chunk."""

    # ---- what is there already ---------------------------------------------------------------------
    def known(self, read: Callable[..., dict[Any, Any]]) -> dict[Any, Any]:
        """Give what is known by a key: as a whole, or what is asked for where the file is small against the table."""
        return Asked(read) if self._is_few else read()

    def rows(self, key: str, values: Collection[Any] | None, *names: str, **only: Any) -> Iterable[tuple[Any, ...]]:
        """Give ids and columns of all records before the walk, or of those with some keys."""
        if values is None:
            return self.before.rows(*names, **only)
        return self.work.few.rows_with(self.target.model, key, values, names, **only)

    def ask(self, keys: Mapping[str, Sequence[Any]]) -> None:
        """Read at once what the rows of a chunk may find."""
        for key, values in keys.items() if self._is_few else ():
            ask(self._index[key], values)
            ask(self._bare.get(key), values)
            found = [self._index[key].get(value) for value in values if value is not None]
            ask(self._sure, found)

    # ---- the way of a chunk ------------------------------------------------------------------------
    def prepare(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        """Find or make up all that the rows refer to, but write nothing: the chunk before may still be written."""
        self.work.have_ids(self.fills, len(chunk))
        self.require(chunk, verdicts)
        columns = self._under_own_ids(self.columns(chunk, verdicts)) | custom_columns(
            self.work, self.target.record, chunk, verdicts
        )
        self._refuse_taken(columns, verdicts)
        return columns

    def write(self, chunk: Chunk, verdicts: Verdicts, columns: Columns | None = None) -> None:
        """Write a chunk, of which `prepare` may have made the columns already."""
        columns = self.prepare(chunk, verdicts) if columns is None else columns
        verdicts.externals = columns.get("external_id", ())
        keys = {key: self.key_values(key, columns) for key in self.keys}
        if beside.is_on():
            # Also for the chunk that is prepared next, while this one is written.
            self.work.have_ids(self.fills, 2 * (len(chunk) if len(chunk) < FIRST else CHUNK))
        self.ask(keys)
        self.lists.flush()
        ids = self._write(columns, keys, verdicts)
        self.about = ids, columns.get("account_id", [])
        if "tags" in chunk.values:
            hang_tags(self.work, self.target.record, self.target.model, chunk, ids, verdicts)
        self.after(chunk, columns, ids, verdicts)
        if "contact_id" in columns:
            verdicts.changed_after_all(self.lists.contacts.blanks.rows_that_filled(columns["contact_id"]))
        if "note" in chunk.values:
            keep_notes(self.work, self.target.model, chunk, ids, verdicts)

    def _write(self, columns: Columns, keys: dict[str, list[Any]], verdicts: Verdicts) -> list[int | None]:
        if not self._are_new(keys):
            ids = self.records.write(
                columns,
                lambda row: self._found(keys, row, columns),
                verdicts,
                lambda row, pk: self._learn(keys, row, pk, columns),
            )
            self._beside.write(columns, ids, verdicts, self.shared)
            return ids
        ids = self.records.write_new(columns, verdicts)
        made = [row for row, pk in enumerate(ids) if pk is not None] if None in ids else range(len(ids))
        externals = keys["external_id"]
        learnt = zip(map(externals.__getitem__, made), map(ids.__getitem__, made), strict=True)
        self._index["external_id"].update(learnt)
        for row in made if self.learns else ():
            self.learn(columns, row, ids[row])
        return ids

    def replay(self, chunk: Chunk, again: Again) -> None:
        """Find and learn as when the chunk was written, before the worker was killed."""
        verdicts = Verdicts(chunk)
        self.require(chunk, verdicts)
        columns = self._under_own_ids(self.columns(chunk, verdicts))
        self._refuse_taken(columns, verdicts)
        with self._replaying(again):
            KeyedWriter._write(self, columns, {key: self.key_values(key, columns) for key in self.keys}, verdicts)

    @contextmanager
    def _replaying(self, again: Again) -> Iterator[None]:
        records, is_dry = self.records, self.work.is_dry
        self.records, self.work.is_dry = Replayed(again, self.before.created, self.step.mode), True
        try:
            yield
        finally:
            self.records, self.work.is_dry = records, is_dry

    def _are_new(self, keys: dict[str, list[Any]]) -> bool:
        """Say that a file's own ids tell all rows apart, from each other and from all that is there."""
        values = keys["external_id"] if list(keys) == ["external_id"] and self.step.mode != "update" else [None]
        distinct = set(values)
        # Asked of the keys: a set would go through all that is there, for each chunk.
        known = self._index.get("external_id", {}).keys()
        return None not in distinct and len(distinct) == len(values) and known.isdisjoint(distinct)

    def require(self, chunk: Chunk, verdicts: Verdicts) -> None:
        for one in self.kind.fields:
            if one.is_required:
                for row, value in enumerate(chunk.column(one.code)):
                    if value is None and not verdicts.is_rejected(row):
                        verdicts.reject(row, one.code, "", "required")

    def load_index(self, key: str, values: Collection[Any] | None = None) -> dict[Any, int]:
        is_blank = {None} if key == "external_id" else {None, ""}
        only = {f"{key}__isnull": False} if key == "external_id" else {f"{key}__gt": ""}
        rows = self.rows(key, values, key, **only)
        return {self.normal(key, value): pk for pk, value in rows if value not in is_blank}

    def _under_own_ids(self, columns: Columns) -> Columns:
        """Read the external id of a record that was merged into another as that of the other."""
        if "external_id" not in columns or not self._merged:
            return columns
        return {**columns, "external_id": [self._merged.get(value, value) for value in columns["external_id"]]}

    def key_values(self, key: str, columns: Columns) -> list[Any]:
        values = columns.get(key) or [None] * len(next(iter(columns.values())))
        return [None if value is None else self.normal(key, value) for value in values]

    def normal(self, key: str, value: Any) -> Any:
        return same(value) if key == "name" else value.lower() if key in {"email", "domain"} else value

    def _without_external(self) -> dict[str, dict[Any, int]]:
        return {key: self.known(partial(self.load_bare, key)) for key in self.keys[1:]}

    def load_bare(self, key: str, values: Collection[Any] | None = None) -> dict[Any, int]:
        """Give the records without an external id by another key."""
        rows = self.rows(key, values, key, "external_id", external_id=None)
        return {self.normal(key, value): pk for pk, value, external in rows if value and external is None}

    def _load_merged(self) -> dict[str, str]:
        """Give ids of records that were merged into others before the walk, with the ids of those."""
        until = self.work.since and self.work.since.merge
        return merged_externals(self.target.model, until, lambda pk, value: self.before.old(pk, "external_id", value))

    def _found(self, keys: dict[str, list[Any]], row: int, columns: Columns) -> int | None:
        """Find the record of a row; what must not be written over it is taken out of the row."""
        found = self._find(keys, row)
        if found is not None and self._beside.ids and columns["external_id"][row] in self._beside.ids:
            self._beside.met(row, columns["external_id"][row])
            columns["external_id"][row] = None
        return found

    def _find(self, keys: dict[str, list[Any]], row: int) -> int | None:
        external = keys["external_id"][row] if "external_id" in keys else None
        if external is not None and external in self._index["external_id"]:
            return self._index["external_id"][external]
        has_own = external is not None and bool(self._bare)
        for key in self.keys:
            value = keys[key][row]
            if value is None or key == "external_id":
                continue
            found = (self._bare if has_own else self._index)[key].get(value)
            if found is not None and key != self.sure and self._is_another(found, keys, row):
                continue
            if found is not None and not (has_own and found in self._claimed):
                if has_own:
                    # From now on it is the record of the row that brings its id.
                    self._claimed.add(found)
                    self._index["external_id"][external] = found
                    self.adopt(external, found)
                return found
        return self._find_shared(keys, row, external) if has_own else None

    def _find_shared(self, keys: dict[str, list[Any]], row: int, external: Any) -> int | None:
        """Find the record of another id that shares with the row what only one has: it is known by both ids then."""
        value = keys[self.shared][row] if self.shared in keys else None
        found = None if value is None else self._index[self.shared].get(value)
        if found is None or not self.is_the_same(found, row, keys):
            return None
        self._index["external_id"][external] = self._beside.ids[external] = found
        self.adopt(external, found)
        return found

    def is_the_same(self, pk: int, row: int, keys: dict[str, list[Any]]) -> bool:
        """Say that a row is about the record of another id that shares with it what only one has."""
        return True

    def _of_sure_key(self, ids: Collection[int] | None = None) -> dict[int, Any]:
        """Give, by record, the key that tells records of one name apart; only of those that have a sound one."""
        rows = self.rows("pk", ids, self.sure, **{f"{self.sure}__gt": ""})
        return {pk: value for pk, value in rows if value and self.is_sound(value)}

    def is_sound(self, value: Any) -> bool:
        """Say that a value of the sure key can be relied on."""
        return True

    def _is_another(self, pk: int, keys: dict[str, list[Any]], row: int) -> bool:
        """Say that the record found by its name has another sure key than the row; else it takes that of the row."""
        value = keys[self.sure][row] if self.sure in keys else None
        if value is None or self._sure.get(pk, value) != value:
            return value is not None
        self._note_sure(pk, value)
        return False

    def _note_sure(self, pk: int, value: Any) -> None:
        if value is not None and self.sure and self.is_sound(value):
            self._sure[pk] = value

    def _learn(self, keys: dict[str, list[Any]], row: int, pk: int, columns: Columns) -> None:
        externals = columns.get("external_id")
        has_external = externals is not None and externals[row] is not None
        for key in self.keys:
            value = keys[key][row]
            if value is not None:
                self._index[key].setdefault(value, pk)
                if not has_external and key in self._bare:
                    self._bare[key].setdefault(value, pk)
        if self.sure in keys:
            self._note_sure(pk, keys[self.sure][row])
        self.learn(columns, row, pk)

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        """Tell the pick lists of a new record, so that later files find it."""

    def adopt(self, external: str, pk: int) -> None:
        """Tell the pick lists that a known record takes an id."""

    def _refuse_taken(self, columns: Columns, verdicts: Verdicts) -> None:
        """An external id belongs to one record: refuse the row that would give it to a second one."""
        if "external_id" in columns and "external_id" not in self.keys:
            taken = self._taken(columns["external_id"])
            for row, value in enumerate(columns["external_id"]):
                if value is not None and value in taken and not verdicts.is_rejected(row):
                    verdicts.note(row, "external_id", value, "name_in_use")
                    columns["external_id"][row] = None
                elif value is not None:
                    taken.add(value)

    def _taken(self, values: Sequence[str | None]) -> set[str]:
        if not hasattr(self, "_external"):
            wanted = set(values) - {None} if self._is_few else None
            rows = self.rows("external_id", wanted, "external_id", external_id__isnull=False)
            self._external = {value for _pk, value in rows if value is not None}
        return self._external

    def of(self, chunk: Chunk, *names: str) -> Columns:
        """Take the columns that a file has under the names of the model."""
        return {name: chunk.values[name] for name in names if name in chunk.values}


def made_of(ids: list[int | None], verdicts: Verdicts) -> list[int]:
    """Return the ids of the records that a chunk made."""
    return [pk for pk, status in zip(ids, verdicts.status, strict=True) if pk and status == "created"]

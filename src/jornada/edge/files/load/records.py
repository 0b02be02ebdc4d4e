"""Creating and updating the rows of a chunk: known ones are found by key, and only what differs is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from jornada.apps.org.history import CUSTOM, custom_texts
from jornada.edge.files.load.work import Verdicts, Work

BATCH = 10_000
Columns = dict[str, list[Any]]
Find = Callable[[int], int | None]
Learn = Callable[[int, int], None]


@dataclass
class Target:
    """A table that rows are written to.

    `blanks` gives, for columns that may not be NULL, what stands for blank; `only_new` names columns that are
    never changed afterwards; `mine` narrows the rows that the importing person may change; `order` names the columns
    in whose order most indexes of the table are; `dealt` one with ids that were made for the rows and may change hands
    among them, except where `unless` is filled.
    """

    model: type[Model]
    record: str
    blanks: dict[str, Any] = field(default_factory=dict)
    only_new: frozenset[str] = frozenset()
    mine: Callable[[Any], QuerySet[Any]] | None = None
    has_stamps: bool = True
    order: tuple[str, ...] = ()
    dealt: str = ""
    unless: str = ""


class Records:
    """Writes chunks of one kind of record."""

    def __init__(self, work: Work, target: Target, mode: str) -> None:
        self.work, self.target, self.mode = work, target, mode
        self.new_ids: list[int] = []
        self._doubtful: dict[int, set[str]] = {}

    def write(self, columns: Columns, find: Find, verdicts: Verdicts, learn: Learn) -> list[int | None]:
        """Write a chunk.

        `columns` holds, by attribute of the model, the values of the rows; `find(row)` answers the id of the record
        a row is about, None for a new one; `learn(row, id)` is told of each record made, so that later rows find
        it. Returns the id of each row's record, None where there is none.
        """
        ids: list[int | None] = [None] * len(verdicts.status)
        fresh: dict[int, int] = {}
        updates: list[tuple[int, int]] = []
        for row in range(len(ids)):
            if verdicts.is_rejected(row):
                continue
            known = find(row)
            if known is not None:
                ids[row] = known
                if self.mode == "create":
                    verdicts.skip(row, "", "", "exists_already")
                else:
                    updates.append((row, known))
            elif self.mode == "update":
                verdicts.skip(row, "", "", "no_such_record")
            else:
                ids[row] = pk = self.work.new_id(self.target.model)
                fresh[pk] = row
                learn(row, pk)
        return self._finish(columns, ids, fresh, updates, verdicts)

    def write_new(self, columns: Columns, verdicts: Verdicts) -> list[int | None]:
        """Write a chunk of which no row is known and no two are about one record; return the ids as `write` does.

        They get their ids and are written in the order that most indexes keep: these then grow page after page. Where
        they are left out, the order of the file is the cheaper one: nothing has to be put into another.
        """
        rows = [row for row, status in enumerate(verdicts.status) if status != "rejected"]
        if self.target.model not in self.work.bare:
            rows = self._in_order(columns, rows)
        fresh = dict(zip(self.work.new_ids(self.target.model, len(rows)), rows, strict=True))
        self._create(columns, fresh, verdicts)
        ids: list[int | None] = [None] * len(verdicts.status)
        for pk, row in fresh.items():
            ids[row] = pk
        return ids

    def _in_order(self, columns: Columns, rows: list[int]) -> list[int]:
        for name in reversed(self.target.order):
            if values := columns.get(name):
                blank = self.work.now if name == "created_at" else 0
                rows.sort(key=[blank if value is None else value for value in values].__getitem__)
        if dealt := columns.get(self.target.dealt):
            taken = columns.get(self.target.unless)
            mine = [row for row in rows if taken is None or taken[row] is None]
            for row, pk in zip(mine, sorted(map(dealt.__getitem__, mine)), strict=True):
                dealt[row] = pk
        return rows

    def _finish(
        self,
        columns: Columns,
        ids: list[int | None],
        fresh: dict[int, int],
        updates: list[tuple[int, int]],
        verdicts: Verdicts,
    ) -> list[int | None]:
        self._doubtful = verdicts.doubtful()
        late = [(row, pk) for row, pk in updates if pk in fresh]
        for row, pk in late:
            self._merge(columns, row, fresh[pk], verdicts)
        self._create(columns, fresh, verdicts)
        self._update(columns, [(row, pk) for row, pk in updates if pk not in fresh], verdicts)
        return ids

    def _merge(self, columns: Columns, row: int, into: int, verdicts: Verdicts) -> None:
        """A row about a record that an earlier row of the same chunk makes fills what that one left blank.

        Where both say something, what the later one says counts, if it can be read at all.
        """
        changed = False
        for name, values in columns.items():
            old, new = values[into], values[row]
            if name in self.target.only_new or new is None or new == old or self._gives_way(name, row, old, verdicts):
                continue
            if old is not None and name != CUSTOM:
                verdicts.note(row, field_name(name), "" if field_name(name) != name else old, "said_otherwise")
            values[into], changed = _laid_over(name, old, new), True
        if changed:
            verdicts.say(row, "updated")
        else:
            verdicts.skip(row, "", "", "unchanged")

    def _gives_way(self, name: str, row: int, old: Any, verdicts: Verdicts) -> bool:
        """Say that what a row has for a field is doubtful and the record has something there."""
        if not old or name not in self._doubtful.get(row, ()):
            return False
        verdicts.note(row, name, old, "known_better")
        return True

    def _create(self, columns: Columns, fresh: dict[int, int], verdicts: Verdicts) -> None:
        if not fresh:
            return
        model, now = self.target.model, self.work.now
        blanks = self._blanks()
        if CUSTOM in columns:
            texts = [value and json.dumps(value, ensure_ascii=False) for value in columns[CUSTOM]]
            columns = {**columns, CUSTOM: texts}
        stamps = dict.fromkeys(("created_at", "updated_at"), now) if self.target.has_stamps else {}
        rows = list(fresh.values())
        same = {name: blank for name, blank in {**blanks, **stamps}.items() if name not in columns}
        taken = columns if rows == list(range(len(verdicts.status))) else _taken(columns, rows)
        filled = {name: _filled(values, stamps.get(name, blanks.get(name))) for name, values in taken.items()}
        for row in rows:
            verdicts.say(row, "created")
        self.work.insert_columns(model, {"id": list(fresh), **filled}, same)
        self.work.note_all_created(model, fresh)

    def _blanks(self) -> dict[str, Any]:
        """Say what stands for blank in new records; those that somebody may own belong to who was chosen."""
        is_owned = any(one.name == "owner" for one in self.target.model._meta.concrete_fields)
        return self.target.blanks | ({"owner_id": self.work.owner} if is_owned and self.work.owner else {})

    def _update(self, columns: Columns, updates: list[tuple[int, int]], verdicts: Verdicts) -> None:
        if not updates:
            return
        names = [
            name
            for name, values in columns.items()
            if name not in self.target.only_new and any(values[row] is not None for row, _ in updates)
        ]
        before = self._current([pk for _, pk in updates], names)
        written: dict[int, list[Any]] = {}
        for row, pk in updates:
            current = written.get(pk) or before.get(pk)
            if current is None:
                self._say_unseen(row, pk, verdicts)
                continue
            wanted = [
                old if new in (None, old) or self._gives_way(name, row, old, verdicts) else _laid_over(name, old, new)
                for name, old in zip(names, current, strict=True)
                for new in (columns[name][row],)
            ]
            if wanted == list(current):
                verdicts.skip(row, "", "", "unchanged")
                continue
            for name, old, new in zip(names, current, wanted, strict=True):
                if old != new:
                    self._note(pk, name, old, new)
            written[pk] = wanted
            verdicts.say(row, "updated")
        self._save(names, written)

    def _save(self, names: list[str], written: dict[int, list[Any]]) -> None:
        stamp = ["updated_at"] if self.target.has_stamps else []
        tail = [self.work.now] if stamp else []
        self.work.update(self.target.model, [*names, *stamp], [(*row, *tail, pk) for pk, row in written.items()])

    def _note(self, pk: int, name: str, old: Any, new: Any) -> None:
        if name != CUSTOM:
            self.work.note_updated(self.target.model, pk, field_name(name), old, new)
            return
        before, after = custom_texts(old), custom_texts(new)
        for one in after:
            if before.get(one) != after[one]:
                self.work.note_updated(self.target.model, pk, one, before.get(one), after[one])

    def _say_unseen(self, row: int, pk: int, verdicts: Verdicts) -> None:
        """The record is out of this person's reach; or, in a dry run, one that an earlier chunk would have made."""
        if self.work.is_imagined(self.target.model, pk):
            verdicts.say(row, "updated")
        else:
            verdicts.reject(row, "", "", "not_yours")

    def _current(self, ids: list[int], names: list[str]) -> dict[int, tuple[Any, ...]]:
        rows = self.target.model._default_manager.all()
        if self.work.user is not None and self.target.mine is not None:
            rows = self.target.mine(self.work.user)
        distinct = list(dict.fromkeys(ids))
        found: dict[int, tuple[Any, ...]] = {}
        for start in range(0, len(distinct), BATCH):
            part = rows.filter(pk__in=distinct[start : start + BATCH])
            found.update((row[0], row[1:]) for row in part.values_list("pk", *names))
        return found


def _laid_over(name: str, old: Any, new: Any) -> Any:
    """Custom fields that a row does not fill stay; any other value takes the place of the old one."""
    return {**(old or {}), **new} if name == CUSTOM else new


def _taken(columns: Columns, rows: list[int]) -> Columns:
    """Take some rows of columns, in their order."""
    return {name: list(map(values.__getitem__, rows)) for name, values in columns.items()}


def _filled(values: list[Any], blank: Any) -> list[Any]:
    """Give a column with what stands for blank."""
    return [blank if value is None else value for value in values] if None in values else values


def field_name(attname: str) -> str:
    """Return the name of a field by its attribute: `owner_id` is the field `owner`."""
    return attname if attname in {"external_id", "tax_id"} else attname.removesuffix("_id")

"""What all writers share: ids, history, what was found and made. A dry run does all but the writing."""

from __future__ import annotations

import uuid
import zoneinfo
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Max, Model
from django.utils import timezone

from jornada.apps.org import beside, references
from jornada.apps.org.bulk import bulk_insert, hand_over_columns, next_ids
from jornada.apps.org.models import Change, Workspace
from jornada.edge.files.issues import Issue
from jornada.edge.files.load.before import Before, Since
from jornada.edge.files.load.few import Few
from jornada.edge.files.load.marks import MARK
from jornada.edge.files.load.references import References
from jornada.edge.files.reading import Chunk
from jornada.edge.files.reasons import KEPT

STATUSES = ("created", "updated", "skipped", "rejected")
# Why a row changed nothing: there was nothing to change.
KNOWN_ALREADY = frozenset({"unchanged", "in_log_already"})
_HISTORY = ("kind", "model", "object_id", "field", "old", "new")


class IdsOfTables(dict[type[Model], "Ids"]):
    """Free ids by table."""

    def __init__(self, is_dry: bool) -> None:
        super().__init__()
        self._is_dry = is_dry

    def __missing__(self, model: type[Model]) -> Ids:
        self[model] = found = Ids(model, 5_000, self._is_dry)
        return found


class Ids:
    """Free ids of one table, reserved in blocks inside a transaction that goes before their use or is the same."""

    def __init__(self, model: type[Model], block: int, is_dry: bool) -> None:
        self._model, self._block, self._is_dry = model, block, is_dry
        self._next = self._left = self.first = 0

    def take(self, number: int = 1) -> int:
        """Return the first of `number` consecutive ids."""
        self.have(number)
        self._left -= number
        self._next += number
        return self._next - number

    def have(self, number: int) -> None:
        """See that so many consecutive ones can be taken without asking the database again."""
        if self._left >= number:
            return
        more = max(self._block, number - self._left)
        first = self._reserve(more)
        if first == self._next + self._left:
            self._left += more
        elif more >= number:
            self._next, self._left = first, more
        else:
            # Somebody else took some in between.
            self._next, self._left = self._reserve(number), number

    def _reserve(self, number: int) -> int:
        if not self._is_dry:
            return next_ids(self._model, number)
        if self._next:
            return self._next + self._left
        self.first = (self._model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        return self.first


@dataclass
class Work:
    """One run of a plan."""

    user: Any
    is_dry: bool
    batch: uuid.UUID
    now: datetime = field(default_factory=timezone.now)
    added: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    zone: str = ""
    currency: str = ""
    # Whose the new records are of rows that name nobody.
    owner: int | None = None
    # Custom fields that a trial imagines, by kind of record.
    planned: dict[str, list[Any]] = field(default_factory=dict)
    # Where the walk at hand began.
    since: Since | None = None
    few: Few = field(default_factory=Few)
    # The tables whose indexes are left out in the walk at hand.
    bare: frozenset[type[Model]] = frozenset()

    def __post_init__(self) -> None:
        workspace = Workspace.objects.filter(pk=1).first() or Workspace()
        self.zone, self.currency = workspace.time_zone, workspace.currency
        self._place = zoneinfo.ZoneInfo(self.zone)
        self._ids = IdsOfTables(self.is_dry)
        self._texts: dict[Any, Any] = {}
        self._midnights: dict[date, datetime] = {}
        self._history: list[tuple[Any, ...]] = []
        self._references = References()
        self.user_id = getattr(self.user, "pk", None)
        self._head = {"at": self.now, "user": self.user_id, "batch": self.batch}

    def before(self, model: type[Model]) -> Before:
        """Give the records of a table as they were before the walk."""
        return Before(model, self.batch, self.since)

    def have_ids(self, models: Iterable[type[Model]], number: int) -> None:
        """Reserve ids before anything is handed over, since the database answers only when all of that is written."""
        for model in models:
            self._ids[model].have(number)

    def new_id(self, model: type[Model]) -> int:
        return self._ids[model].take()

    def new_ids(self, model: type[Model], number: int) -> range:
        first = self._ids[model].take(number)
        return range(first, first + number)

    def is_imagined(self, model: type[Model], pk: int) -> bool:
        """Say whether a dry run made this id up."""
        return self.is_dry and model in self._ids and pk >= self._ids[model].first > 0

    def insert(
        self,
        model: type[Model],
        fields: Sequence[str],
        rows: Iterable[Sequence[Any]],
        same: Mapping[str, Any] | None = None,
    ) -> None:
        """Write rows; `same` gives fields that have one value in all of them."""
        rows, same = list(rows), same or {}
        if self.is_dry or not rows:
            return
        self._references.note(model, fields, rows)
        self._references.note(model, tuple(same), [tuple(same.values())])
        bulk_insert(model, fields, rows, same=same, texts=self._texts)

    def insert_columns(
        self, model: type[Model], columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any] | None = None
    ) -> None:
        """Write rows given column by column."""
        if self.is_dry or not any(columns.values()):
            return
        self.note_references(model, {**columns, **{name: [value] for name, value in (same or {}).items()}})
        hand_over_columns(model, columns, same=same, texts=self._texts)

    def note_references(self, model: type[Model], columns: Mapping[str, Sequence[Any]]) -> None:
        """Note what rows refer to that somebody else writes: it is looked up with the rest at the end of the chunk."""
        self._references.note_columns(model, columns)

    def update(self, model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write columns of known rows; each row ends with its id."""
        if self.is_dry or not rows:
            return
        quote = connection.ops.quote_name
        self._references.note(model, columns, rows)
        fields = [next(f for f in model._meta.concrete_fields if f.attname == name) for name in columns]
        prepared = [
            [*(f.get_db_prep_save(value, connection) for f, value in zip(fields, row, strict=False)), row[-1]]
            for row in rows
        ]
        setting = ", ".join(f"{quote(f.column)} = %s" for f in fields)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {setting} WHERE id = %s", prepared)

    def note_created(self, model: type[Model], pk: int, name: str) -> None:
        self._history.append(("created", model._meta.label_lower, pk, "", None, name))

    def note_all_created(self, model: type[Model], ids: Collection[int]) -> None:
        """Note the records that were made for a chunk, with their names."""
        same = {"kind": "created", "model": model._meta.label_lower, "field": "", **self._head}
        self.insert_from(model, ids, Change, {"object_id": "id", "new": "name"}, same)

    def insert_from(
        self,
        model: type[Model],
        ids: Collection[int],
        into: type[Model],
        columns: Mapping[str, str],
        same: Mapping[str, Any],
        only: str = "",
        made: Collection[int] = (),
    ) -> None:
        """Write a row for each record made for a chunk: `columns` gives fields by the column that fills each.

        `only` is a condition that the records must meet; `made` are the ids that the rows get, where records tell them.
        """
        if self.is_dry or not ids:
            return
        quote, fields = connection.ops.quote_name, {name: into._meta.get_field(name) for name in (*same, *columns)}
        names = ", ".join(quote(field.column) for field in fields.values())
        given = [fields[name].get_db_prep_save(value, connection) for name, value in same.items()]
        values = ", ".join([*["%s"] * len(given), *map(quote, columns.values())])
        sql = (
            f"INSERT INTO {quote(into._meta.db_table)} ({names}) SELECT {values} FROM {quote(model._meta.db_table)} "
            f"WHERE id BETWEEN %s AND %s {only} ORDER BY id"
        )
        is_noted = references.note(
            into, {name: [value] for name, value in same.items()} | ({"id": made} if made else {})
        )
        for first, last in _runs(ids):
            beside.execute(sql, [*given, first, last], partial(references.unchecked, is_noted=is_noted))

    def note_updated(self, model: type[Model], pk: int, name: str, old: Any, new: Any) -> None:
        texts = [None if value is None else str(value) for value in (old, new)]
        self._history.append(("updated", model._meta.label_lower, pk, name, *texts))

    def finish_chunk(self) -> None:
        """Write the history of the chunk."""
        rows, self._history = self._history, []
        if rows:
            batch = Change._meta.get_field("batch").get_db_prep_value(self.batch, connection)
            columns = dict(zip(_HISTORY, zip(*rows, strict=True), strict=True))
            self.insert_columns(Change, columns, {**self._head, "batch": batch})
        self._texts.clear()

    def check(self) -> None:
        """See that all that the chunk refers to is still there; called when it is written."""
        self._references.check()

    def day_of(self, at: datetime) -> date:
        """Return the day of an instant in the workspace's time zone."""
        return at.astimezone(self._place).date()

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a day begins in the workspace's time zone."""
        found = self._midnights.get(day)
        if found is None:
            found = self._midnights[day] = datetime.combine(day, time(), tzinfo=self._place).astimezone(UTC)
        return found


def _runs(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give first and last of consecutive ids: between two runs others may have made records."""
    ordered = sorted(ids)
    first = ordered[0]
    if ordered[-1] - first == len(ordered) - 1:
        yield first, ordered[-1]
        return
    for before, pk in pairwise(ordered):
        if pk != before + 1:
            yield first, before
            first = pk
    yield first, ordered[-1]


def _noted(value: Any) -> str | Decimal | date:
    return value if isinstance(value, Decimal | date) else "" if value is None else str(value)


class Verdicts:
    """What became of the rows of a chunk, for the report and the counts."""

    def __init__(self, chunk: Chunk) -> None:
        self.lines = chunk.lines
        self.status: list[str] = [""] * len(chunk)
        self.issues: list[Issue] = list(chunk.issues)
        self.passed = chunk.passed
        self.externals: Sequence[str | None] = ()

    def mark(self, row: int) -> str:
        """Return the id that was made for a row that brings none."""
        external = self.externals[row] if self.externals else None
        return external if external and external.startswith(MARK) else ""

    def say(self, row: int, status: str) -> None:
        self.status[row] = status

    def note(self, row: int, field: str, value: Any, code: str, **params: Any) -> None:
        self.issues.append(Issue(row, field, _noted(value), code, params=params))

    def reject(self, row: int, field: str, value: Any, code: str, **params: Any) -> None:
        self.note(row, field, value, code, **params)
        self.status[row] = "rejected"

    def skip(self, row: int, field: str, value: Any, code: str) -> None:
        self.note(row, field, value, code)
        self.status[row] = "skipped"

    def changed_after_all(self, rows: Set[int]) -> None:
        """A row whose record stays as it is changes something else: it brings a note, or what its person lacked."""
        same = {issue.row for issue in self.issues if issue.code == "unchanged" and issue.row in rows}
        self.issues[:] = [one for one in self.issues if one.row not in same or one.code != "unchanged"]
        for row in same:
            self.say(row, "updated")

    def is_rejected(self, row: int) -> bool:
        return self.status[row] == "rejected"

    def counts(self) -> Counter[str]:
        """Count the rows by what became of them; those that were `unchanged` are among the skipped ones."""
        found = Counter(self.status) + Counter(skipped=len(self.passed))
        if found["skipped"]:
            found["unchanged"] = sum(1 for row in self.known_already() if self.status[row] == "skipped")
        return found

    def doubtful(self) -> dict[int, set[str]]:
        """Return, by row, the fields with what was kept though it cannot be read: nothing sound gives way to it."""
        found: dict[int, set[str]] = {}
        for issue in self.issues:
            if issue.code in KEPT:
                found.setdefault(issue.row, set()).add(issue.field)
        return found

    def known_already(self) -> set[int]:
        """Return the rows that say only what the database has already."""
        return {issue.row for issue in self.issues if issue.code in KNOWN_ALREADY}

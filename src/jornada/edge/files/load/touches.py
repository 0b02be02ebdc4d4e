"""Touches from files, by way of the log's own door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from jornada.apps.interactions.actions import record_columns
from jornada.apps.interactions.columns import as_datetime
from jornada.apps.interactions.errors import TouchFault
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.new_touch import AHEAD, time_faults
from jornada.apps.leads.models import Lead
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.by_id import note_missing
from jornada.edge.files.load.few import Asked, ask
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.marks import own_marks
from jornada.edge.files.load.matched import Again
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.plan import Step
from jornada.edge.files.reading import Chunk

_PICKED = ("channel", "direction", "by", "outcome")


class TouchWriter:
    """Resolves who and what each touch is about and hands the rows to `record_touches`."""

    # A million instants need not become objects on their way from one column to another.
    takes_micros = True
    filled = frozenset({Touch})

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        self.work, self.lists, self.step = work, lists, step
        self._marks: dict[str, int] = defaultdict(int)
        self._found: dict[tuple[str | None, str | None], int | None] = {}

    def write(self, chunk: Chunk, verdicts: Verdicts) -> None:
        columns = self._columns(chunk, verdicts)
        self.lists.flush()
        good = list(range(len(chunk)))
        if "rejected" in verdicts.status:
            good = [row for row in good if not verdicts.is_rejected(row)]
            columns = {name: [values[row] for row in good] for name, values in columns.items()}
        if good:
            (self._try if self.work.is_dry else self._record)(columns, good, verdicts)

    def replay(self, chunk: Chunk, again: Again) -> None:
        """Count the rows of a chunk that was written before, so that equal rows keep their numbers."""
        self._keys(chunk)

    def _record(self, columns: dict[str, list[Any]], good: list[int], verdicts: Verdicts) -> None:
        done = record_columns(columns, source="import", user=None, now=self.work.now, skip_invalid=True)
        self._judge(columns["key"], good, verdicts, done.faults, self._older(columns["key"]) if done.skipped else set())

    def _try(self, columns: dict[str, list[Any]], good: list[int], verdicts: Verdicts) -> None:
        """Say what recording would; who and what these touches are about may be imagined, so it is not looked up."""
        faults = time_faults(columns["at"], self.work.now + AHEAD)
        self._judge(columns["key"], good, verdicts, faults, self._older(columns["key"]))

    def _judge(
        self,
        keys: list[str],
        good: list[int],
        verdicts: Verdicts,
        faults: Sequence[TouchFault],
        known: set[str | None],
    ) -> None:
        if not faults and not known:
            self._say_created(good, verdicts)
            return
        wrong = {fault.row: fault for fault in faults}
        for place, row in enumerate(good):
            if fault := wrong.get(place):
                reason = "future" if fault.code == "time_in_future" else fault.message
                verdicts.reject(row, "at", fault.value, reason)
            elif keys[place] in known:
                verdicts.skip(row, "", "", "in_log_already")
            else:
                verdicts.say(row, "created")

    def _say_created(self, good: list[int], verdicts: Verdicts) -> None:
        if len(good) == len(verdicts.status):
            verdicts.status = ["created"] * len(good)
            return
        for row in good:
            verdicts.status[row] = "created"

    def _older(self, keys: list[str | None]) -> set[str | None]:
        """Tell which of these touches the log had before this run."""
        known: set[str | None] = set()
        before = Touch.objects.exclude(recorded_at=self.work.now)
        for start in range(0, len(keys), 10_000):
            known.update(before.filter(key__in=keys[start : start + 10_000]).values_list("key", flat=True))
        return known

    def _columns(self, chunk: Chunk, verdicts: Verdicts) -> dict[str, list[Any]]:
        activities = self._activities(chunk, verdicts)
        accounts = self._accounts(chunk)
        contacts = self._contacts(chunk, accounts)
        note_missing(chunk, "account_id", accounts, verdicts)
        note_missing(chunk, "contact_id", contacts, verdicts)
        threads = self._threads(chunk, verdicts)
        self._require(chunk, accounts, contacts, threads, verdicts)
        columns: dict[str, list[Any]] = {
            "activity": activities, "at": chunk.column("at"), "account": accounts, "contact": contacts,
            "thread": threads, "key": self._keys(chunk),
        }  # fmt: skip
        for code in (*_PICKED, "role", "note"):
            if code in chunk.values:
                columns[code] = [value or "" for value in chunk.values[code]]
        if "human" in chunk.values:
            columns["human"] = [value is not False for value in chunk.values["human"]]
        if "value" in chunk.values:
            columns["value"] = chunk.values["value"]
        for code, name in (("program", "program_id"), ("product", "product"), ("user", "user")):
            if code in chunk.values:
                columns[name] = getattr(self.lists, f"{code}s").find_or_add_all(chunk.values[code])
        return columns

    def _activities(self, chunk: Chunk, verdicts: Verdicts) -> list[str]:
        names = self.lists.activities
        cells = chunk.column("activity")
        known = {name: names.codes[names.find_or_add(name)] if name else "" for name in set(cells)}
        for row, name in enumerate(cells) if None in known else ():
            if name is None and not verdicts.is_rejected(row):
                verdicts.reject(row, "activity", "", "required")
        return list(map(known.__getitem__, cells))

    def _accounts(self, chunk: Chunk) -> list[int | None]:
        accounts = self.lists.accounts
        if "account_id" not in chunk.values and "account" not in chunk.values:
            return [None] * len(chunk)
        names, externals, found = chunk.column("account"), chunk.column("account_id"), self._found
        if "account_id" not in chunk.values:
            return accounts.find_or_add_all(names)
        pairs = list(zip(externals, names, strict=True))
        accounts.ask(names, externals=externals)
        for pair in set(pairs).difference(found):
            external, name = pair
            by_id = accounts.by_external.get(external) if external else None
            found[pair] = by_id or accounts.find_or_add(name)
        return list(map(found.__getitem__, pairs))

    def _contacts(self, chunk: Chunk, accounts: list[int | None]) -> list[int | None]:
        if not {"email", "contact", "contact_id"} & chunk.values.keys():
            return [None] * len(chunk)
        contacts = self.lists.contacts
        contacts.ask(chunk.column("contact"), chunk.column("email"), accounts, chunk.column("contact_id"))
        known: dict[Any, int | None] = {}
        found = []
        rows = zip(chunk.column("contact_id"), chunk.column("contact"), chunk.column("email"), accounts, strict=True)
        for key in rows:
            if key not in known:
                external, name, email, account = key
                by_id = contacts.by_external.get(external) if external else None
                known[key] = by_id or contacts.find_or_add_person(name, email, account)
            found.append(known[key])
        return found

    def _threads(self, chunk: Chunk, verdicts: Verdicts) -> list[int | None]:
        threads: list[int | None] = [None] * len(chunk)
        for code in ("opportunity", "lead"):
            if code not in chunk.values:
                continue
            table = self._opportunities if code == "opportunity" else self._leads
            ask(table, chunk.values[code])
            for row, external in enumerate(chunk.values[code]):
                if external is None or threads[row] is not None:
                    continue
                threads[row] = table.get(external)
                if threads[row] is None:
                    verdicts.note(row, code, external, f"no_such_{code}")
        return threads

    @cached_property
    def _opportunities(self) -> dict[str, int]:
        return self._threads_of(Opportunity, self.lists.imagined["opportunity"])

    @cached_property
    def _leads(self) -> dict[str, int]:
        return self._threads_of(Lead, self.lists.imagined["lead"])

    def _threads_of(self, model: type[Lead | Opportunity], imagined: dict[str, int]) -> dict[str, int]:
        def read(wanted: Collection[str] | None = None) -> dict[str, int]:
            rows = model._default_manager.values_list("external_id", "thread_id")
            among = {"external_id__isnull": False} if wanted is None else {"external_id__in": wanted}
            return {**dict(rows.filter(**among)), **imagined}

        return Asked(read) if self.work.few.of(model, "external_id") else read()

    def _require(
        self, chunk: Chunk, accounts: list[Any], contacts: list[Any], threads: list[Any], verdicts: Verdicts
    ) -> None:
        if None not in chunk.column("at") and None not in accounts:
            return
        bad_dates = {issue.row for issue in chunk.issues if issue.field == "at"}
        for row, at in enumerate(chunk.column("at")):
            if at is None and not verdicts.is_rejected(row):
                if row in bad_dates:
                    verdicts.say(row, "rejected")
                else:
                    verdicts.reject(row, "at", "", "required")
            elif not (accounts[row] or contacts[row] or threads[row]) and not verdicts.is_rejected(row):
                verdicts.reject(row, "account", "", "nothing_to_go_by")

    def _keys(self, chunk: Chunk) -> list[str]:
        """Mark each touch by its own id, else by all that the row says."""
        given = chunk.column("key")
        if None not in given:
            return [f"file:{key}" for key in given]
        identity = [
            values if code != "at" else [None if at is None else as_datetime(at) for at in values]
            for code, values in chunk.values.items()
            if code != "key"
        ]
        return [f"file:{mark}" for mark in own_marks(given, identity, self._marks)]

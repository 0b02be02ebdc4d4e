"""Running a plan: chunk by chunk, each in one transaction together with the place where to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Model

from jornada.apps.org import indexes, statistics
from jornada.apps.org.beside import written_beside
from jornada.apps.org.bulk import trusted_references
from jornada.apps.org.checkpoints import copied_beside
from jornada.apps.org.garbage import collect_young
from jornada.apps.org.references import looked_up_together
from jornada.edge.files.ahead import Ahead
from jornada.edge.files.closed import opened
from jornada.edge.files.issues import Issue
from jornada.edge.files.load.accounts import AccountWriter
from jornada.edge.files.load.before import Since
from jornada.edge.files.load.contacts import ContactWriter
from jornada.edge.files.load.leads import LeadWriter
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.matched import Matched
from jornada.edge.files.load.opportunities import OpportunityWriter
from jornada.edge.files.load.products import ProductWriter
from jornada.edge.files.load.teams import TeamWriter
from jornada.edge.files.load.touches import TouchWriter
from jornada.edge.files.load.work import STATUSES, Verdicts, Work
from jornada.edge.files.passing import Beside
from jornada.edge.files.plan import Step, columns_left_out, in_order, kept_open
from jornada.edge.files.reading import CHUNK, chunks
from jornada.edge.files.refused import Notes
from jornada.edge.files.report import Report
from jornada.edge.files.unowned import owner_of
from jornada.edge.files.walk import Part, Walk

WRITERS: dict[str, Any] = {
    "teams": TeamWriter,
    "products": ProductWriter,
    "accounts": AccountWriter,
    "contacts": ContactWriter,
    "leads": LeadWriter,
    "opportunities": OpportunityWriter,
    "touches": TouchWriter,
}
# The log is written column by column: what is done once a chunk weighs more there than what is done once a row.
SIZES = {"touches": 100_000}
KEPT_ADDED = 200
KEPT_ISSUES = 12
# Chunks between two searches for circular garbage: there is next to none, and each walks over all columns at hand.
COLLECTED_EVERY = 8
# After so many rows the planner needs statistics at once.
MANY = 10_000


class Progress(Protocol):
    """What a run tells while it goes: how far it is, whether to stop, and what to keep with each chunk."""

    def progress(self, done: int, total: int, phase: str = "") -> None: ...

    def stop_if_cancelled(self) -> None: ...

    def save_state(self, **state: Any) -> None: ...


class Silent:
    """Stands in where nobody watches."""

    def progress(self, done: int, total: int, phase: str = "") -> None:
        pass

    def stop_if_cancelled(self) -> None:
        pass

    def save_state(self, **state: Any) -> None:
        pass


@dataclass
class Tally:
    """Counts of a run, kept as JSON with every chunk."""

    files: dict[str, Counter[str]] = field(default_factory=dict)
    issues: dict[str, Counter[str]] = field(default_factory=dict)
    added: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, key: str, verdicts: Verdicts, rows: int) -> None:
        self.files.setdefault(key, Counter()).update(verdicts.counts(), read=rows)
        self.note(key, (*verdicts.issues, *verdicts.passed))

    def note(self, key: str, issues: Iterable[Issue]) -> None:
        self.issues.setdefault(key, Counter()).update(f"{issue.field}|{issue.code}" for issue in issues)

    def to_json(self) -> dict[str, Any]:
        return {"files": self.files, "issues": self.issues, "added": self.added}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Tally:
        return cls(
            *(
                {key: Counter(counts) for key, counts in data.get(name, {}).items()}
                for name in ("files", "issues", "added")
            )
        )


def run_plan(
    steps: Sequence[Step],
    work: Work,
    report_path: Path,
    *,
    watch: Progress | None = None,
    state: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Import the files of a plan, from where `state` says; return counts per file, issues and what was added.

    In a dry run nothing is written but the report. Columns of fields that are closed to the person stay out.
    """
    watch, state = watch or Silent(), state or {}
    ordered = in_order([opened(step, work.user) for step in steps])
    notes = Notes(notes_beside(report_path), state.get("notes_size", 0))
    run = _Run(ordered, work, watch, state, Report(report_path, state.get("report_size", 0)), notes)
    try:
        with kept_open(), copied_beside() as run.committed:
            run.count()
            for number, (step, phase) in enumerate(_walks(ordered)):
                if number >= state.get("walk", 0):
                    run.walk(number, step, phase)
            if run.total >= MANY and not work.is_dry:
                statistics.after_load()
                run.committed()
    finally:
        run.report.close()
        run.notes.close()
    for path in report_path.parent.glob(matched_beside(report_path, "*").name):
        path.unlink()
    return run.result()


def name_of_walk(steps: Sequence[Step], number: int) -> str:
    """Name the file that a walk goes through, as `state` numbers them."""
    names = [step.name for step, _phase in _walks(in_order(steps))]
    return names[min(number, len(names) - 1)] if names else ""


def notes_beside(report_path: Path) -> Path:
    """Where a run notes which rows were refused."""
    return report_path.with_name(f"{report_path.stem}-refused.csv")


def matched_beside(report_path: Path, number: int | str) -> Path:
    """Where a walk notes which records its rows were about."""
    return report_path.with_name(f"{report_path.stem}-matched-{number}")


def _walks(ordered: Sequence[Step]) -> Iterator[tuple[Step, str]]:
    """Give each file, and after the last of a kind the second walks that bind its rows to each other."""
    for number, step in enumerate(ordered):
        yield step, "write"
        if number + 1 == len(ordered) or ordered[number + 1].kind != step.kind:
            for other in ordered:
                if other.kind == step.kind and (other.has("parent") or other.has("parent_id")):
                    yield other, "link"


class _Run:
    """The state of a run between chunks."""

    def __init__(
        self, ordered: list[Step], work: Work, watch: Progress, state: dict[str, Any], report: Report, notes: Notes
    ) -> None:
        self.work, self.watch, self.state, self.report, self.notes = work, watch, dict(state), report, notes
        self.lists = Lists(work)
        self.tally = Tally.from_json(state.get("tally", {}))
        self.ordered = ordered
        self.total, self.done = 0, state.get("done", 0)
        self.applied = 0
        self.committed: Callable[[], object] = lambda: None
        self.left_out: dict[str, list[str]] = {}

    def count(self) -> None:
        """Count the rows to walk over, for the progress; note the columns that are not imported."""
        for step, _phase in _walks(self.ordered):
            with step.open() as table:
                self.total += table.rows
                self.left_out[step.name] = columns_left_out(table.names, step, self.ordered)

    def walk(self, number: int, step: Step, phase: str) -> None:
        """Take one file through the writer of its kind."""
        start = self.state.get("row", 0) if number == self.state.get("walk", 0) else 0
        self.work.owner = owner_of(step)
        self._begin(start)
        with step.open() as table, self._matched(number, start) as matched:
            if phase == "write" and not start:
                self.report.write_rejects(step.name, table.rejects)
                self._count_rejects(step, table.reject_count)
            self.work.few.begin(table.rows, is_whole=not start)
            writer = WRITERS[step.kind](self.work, self.lists, step)
            takes_micros = getattr(writer, "takes_micros", False)
            size = SIZES.get(step.kind, CHUNK)
            beside = Beside.of(step, self.ordered)
            read = chunks(table, step, self.work.zone, size, takes_micros=takes_micros, beside=beside)
            with self._filling(writer, phase, table.rows - start) as bare, closing(Ahead(read)) as ahead:
                self.work.bare = bare
                self._all_of(Walk(number, step, step.of, phase, writer, ahead, start, matched))
        self.state["walk"], self.state["row"] = number + 1, 0

    def _begin(self, start: int) -> None:
        """Note what was there before a walk; what the walks before have renamed is sought by its new name."""
        if not self.work.is_dry:
            self.lists = Lists(self.work)
            self.work.since = Since(*self.state["since"]) if start and "since" in self.state else Since.today()

    def _matched(self, number: int, start: int) -> AbstractContextManager[Matched | None]:
        if self.work.is_dry:
            return nullcontext()
        return closing(Matched(matched_beside(self.report.path, number), is_new=not start))

    def _filling(self, writer: Any, phase: str, rows: int) -> AbstractContextManager[frozenset[type[Model]]]:
        """Leave indexes out while most rows make a record: writers hold their keys in memory, or ask a unique index."""
        is_written = phase == "write" and not self.work.is_dry
        return indexes.left_out(writer.filled, rows) if is_written else nullcontext(frozenset())

    def _all_of(self, walk: Walk) -> None:
        coming = walk.next()
        while coming is not None:
            self.watch.stop_if_cancelled()
            self.done += coming.chunk.rows
            coming = self._write(walk, coming)()
            self.watch.progress(self.done, self.total, walk.step.name)

    def _write(self, walk: Walk, part: Part) -> Callable[[], Part | None]:
        """Write a chunk; return what gives the next one."""
        if self.work.is_dry:
            self._apply(walk, part)
            return walk.next
        # The log looks up every id it writes, and so does `Work`, in this very transaction.
        with nullcontext() if walk.step.kind == "teams" else trusted_references(), transaction.atomic():
            with looked_up_together(), written_beside():
                self._apply(walk, part)
                tally = self._tally()
                following = walk.next_meanwhile()
            self.work.check()
            since = (self.work.since.change, self.work.since.merge)
            place = {"walk": walk.number, "row": part.end, "done": self.done, "since": since}
            sizes = {"report_size": self.report.size, "notes_size": self.notes.size}
            self.watch.save_state(**place, **sizes, tally=tally)
        self.committed()
        return following

    def _apply(self, walk: Walk, part: Part) -> None:
        step, verdicts = walk.step, part.verdicts
        walk.apply(part)
        if walk.phase == "write":
            self.report.write(step.name, walk.kind, verdicts)
            self.notes.write(self.ordered.index(step), walk.kind, verdicts)
            self.tally.add(self._key(step), verdicts, part.chunk.rows)
        elif verdicts.issues:
            self.report.write_issues(step.name, walk.kind, verdicts)
            self.tally.note(self._key(step), verdicts.issues)
        self.work.finish_chunk()
        self.applied += 1
        if not self.applied % COLLECTED_EVERY:
            collect_young()

    def _count_rejects(self, step: Step, number: int) -> None:
        if number:
            self.tally.files.setdefault(self._key(step), Counter()).update(rejected=number, read=number)
            self.tally.issues.setdefault(self._key(step), Counter())["|ragged"] += number

    def _tally(self) -> dict[str, Any]:
        for label, names in self.work.added.items():
            known = self.tally.added.setdefault(label, Counter())
            for name in names:
                known["" if len(known) >= KEPT_ADDED and name not in known else name] += 1
        self.work.added.clear()
        return self.tally.to_json()

    def _key(self, step: Step) -> str:
        return f"{self.ordered.index(step)}:{step.kind}:{step.name}"

    def result(self) -> dict[str, Any]:
        tally = self._tally()
        totals = Counter(dict.fromkeys(STATUSES, 0))
        for counts in self.tally.files.values():
            totals.update({status: counts[status] for status in STATUSES})
        issues = {key: dict(Counter(found).most_common(KEPT_ISSUES)) for key, found in tally["issues"].items()}
        left_out = {name: columns for name, columns in self.left_out.items() if columns}
        told = {"issues": issues, "left_out": left_out, "totals": dict(totals), "report": str(self.report.path)}
        return {**tally, **told}

"""The plan of an import: files, each with its kind, columns, values, mode and key. Plain data, kept as JSON."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from jornada.analytics.door import FileProblem, Table, open_table
from jornada.edge.files.kinds import ORDERED, Kind
from jornada.edge.files.kinds.custom import whole_kind
from jornada.edge.files.matching.columns import is_own

_kept: ContextVar[dict[Any, Table] | None] = ContextVar("kept", default=None)
MODES = ("upsert", "create", "update")
# What stands between the name of a workbook and that of its sheet.
BEHIND = " · "
_UNSAFE = re.compile(r"[^\w.-]+")
# The key of opportunities by which names go before ids.
BY_NAME = "name"


@dataclass
class Options:
    """How to read a file, where the user knows better than the detection; None: as detected."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header: bool | None = None
    day_first: bool = True
    dates: dict[str, str] = field(default_factory=dict)
    decimals: dict[str, str] = field(default_factory=dict)
    # Rows at the end that look like sums are records all the same.
    keeps_sums: bool = False


@dataclass
class Step:
    """One file of a plan, or what one kind of record finds in it.

    `columns` maps header to field, `values` field to value to what is taken instead; `currency` is that of amounts for
    which the file names none, empty for the company's own. `fresh` says by header which custom fields are to be made
    when the import is started: their code, name, type and choices. `owner` says by address or sign-in name whose the
    new records are of rows that name nobody; blank for nobody, None where nobody has decided yet.
    """

    kind: str
    path: str
    name: str
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    mode: str = "upsert"
    key: str = ""
    currency: str = ""
    is_left_out: bool = False
    options: Options = field(default_factory=Options)
    fresh: dict[str, dict[str, Any]] = field(default_factory=dict)
    owner: str | None = None

    @property
    def of(self) -> Kind:
        return whole_kind(self.kind, self.fresh)

    def header_of(self, code: str) -> str:
        """Return the column that fills a field, or nothing."""
        return next((header for header, one in self.columns.items() if one == code), "")

    def has(self, code: str) -> bool:
        return code in self.columns.values()

    def is_of_table(self, other: Step) -> bool:
        """Say that another step reads the same file; of a workbook, the same sheet."""
        return (self.path, self.options.sheet) == (other.path, other.options.sheet)

    @property
    def file(self) -> str:
        """The name of the file, without the sheet that is read of it."""
        return self.name.removesuffix(f"{BEHIND}{self.options.sheet}")

    @property
    def stem(self) -> str:
        """What files that are made of this one are called after: its file without the ending, and its sheet."""
        sheet = "" if self.file == self.name else self.name.removeprefix(self.file)
        return Path(self.file).stem + _UNSAFE.sub("-", sheet)

    @property
    def lacks_currency(self) -> bool:
        """Say that the file brings amounts but not their currency."""
        return any(map(self.has, ("amount", "list_price"))) and not self.has("currency")

    @contextmanager
    def open(self) -> Iterator[Table]:
        """Open the file; inside `kept_open` the same table is handed out again and again."""
        kept = _kept.get()
        if kept is None:
            with self._open() as table:
                yield table
            return
        given = self.options
        key = (self.path, given.encoding, given.separator, given.header, given.sheet, given.day_first)
        if key not in kept:
            kept[key] = self._open()
        yield kept[key]

    def _open(self) -> Table:
        given = self.options
        try:
            table = open_table(
                self.path,
                encoding=given.encoding,
                separator=given.separator,
                header=given.header,
                sheet=given.sheet,
                day_first=given.day_first,
            )
        except FileProblem as error:
            # Whoever brought the file knows it by its own name, not by ours.
            raise type(error)(**{**error.params, "file": self.name}) from error
        table.found = replace(table.found, file=self.name)
        return table

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Step:
        return cls(**{**data, "options": Options(**data.get("options", {}))})


@contextmanager
def kept_open() -> Iterator[None]:
    """Keep the files open that are opened inside: looking at a large file again costs a walk over it."""
    if _kept.get() is not None:
        yield
        return
    tables: dict[Any, Table] = {}
    token = _kept.set(tables)
    try:
        yield
    finally:
        _kept.reset(token)
        for table in tables.values():
            table.close()


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Put the files so that what others refer to comes first; of one kind, as they were named. Some are left out."""
    places = {kind.code: place for place, kind in enumerate(ORDERED)}
    return sorted((step for step in steps if not step.is_left_out), key=lambda step: places[step.kind])


def columns_left_out(names: Sequence[str], step: Step, steps: Sequence[Step]) -> list[str]:
    """Return the columns of a file that no step takes, but for what a file of rows to correct adds."""
    taken = {header for one in steps if one.is_of_table(step) for header, code in one.columns.items() if code}
    return [name for name in names if name not in taken and not is_own(name)]


def fingerprint(steps: Sequence[Step]) -> str:
    """Tell two plans apart by their files (name, size, time of change) and what is done with them.

    Whether a field is to be made or is there already makes no other plan: a run that stopped goes on.
    """
    digest = hashlib.sha256()
    for step in steps:
        path = Path(step.path)
        facts = path.stat()
        text = (
            f"{path.resolve()}|{facts.st_size}|{facts.st_mtime_ns}|{step.kind}|{step.mode}|{step.key}|{step.currency}"
        )
        text += f"|{step.owner}" if step.owner else ""
        text += f"|{step.options.sheet}" if step.options.sheet else ""
        text += "|sums" if step.options.keeps_sums else ""
        values = sorted((code, sorted(pairs.items())) for code, pairs in step.values.items())
        digest.update(f"{text}|{sorted(step.columns.items())}|{values}\n".encode())
    return digest.hexdigest()


def missing_fields(step: Step) -> list[str]:
    """Return the labels of fields without which this kind of file cannot be read."""
    if step.is_left_out:
        return []
    filled = set(step.columns.values())
    missing = [one.label for one in step.of.fields if one.is_required and one.code not in filled]
    for group in step.of.needs_one_of:
        if not filled & set(group):
            missing.append(" / ".join(step.of.by_code[code].label for code in group[:4]))
    return missing

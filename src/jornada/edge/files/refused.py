"""Rows to correct as a file of their own: as they came, and why; it can be corrected and fed back.

Those are the rows that were refused, and those that came in without cells that could not be read.
"""

from __future__ import annotations

import csv
import os
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jornada.edge.files.issues import Issue
from jornada.edge.files.kinds import Kind
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.matching.columns import ID_HEADER
from jornada.edge.files.plan import Step
from jornada.edge.files.reasons import MENDABLE, fault, sentence
from jornada.edge.files.told import decimal_mark, written
from jornada.ui.export import BOM, neutralise

BATCH = 20_000
REFUSED, LEFT = "refused", "left"
# The log takes nothing over what it has: a corrected row would be a second touch.
NEVER_CHANGED = frozenset({"touches"})
_NUMBER = re.compile(r"[+-][\d\s().,/-]*")


class Notes:
    """Which rows were refused and why, written while the import goes; `size` as with the report."""

    def __init__(self, path: Path, size: int = 0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        is_new = not size or not path.exists()
        self._file = path.open("w" if is_new else "r+", encoding="utf-8", newline="")
        if not is_new:
            os.truncate(path, size)
            self._file.seek(0, os.SEEK_END)
        self._writer = csv.writer(self._file)

    @property
    def size(self) -> int:
        self._file.flush()
        return self.path.stat().st_size

    def write(self, place: int, kind: Kind, verdicts: Verdicts) -> None:
        """Note the refused rows of a chunk, and those that came in without something that can be corrected."""
        left = {} if kind.code in NEVER_CHANGED else _left(verdicts)
        if "rejected" not in verdicts.status and not left:
            return
        reasons: dict[int, list[str]] = defaultdict(list)
        for issue in verdicts.issues:
            if verdicts.is_rejected(issue.row):
                reasons[issue.row].append(_said(kind, issue, fault(issue.code, issue.params)))
        for row, status in enumerate(verdicts.status):
            if status == "rejected":
                self._writer.writerow((place, verdicts.lines[row], "; ".join(reasons[row]), REFUSED, ""))
            elif row in left:
                said = [_said(kind, issue, sentence(issue.code, issue.params)) for issue in left[row]]
                self._writer.writerow((place, verdicts.lines[row], "; ".join(said), LEFT, verdicts.mark(row)))

    def close(self) -> None:
        self._file.close()


@dataclass(frozen=True)
class Note:
    """A row to correct: its line, what is wrong, whether it came in, and the id that was made for it."""

    place: int
    line: int
    reason: str
    what: str
    mark: str


def _left(verdicts: Verdicts) -> dict[int, list[Issue]]:
    """Give what can be corrected of rows that came in."""
    found: dict[int, list[Issue]] = defaultdict(list)
    same = {issue.row for issue in verdicts.issues if issue.code == "unchanged"}
    for issue in verdicts.issues:
        is_in = verdicts.status[issue.row] in ("created", "updated") or issue.row in same
        if issue.code in MENDABLE and is_in:
            found[issue.row].append(issue)
    return found


def _said(kind: Kind, issue: Issue, reason: str) -> str:
    field = kind.by_code.get(issue.field)
    return f"{field.label}: {reason}" if field else reason


def refused_counts(notes: Path, what: str = REFUSED) -> dict[int, int]:
    """Say how many rows of each file of a plan were refused as rows of the table, or came in without something."""
    counts: dict[int, int] = defaultdict(int)
    for one in _read(notes):
        counts[one.place] += one.what == what
    return {place: number for place, number in counts.items() if number}


def write_refused(step: Step, place: int, notes: Path, target: Path) -> int:
    """Write the rows of a file that are to be corrected, with the reasons in a last column; return how many."""
    noted = {one.line: one for one in _read(notes) if one.place == place}
    # Without it, a record that has no id of its own would not be found again: its row is another one by then.
    marks = [f"{ID_HEADER} ({step.kind})"] if any(one.mark for one in noted.values()) else []
    # Whoever is still reading the file before keeps it.
    fresh = target.with_name(f"{uuid.uuid4().hex}.part")
    with step.open() as table, fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        # A workbook has no separator: a comma that parts numbers parts no cells.
        own = ";" if decimal_mark() == "," else ","
        writer = csv.writer(file, delimiter=table.found.separator or own)
        # Whoever feeds the file back need not take the columns out: see OWN_HEADERS in `matching.columns`.
        writer.writerow([*map(_harmless, table.names), *marks, _("What to correct")])
        number = 0
        for cells, mark, reason in _rows(table, noted):
            writer.writerow([*map(_harmless, cells), *([mark] if marks else []), reason])
            number += 1
    fresh.replace(target)
    return number


def _rows(table: Any, noted: dict[int, Note]) -> Iterator[tuple[Sequence[str | None], str, str]]:
    width = len(table.names)
    for one in table.rejects:
        separator = table.found.separator or ","
        cells = _cells(one.text, separator)
        # What is too much stays with the last cell: nothing is lost for whoever corrects it.
        cells = [*cells[: width - 1], separator.join(cells[width - 1 :])]
        reason = sentence("ragged", {"came": one.came, "expected": one.expected})
        yield [*cells, *[""] * (width - len(cells))], "", reason
    if not noted:
        return
    typed = {name for name in table.names if table.column(name).is_typed}
    for batch in table.batches(table.names, BATCH):
        for row, line in enumerate(batch.lines.tolist()):
            if line in noted:
                one = noted[line]
                cells = [_as_written(batch.columns[name][row], is_typed=name in typed) for name in table.names]
                yield cells, one.mark, one.reason


def _as_written(cell: str | None, *, is_typed: bool) -> str | None:
    """Give a cell as it stands in its file; a real number or date of a workbook in the notation of the language."""
    return written(cell) if cell and is_typed else cell


def _cells(line: str, separator: str) -> list[str]:
    """Read a line that fits no table; what is no line of CSV either is parted at its separators."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _harmless(cell: str | None) -> str:
    """Neutralise formulas; a number or telephone that begins with its sign is none."""
    text = cell or ""
    return text if _NUMBER.fullmatch(text) else neutralise(text)


def _read(notes: Path) -> Iterator[Note]:
    if not notes.exists():
        return
    with notes.open(encoding="utf-8", newline="") as file:
        for place, line, reason, *more in csv.reader(file):
            what, mark = more or (REFUSED, "")
            yield Note(int(place), int(line), reason, what, mark)

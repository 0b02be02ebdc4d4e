"""Refused rows as a file of their own: the rows as they came, and why; it can be corrected and fed back."""

from __future__ import annotations

import csv
import os
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jornada.edge.files.kinds import Kind
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.plan import Step
from jornada.edge.files.reasons import fault, sentence
from jornada.ui.export import BOM, neutralise

BATCH = 20_000
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
        """Note the refused rows of a chunk."""
        if "rejected" not in verdicts.status:
            return
        reasons: dict[int, list[str]] = defaultdict(list)
        for issue in verdicts.issues:
            if verdicts.is_rejected(issue.row):
                field = kind.by_code.get(issue.field)
                said = fault(issue.code, issue.params)
                reasons[issue.row].append(f"{field.label}: {said}" if field else said)
        for row, status in enumerate(verdicts.status):
            if status == "rejected":
                self._writer.writerow((place, verdicts.lines[row], "; ".join(reasons[row])))

    def close(self) -> None:
        self._file.close()


def refused_counts(notes: Path) -> dict[int, int]:
    """Say how many rows of each file of a plan were refused as rows of the table."""
    counts: dict[int, int] = defaultdict(int)
    for place, _line, _reason in _read(notes):
        counts[place] += 1
    return dict(counts)


def write_refused(step: Step, place: int, notes: Path, target: Path) -> int:
    """Write the refused rows of a file, with their reasons in a last column; return how many."""
    reasons = {line: reason for at, line, reason in _read(notes) if at == place}
    # Whoever is still reading the file before keeps it.
    fresh = target.with_name(f"{uuid.uuid4().hex}.part")
    with step.open() as table, fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file, delimiter=table.found.separator or ",")
        # Whoever feeds the file back need not take the column out: see REASON_HEADERS in `matching.columns`.
        writer.writerow([*map(_harmless, table.names), _("Why it was refused")])
        number = 0
        for cells, reason in _rows(table, reasons):
            writer.writerow([*map(_harmless, cells), reason])
            number += 1
    fresh.replace(target)
    return number


def _rows(table: Any, reasons: dict[int, str]) -> Iterator[tuple[Sequence[str | None], str]]:
    width = len(table.names)
    for one in table.rejects:
        separator = table.found.separator or ","
        cells = _cells(one.text, separator)
        # What is too much stays with the last cell: nothing is lost for whoever corrects it.
        cells = [*cells[: width - 1], separator.join(cells[width - 1 :])]
        reason = sentence("ragged", {"came": one.came, "expected": one.expected})
        yield [*cells, *[""] * (width - len(cells))], reason
    if not reasons:
        return
    for batch in table.batches(table.names, BATCH):
        for row, line in enumerate(batch.lines.tolist()):
            if line in reasons:
                yield [batch.columns[name][row] for name in table.names], reasons[line]


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


def _read(notes: Path) -> Iterator[tuple[int, int, str]]:
    if not notes.exists():
        return
    with notes.open(encoding="utf-8", newline="") as file:
        for place, line, reason in csv.reader(file):
            yield int(place), int(line), reason

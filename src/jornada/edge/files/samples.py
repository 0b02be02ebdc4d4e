"""What the first rows of a file become, and which of their cells will not be taken as they are."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jornada.analytics.door import Table
from jornada.apps.org.models import Workspace
from jornada.edge.files.issues import Issue
from jornada.edge.files.load.custom import custom_columns
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.new_fields import planned_by_record
from jornada.edge.files.passing import Beside
from jornada.edge.files.plan import Step, in_order
from jornada.edge.files.propose import SEEN
from jornada.edge.files.reading import Chunk, chunks
from jornada.edge.files.reasons import sentence
from jornada.edge.files.sums import FULLY_READ
from jornada.edge.files.told import as_it_came

# However long a file is: its trial looks at all of it.
LOOKED_AT = SEEN
# Cells of custom fields that are judged after the door took them for text: nothing becomes of them.
NOT_KEPT = frozenset({"not_a_custom_value", "not_a_link"})


@dataclass
class Looked:
    """The first rows of a file: their values by line and field, and, by column and line, what is wrong with a cell."""

    rows: int = 0
    lines: list[int] = field(default_factory=list)
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    wrong: dict[str, dict[int, str]] = field(default_factory=dict)
    # What looks like a sum of the rows above, by line.
    sums: dict[int, str] = field(default_factory=dict)

    def counts(self, header: str) -> list[tuple[str, int]]:
        """Count the reasons of a column, the most frequent first."""
        return Counter(self.wrong.get(header, {}).values()).most_common()


def look_at(table: Table, step: Step, number: int = LOOKED_AT, *, steps: Sequence[Step] = ()) -> Looked:
    """Read the first rows as the import would, without asking the database for any record.

    Of the other `steps` those of the same file count: a row that only speaks of their records lacks nothing.
    """
    headers = [name for name in table.names if step.columns.get(name)]
    raw = next(iter(table.batches(headers or table.names[:1], number)), None)
    if raw is None:
        return Looked()
    lines = raw.lines.tolist()
    found = Looked(len(lines), lines)
    work = Work(None, is_dry=True, batch=uuid.uuid4(), planned=planned_by_record([step]))
    for chunk in chunks(table, step, work.zone, number, beside=Beside.of(step, in_order(steps or [step]))):
        places = {line: place for place, line in enumerate(lines)}
        for issue in _issues(chunk, step, work):
            line = chunk.lines[issue.row]
            cells = {name: raw.columns[name][places[line]] for name in headers}
            if header := _header(step, issue, cells):
                found.wrong.setdefault(header, {}).setdefault(line, sentence(issue.code, issue.params))
            if issue.code in NOT_KEPT:
                chunk.values[issue.field][issue.row] = None
        for one in chunk.passed:
            if one.field:
                found.wrong.setdefault(step.header_of(one.field), {})[one.row] = sentence(one.code, one.params)
        for row, line in enumerate(chunk.lines):
            found.values[line] = {code: column[row] for code, column in chunk.values.items()}
        break
    found.sums = sums_of(table, step)
    return found


def sums_of(table: Table, step: Step) -> dict[int, str]:
    """Find the rows that look like sums: by line, what they are called; of large files the trial tells."""
    if table.rows > FULLY_READ:
        return {}
    kept = replace(step, options=replace(step.options, keeps_sums=False))
    zone = Workspace.objects.values_list("time_zone", flat=True).filter(pk=1).first() or "UTC"
    passed = [one for chunk in chunks(table, kept, zone, FULLY_READ + 1) for one in chunk.passed]
    return {one.row: one.value for one in passed if one.code == "total_row"}


def _issues(chunk: Chunk, step: Step, work: Work) -> Sequence[Issue]:
    """Say what is wrong with cells; what is wrong with records is found by the trial."""
    verdicts = Verdicts(chunk)
    custom_columns(work, step.of.record, chunk, verdicts)
    for one in step.of.fields:
        if one.is_required and one.code in chunk.values:
            blank = (row for row, value in enumerate(chunk.values[one.code]) if value is None)
            verdicts.issues += [Issue(row, one.code, "", "required") for row in blank]
    return verdicts.issues


def _header(step: Step, issue: Issue, cells: Mapping[str, Any]) -> str:
    """Find the column that an issue is about: of several that fill a field, the one that brought the value."""
    headers = [name for name in cells if step.columns[name] == issue.field]
    same = (name for name in headers if as_it_came(cells[name], issue.value))
    return next(same, headers[0] if headers else "")

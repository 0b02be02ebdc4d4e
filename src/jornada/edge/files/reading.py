"""A file as chunks of typed columns: what the door reads, turned into what the fields of a kind need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from jornada.analytics.door import Column, Reading, Table
from jornada.analytics.door_problems import UNCALCULATED
from jornada.edge.files.cells import (
    AS_READ,
    FIRST_ONLY,
    LISTS,
    ODD_MARKS,
    WrongCell,
    address,
    converter,
    first_named,
    first_of_list,
    has_several,
    several,
)
from jornada.edge.files.groups import Groups, groups_of
from jornada.edge.files.issues import Issue
from jornada.edge.files.kinds import Field, Kind
from jornada.edge.files.matching.presets import bared, recognise
from jornada.edge.files.matching.stages import without_pipeline
from jornada.edge.files.matching.zones import zone_of
from jornada.edge.files.meant import SHEET_ERRORS
from jornada.edge.files.passing import (
    COMPANY_TAX,
    Beside,
    headers_again,
    nameless,
    said_none,
    text_headers,
    why_passed,
)
from jornada.edge.files.places import settle
from jornada.edge.files.plan import Step
from jornada.edge.files.sums import Sums, amounts_beside
from jornada.edge.files.told import Told, instant_told, told
from jornada.edge.files.unseen import without_unseen

CHUNK = 50_000
FIRST = 10_000
MANY = {"email", "phone"}
_READINGS = {
    "money": "decimal",
    "number": "number",
    "integer": "integer",
    "date": "date",
    "instant": "instant",
    "yes_no": "boolean",
}
# What is planned is no touch yet.
_DONE = re.compile(
    r"(activity |atividade |tarefa |task )?(is )?(done|concluido|concluida|realizado|realizada|completed)"
)
NOT_DONE = frozenset(
    {"no", "nao", "false", "falso", "0", "to do", "todo", "a fazer", "por fazer", "pendente", "pending", "not done"}
)
YES = frozenset({"true", "1", "yes", "sim", "verdadeiro"})
# A file of one kind of records.
_ALONE = Beside()
_NOTATIONS = frozenset({"number_comma", "number_point"})
_LONE_MARKS = frozenset({"-", "--", "–", "—", ".", "?"})
_DECIMAL_COMMA = re.compile(r"\d\.\d{3},\d|^\D*\d+,\d{1,2}\D*$")
Further = dict[str, dict[int, list[str]]]
Convert = Callable[[str, Sequence[Any], list["Issue"]], list[Any]]


@dataclass
class Chunk:
    """Some rows of a file, by field; None where a cell is blank. `issues` are about rows by their place here.

    `rows` says how many rows of the file these are; those `passed` over, by their line, are none of its records.
    `further` gives, by field and row, the e-mails and phones beside the one that fills the field; `people_made` is
    where a writer notes, by row, the people whom such rows make beside the record that they are about.
    """

    lines: list[int]
    values: dict[str, list[Any]]
    issues: list[Issue]
    rows: int = 0
    passed: list[Issue] = field(default_factory=list)
    further: Further = field(default_factory=dict)
    people_made: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, code: str) -> list[Any]:
        """Return a field's values; all None when no column fills it."""
        found = self.values.get(code)
        return found if found is not None else [None] * len(self.lines)


def chunks(
    table: Table,
    step: Step,
    zone: str,
    size: int = CHUNK,
    *,
    takes_micros: bool = False,
    beside: Beside = _ALONE,
) -> Iterator[Chunk]:
    """Give the records of a file in its order, converted; instants as microseconds since 1970 with `takes_micros`.

    A row that only speaks of other kinds of records, which the file holds `beside` this one, is passed over. What it
    asks the database it asks at once: the rows may be taken in another thread.
    """
    kind = step.of
    fields = {header: kind.by_code[step.columns[header]] for header in in_rank(table, step)}
    if beside.company_tax:
        fields[beside.company_tax] = COMPANY_TAX
    readings = {header: reading_for(table, header, one, step, zone) for header, one in fields.items()}
    memos = {one.code: Memo(converter(one, zone, step.values.get(one.code, {}))) for one in fields.values()}
    plain_types = AS_READ | {"instant"} if takes_micros else AS_READ
    as_they_are = {one.code for one in fields.values() if one.type in plain_types}
    longest = {one.code: _longest_plain(one, step) for one in fields.values()}
    lists, none = lists_of(table, step), none_by(table, step.kind)

    def convert(header: str, cells: Sequence[Any], issues: list[Issue]) -> list[Any]:
        one = fields[header]
        # What is odd about the tax id of a company is said where the company is read.
        issues = [] if one is COMPANY_TAX else issues
        if readings[header].kind == "text":
            cells = _without_errors(cells, one, issues)
        if header in lists or one.code in FIRST_ONLY:
            firsts = [cell and (first_of_list(cell) if header in lists else first_named(cell)) for cell in cells]
            issues += [
                Issue(row, one.code, cell, "first_of_several")
                for row, (cell, first) in enumerate(zip(cells, firsts, strict=True))
                if cell and len(first) < len(cell.strip(" ;,"))
            ]
            cells = firsts
        if one.code in as_they_are or _is_plain(cells, longest[one.code]):
            return list(cells)
        return _convert(cells, memos[one.code], one, issues)

    return (
        _recorded(_settled(chunk, kind), kind, beside)
        for chunk in _converted(table, readings, fields, convert, size, none, kind, keeps_sums=step.options.keeps_sums)
    )


def _without_errors(cells: Sequence[Any], one: Field, issues: list[Issue]) -> Sequence[Any]:
    """Leave out what nobody sees, and what a spreadsheet wrote where it could not calculate."""
    cells = without_unseen(cells)
    wrong = {cell for cell in set(cells) if cell and (cell in SHEET_ERRORS or cell[0] == UNCALCULATED)}
    if not wrong:
        return cells
    for row, cell in enumerate(cells):
        if cell in wrong:
            why = "sheet_error" if cell in SHEET_ERRORS else "no_result"
            issues.append(Issue(row, one.code, cell.removeprefix(UNCALCULATED), why))
    return [None if cell in wrong else cell for cell in cells]


def in_rank(table: Table, step: Step) -> list[str]:
    """Put the columns so that, of several that fill one field, the one that goes first is read first."""
    known = recognise(table.names)
    ranks = list(known.preset.parts.get(step.kind, {})) if known else []
    headers = [name for name in table.names if step.columns.get(name)]
    return sorted(headers, key=lambda name: ranks.index(bare) if (bare := bared(name)) in ranks else len(ranks))


def lists_of(table: Table, step: Step) -> set[str]:
    """Find the columns of which we know that they hold lists."""
    known = recognise(table.names)
    return {name for name in step.columns if known and bared(name) in known.preset.lists}


def none_by(table: Table, kind: str) -> tuple[str, frozenset[str], str]:
    """Return the column that says that a row is no record any more, or none yet, by which words, and the reason."""
    known = recognise(table.names)
    gone = next((name for name in table.names if known and bared(name) in known.preset.gone), "")
    if gone or kind != "touches":
        return gone, YES, "gone"
    return next((name for name in table.names if _DONE.fullmatch(bared(name))), ""), NOT_DONE, "not_done"


def _settled(chunk: Chunk, kind: Kind) -> Chunk:
    """Bring into order what depends on where a company is."""
    if kind.record == "account":
        chunk.issues = settle(chunk.values, chunk.issues, len(chunk))
    return chunk


def _recorded(chunk: Chunk, kind: Kind, beside: Beside) -> Chunk:
    """Leave out the rows of which no record is made, and say why."""
    lines = {line: place for place, line in enumerate(chunk.lines)} if chunk.passed else {}
    passed = {lines[one.row] for one in chunk.passed}
    silent = [row for row in nameless(kind, chunk.values) if row not in passed]
    if silent:
        told: dict[int, set[str]] = {}
        for issue in chunk.issues:
            told.setdefault(issue.row, set()).add(issue.field)
        reasons = why_passed(silent, chunk.values, told, beside)
        chunk.passed += [Issue(chunk.lines[row], "", "", reason) for row, reason in reasons.items()]
        passed.update(reasons)
        if beside != _ALONE:
            chunk.issues += _left_over(chunk, [row for row in silent if row not in reasons], beside)
    if not passed:
        return chunk
    kept = [row for row in range(len(chunk)) if row not in passed]
    places = {row: place for place, row in enumerate(kept)}
    issues = [replace(one, row=places[one.row]) for one in chunk.issues if one.row in places]
    values = {code: [column[row] for row in kept] for code, column in chunk.values.items()}
    further = {
        code: {places[row]: more for row, more in found.items() if row in places}
        for code, found in chunk.further.items()
    }
    return Chunk([chunk.lines[row] for row in kept], values, issues, chunk.rows, chunk.passed, further)


def _left_over(chunk: Chunk, rows: Sequence[int], beside: Beside) -> list[Issue]:
    """Note the cells that no record takes: the row does not name the one that they are about."""
    return [
        Issue(row, code, str(column[row]), "nameless")
        for row in rows
        for code, column in chunk.values.items()
        if column[row] is not None and code not in {*beside.shared, COMPANY_TAX.code}
    ]


def _converted(
    table: Table,
    readings: dict[str, Reading],
    fields: dict[str, Field],
    convert: Convert,
    size: int,
    none: tuple[str, frozenset[str], str],
    kind: Kind,
    *,
    keeps_sums: bool,
) -> Iterator[Chunk]:
    gone, words, why = none
    asked = {**readings, gone: Reading("text")} if gone and gone not in readings else dict(readings)
    amounts = amounts_beside(table, asked)
    asked |= amounts
    rows_left, types = table.rows, {one.code: one.type for one in fields.values()}
    groups, sums = Groups(groups_of(table, fields), types), Sums(types, keeps=keeps_sums, is_log=kind.code == "touches")
    # At first few at a time, so that there is soon something to write, and the next ones are read by then.
    for batch in table.batches(asked, size, FIRST if FIRST < size < table.rows else None):
        lines = batch.lines.tolist()
        places = {line: place for place, line in enumerate(lines)} if batch.errors else {}
        wrong: dict[str, list[Issue]] = {}
        for error in (one for one in batch.errors if one.column in fields):
            issue = _issue_of(error, places, fields, is_typed=table.column(error.column).is_typed)
            wrong.setdefault(error.column, []).append(issue)
        issues: list[Issue] = []
        values: dict[str, list[Any]] = {}
        further: Further = {}
        for header, one in fields.items():
            own = wrong.get(header, [])
            made = convert(header, _bare_stages(header, batch.columns, fields), own)
            if one.code in MANY:
                _gather(further.setdefault(one.code, {}), batch.columns[header], made, values.get(one.code))
            values[one.code] = _filled_up(one, values[one.code], made, issues, own) if one.code in values else made
            issues += own
        rows_left -= len(lines)
        groups.fill(values)
        beside = {header: batch.columns[header] for header in amounts}
        found = sums.find(values, beside, len(lines), is_last=not rows_left)
        passed = [Issue(lines[row], code, word, reason) for row, code, word, reason in found]
        passed += headers_again(lines, batch.columns, text_headers(table, readings))
        passed += said_none(lines, batch.columns[gone], words, why) if gone else []
        yield Chunk(lines, values, issues, len(lines), passed, further)


def _gather(further: dict[int, list[str]], cells: Sequence[Any], made: list[Any], first: list[Any] | None) -> None:
    """Note what a column of e-mails or phones has beside the one that fills the field."""
    for row, cell in enumerate(cells):
        if not cell or not (first or has_several(cell)):
            continue
        primary = first[row] if first and first[row] is not None else made[row]
        more = [value for part in several(cell) if (value := address(part)) and value != primary]
        known = further.setdefault(row, []) if more else []
        known += [value for value in dict.fromkeys(more) if value not in known]


def _bare_stages(header: str, columns: Mapping[str, Any], fields: dict[str, Field]) -> Sequence[Any]:
    """Take a column as it is; stages without the pipeline that stands behind each."""
    behind = next((name for name, one in fields.items() if one.code == "pipeline"), "")
    if not behind or fields[header].code != "stage":
        return columns[header]
    pairs = zip(columns[header], columns[behind], strict=True)
    return [without_pipeline(stage, pipeline) if stage and pipeline else stage for stage, pipeline in pairs]


def _filled_up(one: Field, first: list[Any], others: list[Any], issues: list[Issue], own: list[Issue]) -> list[Any]:
    """Take the first of several columns that has something; of what the others are not, nothing is said.

    `issues` are those of the columns before, also of wrong cells that were kept; `own` those of this one.
    """
    made = [other if value is None else value for value, other in zip(first, others, strict=True)]
    own[:] = [issue for issue in own if first[issue.row] is None]
    issues[:] = [
        issue for issue in issues if issue.field != one.code or first[issue.row] is not None or made[issue.row] is None
    ]
    return made


def reading_for(table: Table, header: str, one: Field, step: Step, zone: str) -> Reading:
    """Say how the door reads a column for a field; the user's choice of date order and decimal mark goes first."""
    column = table.column(header)
    kind = _READINGS.get(one.type, "text")
    if kind in {"date", "instant"} and column.is_counted_time:
        kind = "epoch"
    order = step.options.dates.get(column.name) or column.date_order or ("dmy" if step.options.day_first else "mdy")
    decimal = step.options.decimals.get(column.name) or column.decimal or usual_decimal(column, table)
    return Reading(kind, date_order=order, zone=zone_of(column.header) or zone, decimal=decimal)


def usual_decimal(column: Column, table: Table) -> str:
    """Tell the decimal mark of a column with words among its numbers, by those of its examples that leave no doubt.

    Where none does, 1.200 is what it is in the other columns of the file, and in files parted by semicolons a thousand.
    """
    marks = {one.decimal for one in table.columns if one.decimal and not one.ambiguous}
    has_comma = any(_DECIMAL_COMMA.search(example) for example in column.examples)
    return "," if has_comma or (marks or {"," if table.found.separator == ";" else "."}) == {","} else "."


class Memo(dict[Any, Any]):
    """Remembers conversions, since most columns repeat their values; one that does not is converted cell by cell."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self.convert = convert
        self.is_useful = True

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self.convert(value)
        return made

    def of(self, cells: Sequence[Any]) -> list[Any]:
        """Convert a column."""
        if not self.is_useful:
            return list(map(self.convert, cells))
        known = len(self)
        made = list(map(self.__getitem__, cells))
        if len(self) - known > len(cells) * 0.9:
            self.is_useful = False
            self.clear()
        return made


def _convert(cells: Sequence[Any], memo: Memo, one: Field, issues: list[Issue]) -> list[Any]:
    made = memo.of(cells)
    if WrongCell in set(map(type, made)):
        for row, value in enumerate(made):
            if type(value) is WrongCell:
                issues.append(Issue(row, one.code, _as_shown(cells[row], one), value.code))
                made[row] = value.keep
    return made


def _as_shown(cell: Any, one: Field) -> Told:
    """Give a cell for the report, which writes amounts and dates itself."""
    if isinstance(cell, Decimal) and one.type == "money" and cell.is_finite():
        return cell
    if type(cell) is int and one.type in {"date", "instant"}:
        return instant_told(cell)
    # Without the zeros with which numbers are read.
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)[:200]


def _longest_plain(one: Field, step: Step) -> int:
    """Say how long a text may be that needs no second look; 0 where each does."""
    is_simple = one.type == "text" or (one.type in {"reference", "pick"} and one.refers != "user")
    is_simple = is_simple and one.refers not in LISTS
    return (one.longest or 200) if is_simple and not step.values.get(one.code) else 0


def _is_plain(cells: Sequence[Any], longest: int) -> bool:
    """Say that no text of a column is blank, a lone mark, too long, or has what asks for a second look."""
    if not longest or None in cells or "" in cells or max(map(len, cells)) > longest:
        return False
    if not _LONE_MARKS.isdisjoint(cells):
        return False
    text = "\0".join(cells)
    # As many words as single blanks between them, none of which stands at the edge of a cell.
    is_even = len(text.split()) == text.count(" ") + 1 and " \0" not in text and "\0 " not in text
    return is_even and not any(mark in text for mark in ODD_MARKS)


def _issue_of(error: Any, places: dict[int, int], fields: dict[str, Field], *, is_typed: bool) -> Issue:
    """Say what is wrong with a cell; real numbers have no notation that it could miss."""
    code, value = error.expected, error.value.removeprefix(UNCALCULATED)
    if error.value.startswith(UNCALCULATED):
        code = "no_result"
    elif is_typed and code in _NOTATIONS:
        code = "not_a_number"
    return Issue(places[error.line], fields[error.column].code, told(value) if is_typed else value, code)

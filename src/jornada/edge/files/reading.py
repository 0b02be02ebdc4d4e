"""A file as chunks of typed columns: what the door reads, turned into what the fields of a kind need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jornada.analytics.door import Column, Reading, Table
from jornada.edge.files.cells import AS_READ, ODD_MARKS, WrongCell, converter
from jornada.edge.files.kinds import Field, plain
from jornada.edge.files.plan import Step

CHUNK = 50_000
_READINGS = {
    "money": "decimal",
    "number": "number",
    "integer": "integer",
    "date": "date",
    "instant": "instant",
    "yes_no": "boolean",
}
_DECIMAL_COMMA = re.compile(r"\d\.\d{3},\d|^\D*\d+,\d{1,2}\D*$")
NUMBERS = {"money", "number", "integer", "employees", "yes_no"}
_TOTALS = {
    "total",
    "totals",
    "totais",
    "grand total",
    "total geral",
    "sum",
    "soma",
    "subtotal",
    "suma",
    "total general",
}


Convert = Callable[[Field, tuple[Any, ...], list["Issue"]], list[Any]]


@dataclass
class Issue:
    """Something to say about a cell of a row: the row is kept without it, or (`is_fatal`) left out."""

    row: int
    field: str
    value: str
    code: str
    is_fatal: bool = False
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class Chunk:
    """Some rows of a file, by field; None where a cell is blank. `issues` are about rows by their place here."""

    lines: list[int]
    values: dict[str, list[Any]]
    issues: list[Issue]

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, code: str) -> list[Any]:
        """Return a field's values; all None when no column fills it."""
        found = self.values.get(code)
        return found if found is not None else [None] * len(self.lines)


def chunks(table: Table, step: Step, zone: str, size: int = CHUNK, *, takes_micros: bool = False) -> Iterator[Chunk]:
    """Give the rows of a file in its order, converted; instants as microseconds since 1970 with `takes_micros`.

    What it asks the database it asks at once: the rows may be taken in another thread.
    """
    by_code = step.of.by_code
    fields = {header: by_code[code] for header, code in step.columns.items() if code}
    readings = {header: reading_for(table.column(header), one, step, zone) for header, one in fields.items()}
    memos = {one.code: Memo(converter(one, zone, step.values.get(one.code, {}))) for one in fields.values()}
    plain_types = AS_READ | {"instant"} if takes_micros else AS_READ
    as_they_are = {one.code for one in fields.values() if one.type in plain_types}
    longest = {one.code: _longest_plain(one, step) for one in fields.values()}

    def convert(one: Field, cells: tuple[Any, ...], issues: list[Issue]) -> list[Any]:
        if one.code in as_they_are or _is_plain(cells, longest[one.code]):
            return list(cells)
        return _convert(cells, memos[one.code], one, issues)

    return _converted(table, readings, fields, convert, size)


def _converted(
    table: Table, readings: dict[str, Reading], fields: dict[str, Field], convert: Convert, size: int
) -> Iterator[Chunk]:
    rows_left, types = table.rows, {one.code: one.type for one in fields.values()}
    for batch in table.batches(readings, size):
        lines = batch.lines.tolist()
        places = {line: place for place, line in enumerate(lines)} if batch.errors else {}
        issues = [_issue_of(error, places, fields) for error in batch.errors]
        values = {one.code: convert(one, batch.columns[header], issues) for header, one in fields.items()}
        rows_left -= len(lines)
        if not rows_left:
            issues += _total_at_the_end(values, types, len(lines) - 1)
        yield Chunk(lines, values, issues)


def reading_for(column: Column, one: Field, step: Step, zone: str) -> Reading:
    """Say how the door reads a column for a field; the user's choice of date order and decimal mark goes first."""
    kind = _READINGS.get(one.type, "text")
    if kind in {"date", "instant"} and column.is_counted_time:
        kind = "epoch"
    order = step.options.dates.get(column.name) or column.date_order or ("dmy" if step.options.day_first else "mdy")
    decimal = step.options.decimals.get(column.name) or column.decimal or _usual_decimal(column, step)
    return Reading(kind, date_order=order, zone=zone, decimal=decimal)


def _total_at_the_end(values: dict[str, list[Any]], types: dict[str, str], row: int) -> list[Issue]:
    """Exports like to end in a line of sums: a word for total, and nothing but numbers beside it."""
    filled = {code: column[row] for code, column in values.items() if column[row] is not None}
    words = {code: value for code, value in filled.items() if types[code] not in NUMBERS}
    code, word = next(iter(words.items()), ("", ""))
    if len(words) != 1 or len(filled) < 2 or plain(str(word)) not in _TOTALS:
        return []
    return [Issue(row, code, str(word), "total_row", is_fatal=True)]


def _usual_decimal(column: Column, step: Step) -> str:
    """Tell the decimal mark of a column with words among its numbers, by those of its examples that leave no doubt."""
    has_comma = any(_DECIMAL_COMMA.search(example) for example in column.examples)
    return "," if has_comma or step.options.separator == ";" else "."


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


def _convert(cells: tuple[Any, ...], memo: Memo, one: Field, issues: list[Issue]) -> list[Any]:
    made = memo.of(cells)
    if WrongCell in set(map(type, made)):
        for row, value in enumerate(made):
            if type(value) is WrongCell:
                issues.append(Issue(row, one.code, str(cells[row])[:200], value.code))
                made[row] = value.keep
    return made


def _longest_plain(one: Field, step: Step) -> int:
    """Say how long a text may be that needs no second look; 0 where each does."""
    is_simple = one.type == "text" or (one.type in {"reference", "pick"} and one.refers != "user")
    return (one.longest or 200) if is_simple and not step.values.get(one.code) else 0


def _is_plain(cells: Sequence[Any], longest: int) -> bool:
    """Say that no text of a column is blank, too long, or has blanks and marks that ask for a second look."""
    if not longest or None in cells or "" in cells or max(map(len, cells)) > longest:
        return False
    text = "\0".join(cells)
    return len(text.split(None, 1)) == 1 and not any(mark in text for mark in ODD_MARKS)


def _issue_of(error: Any, places: dict[int, int], fields: dict[str, Field]) -> Issue:
    return Issue(places[error.line], fields[error.column].code, error.value, error.expected)

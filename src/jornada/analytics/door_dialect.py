"""How a text is laid out as a table: separator, quotation marks, and where its header stands."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass

from jornada.analytics import door_problems as problems
from jornada.analytics.door_guess import looks_like_data
from jornada.analytics.door_small_print import is_small_print

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MOST_COLUMNS = 2000
_SAMPLE_ROWS = 300
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """The layout of a delimited text.

    Attributes
    ----------
    separator : str
        One of `,` `;` tab `|`.
    quote : str
        The quotation mark.
    width : int
        Columns of the table.
    above : int
        Records above the header (titles, `sep=;`); they are left out.
    header : tuple of str or None
        Cells of the header, None when the first record is data already.
    """

    separator: str
    quote: str
    width: int
    above: int
    header: tuple[str, ...] | None


def find_dialect(sample: str, name: str, *, separator: str | None = None, header: bool | None = None) -> Dialect:
    """Judge the layout by the beginning of a text.

    Parameters
    ----------
    sample : str
        Whole lines from the start of the text.
    name : str
        Name of the file, for messages.
    separator : str, optional
        The separator when it is known.
    header : bool, optional
        Whether there is a header, when it is known.

    Returns
    -------
    Dialect

    Raises
    ------
    FileProblem
        If there is nothing but blanks, or the separator given is not one character.
    """
    if separator is not None and (len(separator.encode()) != 1 or separator in '\r\n"'):
        raise problems.WrongOption(option="separator", came=repr(separator), expected="one of , ; tab |")
    hint = _SEP_LINE.match(sample)
    separator = separator or (hint[1] if hint and len(hint[1].encode()) == 1 else None)
    quote = _quote(sample)
    table = _best(sample, quote, (separator,) if separator else SEPARATORS)
    if not table.records:
        raise problems.EmptyFile(file=name)
    if table.width > MOST_COLUMNS:
        raise problems.TooManyColumns(file=name, came=table.width, limit=MOST_COLUMNS)
    above = _header_place(table, 1 if hint else 0)
    has_header = _has_header(table.records[above:]) if header is None else header
    cells = _under_groups(table.records[:above], table.records[above]) if has_header else None
    return Dialect(table.separator, quote, table.width, above, cells)


@dataclass(frozen=True)
class _Cut:
    """A sample cut by one separator."""

    separator: str
    records: list[list[str]]
    width: int
    share: float


def _best(sample: str, quote: str, candidates: tuple[str, ...]) -> _Cut:
    cuts = [_cut(sample, separator, quote) for separator in candidates]
    wide = [cut for cut in cuts if cut.width > 1]
    if not wide:
        return next((cut for cut in cuts if cut.separator not in sample), cuts[0])
    return max(wide, key=lambda cut: (round(cut.share, 1), cut.width * cut.share))


def _cut(sample: str, separator: str, quote: str) -> _Cut:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, quotechar=quote)
    records: list[list[str]] = []
    try:
        for record in reader:
            if record:
                records.append(record)
            if len(records) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        # A field longer than the csv module allows: the records before it are enough to judge by.
        pass
    records = _without_small_print(records)
    if not records:
        return _Cut(separator, [], 0, 0.0)
    # Of as many lines, the wider ones are the table: notes above a short one have a cell each.
    rows, width = max((number, width) for width, number in Counter(map(len, records)).items())
    return _Cut(separator, records, width, rows / len(records))


def _without_small_print(records: list[list[str]]) -> list[list[str]]:
    """Short reports have more lines below their table than in it."""
    end = len(records)
    while end and len(records[end - 1]) == 1:
        end -= 1
    return records[:end] if end and any(is_small_print(record[0]) for record in records[end:]) else records


def _quote(sample: str) -> str:
    """Single quotes count only where nearly every field stands in them."""
    if '"' in sample:
        return '"'
    line = sample.split("\n", 1)[0].strip()
    fields = re.split(r"[,;\t|]", line)
    is_single = all(len(field) > 1 and field[0] == field[-1] == "'" for field in fields)
    return "'" if is_single else '"'


def _header_place(table: _Cut, start: int) -> int:
    """The header is the first record that fills at least half of the columns; titles above it do not."""
    needed = max(min(2, table.width), math.ceil(table.width / 2))
    for place, record in enumerate(table.records[:20]):
        if place >= start and sum(bool(cell.strip()) for cell in record) >= needed:
            return place
    return min(start, len(table.records) - 1)


def _under_groups(above: list[list[str]], header: list[str]) -> tuple[str, ...]:
    """Write what a line of groups says before headers that stand there twice: `Company: Name`, `Contact: Name`."""
    names = [" ".join(cell.split()).casefold() for cell in header]
    groups = [cell.strip() for cell in above[-1]] if above else []
    if len(set(names)) == len(names) or len(set(groups) - {""}) < 2:
        return tuple(header)
    found, group = [], ""
    for place, cell in enumerate(header):
        group = (groups[place] if place < len(groups) else "") or group
        found.append(f"{group}: {cell}" if group and cell.strip() else cell)
    return tuple(found)


def _has_header(records: list[list[str]]) -> bool:
    """A first record is data when a cell of it is a number, a date or a yes/no like those below it."""
    first, below = records[0], records[1:101]
    for column, cell in enumerate(first):
        values = [record[column] for record in below if column < len(record)]
        if looks_like_data(cell, values):
            return False
    return True

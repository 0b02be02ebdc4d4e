"""The skeleton of a delimited text: where its records begin, how many cells each has, which do not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics import door_problems as problems
from jornada.analytics.door_dialect import Dialect
from jornada.analytics.door_problems import Reject
from jornada.analytics.door_small_print import is_small_print
from jornada.analytics.door_text import LINE_LIMIT, save

WINDOW = 1 << 23
KEPT_REJECTS = 1000
_NEWLINE, _RETURN = 10, 13

Ints = NDArray[np.int64]


class LineMap:
    """Line of the file for each row of the table, kept as the places where the count jumps.

    Examples
    --------
    >>> lines = LineMap()
    >>> lines.add(np.array([2, 3, 7, 8]))
    >>> lines.of(np.array([0, 2, 3])).tolist(), lines.rows
    ([2, 7, 8], 4)
    """

    def __init__(self) -> None:
        self.rows = 0
        self._starts: list[Ints] = []
        self._lines: list[Ints] = []
        self._next = -1
        self._flat: tuple[Ints, Ints] | None = None

    def add(self, lines: Ints) -> None:
        """Append the lines of the next rows, ascending."""
        if not len(lines):
            return
        jumps = np.flatnonzero(np.diff(lines, prepend=self._next - 1) != 1)
        self._starts.append(jumps + self.rows)
        self._lines.append(lines[jumps])
        self.rows += len(lines)
        self._next = int(lines[-1]) + 1
        self._flat = None

    def of(self, rows: Any) -> Ints:
        """Say the line of each row (rows counted from 0)."""
        starts, lines = self._joined()
        rows = np.asarray(rows, dtype=np.int64)
        if not len(starts):
            return np.asarray(rows + 1, dtype=np.int64)
        place = np.maximum(np.searchsorted(starts, rows, side="right") - 1, 0)
        return np.asarray(lines[place] + rows - starts[place], dtype=np.int64)

    def _joined(self) -> tuple[Ints, Ints]:
        if self._flat is None:
            empty = np.zeros(0, dtype=np.int64)
            self._flat = np.concatenate([empty, *self._starts]), np.concatenate([empty, *self._lines])
        return self._flat


@dataclass
class Shape:
    """What the scan found.

    Attributes
    ----------
    lines : LineMap
        Line of each row that fits.
    rejects : list of Reject
        The first rows that do not fit.
    reject_count : int
        How many do not fit.
    cuts : list of (int, int)
        Byte ranges that are not part of the table: titles, blank lines, rows that do not fit.
    is_odd : bool
        True when a quotation mark stands where none may: the table must be read the slow way.
    below : int
        Lines of small print under the table, which are no rows of it.
    """

    lines: LineMap = field(default_factory=LineMap)
    rejects: list[Reject] = field(default_factory=list)
    reject_count: int = 0
    cuts: list[tuple[int, int]] = field(default_factory=list)
    is_odd: bool = False
    below: int = 0

    def reject(self, line: int, expected: int, came: int, text: str) -> None:
        """Note a row that does not fit."""
        self.reject_count += 1
        if len(self.rejects) < KEPT_REJECTS:
            self.rejects.append(Reject(line, expected, came, text[:500].rstrip("\r\n")))

    def leave_out_small_print(self) -> None:
        """Tell lines of one cell at the very end from rows that lost their cells, by what reports write there."""
        last = int(self.lines.of(self.lines.rows - 1)) if self.lines.rows else 0
        tail = [one for one in self.rejects if one.line > last]
        is_whole = self.reject_count == len(self.rejects)
        if is_whole and all(one.came == 1 for one in tail) and any(is_small_print(one.text) for one in tail):
            self.below = len(tail)
            self.rejects, self.reject_count = self.rejects[: -len(tail)], self.reject_count - len(tail)


def scan(path: Path, dialect: Dialect, name: str) -> Shape:
    """Walk once over a UTF-8 text and find the records that fit the table.

    Parameters
    ----------
    path : Path
        UTF-8 text whose lines end in LF or CR LF.
    dialect : Dialect
        Its layout.
    name : str
        Name of the file, for messages.

    Returns
    -------
    Shape
        With `is_odd` set and the rest unfinished when quotation marks are used freely.

    Raises
    ------
    FileProblem
        If a record is longer than the limit.
    """
    shape, walk, held = Shape(), _Walk(), b""
    with path.open("rb") as stream:
        while block := held + (piece := stream.read(WINDOW)):
            part = _measure(block, dialect, is_last=len(piece) < WINDOW)
            if part.is_odd:
                shape.is_odd = True
                return shape
            if not len(part.ends):
                raise problems.UnclosedQuote(file=name, line=walk.line)
            _check_lengths(part, walk, name)
            _sort_out(shape, part, block, walk, dialect)
            held = block[walk.advance(part) :]
    return shape


@dataclass
class _Walk:
    """How far the scan has come: bytes, lines, records that are not blank."""

    start: int = 0
    line: int = 1
    seen: int = 0

    def advance(self, part: _Part) -> int:
        """Step behind the last whole record of a block; say how many bytes that were."""
        used = min(int(part.ends[-1]) + 1, part.size)
        self.line += int(np.searchsorted(part.newlines, part.ends[-1], side="right"))
        self.start += used
        return used


@dataclass(frozen=True)
class _Part:
    """Positions in one block: ends of its records, separators before each end, all newlines."""

    ends: Ints
    cells: Ints
    newlines: Ints
    size: int
    is_odd: bool = False


def _measure(block: bytes, dialect: Dialect, is_last: bool) -> _Part:
    raw = np.frombuffer(block, dtype=np.uint8)
    newlines = np.flatnonzero(raw == _NEWLINE)
    marks = np.flatnonzero(raw == ord(dialect.separator))
    quotes = np.flatnonzero(raw == ord(dialect.quote))
    ends = newlines
    if len(quotes):
        ends, marks = _outside(newlines, quotes), _outside(marks, quotes)
    if is_last and (not len(ends) or ends[-1] != len(raw) - 1):
        ends = np.append(ends, len(raw))
    known = quotes[: np.searchsorted(quotes, ends[-1])] if len(ends) else quotes[:0]
    is_odd = bool(len(known)) and _is_odd(raw, known, dialect)
    cells = np.diff(np.searchsorted(marks, ends), prepend=0) + 1
    return _Part(ends, cells, newlines, len(raw), is_odd)


def _outside(places: Ints, quotes: Ints) -> Ints:
    """Keep the places that have an even number of quotation marks before them."""
    kept: Ints = places[np.searchsorted(quotes, places) % 2 == 0]
    return kept


def _is_odd(raw: NDArray[np.uint8], quotes: Ints, dialect: Dialect) -> bool:
    """A mark may open only at the start of a cell, close only at its end, and else must be doubled."""
    if len(quotes) % 2:
        return True
    sep, quote = ord(dialect.separator), ord(dialect.quote)
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, raw[opening - 1], _NEWLINE)
    after = np.where(closing + 1 < len(raw), raw[np.minimum(closing + 1, len(raw) - 1)], _NEWLINE)
    reopened = np.zeros(len(opening), dtype=np.bool_)
    reopened[1:] = opening[1:] == closing[:-1] + 1
    starts = np.isin(before, (sep, _NEWLINE)) | reopened
    stops = np.isin(after, (sep, _NEWLINE, _RETURN, quote))
    return not bool(starts.all() and stops.all())


def _check_lengths(part: _Part, walk: _Walk, name: str) -> None:
    lengths = np.diff(part.ends, prepend=-1)
    longest = int(lengths.argmax())
    if lengths[longest] > LINE_LIMIT:
        before = part.ends[longest - 1] if longest else -1
        line = walk.line + int(np.searchsorted(part.newlines, before, side="right"))
        raise problems.LineTooLong(file=name, line=line, limit=LINE_LIMIT)


def _sort_out(shape: Shape, part: _Part, block: bytes, walk: _Walk, dialect: Dialect) -> None:
    """Put each record of a block where it belongs: above the header, header, row, blank or reject."""
    starts = np.concatenate([np.zeros(1, dtype=np.int64), part.ends[:-1] + 1])
    lines = walk.line + np.searchsorted(part.newlines, starts)
    raw = np.frombuffer(block, dtype=np.uint8)
    sizes = part.ends - starts
    blank = (sizes == 0) | ((sizes == 1) & (raw[np.minimum(starts, len(raw) - 1)] == _RETURN))
    number = np.cumsum(~blank) - 1 + walk.seen
    walk.seen += int((~blank).sum())
    above = ~blank & (number < dialect.above)
    header = ~blank & (number == dialect.above) & (dialect.header is not None)
    fits = part.cells == dialect.width
    rows = ~blank & ~above & ~header & fits
    shape.lines.add(lines[rows])
    wrong = ~blank & ~above & ~header & ~fits
    for place in np.flatnonzero(wrong)[: max(0, KEPT_REJECTS - len(shape.rejects))]:
        text = block[starts[place] : min(part.ends[place], starts[place] + 600)].decode("utf-8", "replace")
        shape.reject(int(lines[place]), dialect.width, int(part.cells[place]), text)
        shape.reject_count -= 1
    shape.reject_count += int(wrong.sum())
    drop = np.flatnonzero(~rows & ~(header & fits))
    shape.cuts.extend(
        zip((starts[drop] + walk.start).tolist(), (part.ends[drop] + 1 + walk.start).tolist(), strict=True)
    )


def without(path: Path, cuts: list[tuple[int, int]], target: Path, name: str) -> None:
    """Copy a file without some byte ranges.

    Parameters
    ----------
    path, target : Path
        From where to where.
    cuts : list of (int, int)
        Ascending, half-open ranges.
    name : str
        Name of the file, for messages.
    """
    with path.open("rb") as source, target.open("wb") as out:
        at = 0
        for start, stop in cuts:
            _pass_on(source, out, start - at, name, target)
            source.seek(stop)
            at = stop
        _pass_on(source, out, path.stat().st_size - at, name, target)


def _pass_on(source: IO[bytes], out: IO[bytes], size: int, name: str, target: Path) -> None:
    while size > 0 and (piece := source.read(min(size, WINDOW))):
        save(out.write, piece, name, target.parent)
        size -= len(piece)

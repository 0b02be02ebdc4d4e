"""A file as a table: what was found in it, and its columns in batches or whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from jornada.analytics import door_problems as problems
from jornada.analytics.coded import Coded
from jornada.analytics.door_file import reason_of
from jornada.analytics.door_guess import Column
from jornada.analytics.door_problems import CellError, Notice, Reject
from jornada.analytics.door_query import Cell, selection
from jornada.analytics.door_read import Reading
from jornada.analytics.door_room import Room
from jornada.analytics.door_scan import LineMap
from jornada.analytics.door_source import Source

NO_INSTANT = int(np.iinfo(np.int64).min)
KEPT_ERRORS = 1000

Readings = Mapping[str, Reading] | Sequence[str]


@dataclass(frozen=True)
class Found:
    """What was found out about a file.

    Attributes
    ----------
    file : str
        Its name, without folder.
    kind : str
        `text`, `xlsx` or `parquet`.
    rows : int
        Rows of the table (without header and rejects).
    columns : int
        Number of columns.
    encoding, separator, quote : str
        Of texts; empty for the others.
    has_bom, has_header : bool
        Byte order mark, header row.
    above : int
        Records above the header that were left out.
    sheet : str
        Sheet of a workbook.
    """

    file: str
    kind: str
    rows: int
    columns: int
    encoding: str = ""
    separator: str = ""
    quote: str = ""
    has_bom: bool = False
    has_header: bool = True
    above: int = 0
    sheet: str = ""


@dataclass(frozen=True)
class Batch:
    """Some rows, column by column.

    Attributes
    ----------
    lines : ndarray of int64
        Line of the file (row of the sheet) of each row.
    columns : dict of str to tuple
        Values as Python objects; None where a cell is blank or wrong.
    errors : list of CellError
        The wrong cells of these rows.
    """

    lines: NDArray[np.int64]
    columns: dict[str, tuple[Any, ...]]
    errors: list[CellError]

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Columns:
    """Whole columns.

    Attributes
    ----------
    columns : dict of str to ndarray or Coded
        text: object array with None; integer, date, instant, epoch: int64 with `NO_INSTANT` where blank or wrong;
        number, decimal: float64 with NaN; boolean: int8 with -1; coded: `Coded`.
    errors : list of CellError
        The first wrong cells.
    error_counts : dict of str to int
        Wrong cells per column.
    """

    columns: dict[str, Any]
    errors: list[CellError] = field(default_factory=list)
    error_counts: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]


class Table:
    """A file that was opened; close it (or use `with`) to remove its copies.

    Attributes
    ----------
    found : Found
        The file as a whole.
    columns : tuple of Column
        Each column and what it seems to hold.
    notices : tuple of Notice
        Things worth telling the user.
    rejects : tuple of Reject
        The first rows that do not fit the table.
    reject_count : int
        All of them.
    lines : LineMap
        Line of the file for each row.
    """

    def __init__(
        self,
        found: Found,
        columns: tuple[Column, ...],
        notices: tuple[Notice, ...],
        source: Source,
        room: Room,
        folder: tempfile.TemporaryDirectory[str],
    ) -> None:
        self.found, self.columns, self.notices = found, columns, notices
        self.rejects: tuple[Reject, ...] = tuple(source.shape.rejects)
        self.reject_count: int = source.shape.reject_count
        self.lines: LineMap = source.shape.lines
        self._types, self._room, self._folder = source.types, room, folder
        self._places = {column.name: place for place, column in enumerate(columns)}

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def close(self) -> None:
        """Free what the table holds on disk and in memory."""
        self._room.close()
        self._folder.cleanup()

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return self.found.rows

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(self._places)

    def column(self, name: str) -> Column:
        """Say what a column seems to hold.

        Raises
        ------
        FileProblem
            `unknown_column` if the table has none of that name.
        """
        return self.columns[self._place(name)]

    def distinct(self) -> dict[str, tuple[int, int]]:
        """Count the filled cells and, about, the different values of every column.

        Returns
        -------
        dict of str to (int, int)
            Filled cells and different values, within a few in a hundred.
        """
        texts = [f"nullif({self._text(name)}, '')" for name in self.names]
        counts = ", ".join(f"count({text}), approx_count_distinct({text})" for text in texts)
        row = self._fetch(self._execute(f"SELECT {counts} FROM source", {}), 1)[0]
        return {name: (row[2 * place], row[2 * place + 1]) for place, name in enumerate(self.names)}

    def counts(self, name: str, behind: Mapping[str, Sequence[str]] | None = None) -> dict[str, int]:
        """Count how often each text of a column stands there; blank cells are left out.

        Parameters
        ----------
        name : str
            A column.
        behind : mapping of str to sequence of str, optional
            Columns that go before it, each with its texts that say nothing: rows count where all of these are blank or
            say nothing.

        Returns
        -------
        dict of str to int
            The texts in their order.

        Raises
        ------
        FileProblem
            If the column does not exist or the file changed under the reading.
        """
        text = self._text(name)
        values = {f"nothing{place}": ["", *said] for place, said in enumerate((behind or {}).values())}
        is_next = "".join(
            f" AND list_contains($nothing{place}::VARCHAR[], coalesce({self._text(one)}, ''))"
            for place, one in enumerate(behind or ())
        )
        query = f"SELECT {text} AS v, count(*) FROM source WHERE {text} <> ''{is_next} GROUP BY v ORDER BY v"
        try:
            return dict(self._execute(query, values).fetchall())
        except duckdb.Error as error:
            raise problems.UnreadableFile(file=self.found.file, reason=reason_of(error)) from error

    def batches(self, readings: Readings, size: int = 5000, first: int | None = None) -> Iterator[Batch]:
        """Give the rows in the order of the file, some at a time.

        Parameters
        ----------
        readings : mapping of name to Reading, or sequence of names
            What to read and as what; a name alone is read as text.
        size : int
            Rows per batch.
        first : int, optional
            Rows of the first batch, where batches are to grow: each has twice as many as the one before, up to `size`.

        Yields
        ------
        Batch

        Raises
        ------
        FileProblem
            If a column does not exist or the file changed under the reading.
        """
        plan = {
            name: replace(reading, kind="text") if reading.kind == "coded" else reading
            for name, reading in self._plan(readings).items()
        }
        names = list(plan)
        cursor = self._run(plan)
        start, rising = 0, first or size
        while rows := self._fetch(cursor, min(rising, size)):
            rising *= 2
            number, cells = len(rows), list(zip(*rows, strict=True))
            # Not kept while the batch is worked on.
            rows.clear()
            lines = self.lines.of(np.arange(start, start + number))
            errors = self._batch_errors(plan, cells, lines)
            yield Batch(lines, dict(zip(names, cells[: len(names)], strict=True)), errors)
            start += number

    def read(self, readings: Readings) -> Columns:
        """Read whole columns.

        Parameters
        ----------
        readings : mapping of name to Reading, or sequence of names
            What to read and as what; a name alone is read as text.

        Returns
        -------
        Columns

        Raises
        ------
        FileProblem
            If a column does not exist or the file changed under the reading.
        """
        plan = self._plan(readings)
        try:
            raw = list(self._run(plan).fetchnumpy().values())
            columns = {
                name: self._coded(name, array) if reading.kind == "coded" else _finished(array, reading)
                for (name, reading), array in zip(plan.items(), raw, strict=False)
            }
        except duckdb.Error as error:
            raise problems.UnreadableFile(file=self.found.file, reason=reason_of(error)) from error
        return self._with_errors(plan, columns, raw[len(plan) :])

    def _plan(self, readings: Readings) -> dict[str, Reading]:
        plan = dict(readings) if isinstance(readings, Mapping) else {name: Reading() for name in readings}
        for name in plan:
            self._place(name)
        return plan

    def _place(self, name: str) -> int:
        if name not in self._places:
            known = ", ".join(self._places)
            raise problems.UnknownColumn(file=self.found.file, column=repr(name), known=known[:1000])
        return self._places[name]

    def _text(self, name: str) -> str:
        place = self._place(name)
        return f"c{place}" if self._types[place] == "VARCHAR" else f"CAST(c{place} AS VARCHAR)"

    def _run(self, plan: dict[str, Reading]) -> duckdb.DuckDBPyConnection:
        cells = [
            Cell(self._place(name), self._text(name), self._types[self._place(name)], reading)
            for name, reading in plan.items()
        ]
        return self._execute(*selection(cells))

    def _execute(self, query: str, values: Mapping[str, str | list[str]]) -> duckdb.DuckDBPyConnection:
        try:
            return self._room.beside().execute(query, values)
        except duckdb.Error as error:
            raise problems.UnreadableFile(file=self.found.file, reason=reason_of(error)) from error

    def _fetch(self, cursor: duckdb.DuckDBPyConnection, size: int) -> list[tuple[Any, ...]]:
        try:
            return cursor.fetchmany(size)
        except duckdb.Error as error:
            raise problems.UnreadableFile(file=self.found.file, reason=reason_of(error)) from error

    def _coded(self, name: str, hashes: Any) -> Coded:
        """Turn hashes of texts into codes: only the different texts themselves are fetched."""
        text = self._text(name)
        query = f"SELECT {text} AS v, hash({text}) AS h FROM source WHERE {text} <> '' GROUP BY v, h ORDER BY v"
        found = self._execute(query, {}).fetchnumpy()
        values, keys = found["v"].tolist(), np.ma.getdata(found["h"])
        rank = np.argsort(keys)
        ordered = keys[rank]
        if len(ordered) > 1 and (ordered[1:] == ordered[:-1]).any():
            # Two texts with one hash: as good as never, but then every text must be looked at.
            return Coded.encode(self.read([name])[name])
        codes = np.full(len(hashes), -1, dtype=np.int32)
        filled = ~np.ma.getmaskarray(hashes)
        codes[filled] = rank[np.searchsorted(ordered, np.ma.getdata(hashes)[filled])]
        return Coded(codes, tuple(values))

    def _batch_errors(
        self, plan: dict[str, Reading], cells: list[tuple[Any, ...]], lines: NDArray[np.int64]
    ) -> list[CellError]:
        risky = [(name, reading) for name, reading in plan.items() if reading.can_fail]
        return [
            CellError(int(line), name, text[:200], reading.expected)
            for (name, reading), texts in zip(risky, cells[len(plan) :], strict=True)
            if any(texts)
            for line, text in zip(lines.tolist(), texts, strict=True)
            if text is not None
        ]

    def _with_errors(self, plan: dict[str, Reading], columns: dict[str, Any], bads: list[Any]) -> Columns:
        result = Columns(columns)
        risky = [(name, reading) for name, reading in plan.items() if reading.can_fail]
        for (name, reading), texts in zip(risky, bads, strict=True):
            wrong = np.flatnonzero(~np.ma.getmaskarray(texts))
            if len(wrong):
                result.error_counts[name] = len(wrong)
            for row in wrong[: KEPT_ERRORS - len(result.errors)].tolist():
                line = int(self.lines.of(row))
                result.errors.append(CellError(line, name, str(texts[row])[:200], reading.expected))
        return result


def _finished(array: Any, reading: Reading) -> Any:
    """Turn a masked array into the plain one that `Columns` promises."""
    blanks: dict[str, tuple[Any, Any]] = {
        "text": (object, None),
        "number": (np.float64, np.nan),
        "decimal": (np.float64, np.nan),
        "boolean": (np.int8, -1),
    }
    kind, blank = blanks.get(reading.kind, (np.int64, NO_INSTANT))
    mask = np.ma.getmaskarray(array)
    plain = np.ma.getdata(array).astype(kind)
    if mask.any():
        plain[mask] = blank
    return plain


def scratch(folder: tempfile.TemporaryDirectory[str]) -> Path:
    """Path of the folder for copies."""
    return Path(folder.name)

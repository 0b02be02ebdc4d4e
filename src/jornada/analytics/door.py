"""The door for files: any CSV, TSV, XLSX or Parquet file as a table whose columns are understood.

Examples
--------
>>> import tempfile, pathlib
>>> path = pathlib.Path(tempfile.mkdtemp()) / "vendas.csv"
>>> _ = path.write_text("conta;valor;data\\nAço Ltda;1.234,56;31/12/2025\\n", encoding="windows-1252")
>>> with open_table(path) as table:
...     [(column.name, column.kind) for column in table.columns], table.found.encoding
([('conta', 'text'), ('valor', 'number'), ('data', 'date')], 'windows-1252')
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace

import duckdb

from jornada.analytics.door_file import XML, Entrance, enter, reason_of
from jornada.analytics.door_guess import Column, guess_column, settle_order
from jornada.analytics.door_problems import (
    EXPECTED,
    BinaryFile,
    CellError,
    FileProblem,
    Notice,
    Reject,
    UnreadableFile,
)
from jornada.analytics.door_read import Reading, decisive_dates, decisive_numbers, with_cents, without_cents
from jornada.analytics.door_room import Room
from jornada.analytics.door_small_print import is_small_print
from jornada.analytics.door_source import Options, Source, make_source
from jornada.analytics.door_table import NO_INSTANT, Batch, Columns, Found, Table, scratch
from jornada.analytics.door_text import scratch_folder
from jornada.analytics.door_times import with_times

__all__ = [
    "EXPECTED",
    "NO_INSTANT",
    "Batch",
    "CellError",
    "Column",
    "Columns",
    "FileProblem",
    "Found",
    "Notice",
    "Reading",
    "Reject",
    "Table",
    "is_small_print",
    "open_table",
]

SAMPLE_ROWS = 3000
# So many times more numbers with cents make those without them odd.
FEW_ODD = 4


def open_table(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    separator: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
    day_first: bool = True,
) -> Table:
    """Open a file as a table and find out what its columns hold.

    Parameters
    ----------
    path : path-like
        CSV, TSV, XLSX or Parquet; also a .gz or .zip of one text or Parquet file.
    encoding, separator : str, optional
        Of a text, when they are known; found out otherwise.
    header : bool, optional
        Whether the first row names the columns; found out otherwise.
    sheet : str, optional
        Sheet of a workbook; otherwise the first that holds a table and is no cover or guide.
    day_first : bool
        How to read dates such as 03/04/2025 when a whole column leaves it open.

    Returns
    -------
    Table
        To be closed; use it in a `with` statement.

    Raises
    ------
    FileProblem
        If the file cannot be read as a table: one type per cause, see `door_problems`.
    """
    entrance = enter(path)
    if entrance.kind == XML:
        raise BinaryFile(file=entrance.name, came="XML")
    folder = scratch_folder()
    room = Room()
    try:
        source = make_source(entrance, scratch(folder), room.main, Options(encoding, separator, header, sheet))
        source = with_times(room.main, source, day_first=day_first)
        columns, notices = _columns(room.main, source, entrance, day_first=day_first)
    except BaseException:
        room.close()
        folder.cleanup()
        raise
    found = Found(entrance.name, entrance.kind, source.rows, len(columns), **source.facts)
    return Table(found, columns, (*source.notices, *notices), source, room, folder)


def _columns(
    connection: duckdb.DuckDBPyConnection, source: Source, entrance: Entrance, *, day_first: bool
) -> tuple[tuple[Column, ...], list[Notice]]:
    names, notices = _names(source)
    comma = source.facts.get("separator") == ";"
    try:
        samples = _samples(connection, source)
        guesses = [
            guess_column(name, header, values, day_first=day_first, comma=comma)
            for name, header, values in zip(names, source.headers, samples, strict=True)
        ]
        columns = [
            _by_type(guess, kind) or _settled(connection, place, guess, source, notices, day_first=day_first)
            for place, (guess, kind) in enumerate(zip(guesses, source.types, strict=True))
        ]
    except duckdb.Error as error:
        raise UnreadableFile(file=entrance.name, reason=reason_of(error)) from error
    return tuple(columns), notices


def _names(source: Source) -> tuple[list[str], list[Notice]]:
    """Give every column a name of its own: blanks are numbered, repeated names get a number."""
    taken: Counter[str] = Counter()
    names: list[str] = []
    notices = []
    for place, header in enumerate(source.headers, start=1):
        wanted = name = " ".join(header.split()) or f"column_{place}"
        while name in taken:
            taken[wanted] += 1
            name = f"{wanted} ({taken[wanted]})"
        taken[name] += 1
        names.append(name)
        if name != wanted:
            text = f"The header {wanted} stands twice; column {place} is called {name}."
            notices.append(Notice("duplicate_header", text, {"header": wanted, "column": place, "name": name}))
        elif not header.strip() and source.facts.get("has_header"):
            text = f"Column {place} has no header; it is called {name}."
            notices.append(Notice("empty_header", text, {"column": place, "name": name}))
    return names, notices


def _samples(connection: duckdb.DuckDBPyConnection, source: Source) -> list[list[str | None]]:
    """Take the first rows; of a column that is blank there, its first filled cells."""
    selected = ", ".join(f"CAST(c{place} AS VARCHAR)" for place in range(len(source.types)))
    rows = connection.execute(f"SELECT {selected} FROM source LIMIT {SAMPLE_ROWS}").fetchall()
    samples = [list(values) for values in zip(*rows, strict=True)]
    for place, values in enumerate(samples):
        if source.rows > SAMPLE_ROWS and not any(values):
            text = f"CAST(c{place} AS VARCHAR)"
            query = f"SELECT {text} FROM source WHERE {text} <> '' LIMIT {SAMPLE_ROWS}"
            values.extend(value for (value,) in connection.execute(query).fetchall())
    return samples


def _by_type(column: Column, kind: str) -> Column | None:
    """Columns of Parquet files know their type."""
    if kind.startswith(("TIMESTAMP", "DATE")):
        has_time = kind != "DATE"
        known = replace(column, kind="instant" if has_time else "date", date_order="ymd", is_typed=True)
        has_zone = "ZONE" in kind or "TZ" in kind
        return replace(known, has_time=has_time, has_zone=has_zone, ambiguous=False, confidence=1.0)
    if kind.startswith(("DOUBLE", "FLOAT", "DECIMAL")):
        return replace(column, is_typed=True, kind="number", decimal=".", ambiguous=False, confidence=1.0)
    if kind.endswith(("INT", "INTEGER")):
        return replace(column, is_typed=True, kind="integer", ambiguous=False, confidence=1.0)
    if kind == "BOOLEAN":
        return replace(column, kind="boolean", confidence=1.0)
    return None


def _settled(
    connection: duckdb.DuckDBPyConnection,
    place: int,
    column: Column,
    source: Source,
    notices: list[Notice],
    *,
    day_first: bool,
) -> Column:
    """Ask the whole column where its sample left two readings open, or where dates may be mixed."""
    column, open_numbers = source.typed.settle(place, column)
    notices.extend(open_numbers)
    if column.date_order in {"dmy", "mdy"}:
        ones, twos = connection.execute(decisive_dates(f"c{place}")).fetchone() or (0, 0)
        column = settle_order(column, ones, twos, day_first=day_first)
        notices.extend(_date_notices(column, ones, twos))
    elif column.decimal and column.ambiguous:
        commas, points = connection.execute(decisive_numbers(f"c{place}")).fetchone() or (0, 0)
        if commas != points:
            return replace(column, decimal="," if commas > points else ".", ambiguous=False)
        reading = "thousands" if column.decimal == "," else "fractions"
        text = f"{column.name}: values such as {column.examples[0]} can be thousands or fractions"
        params: dict[str, str | int] = {"column": column.name, "decimal": column.decimal}
        params |= {"reading": reading, "example": column.examples[0]}
        notices.append(Notice("ambiguous_number", f"{text}; read as {reading}.", params))
    elif column.decimal == "," and place not in source.typed.real:
        notices.extend(_odd_thousands(connection, place, column))
    return column


def _odd_thousands(connection: duckdb.DuckDBPyConnection, place: int, column: Column) -> list[Notice]:
    """Say that among numbers with cents some stand without, which in other notations are fractions."""
    count, example = connection.execute(without_cents(f"c{place}")).fetchone() or (0, "")
    filled, cents = connection.execute(with_cents(f"c{place}")).fetchone() or (0, 0) if count else (0, 0)
    if not count or filled > cents + count or count * FEW_ODD > cents:
        return []
    text = f"{column.name}: {count} value(s) such as {example} have no decimal comma, as the others do"
    params: dict[str, str | int] = {"column": column.name, "count": count, "example": example}
    return [Notice("odd_thousands", f"{text}; read as thousands.", params)]


def _date_notices(column: Column, ones: int, twos: int) -> list[Notice]:
    order = {"dmy": "day/month/year", "mdy": "month/day/year"}[column.date_order]
    params: dict[str, str | int] = {"column": column.name, "order": column.date_order}
    if ones and twos:
        text = f"{column.name}: {ones} dates begin with the day and {twos} with the month; read as {order}."
        return [Notice("mixed_date", text, {**params, "day_first": ones, "month_first": twos})]
    if column.ambiguous:
        text = f"{column.name}: dates such as {column.examples[0]} can be read in two ways; read as {order}."
        return [Notice("ambiguous_date", text, {**params, "example": column.examples[0]})]
    return []

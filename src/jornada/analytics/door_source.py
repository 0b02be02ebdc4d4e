"""Every kind of file as one DuckDB view with columns `c0`, `c1` ...: no name from a file ever stands in a query."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from jornada.analytics import door_problems as problems
from jornada.analytics.door_dialect import Dialect, find_dialect
from jornada.analytics.door_file import PARQUET, WORKBOOK, Entrance, reason_of
from jornada.analytics.door_problems import Notice
from jornada.analytics.door_scan import Shape, scan, without
from jornada.analytics.door_sheets import sheets_of
from jornada.analytics.door_slow import rewrite
from jornada.analytics.door_text import LINE_LIMIT, Text, settle_text
from jornada.analytics.door_typed import Typed
from jornada.analytics.door_wrapped import unwrapped

SAMPLE_BYTES = 1 << 18


@dataclass(frozen=True)
class Options:
    """What the caller knows already; None means: find out."""

    encoding: str | None = None
    separator: str | None = None
    header: bool | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Source:
    """A file ready to be queried as the view `source`.

    Attributes
    ----------
    rows : int
        Rows of the table.
    headers : tuple of str
        What the header says for each column; empty without header.
    types : tuple of str
        DuckDB's type of each column; `VARCHAR` for all but Parquet.
    shape : Shape
        Lines of the rows and what was left out.
    facts : dict
        Encoding, separator and so on, for `Found`.
    notices : tuple of Notice
        Things worth saying.
    typed : Typed
        How the numbers of a workbook stand in it.
    """

    rows: int
    headers: tuple[str, ...]
    types: tuple[str, ...]
    shape: Shape
    facts: dict[str, Any] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    typed: Typed = field(default_factory=Typed)


def make_source(entrance: Entrance, folder: Path, connection: duckdb.DuckDBPyConnection, options: Options) -> Source:
    """Bring a recognised file into the view `source`.

    Parameters
    ----------
    entrance : Entrance
        The file.
    folder : Path
        For copies.
    connection : DuckDBPyConnection
        Gets the view.
    options : Options
        What is known.

    Returns
    -------
    Source

    Raises
    ------
    FileProblem
        If the file cannot be read as a table.
    """
    try:
        if entrance.kind == PARQUET:
            return _from_parquet(entrance, folder, connection)
        if entrance.kind == WORKBOOK:
            return _from_workbook(entrance, folder, connection, options)
        return _from_text(entrance, folder, connection, options)
    except duckdb.Error as error:
        raise problems.UnreadableFile(file=entrance.name, reason=reason_of(error)) from error


def _from_text(entrance: Entrance, folder: Path, connection: duckdb.DuckDBPyConnection, options: Options) -> Source:
    text = unwrapped(settle_text(entrance, folder, options.encoding), folder, _sample)
    dialect = find_dialect(_sample(text.path), entrance.name, separator=options.separator, header=options.header)
    shape, path = _shape(text, dialect, entrance.name, folder)
    _check_shape(shape, dialect, entrance.name)
    if not _view(connection, path, dialect, shape, text.line_end if path == text.path else None):
        path = folder / "strict.csv"
        shape = rewrite(text.path, dialect, path, entrance.name)
        _check_shape(shape, dialect, entrance.name)
        if not _view(connection, path, dialect, shape, None):
            raise problems.UnreadableFile(file=entrance.name, reason="its quotation marks contradict each other")
    facts = {
        "encoding": text.encoding,
        "has_bom": text.has_bom,
        "separator": dialect.separator,
        "quote": dialect.quote,
    }
    return _source(dialect, shape, facts, entrance.name)


def _sample(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
        rest = stream.read(1)
    if rest:
        head = head[: head.rfind(b"\n") + 1] or head
    return head.decode("utf-8", "ignore")


def _shape(text: Text, dialect: Dialect, name: str, folder: Path) -> tuple[Shape, Path]:
    """Read fast where the text is well-formed, and leave out what does not fit."""
    shape = scan(text.path, dialect, name)
    target = folder / "strict.csv"
    if shape.is_odd:
        return rewrite(text.path, dialect, target, name), target
    if not shape.cuts:
        return shape, text.path
    without(text.path, shape.cuts, target, name)
    return shape, target


def _check_shape(shape: Shape, dialect: Dialect, name: str) -> None:
    shape.leave_out_small_print()
    total = shape.lines.rows + shape.reject_count
    if not total:
        raise problems.OnlyHeader(file=name)
    if shape.reject_count > shape.lines.rows:
        raise problems.NotATable(file=name, same=shape.lines.rows, rows=total, columns=dialect.width)


def _view(
    connection: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect, shape: Shape, line_end: str | None
) -> bool:
    """Make the view; say whether DuckDB sees the same rows as we do."""
    has_header = dialect.header is not None and len(dialect.header) == dialect.width
    quote = '"' if path.name == "strict.csv" and shape.is_odd else dialect.quote
    relation = connection.read_csv(
        str(path),
        header=has_header,
        sep=dialect.separator,
        quotechar=quote,
        escapechar=quote,
        auto_detect=False,
        columns={f"c{place}": "VARCHAR" for place in range(dialect.width)},
        max_line_size=LINE_LIMIT * 2,
    )
    relation.create_view("source", replace=True)
    try:
        (rows,) = connection.execute("SELECT count(*) FROM source").fetchone() or (-1,)
    except duckdb.Error:
        return False
    return bool(rows == shape.lines.rows)


def _source(dialect: Dialect, shape: Shape, facts: dict[str, Any], name: str) -> Source:
    headers = dialect.header or ("",) * dialect.width
    headers = (*headers, *("",) * dialect.width)[: dialect.width]
    facts = {**facts, "has_header": dialect.header is not None, "above": dialect.above}
    return Source(
        shape.lines.rows, headers, ("VARCHAR",) * dialect.width, shape, facts, tuple(_layout_notices(dialect, shape))
    )


def _layout_notices(dialect: Dialect, shape: Shape) -> list[Notice]:
    notices = []
    if dialect.above:
        text = f"{dialect.above} line(s) above the header were left out."
        notices.append(Notice("lines_above_header", text, {"lines": dialect.above}))
    if shape.below:
        text = f"{shape.below} line(s) below the table were left out."
        notices.append(Notice("lines_below_table", text, {"lines": shape.below}))
    if dialect.header is None:
        notices.append(Notice("no_header", "The file has no header; its columns are numbered.", {}))
    if shape.reject_count:
        first = shape.rejects[0]
        text = (
            f"{shape.reject_count} row(s) do not have {first.expected} columns and were left out; "
            f"the first is line {first.line} with {first.came}."
        )
        params: dict[str, str | int] = {"rows": shape.reject_count, "line": first.line}
        notices.append(Notice("rejected_rows", text, {**params, "expected": first.expected, "came": first.came}))
    return notices


def _from_workbook(entrance: Entrance, folder: Path, connection: duckdb.DuckDBPyConnection, options: Options) -> Source:
    from jornada.analytics.door_workbook import read_workbook

    sheet = read_workbook(entrance, folder, sheet=options.sheet, header=options.header)
    _check_shape(sheet.shape, sheet.dialect, entrance.name)
    if not _view(connection, sheet.path, sheet.dialect, sheet.shape, None):
        raise problems.UnreadableFile(file=entrance.name, reason="its cells could not be laid out as rows")
    source = _source(sheet.dialect, sheet.shape, {"sheet": sheet.name}, entrance.name)
    source = replace(source, typed=sheet.typed)
    if not sheet.others:
        return source
    rows = {one.name: one.rows for one in sheets_of(entrance.path)}
    others = ", ".join(f"{name} ({rows.get(name, 0)})" for name in sheet.others)
    text = f"Only the sheet {sheet.name} was read; there are also: {others}."
    notice = Notice("more_sheets", text, {"sheet": sheet.name, "others": others})
    return replace(source, notices=(*source.notices, notice))


def _from_parquet(entrance: Entrance, folder: Path, connection: duckdb.DuckDBPyConnection) -> Source:
    try:
        relation = connection.read_parquet(str(_plain_copy(entrance, folder)))
        relation.create_view("raw", replace=True)
        names = tuple(f"c{place}" for place in range(len(relation.columns)))
        connection.execute(f"CREATE OR REPLACE VIEW source({', '.join(names)}) AS SELECT * FROM raw")
        (rows,) = connection.execute("SELECT count(*) FROM source").fetchone() or (0,)
        connection.execute(f"SELECT hash({', '.join(names)}) FROM source LIMIT 1").fetchall()
    except (RuntimeError, UnicodeError) as error:
        reason = "the names of its columns are not in UTF-8"
        raise problems.BrokenFile(file=entrance.name, kind="Parquet", reason=reason) from error
    except duckdb.Error as error:
        if "encrypt" in str(error).lower():
            raise problems.ProtectedFile(file=entrance.name) from error
        raise problems.BrokenFile(file=entrance.name, kind="Parquet", reason=reason_of(error)) from error
    if not rows:
        raise problems.OnlyHeader(file=entrance.name)
    types = tuple(str(kind) for kind in relation.types)
    _refuse_nul(connection, entrance.name, tuple(relation.columns), types)
    shape = Shape()
    shape.lines.rows = int(rows)
    facts = {"has_header": True}
    return Source(int(rows), tuple(relation.columns), types, shape, facts)


def _refuse_nul(
    connection: duckdb.DuckDBPyConnection, name: str, headers: tuple[str, ...], types: tuple[str, ...]
) -> None:
    """Refuse a zero byte in names or texts, as in a text file: databases keep none."""
    if any("\0" in header for header in headers):
        raise problems.NulBytes(file=name, line=1)
    texts = [f"contains(CAST(c{place} AS VARCHAR), chr(0))" for place, kind in enumerate(types) if "VARCHAR" in kind]
    if not texts:
        return
    wrong = " OR ".join(texts)
    query = f"SELECT min(row) FROM (SELECT row_number() OVER () AS row, {wrong} AS is_wrong FROM source) WHERE is_wrong"
    (row,) = connection.execute(query).fetchone() or (None,)
    if row is not None:
        raise problems.NulBytes(file=name, line=int(row) + 1)


def _plain_copy(entrance: Entrance, folder: Path) -> Path:
    path = folder / "table.parquet"
    if not entrance.packed:
        path.symlink_to(entrance.path.resolve())
        return path
    with entrance.open() as source, path.open("wb") as out:
        while piece := source.read(1 << 22):
            out.write(piece)
    return path

"""Workbooks: one sheet of an XLSX file written out as CSV, row by row."""

from __future__ import annotations

import csv
import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from jornada.analytics import door_problems as problems
from jornada.analytics.door_dialect import Dialect, find_dialect
from jornada.analytics.door_file import Entrance, enter, reason_of
from jornada.analytics.door_formulas import formulas_of, resolved
from jornada.analytics.door_merged import Merged, filled, merged_down
from jornada.analytics.door_scan import Shape
from jornada.analytics.door_sheets import tells_of_others
from jornada.analytics.door_text import LINE_LIMIT, save, scratch_folder
from jornada.analytics.door_typed import Typed, written

UNPACKED_LIMIT = 8_000_000_000
_SAMPLE = 300
_BATCH = 10_000

_DAMAGE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    zlib.error,
)

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet as CSV.

    Attributes
    ----------
    path : Path
        UTF-8, comma separated, header first when there is one.
    dialect : Dialect
        Its layout.
    shape : Shape
        Row numbers of the sheet and the rows that do not fit.
    name : str
        The sheet that was read.
    others : tuple of str
        The sheets that were not.
    typed : Typed
        How its numbers stand in it.
    """

    path: Path
    dialect: Dialect
    shape: Shape
    name: str
    others: tuple[str, ...]
    typed: Typed


def read_workbook(entrance: Entrance, folder: Path, *, sheet: str | None, header: bool | None) -> Sheet:
    """Write the first sheet that holds a table with rows (or the one named) as CSV.

    Sheets that are hidden, called like a cover or a guide, or hold a single column come after the others.

    Parameters
    ----------
    entrance : Entrance
        The recognised workbook.
    folder : Path
        Where the CSV is written.
    sheet : str, optional
        Name of the sheet.
    header : bool, optional
        Whether there is a header, when it is known.

    Returns
    -------
    Sheet

    Raises
    ------
    FileProblem
        If the workbook is damaged, has no such sheet or nothing in it.
    """
    book = _load(entrance, folder)
    try:
        return _sheet(book, entrance, folder, sheet, header)
    except _DAMAGE as error:
        raise problems.BrokenFile(file=entrance.name, kind="XLSX", reason=reason_of(error)) from error
    finally:
        book.close()


def main_sheet(path: Path) -> str:
    """Say which sheet of a workbook is taken where none is named.

    Parameters
    ----------
    path : Path
        The XLSX file.

    Returns
    -------
    str

    Raises
    ------
    FileProblem
        If the workbook is damaged or has nothing in it.
    """
    entrance = enter(path)
    with scratch_folder() as folder:
        book = _load(entrance, Path(folder))
        try:
            return _chosen(book, Path(folder) / "table.xlsx", _in_order(book.worksheets), entrance, None)[0]
        except _DAMAGE as error:
            raise problems.BrokenFile(file=entrance.name, kind="XLSX", reason=reason_of(error)) from error
        finally:
            book.close()


def _load(entrance: Entrance, folder: Path) -> Any:
    # What opens workbooks asks for the ending of the name first.
    path = folder / "table.xlsx"
    path.symlink_to(entrance.path.resolve())
    try:
        with zipfile.ZipFile(entrance.path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise problems.TooLarge(file=entrance.name, limit=UNPACKED_LIMIT)
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise problems.ProtectedFile(file=entrance.name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _DAMAGE as error:
        raise problems.BrokenFile(file=entrance.name, kind="XLSX", reason=reason_of(error)) from error


def _sheet(book: Any, entrance: Entrance, folder: Path, sheet: str | None, header: bool | None) -> Sheet:
    names = [page.title for page in book.worksheets]
    if sheet is not None and sheet not in names:
        raise problems.WrongOption(option="sheet", came=repr(sheet), expected="one of " + ", ".join(names))
    book_path = folder / "table.xlsx"
    name, dialect = _chosen(
        book, book_path, [sheet] if sheet is not None else _in_order(book.worksheets), entrance, header
    )
    typed = Typed()
    merged = merged_down(entrance.path, name)
    path, shape = _write(book[name], formulas_of(book_path, name), dialect, entrance, folder, merged, typed)
    return Sheet(path, dialect, shape, name, tuple(other for other in names if other != name), typed)


def _chosen(
    book: Any, book_path: Path, names: list[str], entrance: Entrance, header: bool | None
) -> tuple[str, Dialect]:
    """Take the first sheet with rows below a header, and several columns; failing that what comes nearest to it."""
    nearest: list[tuple[bool, bool, str, Dialect]] = []
    for name in names:
        rows = _rows(book[name], formulas_of(book_path, name))
        sample = [row for _, row in zip(range(_SAMPLE), rows, strict=False)]
        if not sample:
            continue
        dialect = _dialect(sample, entrance.name, header)
        has_rows = len(sample) > dialect.above + (dialect.header is not None)
        nearest.append((has_rows, dialect.width > 1, name, dialect))
        if has_rows and dialect.width > 1:
            break
    if not nearest:
        raise problems.EmptyFile(file=entrance.name)
    _has_rows, _is_wide, name, dialect = max(nearest, key=lambda one: one[:2])
    return name, dialect


def _in_order(pages: list[Any]) -> list[str]:
    """Put behind the others what tells of them, and behind all the sheets that somebody hid."""
    return [
        page.title
        for page in sorted(pages, key=lambda page: (page.sheet_state != "visible", tells_of_others(page.title)))
    ]


def _rows(page: Any, formulas: Iterator[tuple[Any, ...]], typed: Typed | None = None) -> Iterator[Row]:
    """Give the rows that hold something, with their number, without the blanks at their end; note their numbers."""
    page.reset_dimensions()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, (values, written_as) in enumerate(zip(page.iter_rows(values_only=True), formulas, strict=False), 1):
            cells = resolved(values, written_as)
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                if typed is not None:
                    typed.note(cells)
                yield number, texts


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, float):
        return written(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ") if cell.time() != dt.time(0) else cell.date().isoformat()
    return str(cell).replace("\0", "")


def _dialect(sample: list[Row], name: str, header: bool | None) -> Dialect:
    """Judge the sheet like a text: rows padded to the widest."""
    width = max(len(row) for _, row in sample)
    lines = (",".join('"' + cell.replace('"', '""')[:2000] + '"' for cell in _padded(row, width)) for _, row in sample)
    return find_dialect("\n".join(lines) + "\n", name, separator=",", header=header)


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _write(
    page: Any,
    formulas: Iterator[tuple[Any, ...]],
    dialect: Dialect,
    entrance: Entrance,
    folder: Path,
    merged: Merged,
    typed: Typed,
) -> tuple[Path, Shape]:
    path, shape = folder / "table.csv", Shape()
    lines: list[int] = []
    with path.open("w", encoding="utf-8", newline="", errors="replace") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        rows = islice(_rows(page, formulas, typed), dialect.above, None)
        head = [] if dialect.header is None else list(islice(rows, 1))
        for number, row in chain(head, filled(rows, merged)):
            if len(row) > dialect.width or sum(map(len, row)) > LINE_LIMIT // 4:
                shape.reject(number, dialect.width, len(row), ",".join(cell[:100] for cell in row))
                continue
            save(writer.writerow, _padded(row, dialect.width), entrance.name, folder)
            if not head or number > head[0][0]:
                lines.append(number)
            if len(lines) >= _BATCH:
                shape.lines.add(np.array(lines, dtype=np.int64))
                lines.clear()
    shape.lines.add(np.array(lines, dtype=np.int64))
    return path, shape

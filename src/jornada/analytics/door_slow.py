"""Reading of texts that use quotation marks freely: slower, row by row, written out again in strict form."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from jornada.analytics import door_problems as problems
from jornada.analytics.door_dialect import Dialect
from jornada.analytics.door_scan import Shape
from jornada.analytics.door_text import LINE_LIMIT, save

_BATCH = 10_000


def rewrite(path: Path, dialect: Dialect, target: Path, name: str) -> Shape:
    """Write the rows that fit as strict CSV with the same separator and `"`; note the others.

    Parameters
    ----------
    path, target : Path
        From where to where; both UTF-8.
    dialect : Dialect
        Layout of `path`.
    name : str
        Name of the file, for messages.

    Returns
    -------
    Shape
        Lines and rejects; nothing is left to cut.

    Raises
    ------
    FileProblem
        If a quotation mark is never closed.
    """
    shape, lines, seen, before = Shape(), [0][:0], 0, 0
    csv.field_size_limit(LINE_LIMIT)
    with path.open(encoding="utf-8", newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=dialect.separator, lineterminator="\n")
        reader = csv.reader(source, delimiter=dialect.separator, quotechar=dialect.quote)
        while (record := _next(reader, name, before + 1)) is not None:
            line, before = before + 1, reader.line_num
            if not record:
                continue
            seen += 1
            is_header = seen == dialect.above + 1 and dialect.header is not None
            if seen <= dialect.above or (is_header and len(record) != dialect.width):
                continue
            if len(record) != dialect.width:
                shape.reject(line, dialect.width, len(record), dialect.separator.join(record))
                continue
            save(writer.writerow, record, name, target.parent)
            if not is_header:
                lines.append(line)
            if len(lines) >= _BATCH:
                shape.lines.add(np.array(lines, dtype=np.int64))
                lines.clear()
    shape.lines.add(np.array(lines, dtype=np.int64))
    return shape


def _next(reader: object, name: str, line: int) -> list[str] | None:
    try:
        return next(reader, None)  # type: ignore[call-overload,no-any-return]
    except csv.Error as error:
        raise problems.UnclosedQuote(file=name, line=line) from error

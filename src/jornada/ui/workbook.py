"""Excel workbooks of lists: numbers, money and days as such, texts that stay texts, a head that stays in sight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from jornada.ui.export import FORMULA_STARTS

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
MEASURED = 100
NARROWEST, WIDEST = 9, 60
# These two are shown in the notation of whoever opens the file.
DAY, INSTANT, MONEY = "mm-dd-yy", "m/d/yy h:mm", "#,##0.00"


def workbook_response(name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> FileResponse:
    """Write rows as an Excel workbook; beyond what a sheet holds, the rest is left out."""
    labels = [str(label) for label in head]
    every = iter(rows)
    first = [list(row) for row in islice(every, MEASURED)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for place, width in enumerate(_widths(labels, first), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, label, bold=True) for label in labels])
    for row in islice(chain(first, every), MOST_ROWS):
        sheet.append([_in_sheet(sheet, value) for value in row])
    file = SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 (the answer closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK)


def _widths(labels: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[int]:
    for place, label in enumerate(labels):
        longest = max([len(label), *(_length(row[place]) for row in rows)])
        yield min(max(longest + 2, NARROWEST), WIDEST)


def _length(value: Any) -> int:
    match value:
        case None:
            return 0
        case (Decimal() as amount, *_):
            return len(f"{amount:,.2f}")
        case tuple():
            return _length(value[0])
        case datetime():
            return len("31/12/2026 23:59")
    return len(str(value))


def _in_sheet(sheet: Any, value: Any) -> Any:
    """Return a value as a sheet holds it."""
    match value:
        case (Decimal() as amount, *_):
            return _cell(sheet, amount, MONEY)
        case tuple():
            return _in_sheet(sheet, value[0])
        case None | bool() | int() | float() | Decimal():
            return value
        case datetime():
            local = (timezone.localtime(value) if timezone.is_aware(value) else value).replace(tzinfo=None)
            return _cell(sheet, local, INSTANT)
        case date():
            return _cell(sheet, value, DAY)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return _as_text(sheet, text) if text.startswith(FORMULA_STARTS) else text


def _as_text(sheet: Any, text: str) -> Any:
    """Hold a text that looks like a formula as the text that it is, also once somebody edits the cell."""
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _cell(sheet: Any, value: Any, number_format: str = "", *, bold: bool = False) -> Any:
    cell = _as_text(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value)
    if number_format:
        cell.number_format = number_format
    if bold:
        cell.font = Font(bold=True)
    return cell

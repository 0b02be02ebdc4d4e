"""Cells of a sheet that were merged downwards: what stands in the first of them is meant for each row beside it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from defusedxml import ElementTree

_CHUNK = 1 << 20
_REF = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# An amount that stands beside three rows is one amount: written to each of them it would count three times.
# Fourteen digits alone are a CNPJ; what a formula made may have many behind the point.
_AMOUNT = re.compile(
    r"\(?(?:[A-Z]{0,2}\$|BRL|USD|EUR|€)?\s*-?(?:\d[\d.,]{0,12}|\d+\.\d+|\d{1,3}(?:\.\d{3})*,\d+|\d+,\d+)\s*%?\)?"
)

Row = tuple[int, list[str]]
Merged = dict[int, list[tuple[int, int]]]


def merged_down(book: Path, sheet: str) -> Merged:
    """Read which cells of a sheet were merged with those below them.

    Parameters
    ----------
    book : Path
        The XLSX file.
    sheet : str
        Name of the sheet.

    Returns
    -------
    dict of int to list of (int, int)
        By the number of the first row (from 1): the column (from 0) and the number of the last row.
    """
    found: Merged = {}
    with zipfile.ZipFile(book) as archive:
        part = part_of(archive, sheet)
        for column, first, last in _refs(archive, part) if part in archive.namelist() else ():
            if last > first:
                found.setdefault(first, []).append((column, last))
    return found


def filled(rows: Iterator[Row], merged: Merged) -> Iterator[Row]:
    """Write what stands in a merged cell, but for amounts, into the blank ones below it, in rows that hold something.

    Examples
    --------
    >>> list(filled(iter([(2, ["Vale", "Ana"]), (3, ["", "Bia"]), (4, ["", "Caio"])]), {2: [(0, 3)]}))
    [(2, ['Vale', 'Ana']), (3, ['Vale', 'Bia']), (4, ['', 'Caio'])]
    """
    open_until: dict[int, tuple[int, str]] = {}
    starts = sorted(merged, reverse=True)
    for number, row in rows:
        for column, (last, text) in list(open_until.items()):
            if last < number:
                del open_until[column]
            else:
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or text
        while starts and starts[-1] <= number:
            # A merged cell whose first row is blank throughout has nothing to tell.
            if (start := starts.pop()) == number:
                open_until |= _told(row, merged[start])
        yield number, row


def _told(row: list[str], merged: list[tuple[int, int]]) -> dict[int, tuple[int, str]]:
    texts = ((column, last, row[column]) for column, last in merged if column < len(row))
    return {column: (last, text) for column, last, text in texts if not _AMOUNT.fullmatch(text.strip())}


def _refs(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, int]]:
    """Look through a sheet in pieces: the merged cells stand behind all others."""
    from openpyxl.utils import column_index_from_string

    with archive.open(part) as sheet:
        tail = b""
        while piece := sheet.read(_CHUNK):
            text, end = tail + piece, 0
            for match in _REF.finditer(text):
                end = match.end()
                letters, first, last = match.groups()
                yield column_index_from_string(letters.decode()) - 1, int(first), int(last)
            tail = text[max(end, len(text) - 200) :]


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Find the part of the file that a sheet is kept in; blank where it is not told."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    keys = (one.get(_ID) for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == sheet)
    key = next(keys, None)
    target = next((one.get("Target", "") for one in links if key and one.get("Id") == key), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"

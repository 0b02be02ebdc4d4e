"""Formulas of a sheet without a stored result, as programs that cannot calculate write them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import openpyxl

from jornada.analytics.door_merged import part_of
from jornada.analytics.door_problems import UNCALCULATED

_CHUNK = 1 << 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_LINK = re.compile(r'=HYPERLINK\("([^"]*)"(?:[,;]\s*"([^"]*)")?\)', re.IGNORECASE)


def formulas_of(book: Path, sheet: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a sheet with its formulas; blank ones where it has none, which is seen without reading it twice.

    Parameters
    ----------
    book : Path
        The XLSX file.
    sheet : str
        Name of the sheet.

    Returns
    -------
    iterator of tuple
    """
    if not _has_formulas(book, sheet):
        return repeat(())
    page: Any = openpyxl.load_workbook(book, read_only=True, keep_links=False)[sheet]
    page.reset_dimensions()
    return iter(page.iter_rows(values_only=True))


def _has_formulas(book: Path, sheet: str) -> bool:
    with zipfile.ZipFile(book) as archive:
        part = part_of(archive, sheet)
        if part not in archive.namelist():
            return False
        with archive.open(part) as file:
            before = b""
            while piece := file.read(_CHUNK):
                if _FORMULA.search(before + piece):
                    return True
                before = piece[-20:]
    return False


def resolved(cells: tuple[Any, ...], formulas: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put formulas to where a row has no value: those that only stand for a text as it, the others with a mark.

    Examples
    --------
    >>> resolved(("Vale", None, None), ("Vale", '="0012"', "=A1+1")) == ("Vale", "0012", UNCALCULATED + "=A1+1")
    True
    """
    if not any(type(one) is str and one[:1] == "=" for one in formulas):
        return cells
    pairs = zip(cells, formulas, strict=False)
    return tuple(_plain(formula) if cell is None else cell for cell, formula in pairs)


def _plain(formula: Any) -> Any:
    if type(formula) is not str or formula[:1] != "=":
        return None
    if text := _TEXT.fullmatch(formula):
        return text[1].replace('""', '"')
    link = _LINK.fullmatch(formula)
    return (link[2] or link[1]) if link else UNCALCULATED + formula

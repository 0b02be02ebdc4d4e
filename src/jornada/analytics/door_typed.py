"""Numbers of a sheet: real ones are numbers whatever stands beside them, typed ones are text in somebody's notation."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from jornada.analytics.door_guess import ENOUGH, NUMBER, Column
from jornada.analytics.door_problems import Notice

# Thousands or a fraction, by the notation.
_EITHER = re.compile(r"-?\d{1,3}\.\d{3}")
_MONEY = re.compile(r"(R\$|US\$|\$|€|£|BRL|USD|EUR|\s| )")
_TYPED = re.compile(r"[-+(]?\d[\d.,]*[.,]\d+\)?")
_COMMA = re.compile(r"[-+(]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))\)?")
_POINT = re.compile(r"[-+(]?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,}))\)?")
LONGEST = 30


def written(number: float) -> str:
    """Write a real number so that it is read as what it is, also among numbers with a decimal comma.

    Examples
    --------
    >>> written(123.456), written(12.5), written(1e-05)
    ('123.4560', '12.5', '0.00001')
    """
    text = str(number)
    if "e" in text:
        text = f"{Decimal(text):f}"
    return f"{text}0" if _EITHER.fullmatch(text) else text


@dataclass
class Typed:
    """How the numbers of each column stand in a sheet.

    Attributes
    ----------
    real : set of int
        Columns with real numbers that have a fraction.
    commas, points : Counter of int
        By column, the typed numbers that only a decimal comma, only a decimal point explains.
    either : dict of int to str
        By column, the first typed number that can be read in two ways.
    numbers, others : Counter of int
        By column, the real and typed numbers, and what else stands there.
    kept : set of int
        Columns with real numbers, whole or not, or real dates.
    """

    real: set[int] = field(default_factory=set)
    commas: Counter[int] = field(default_factory=Counter)
    points: Counter[int] = field(default_factory=Counter)
    either: dict[int, str] = field(default_factory=dict)
    numbers: Counter[int] = field(default_factory=Counter)
    others: Counter[int] = field(default_factory=Counter)
    kept: set[int] = field(default_factory=set)

    def note(self, cells: Sequence[Any]) -> None:
        """Look at the cells of a row, as the sheet keeps them."""
        for place, cell in enumerate(cells):
            if type(cell) is float or type(cell) is int:
                self.numbers[place] += 1
                self.kept.add(place)
                if cell % 1:
                    self.real.add(place)
            elif cell is not None:
                if isinstance(cell, dt.date):
                    self.kept.add(place)
                is_number = type(cell) is str and len(cell) <= LONGEST and self._is_typed(place, cell)
                (self.numbers if is_number else self.others)[place] += 1

    def _is_typed(self, place: int, cell: str) -> bool:
        text = _MONEY.sub("", cell) if "," in cell or "." in cell else ""
        if _COMMA.fullmatch(text):
            self.commas[place] += 1
        elif _POINT.fullmatch(text):
            self.points[place] += 1
        elif _TYPED.fullmatch(text):
            self.either.setdefault(place, cell.strip())
        else:
            return cell.isdecimal()
        return True

    def settle(self, place: int, column: Column) -> tuple[Column, list[Notice]]:
        """Read a column with real numbers in the notation of its typed ones; say what that leaves open."""
        column = replace(column, is_typed=place in self.kept)
        share = self.numbers[place] / max(self.numbers[place] + self.others[place], 1)
        if place not in self.real or (share < ENOUGH and not column.decimal):
            return column, []
        is_comma = self.commas[place] > self.points[place]
        column = replace(column, decimal="," if is_comma else ".", ambiguous=False)
        column = column if share < ENOUGH else replace(column, kind=NUMBER, confidence=share)
        if place not in self.either or is_comma or self.points[place]:
            return column, []
        params: dict[str, str | int] = {"column": column.name, "decimal": ".", "reading": "fractions"}
        text = f"{column.name}: values such as {self.either[place]} can be thousands or fractions; read as fractions."
        return column, [Notice("ambiguous_number", text, {**params, "example": self.either[place]})]

"""Published figures, each with its source, and the way to add own ones."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from jornada.analytics.errors import MeasureError

Kind = Literal["rate", "days", "ratio"]
Grade = Literal["A", "B", "C", "D"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure.

    Attributes
    ----------
    code, name_en, name_pt : str
    kind : {"rate", "days", "ratio"}
        A rate lies between 0 and 1.
    value, low, high : float or None
        The figure, and the ends of its interval where one was published.
    statistic : str
        What it is: mean, median, p75, share, pooled, ratio.
    cases : int or None
        How many stand behind it; the note says where those are not single cases.
    year : int
        Of the data, or of the publication where that is not said.
    population, definition, source, url : str
    grade : {"A", "B", "C", "D"}
        Trust: A measured, public method, no interest; B measured on many, by a vendor; C measured on the vendor's
        own customers, or second hand; D stated and not measured, or contradicted elsewhere.
    note : str
    """

    code: str
    name_en: str
    name_pt: str
    kind: Kind
    value: float
    low: float | None
    high: float | None
    statistic: str
    cases: int | None
    year: int
    population: str
    definition: str
    source: str
    url: str
    grade: Grade
    note: str


REQUIRED = (
    "code",
    "name_en",
    "name_pt",
    "kind",
    "value",
    "statistic",
    "year",
    "population",
    "definition",
    "source",
    "grade",
)


def published(more: str | os.PathLike[str] | None = None) -> tuple[Benchmark, ...]:
    """List the published figures that ship with Jornada, and those of a file of one's own.

    Parameters
    ----------
    more : path, optional
        CSV (UTF-8, comma) with the columns of `Benchmark`; `low`, `high`, `cases`, `url` and `note` may be left out.
        A row with a code that ships takes its place.

    Returns
    -------
    tuple of Benchmark

    Raises
    ------
    MeasureError
        If a row lacks a field, or one cannot be read; names file, line and field.

    Examples
    --------
    >>> rows = published()
    >>> len(rows) >= 25, sorted({row.grade for row in rows})
    (True, ['A', 'B', 'C', 'D'])
    """
    text = files("jornada.analytics").joinpath("published/benchmarks.csv").read_text("utf-8")
    rows = {row.code: row for row in _rows(text.splitlines(), "benchmarks.csv")}
    if more is not None:
        lines = Path(more).read_text("utf-8-sig").splitlines()
        rows |= {row.code: row for row in _rows(lines, Path(more).name)}
    return tuple(rows.values())


def _rows(lines: Iterable[str], name: str) -> list[Benchmark]:
    return [_row(row, f"{name}, row {place}") for place, row in enumerate(csv.DictReader(lines), start=2)]


def _row(row: dict[str, str | None], where: str) -> Benchmark:
    text = {field.name: (row.get(field.name) or "").strip() for field in fields(Benchmark)}
    for field in REQUIRED:
        if not text[field]:
            raise MeasureError(f"{where}: {field} is blank; a published figure needs {', '.join(REQUIRED)}.")
    kind, grade = text["kind"], text["grade"]
    if kind not in get_args(Kind) or grade not in get_args(Grade):
        raise MeasureError(f"{where}: kind is rate, days or ratio, grade is A to D; found {kind} and {grade}.")
    try:
        value, year = float(text["value"]), int(text["year"])
        low, high = (float(text[end]) if text[end] else None for end in ("low", "high"))
        cases = int(text["cases"]) if text["cases"] else None
    except ValueError as wrong:
        raise MeasureError(f"{where}: value, low, high, cases and year are numbers with a point; {wrong}.") from wrong
    if not value >= 0 or (kind == "rate" and value > 1):
        raise MeasureError(f"{where}: a rate lies between 0 and 1, other figures are not negative; found {value}.")
    return Benchmark(
        text["code"], text["name_en"], text["name_pt"], _KINDS[kind], value, low, high, text["statistic"], cases, year,
        text["population"], text["definition"], text["source"], text["url"], _GRADES[grade], text["note"],
    )  # fmt: skip


_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_GRADES: dict[str, Grade] = {grade: grade for grade in get_args(Grade)}

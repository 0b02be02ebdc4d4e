"""A file of counted paths as journeys: path; conversions; value; nulls."""

from __future__ import annotations

import os
from typing import Any

from jornada.analytics import door_problems as problems
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.door import Columns, Reading, Table, open_table
from jornada.analytics.errors import LogError
from jornada.analytics.grouped import Floats


class BadPaths(problems.FileProblem):
    """Paths whose numbers cannot be shared out."""

    code = "bad_paths"
    message = "{file} holds no journeys that can be counted: {reason}"


class BadNumbers(problems.FileProblem):
    """A column that must hold numbers and holds something else."""

    code = "bad_numbers"
    message = (
        "{file}: cells of {column} that are no number: {count}. The first: {cell}. Correct them or name another column."
    )


def read_paths(
    file: str | os.PathLike[str],
    *,
    path: str,
    conversions: str,
    nulls: str | None = None,
    value: str | None = None,
    sep: str = ">",
    **options: Any,
) -> Journeys:
    """Read paths that were counted already, one per row.

    Parameters
    ----------
    file : path-like
        CSV, TSV, XLSX or Parquet.
    path, conversions : str
        Columns with the path, and with how often it converted.
    nulls, value : str, optional
        Columns with how often it did not, and with the money of its conversions.
    sep : str, default ">"
        Between the names of a path.
    **options
        As for `door.open_table`.

    Raises
    ------
    FileProblem
        If the file cannot be read, a column is missing, or a cell is no number of the kind expected.
    """
    names = [name for name in (conversions, nulls, value) if name]
    if len({path, *names}) <= len(names):
        came = ", ".join([path, *names])
        raise problems.WrongOption(option="The columns", came=came, expected="a column of its own for each")
    if not sep.strip():
        raise problems.WrongOption(option="--sep", came=repr(sep), expected="a sign such as > between the names")
    with open_table(file, **options) as table:
        read = table.read({path: Reading(), **{name: table.column(name).reading_as("number") for name in names}})
        columns = {name: numbers(table, read, name) for name in names}
        try:
            return Journeys.from_paths(
                list(read[path]),
                columns[conversions],
                columns[nulls] if nulls else None,
                columns[value] if value else None,
                sep=sep,
            )
        except LogError as error:
            raise BadPaths(file=table.found.file, reason=str(error)) from error


def numbers(table: Table, read: Columns, name: str) -> Floats:
    """Take a column of numbers, NaN where blank; a cell that is no number is refused."""
    if count := read.error_counts.get(name, 0):
        cell = next(error for error in read.errors if error.column == name)
        raise BadNumbers(file=table.found.file, column=name, count=count, cell=str(cell))
    column: Floats = read[name]
    return column

"""A file with one row per client as a table of contacts: which column counts, which says how it ended."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics import door_problems as problems
from jornada.analytics.attribution_file import numbers
from jornada.analytics.coded import Coded
from jornada.analytics.contacts import ContactTable, contacts
from jornada.analytics.door import Reading, open_table
from jornada.analytics.errors import LogError

YES = ("yes", "y", "sim", "s", "true", "t", "verdadeiro", "v", "1", "1.0", "won", "ganho", "success", "sucesso", "x")
NO = ("no", "n", "não", "nao", "false", "f", "falso", "0", "0.0", "lost", "perdido", "failure", "fracasso")


class UnclearOutcome(problems.FileProblem):
    """A column of outcomes in which nothing, or not everything, is plainly a yes or a no."""

    code = "wrong_option"
    message = (
        "{file}: it is not clear which values of {column} are a success; it holds {came}. "
        "Name them with --success VALUE; all others then count as none."
    )


class BadCounts(problems.FileProblem):
    """Counts of contacts that are no counts."""

    code = "bad_counts"
    message = "{file}, {column}: {reason}"


@dataclass(frozen=True)
class ContactFile:
    """What came out of a file.

    Attributes
    ----------
    table : ContactTable
    success : tuple of str
        The values of the outcome that were taken for a success.
    rows, left_out : int
        Rows of the file, and those without a count or, where outcomes are yes or no, without an outcome.
    """

    table: ContactTable
    success: tuple[str, ...]
    rows: int
    left_out: int


def read_contacts(
    file: str | os.PathLike[str], *, count: str, outcome: str, success: tuple[str, ...] = (), **options: Any
) -> ContactFile:
    """Read a table with one row per client.

    Parameters
    ----------
    file : path-like
        CSV, TSV, XLSX or Parquet.
    count, outcome : str
        Columns with the number of contacts and with how it ended.
    success : tuple of str
        Values of the outcome that are a success, in any case of letters; else yes, 1, won and the like.
    **options
        As for `door.open_table`.

    Raises
    ------
    FileProblem
        If the file cannot be read, a column is missing, a count is none, or it is not clear what a success is.
    """
    if count == outcome:
        raise problems.WrongOption(option="The columns", came=count, expected="one for the count, one for the outcome")
    with open_table(file, **options) as table:
        read = table.read({count: table.column(count).reading_as("number"), outcome: Reading("coded")})
        counted = numbers(table, read, count)
        ended: Coded = read[outcome]
        wins = _successes(table.found.file, outcome, ended, success)
        known = ~np.isnan(counted) & (ended.codes >= 0)
        try:
            found = contacts(counted[known], ended.lookup(wins)[ended.codes[known]])
        except LogError as error:
            raise BadCounts(file=table.found.file, column=count, reason=str(error)) from error
        return ContactFile(found, wins, table.rows, int((~known).sum()))


def _successes(file: str, column: str, ended: Coded, asked: tuple[str, ...]) -> tuple[str, ...]:
    wanted = {value.strip().casefold() for value in asked or YES}
    found = tuple(value for value in ended.values if value.strip().casefold() in wanted)
    others = {value.strip().casefold() for value in ended.values} - wanted
    is_clear = bool(found) if asked else others <= set(NO) and bool(ended.values)
    if not is_clear:
        came = ", ".join(ended.values[:8]) or "nothing"
        raise UnclearOutcome(file=file, column=column, came=came)
    return found

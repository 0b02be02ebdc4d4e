"""A file with one row per lead as a prediction: what each column is, which outcomes are a success or still open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics import door_problems as problems
from jornada.analytics.coded import Coded
from jornada.analytics.contacts_file import NO, YES, UnclearOutcome
from jornada.analytics.door import NO_INSTANT, Reading, Table, open_table
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.predict.prediction import Prediction
from jornada.analytics.predict.table import predict_table
from jornada.analytics.words.afterwards import tells_afterwards

DATES, NUMBERS = ("date", "instant"), ("integer", "number")


class NoTime(problems.FileProblem):
    """A time column that holds no times."""

    code = "wrong_option"
    message = "{file}: --time {column} holds neither dates nor numbers; it holds {came}. Name another column."


class TimeAfter(problems.FileProblem):
    """A time column that is only known at the end."""

    code = "wrong_option"
    message = (
        "{file}: --time {column} is filled for {share} of the rows with the outcome and {other} of those without, so "
        "it is no moment of prediction. Name the column that says when each row was as it is, such as its creation."
    )


@dataclass(frozen=True, eq=False)
class PredictionFile:
    """What came out of a file.

    Attributes
    ----------
    prediction : Prediction
        Rows in the order of the file, those left out excepted.
    file : str
    success, still_open : tuple of str
        Values of the outcome taken for a success, and for not yet settled (blanks are too).
    ids : list of str
        Of the rows of the prediction: the id column, else the number of the row in the file.
    rows, left_out, blanked : int
        Rows of the file; those without a time; cells that could not be read and count as blank.
    dates : tuple of str
        Columns with dates, one of which `--time` may name.
    unused_value : str
        Column of the worth that is known only afterwards and was not used; empty: none.
    """

    prediction: Prediction
    file: str
    success: tuple[str, ...]
    still_open: tuple[str, ...]
    ids: list[str]
    rows: int
    left_out: int
    blanked: int
    dates: tuple[str, ...]
    unused_value: str = ""


def read_prediction(
    file: str | os.PathLike[str],
    *,
    outcome: str,
    time: str | None = None,
    id: str | None = None,
    value: str | None = None,
    success: tuple[str, ...] = (),
    still_open: tuple[str, ...] = (),
    drop: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
    gap_days: float = 0,
    boosting: bool = True,
    **options: Any,
) -> PredictionFile:
    """Predict from a table with one row per lead.

    Parameters
    ----------
    file : path-like
        CSV, TSV, XLSX or Parquet.
    outcome, time, id, value : str
        Columns with how it ended, when the row was as it is, whose it is, what a success is worth.
    success, still_open : tuple of str
        Values of the outcome that are a success, and that are not settled, in any case of letters.
        Without `success`: yes, 1, won and the like. Without `still_open`, where some values are plainly a
        failure (lost, no), all that are neither count as open.
    drop, keep, gap_days, boosting
        As for `predict_table`.
    **options
        As for `door.open_table`.

    Returns
    -------
    PredictionFile

    Raises
    ------
    FileProblem
        If the file cannot be read, a column is missing, or it is not clear what a success is.
    MeasureError
        If there is too little to predict from; see `predict_table`.
    """
    with open_table(file, **options) as table:
        named = [name for name in (outcome, time, id, value) if name]
        for name in (*named, *drop, *keep):
            table.column(name)
        if len(set(named)) < len(named) or outcome in keep:
            raise problems.WrongOption(option="The columns", came=", ".join(named), expected="one column for each")
        plan = _plan(table, outcome, id)
        read = table.read(plan)
        wins, waiting = _settled(table.found.file, outcome, read[outcome], success, still_open)
        happened, is_known = _outcomes(read[outcome], wins, waiting)
        at, rows = _times(table, plan, read.columns, time, happened, is_known)
        columns = {name: _picked(read[name], rows) for name in plan if name not in (outcome, id, time)}
        stamps = {name: columns.pop(name) for name in list(columns) if plan[name].kind in DATES}
        ids = [str(each or "") for each in read[id][rows]] if id else [str(row + 1) for row in np.flatnonzero(rows)]
        words: dict[str, Any] = {"time": at, "dates": stamps, "drop": drop, "keep": keep, "gap_days": gap_days}
        words |= {"boosting": boosting, "ids": np.array(ids, dtype=object) if id else None}
        ended = np.where(is_known, happened, -1)[rows].astype(np.int8)
        found = predict_table(columns, ended, value=_worth(columns, value), **words)
        is_late = any(leak.column == value and not leak.is_kept for leak in found.leaks)
        if is_late:
            found = predict_table(columns, ended, **words)
        unread = sum(read.error_counts.values())
        dated = tuple(name for name in plan if plan[name].kind in DATES)
        unused = value if value and is_late else ""
        counts = (table.rows, int((~rows).sum()), unread)
        return PredictionFile(found, table.found.file, wins, waiting, ids, *counts, dated, unused)


def _plan(table: Table, outcome: str, id: str | None) -> dict[str, Reading]:
    """Say as what each column is read: dates and numbers as such, all else as text."""
    plan = {}
    for column in table.columns:
        is_number = column.kind in NUMBERS and column.name not in (outcome, id)
        is_date = column.kind in DATES and column.name not in (outcome, id)
        kind = "number" if is_number else column.kind if is_date else "text" if column.name == id else "coded"
        plan[column.name] = column.reading_as(kind)
    return plan


def _settled(
    file: str, column: str, ended: Coded, success: tuple[str, ...], still_open: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say which values are a success and which are not settled."""
    yes, wait = ({value.strip().casefold() for value in values} for values in (success or YES, still_open))
    plain = {value: value.strip().casefold() for value in ended.values}
    wins = tuple(value for value, word in plain.items() if word in yes and word not in wait)
    others = {value: word for value, word in plain.items() if value not in wins}
    failures = {value for value, word in others.items() if word in NO and word not in wait}
    waiting = tuple(value for value, word in others.items() if word in wait)
    if not still_open and failures:
        waiting = tuple(value for value in others if value not in failures)
    is_clear = bool(wins) and (bool(success) or bool(failures) or len(others) == len(waiting))
    if not is_clear or set(wait) - set(plain.values()):
        raise UnclearOutcome(file=file, column=column, came=", ".join(ended.values[:8]) or "nothing")
    return wins, waiting


def _outcomes(
    ended: Coded, wins: tuple[str, ...], waiting: tuple[str, ...]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return ended.lookup(wins)[ended.codes], (ended.codes >= 0) & ~ended.lookup(waiting)[ended.codes]


def _times(
    table: Table,
    plan: dict[str, Reading],
    columns: dict[str, Any],
    time: str | None,
    happened: NDArray[np.bool_],
    is_known: NDArray[np.bool_],
) -> tuple[Ints | None, NDArray[np.bool_]]:
    """Give the time of each row that has one, and which rows these are."""
    if time is None:
        return None, np.ones(table.rows, dtype=np.bool_)
    if plan[time].kind not in (*DATES, "number"):
        came = ", ".join(table.column(time).examples[:3]) or "nothing"
        raise NoTime(file=table.found.file, column=time, came=came)
    raw = columns[time]
    has_time = raw != NO_INSTANT if raw.dtype.kind == "i" else ~np.isnan(raw)
    groups = (happened & is_known, ~happened)
    shares = [float(has_time[group].mean()) if group.any() else 1.0 for group in groups]
    # A close date orders the rows by what is to be predicted: open ones have none.
    if tells_afterwards(time) and abs(shares[0] - shares[1]) > 0.1:
        raise TimeAfter(file=table.found.file, column=time, share=f"{shares[0]:.0%}", other=f"{shares[1]:.0%}")
    scaled = raw if raw.dtype.kind == "i" else np.where(has_time, raw * 1e6, 0)
    return scaled[has_time].astype(np.int64), has_time


def _picked(column: Any, rows: NDArray[np.bool_]) -> Any:
    return column.take(rows) if isinstance(column, Coded) else column[rows]


def _worth(columns: dict[str, Any], value: str | None) -> Floats | None:
    if value is None:
        return None
    worth: Any = columns[value]
    if isinstance(worth, Coded) or worth.dtype != np.float64:
        raise problems.WrongOption(option="--value", came=value, expected="a column of amounts")
    return np.where(worth < 0, np.nan, worth)

"""Prediction from a table with one row per lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import BadColumnError, BadTimeError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.opportunities import UNKNOWN
from jornada.analytics.periods import DAY
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.frame import Column, Frame
from jornada.analytics.predict.learn import Choices, learn
from jornada.analytics.predict.prediction import Prediction
from jornada.analytics.predict.split import FEWEST, by_chance, by_time


def predict_table(
    columns: Mapping[str, Any],
    outcome: Any,
    *,
    time: Any = None,
    dates: Mapping[str, Any] | None = None,
    ids: Any = None,
    value: Any = None,
    drop: Collection[str] = (),
    keep: Collection[str] = (),
    gap_days: float = 0,
    boosting: bool = True,
) -> Prediction:
    """Say who will convert, how sure that is, and why, from one row per lead.

    With `time`, the model learns from the early rows and is judged on the latest quarter. Without it, rows
    are dealt by what they hold: such a check is too kind where things change with time, and says so.
    Columns that are only known once the outcome is are named and left out (`leaks.find_leaks`).

    Parameters
    ----------
    columns : mapping of str to array
        What was known of each lead: numbers, texts, yes or no; blanks allowed.
    outcome : array, shape (rows,)
        True, False, or None (-1 in whole numbers) where still open: such rows are scored, not learnt from.
    time : array of int64 microseconds UTC or datetime64, optional
        When each row was as its columns say.
    dates : mapping of str to array of int64 or datetime64, optional
        Date columns; read as days before `time`, and not used without it.
    ids : array, optional
        Whose row it is; deals the rows where there is no time.
    value : array of float, optional
        What a success is worth; blanks count as the mean. All 1 when left out.
    drop, keep : collection of str
        Columns to leave out, and to keep whatever the alarm says.
    gap_days : float, default 0
        Days before the test block from which nothing is learnt, 0 or more.
    boosting : bool, default True
        Whether trees are tried (extra `predict`); they are used if they beat the regression by more than
        one standard error.

    Returns
    -------
    Prediction

    Raises
    ------
    TooFewError
        If fewer than 100 rows with, or without, the outcome are known, or fewer than 20 in a block.
    NothingToLearnError
        If no column is left.
    WrongLengthError, BadColumnError, BadTimeError
        If a column cannot be read.

    Examples
    --------
    >>> calls = np.arange(1200) % 7
    >>> won = np.sin(np.arange(1200) * 12.9898) * 3.5 + 4 < calls
    >>> found = predict_table({"calls": calls}, won, time=np.arange(1200), boosting=False)
    >>> found.quality.verdict, found.split, found.leaks
    ('works', 'time', ())
    """
    happened, is_known = _outcome(outcome)
    frame = Frame.from_columns({name: column for name, column in columns.items() if name not in drop})
    at = None if time is None else _instants("time", time)
    stamps = {name: _instants(name, column) for name, column in (dates or {}).items() if name not in drop}
    _check_lengths(len(happened), frame, at, stamps)
    if at is not None and (at[is_known] == UNKNOWN).any():
        raise BadTimeError("time: some rows have none; leave such rows out or fill it in.")
    frame, later, ignored = _with_dates(frame, at, stamps, happened & is_known, keep)
    choices = Choices(keep=keep, later=later, boosting=boosting, ignored=ignored)
    if is_known.sum() < FEWEST:
        raise TooFewError("rows with a known outcome", int(is_known.sum()), 2 * FEWEST)
    worth = _worth(value, len(happened))
    if at is not None:
        return learn(frame, happened, by_time(at, is_known, round(gap_days * DAY)), worth, "time", choices)
    who = None if ids is None else Frame.from_columns({"id": ids}).columns["id"]
    return learn(frame, happened, by_chance(frame, is_known, who), worth, "shuffled", choices)


def _outcome(raw: Any) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    rows = np.asarray(raw)
    if rows.dtype == np.bool_:
        return rows, np.ones(len(rows), dtype=np.bool_)
    if rows.dtype.kind == "O":
        rows = np.array([-1 if each is None else each for each in rows.tolist()])
    if rows.dtype.kind == "f":
        rows = np.where(np.isnan(rows), -1, rows)
    if rows.dtype.kind not in "iufb" or not np.isin(rows, (-1, 0, 1)).all():
        raise BadColumnError("outcome: expected True, False, or None where still open, in each row.")
    return rows == 1, rows >= 0


def _instants(name: str, column: Any) -> Ints:
    rows = np.asarray(column)
    if rows.dtype.kind == "M":
        rows = rows.astype("datetime64[us]").view(np.int64)
    if rows.dtype.kind not in "iu" or rows.ndim != 1:
        raise BadTimeError(f"{name}: expected microseconds as whole numbers, or datetime64; got {rows.dtype}.")
    return rows.astype(np.int64)


def _check_lengths(rows: int, frame: Frame, at: Ints | None, stamps: Mapping[str, Ints]) -> None:
    sizes = {"the columns": len(frame)} if frame.columns else {}
    sizes |= {} if at is None else {"time": len(at)}
    sizes |= {name: len(column) for name, column in stamps.items()}
    for name, size in sizes.items():
        if size != rows:
            raise WrongLengthError(f"{name}: {size} rows, and the outcome has {rows}; they must agree.")


def _with_dates(
    frame: Frame, at: Ints | None, stamps: Mapping[str, Ints], won: NDArray[np.bool_], keep: Collection[str]
) -> tuple[Frame, dict[str, float], dict[str, str]]:
    """Add dates as days before the moment of prediction; say how many lie after it."""
    columns: dict[str, Column] = dict(frame.columns)
    later: dict[str, float] = {}
    ignored: dict[str, str] = {}
    for name, stamp in stamps.items():
        filled = stamp != UNKNOWN
        if at is None:
            # Enough for the alarm to see when it is filled; a bare date says nothing of new rows.
            columns[name] = np.where(filled, 1.0, np.nan)
            if filled.all() or name not in keep:
                ignored[name] = "date"
            continue
        before = np.where(filled, (at - np.where(filled, stamp, 0)) / DAY, np.nan)
        later[name] = float((before[filled] < 0).mean()) if filled.any() else 0.0
        columns[name] = before
    return Frame(dict(sorted(columns.items())), len(won)), later, ignored


def _worth(value: Any, rows: int) -> Floats:
    if value is None:
        return np.ones(rows)
    worth = np.asarray(value, dtype=np.float64)
    if worth.shape != (rows,) or (worth < 0).any() or np.isinf(worth).any():
        raise BadColumnError(f"value: expected {rows} amounts of 0 or more, blank where unknown.")
    typical = float(np.nanmean(worth)) if (~np.isnan(worth)).any() else 1.0
    return np.where(np.isnan(worth), typical, worth)

"""Why a subject has its score: what each column adds on the log-odds, and what would change its class."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.predict.frame import Column, Frame, shown
from jornada.analytics.predict.models import Model
from jornada.analytics.result import Language
from jornada.analytics.words.predict import say

TOP = 5
STEPS_AT_ONCE = 200_000


@dataclass(frozen=True, eq=False, slots=True)
class Contributions:
    """What each column adds to the log-odds of each row.

    Attributes
    ----------
    names : tuple of str
        Columns used.
    added : ndarray of float64, shape (rows, columns)
        Log-odds; with `start` they add up to the log-odds of the row.
    start : float
        Log-odds of an average training row.
    error : ndarray of float64, shape (rows, columns)
        Standard error from sampling; 0 for the regression, whose contributions are exact.
    """

    names: tuple[str, ...]
    added: Floats
    start: float
    error: Floats


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a score: a column, its value, and the factor on the odds.

    Attributes
    ----------
    column, value : str
    log_odds : float
        Above 0: raises the chance against an average row.
    error : float
        Standard error of `log_odds` from sampling, 0 where exact.
    """

    column: str
    value: str
    log_odds: float
    error: float = 0.0

    @property
    def is_worth_saying(self) -> bool:
        """Whether it moves the odds by 5 % or more."""
        return abs(self.log_odds) >= 0.05

    @property
    def odds_factor(self) -> float:
        """By how much the odds are multiplied."""
        return float(np.exp(self.log_odds))

    def explain(self, language: Language = "en") -> str:
        """Say the reason in a few words."""
        value = self.value or say("blank", language)
        return say("raises" if self.log_odds > 0 else "lowers", language, column=self.column, value=value,
                   factor=f"{np.exp(abs(self.log_odds)):.1f}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A value of one actionable column with which the row would be in a better class.

    Attributes
    ----------
    column, value : str
        What it would have to be.
    chance : float
        Probability then, 0 to 1. What the model associates, not what acting would bring about.
    grade : str
        Class then.
    """

    column: str
    value: str
    chance: float
    grade: str


def contributions(model: Model, frame: Frame, *, samples: int = 64, seed: int = 0) -> Contributions:
    """Share the log-odds of each row among the columns.

    Regression: weight x (value - mean of training), exact. Trees: interventional Shapley values against
    stored training rows (Lundberg & Lee 2017; Janzing et al. 2020), estimated over random orders, each
    also walked backwards (Castro, Gomez & Tejada 2009; antithetic pairs), with their standard error.

    Parameters
    ----------
    model : Model
    frame : Frame
    samples : int, default 64
        Pairs of orders per row; trees only.
    seed : int, default 0

    Returns
    -------
    Contributions
    """
    if model.kind == "boosting":
        return _of_trees(model, frame, samples, seed)
    encoder = model.encoder
    parts = encoder.design(frame) * model.line.weights
    added = np.add.reduceat(parts, encoder.starts[:-1], axis=1) if len(frame) else np.empty((0, len(encoder.names)))
    return Contributions(encoder.names, added, model.line.intercept, np.zeros_like(added))


def top_reasons(found: Contributions, frame: Frame, row: int, most: int = TOP) -> tuple[Reason, ...]:
    """List the strongest reasons of one row, those raising and those lowering its chance."""
    added = found.added[row]
    order = np.argsort(-np.abs(added), kind="stable")[:most]
    return tuple(
        Reason(found.names[place], shown(frame.columns[found.names[place]], row), float(added[place]),
               float(found.error[row, place]))
        for place in order.tolist() if abs(added[place]) > 1e-6
    )  # fmt: skip


def options(frame: Frame, actionable: Collection[str]) -> list[tuple[str, Column, str]]:
    """List the values that an actionable column may be set to, each as a column of one row.

    Frequent values of texts (1 % of rows or more); the quantiles 10, 25, 50, 75 and 90 % of numbers.
    """
    found: list[tuple[str, Column, str]] = []
    for name in [name for name in frame.columns if name in actionable]:
        column = frame.columns[name]
        if isinstance(column, Coded):
            counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
            often = np.flatnonzero(counts >= max(1, len(column) / 100)).tolist()
            found += [(name, Coded(np.array([code]), column.values), column.values[code]) for code in often]
        elif not np.isnan(column).all():
            marks = np.unique(np.nanquantile(column, (0.1, 0.25, 0.5, 0.75, 0.9), method="nearest"))
            found += [(name, np.array([mark]), f"{mark:.6g}") for mark in marks.tolist()]
    return found


def with_value(frame: Frame, name: str, value: Column) -> Frame:
    """Set one column to one value in all rows."""
    same = np.zeros(len(frame), dtype=np.int64)
    column = value.take(same) if isinstance(value, Coded) else value[same]
    return Frame({**frame.columns, name: column}, frame.rows)


def _of_trees(model: Model, frame: Frame, samples: int, seed: int) -> Contributions:
    plain, background = model.encoder.plain(frame), model.background
    rows, columns = plain.shape
    draw = np.random.default_rng(seed)
    start = float(model.tree_log_odds(background).mean())
    if not rows:
        return Contributions(model.encoder.names, np.empty((0, columns)), start, np.empty((0, columns)))
    total, squares = np.zeros((rows, columns)), np.zeros((rows, columns))
    at_once = max(1, STEPS_AT_ONCE // (2 * rows * (columns + 1)))
    for first in range(0, samples, at_once):
        orders = [draw.permutation(columns) for _ in range(min(at_once, samples - first))]
        others = [background[draw.integers(len(background), size=rows)] for _ in orders]
        pairs = _walk(model, plain, np.repeat(others, 2, axis=0), [way for one in orders for way in (one, one[::-1])])
        each = pairs.reshape(-1, 2, rows, columns).mean(axis=1)
        total += each.sum(axis=0)
        squares += (each**2).sum(axis=0)
    mean = total / samples
    error = np.sqrt(np.maximum(squares / samples - mean**2, 0) / max(samples - 1, 1))
    # What sampling leaves over is spread evenly, so that the reasons add up to the score.
    left = model.tree_log_odds(plain) - start - mean.sum(axis=1)
    return Contributions(model.encoder.names, mean + left[:, None] / columns, start, error)


def _walk(model: Model, plain: Floats, others: Floats, orders: list[Ints]) -> Floats:
    """Turn background rows into our rows, column by column; note what each step adds.

    `others` has one background row for each order and row; the answer has shape (orders, rows, columns).
    """
    walks, rows, columns = others.shape
    steps = np.repeat(others[:, None], columns + 1, axis=1)
    for walk, order in enumerate(orders):
        for place, column in enumerate(order.tolist()):
            steps[walk, place + 1 :, :, column] = plain[:, column]
    told = model.tree_log_odds(steps.reshape(-1, columns)).reshape(walks, columns + 1, rows)
    added = np.empty((walks, rows, columns))
    for walk, order in enumerate(orders):
        added[walk][:, order] = np.diff(told[walk], axis=0).T
    return added

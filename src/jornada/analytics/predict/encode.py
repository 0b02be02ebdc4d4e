"""Columns as numbers that a model can weigh, learnt from the training rows alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.predict.frame import Column, Frame, is_blank

KNOT_SHARES = (0.05, 0.35, 0.65, 0.95)
MOST_LEVELS, FEWEST_ROWS = 40, 20


@dataclass(frozen=True, eq=False, slots=True)
class NumberCode:
    """A number as a broken line: itself, and what it exceeds each inner knot by, in units of its spread.

    Harrell 2015, "Regression modeling strategies", section 2.4: knots at 5, 35, 65 and 95 %; values
    beyond the outer knots count as the knot, so that one freak value cannot rule the score.
    """

    knots: Floats
    spread: float
    fill: float
    has_blanks: bool

    def matrix(self, column: Column) -> Floats:
        assert not isinstance(column, Coded)
        blank = np.isnan(column)
        value = np.clip(np.where(blank, self.fill, column), self.knots[0], self.knots[-1])
        lines = [(value - self.fill) / self.spread]
        lines += [np.maximum(value - knot, 0) / self.spread for knot in self.knots[1:-1]]
        return np.column_stack([*lines, blank] if self.has_blanks else lines)

    def plain(self, column: Column) -> Floats:
        assert not isinstance(column, Coded)
        return column


@dataclass(frozen=True, eq=False, slots=True)
class LevelCode:
    """A text as one yes or no per frequent value; rare and unseen values are one, blanks another."""

    levels: tuple[str, ...]

    def places(self, column: Column) -> Ints:
        """Say the place of each row's level: blank, rare, then `levels`."""
        assert isinstance(column, Coded)
        known = {name: place for place, name in enumerate(self.levels, start=2)}
        table = np.array([*(known.get(name, 1) for name in column.values), 0], dtype=np.int64)
        return table[column.codes]

    def matrix(self, column: Column) -> Floats:
        return np.eye(len(self.levels) + 2)[self.places(column)]

    def plain(self, column: Column) -> Floats:
        return self.places(column).astype(np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class Encoder:
    """How each column of a frame becomes numbers.

    Attributes
    ----------
    codes : dict of str to NumberCode or LevelCode
        Columns that are constant in training are not there.
    starts : ndarray of int64, shape (columns + 1,)
        Where the numbers of each column start in the design.
    mean : ndarray of float64
        Of each design column over the training rows; the design is centred on it.
    """

    codes: dict[str, NumberCode | LevelCode]
    starts: Ints
    mean: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns used."""
        return tuple(self.codes)

    @property
    def is_text(self) -> list[bool]:
        """Whether each column used is a text."""
        return [isinstance(code, LevelCode) for code in self.codes.values()]

    def design(self, frame: Frame) -> Floats:
        """Make the centred matrix for the regression, shape (rows, numbers)."""
        parts = [code.matrix(frame.columns[name]) for name, code in self.codes.items()]
        whole: Floats = np.concatenate(parts, axis=1, dtype=np.float64)
        return whole - self.mean

    def plain(self, frame: Frame) -> Floats:
        """Make the matrix for trees, one number per column, shape (rows, columns)."""
        return np.column_stack([code.plain(frame.columns[name]) for name, code in self.codes.items()])


def learn_encoder(frame: Frame, skip: Sequence[str] = ()) -> Encoder:
    """Learn knots, spreads and frequent values from the training rows.

    Parameters
    ----------
    frame : Frame
        Training rows only.
    skip : sequence of str
        Columns not to use.

    Returns
    -------
    Encoder

    Examples
    --------
    >>> encoder = learn_encoder(Frame.from_columns({"same": [1, 1], "on": [0, 1]}))
    >>> encoder.names, encoder.design(Frame.from_columns({"on": [1, 0]})).ravel().tolist()
    (('on',), [1.0, -1.0])
    """
    made = {name: _code(column) for name, column in frame.columns.items() if name not in skip}
    codes = {name: code for name, code in made.items() if code is not None}
    parts = [code.matrix(frame.columns[name]) for name, code in codes.items()]
    starts = np.cumsum([0, *(part.shape[1] for part in parts)])
    mean = np.concatenate([part.mean(axis=0) for part in parts]) if parts else np.empty(0)
    return Encoder(codes, starts, mean)


def _code(column: Column) -> NumberCode | LevelCode | None:
    if isinstance(column, Coded):
        return _level_code(column)
    return _number_code(column)


def _number_code(column: Any) -> NumberCode | None:
    blank = is_blank(column)
    filled = column[~blank]
    if not len(filled) or (filled.min() == filled.max() and not blank.any()):
        return None
    knots = np.unique(np.quantile(filled, KNOT_SHARES))
    if len(knots) < 2:
        # Nearly all the same: the rare other values must still be able to speak.
        knots = np.unique([filled.min(), filled.max()])
    if len(np.unique(filled[:10_000])) <= 3 or len(knots) < 2:
        knots = np.unique([filled.min(), filled.max()])
    spread = float(np.std(np.clip(filled, knots[0], knots[-1]))) or 1.0
    return NumberCode(knots, spread, float(np.median(filled)), bool(blank.any()))


def _level_code(column: Coded) -> LevelCode | None:
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    often = np.argsort(-counts, kind="stable")[:MOST_LEVELS]
    least = min(FEWEST_ROWS, max(1, len(column) // 50))
    levels = sorted(column.values[place] for place in often if counts[place] >= least)
    kinds = len(levels) + (int(counts.sum()) < len(column)) + (len(levels) < int((counts > 0).sum()))
    return LevelCode(tuple(levels)) if kinds > 1 else None

"""Whether what comes in still looks like what was learnt from, and whether the probabilities still hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.comparison import adjust
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.predict.frame import Column, Frame
from jornada.analytics.predict.prediction import Prediction
from jornada.analytics.predict.split import OPEN
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words.predict import say

BINS, FLOOR, LEVEL = 10, 1e-4, 0.05


@dataclass(frozen=True, eq=False)
class Drift(Result):
    """Population stability index of each column, read against what chance alone would give.

    Attributes
    ----------
    names : tuple of str
    index : ndarray of float64
        PSI: sum over bins of (share now - share then) x log(share now / share then).
    expected : ndarray of float64
        Its mean if nothing had changed: (bins - 1)(1/n + 1/m).
    p_value : ndarray of float64
        Chance of so large an index if nothing had changed, corrected for the number of columns.
    """

    names: tuple[str, ...]
    index: Floats
    expected: Floats
    p_value: Floats

    @property
    def has_moved(self) -> NDArray[np.bool_]:
        """Which columns have changed beyond chance (5 % over all columns)."""
        moved: NDArray[np.bool_] = self.p_value < LEVEL
        return moved

    def columns(self) -> dict[str, Any]:
        """Give one row per column."""
        return {"column": list(self.names), "psi": self.index, "expected": self.expected, "p_value": self.p_value,
                "has_moved": self.has_moved}  # fmt: skip

    def explain(self, language: Language = "en") -> str:
        """Name the columns that have changed beyond chance, the largest change first."""
        order = np.argsort(-self.index, kind="stable").tolist()
        moved = [self.names[place] for place in order if self.has_moved[place]]
        return say("drifted" if moved else "not_drifted", language, rows=len(self.names), column=", ".join(moved[:8]))

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the index of each column beside what chance gives."""
        order = np.argsort(-self.index, kind="stable")[:20].tolist()
        names = [self.names[place] for place in order]
        seen = Series(say("psi", language), names, self.index[order].tolist())
        chance = Series(say("by_chance", language), names, self.expected[order].tolist(), is_faint=True)
        words = [say(key, language) for key in ("drift_title", "column", "psi")]
        return (Chart("bar", words[0], words[1], words[2], (seen, chance)),)


@dataclass(frozen=True, eq=False)
class Held(Result):
    """Outcomes seen against outcomes expected, month by month.

    Attributes
    ----------
    month : ndarray of datetime64[M]
    seen, expected, error : ndarray of float64
        Events, sum of probabilities, and the standard deviation of events if the probabilities hold.
    is_due : bool
        The probabilities should be learnt again: the last three months together, or the whole, are off by
        more than chance gives once in a hundred times.
    """

    month: NDArray[np.datetime64]
    seen: Floats
    expected: Floats
    error: Floats
    is_due: bool

    def columns(self) -> dict[str, Any]:
        """Give one row per month."""
        return {"month": self.month.astype(str), "seen": self.seen, "expected": self.expected, "error": self.error}

    def explain(self, language: Language = "en") -> str:
        """Say whether the probabilities still hold."""
        ratio = float(divided(self.seen.sum(), self.expected.sum()))
        return say("recalibrate" if self.is_due else "holds", language, rows=len(self.month), rate=f"{ratio:.2f}")


def psi(reference: Any, current: Any, bins: int = BINS) -> tuple[float, float, float]:
    """Measure how far the distribution of one column has moved.

    Siddiqi 2006, "Credit risk scorecards"; its law: Yurdakul & Naranjo 2020, "Statistical properties of the
    population stability index": PSI / (1/n + 1/m) is about chi-square with bins - 1 degrees of freedom.
    Numbers fall into 10 bins of equal count of the reference, blanks into one more; texts into their
    values. Shares are kept from 0 by a floor of 1e-4; bins of fewer than 5 expected rows are put together.

    Parameters
    ----------
    reference, current : array of numbers or text, or Coded
    bins : int, default 10

    Returns
    -------
    index, expected, p_value : float
        0 or more; its mean without change; chance of so large an index without change, 0 to 1.

    Raises
    ------
    MeasureError
        If one of them is empty, or one holds numbers and the other text.

    Examples
    --------
    >>> index, expected, p_value = psi(np.arange(1000), np.arange(1000) + 300)
    >>> index > 1, round(expected, 3), p_value < 1e-9
    (True, 0.018, True)
    """
    from scipy.special import chdtrc

    then, now = (Frame.from_columns({"column": each}).columns["column"] for each in (reference, current))
    if not len(then) or not len(now):
        raise MeasureError("Drift compares two sets of rows; one of them is empty.")
    before, after = _counts(then, now, bins)
    n, m = float(before.sum()), float(after.sum())
    thin = (before + after) / (n + m) * min(n, m) < 5
    if thin.any():
        before, after = (np.append(count[~thin], count[thin].sum()) for count in (before, after))
    shares = [np.maximum(count / count.sum(), FLOOR) for count in (before, after)]
    index = float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))
    scale, free = 1 / n + 1 / m, len(before) - 1
    return index, free * scale, float(chdtrc(free, index / scale)) if free else 1.0


def drift(reference: Frame, current: Frame) -> Drift:
    """Measure the drift of all columns that two frames share; p-values corrected after Benjamini & Hochberg.

    Parameters
    ----------
    reference, current : Frame
        What was learnt from, and what comes in now.

    Returns
    -------
    Drift

    Examples
    --------
    >>> then = Frame.from_columns({"calls": np.arange(500) % 7})
    >>> drift(then, then).explain()
    'None of the 1 columns has changed by more than chance.'
    """
    names = tuple(name for name in reference.columns if name in current.columns)
    found = [psi(reference.columns[name], current.columns[name]) for name in names]
    index, expected, chance = (np.array([each[place] for each in found]) for place in range(3))
    return Drift(names, index, expected, np.asarray(adjust(chance)) if names else chance)


def drift_of(prediction: Prediction, current: Frame) -> Drift:
    """Measure the drift of the columns that a prediction uses, and of its score, on rows that come in now."""
    learnt = prediction.frame.take(prediction.part != OPEN)
    used = prediction.model.encoder.names
    then = Frame({name: learnt.columns[name] for name in used}, len(learnt))
    now = Frame({name: current.columns[name] for name in used if name in current.columns}, len(current))
    score = {"(score)": prediction.score(learnt)}, {"(score)": prediction.score(current)}
    return drift(Frame({**then.columns, **score[0]}, len(then)), Frame({**now.columns, **score[1]}, len(now)))


def held(chance: Any, happened: Any, at: Any) -> Held:
    """Compare outcomes with probabilities month by month, and say whether they should be learnt again.

    Parameters
    ----------
    chance : array of float, shape (rows,)
        Probabilities given, 0 to 1.
    happened : array of bool
    at : array of datetime64, or of int64 microseconds UTC
        When each was given.

    Returns
    -------
    Held

    Raises
    ------
    WrongLengthError
        If the columns differ in length.

    Examples
    --------
    >>> days = np.datetime64("2025-01-01") + np.arange(90)
    >>> held(np.full(90, 0.5), np.arange(90) % 2 == 0, days).is_due
    False
    """
    told, true = np.asarray(chance, dtype=np.float64), np.asarray(happened, dtype=np.bool_)
    times = np.asarray(at)
    stamps = times if times.dtype.kind == "M" else times.astype(np.int64).view("datetime64[us]")
    if not len(told) == len(true) == len(stamps):
        raise WrongLengthError(
            f"{len(told)} probabilities, {len(true)} outcomes, {len(stamps)} times; they must agree."
        )
    month, place = np.unique(stamps.astype("datetime64[M]"), return_inverse=True)
    weights = (true, told, told * (1 - told))
    sums = [np.bincount(place, each, minlength=len(month)).astype(np.float64) for each in weights]
    is_due = any(abs(_off(*(each[part] for each in sums))) > 2.576 for part in (slice(-3, None), slice(None)))
    return Held(month, sums[0], sums[1], np.sqrt(sums[2]), is_due)


def _off(seen: Floats, expected: Floats, variance: Floats) -> float:
    spread = float(variance.sum()) ** 0.5
    return float(seen.sum() - expected.sum()) / spread if spread else 0.0


def _counts(then: Column, now: Column, bins: int) -> tuple[Floats, Floats]:
    if isinstance(then, Coded) != isinstance(now, Coded):
        raise MeasureError("Drift compares numbers with numbers and texts with texts; read both sets alike.")
    if isinstance(then, Coded) and isinstance(now, Coded):
        values = tuple(sorted({*then.values, *now.values}))
        places = [each.recode(values).codes.astype(np.int64) + 1 for each in (then, now)]
        return _tallied(places, len(values) + 1)
    before, after = np.asarray(then), np.asarray(now)
    filled = before[~np.isnan(before)]
    cuts = np.unique(np.quantile(filled, np.linspace(0, 1, bins + 1)[1:-1])) if len(filled) else filled
    placed = [np.where(np.isnan(each), 0, 1 + np.searchsorted(cuts, each, side="left")) for each in (before, after)]
    return _tallied(placed, len(cuts) + 2)


def _tallied(places: list[Ints], size: int) -> tuple[Floats, Floats]:
    before, after = (np.bincount(place, minlength=size).astype(np.float64) for place in places)
    there = before + after > 0
    return before[there], after[there]

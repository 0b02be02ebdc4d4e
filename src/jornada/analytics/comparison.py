"""Whether groups differ in how long something takes, and how many such findings are chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Language, Result
from jornada.analytics.survival import Curve, restricted_mean
from jornada.analytics.words import days, number
from jornada.analytics.words.time import DIFFERENCE, PACE

# What is smaller, beside the largest, is left by rounding.
ROUNDING = 1e-10


@dataclass(frozen=True, eq=False, slots=True)
class LogRank(Result):
    """Whether the groups leave at the same pace.

    Attributes
    ----------
    statistic : float
        Chi-squared, 0 or more.
    freedom : int
        Degrees of freedom: groups that can be compared, less one.
    p : float
        Probability of a statistic as large when the groups do not differ; NaN when nothing can be compared.
    observed, expected : ndarray of float64, shape (groups,)
        How many left, and how many would have at the pace of all together.
    """

    statistic: float
    freedom: int
    p: float
    observed: Floats
    expected: Floats

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per group."""
        observed, expected = self.observed.tolist(), self.expected.tolist()
        return {"group": list(range(len(observed))), "observed": observed, "expected": expected}

    def explain(self, language: Language = "en") -> str:
        """Say whether the groups leave at the same pace."""
        words = PACE[language]
        if not self.freedom:
            return words["nothing"]
        verdict = words["differ" if self.p < 0.05 else "alike"]
        return verdict.format(
            groups=len(self.observed), left=number(self.observed.sum(), language), p=number(self.p, language, 4)
        )


@dataclass(frozen=True, slots=True)
class MeanDifference(Result):
    """How much longer one group stays than another, up to a horizon; microseconds.

    Attributes
    ----------
    difference, low, high : float
        Restricted mean of the first less that of the second, with its 95 % interval.
    p : float
        Two-sided; NaN when not known.
    """

    difference: float
    low: float
    high: float
    p: float

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row; times in days."""
        times = {"difference": self.difference, "low": self.low, "high": self.high}
        return {**{f"{name}_days": [time / DAY] for name, time in times.items()}, "p": [self.p]}

    def explain(self, language: Language = "en") -> str:
        """Say how much longer the first group stays."""
        words = DIFFERENCE[language]
        if np.isnan(self.difference):
            return words["nothing"]
        side = "unclear" if not self.low * self.high > 0 else "longer" if self.difference > 0 else "shorter"
        spans = (abs(self.difference), self.low, self.high)
        by, low, high = (days(span, language) for span in spans)
        return words[side].format(by=by, low=low, high=high)


def log_rank(time: Any, has_left: Any, group: Any) -> LogRank:
    """Test whether groups leave at the same pace, those still here counted as watched so long.

    At each time when somebody left, those expected of a group are its share of the watched; the sum of
    the differences over its hypergeometric covariance is chi-squared. Mantel 1966, "Evaluation of
    survival data", Cancer Chemotherapy Reports 50:163-170; Peto & Peto 1972 for several groups.

    Parameters
    ----------
    time : array of int or float, shape (rows,)
        How long each stay lasted, or has lasted so far; in any order.
    has_left : array of bool, shape (rows,)
        False where the stay was still going on.
    group : array of int, shape (rows,)
        From 0.

    Returns
    -------
    LogRank

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    MeasureError
        If a group is negative.

    Examples
    --------
    >>> test = log_rank([1, 2, 3, 4], [True] * 4, [0, 0, 1, 1])
    >>> round(test.statistic, 3), test.freedom, test.expected.round(3).tolist()
    (2.882, 1, [0.833, 3.167])
    """
    times, left, groups = np.asarray(time), np.asarray(has_left, dtype=np.bool_), np.asarray(group, dtype=np.int64)
    if not times.shape == left.shape == groups.shape:
        raise WrongLengthError(f"Times, ends and groups differ in length: {times.size}, {left.size}, {groups.size}.")
    if groups.min(initial=0) < 0:
        raise MeasureError("Groups are numbered from 0; one is negative.")
    kinds = int(groups.max(initial=-1)) + 1
    at = np.unique(times[left])
    leaving = np.zeros((kinds, len(at)))
    watched = np.zeros((kinds, len(at)))
    for each in range(kinds):
        own = groups == each
        leaving[each] = np.bincount(np.searchsorted(at, times[own & left]), minlength=len(at))
        watched[each] = own.sum() - np.searchsorted(np.sort(times[own]), at)
    return _tested(leaving, watched)


def mean_difference(first: Curve, second: Curve, horizon: float) -> MeanDifference:
    """Compare how long two groups stay on average, up to a horizon.

    Unlike a ratio of hazards, it means the same whatever the shape of the curves: Royston & Parmar
    2013, BMC Medical Research Methodology 13:152.

    Parameters
    ----------
    first, second : Curve
    horizon : float
        Microseconds; both groups must have been watched so long.

    Returns
    -------
    MeanDifference

    Examples
    --------
    >>> from jornada.analytics.survival import kaplan_meier
    >>> slow, fast = (kaplan_meier(np.array(t), np.ones(3)) for t in ([4, 6, 8], [1, 2, 3]))
    >>> round(mean_difference(slow, fast, 8).difference, 3)
    4.0
    """
    (mean, error), (other, other_error) = (restricted_mean(curve, horizon) for curve in (first, second))
    difference, spread = mean - other, float(np.hypot(error, other_error))
    p = _two_sided(difference / spread) if spread > 0 else float("nan")
    return MeanDifference(difference, difference - Z_95 * spread, difference + Z_95 * spread, p)


def adjust(p: Sequence[float] | Floats) -> Floats:
    """Correct p-values for their number, so that findings below q are false in a share q of cases at most.

    The adjusted i-th smallest of m is min over j >= i of p_j m / j: Benjamini & Hochberg 1995,
    "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57:289-300.

    Parameters
    ----------
    p : sequence of float
        0 to 1; NaN is no test and stays.

    Returns
    -------
    ndarray of float64
        In the order of `p`.

    Raises
    ------
    MeasureError
        If a p-value lies outside 0 to 1.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03, 0.5]).round(3).tolist()
    [0.04, 0.053, 0.053, 0.5]
    """
    values = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    if np.any((values[known] < 0) | (values[known] > 1)):
        raise MeasureError("p-values lie between 0 and 1; one of them does not.")
    order = known[np.argsort(values[known])]
    scaled = values[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted = np.full(len(values), np.nan)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return adjusted


def _tested(leaving: Floats, watched: Floats) -> LogRank:
    from scipy.special import chdtrc

    every, there = leaving.sum(axis=0), watched.sum(axis=0)
    share = np.nan_to_num(divided(watched, there))
    expected = share @ every
    weight = np.nan_to_num(divided(every * (there - every), there - 1))
    covariance = np.diag(share @ weight) - (share * weight) @ share.T
    observed = leaving.sum(axis=1)
    excess = (observed - expected)[:-1]
    spread = covariance[:-1, :-1]
    # Groups that are never watched together leave a zero that rounding makes tiny: it is no degree of freedom.
    rank = int(np.linalg.matrix_rank(spread, tol=ROUNDING * np.abs(spread).max())) if len(excess) else 0
    if not rank:
        return LogRank(0.0, 0, float("nan"), observed, expected)
    statistic = float(excess @ np.linalg.pinv(spread, rcond=ROUNDING, hermitian=True) @ excess)
    return LogRank(statistic, rank, float(chdtrc(rank, statistic)), observed, expected)


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))

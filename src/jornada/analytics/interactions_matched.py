"""Odds ratios over strata of comparable rows, with intervals that know which rows are one subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, exp, log, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.rates import Z_95

FEW_MOVED = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows with and without something, of strata that have both.

    Attributes
    ----------
    exposed, exposed_moved, without, without_moved : int
    odds_ratio, low, high, p : float
        NaN where it cannot be told.
    """

    exposed: int
    exposed_moved: int
    without: int
    without_moved: int
    odds_ratio: float = nan
    low: float = nan
    high: float = nan
    p: float = nan

    @property
    def figures(self) -> tuple[float, ...]:
        """All of them, in order."""
        counts = (self.exposed, self.exposed_moved, self.without, self.without_moved)
        return (*counts, self.odds_ratio, self.low, self.high, self.p)


def matched_odds(stratum: Ints, moved: NDArray[np.bool_], subject: Ints, exposed: Ints) -> Pair:
    """Compare rows with something to the others of their stratum.

    psi = sum(a d / n) / sum(b c / n), with a, b exposed rows that moved and did not, c, d the others:
    Mantel & Haenszel 1959. Its variance adds up what each subject's rows would change (infinitesimal
    jackknife: Jaeckel 1972; for sums over clusters as Liang & Zeger 1986).

    Parameters
    ----------
    stratum, subject : ndarray of int64, shape (rows,)
        From 0.
    moved : ndarray of bool, shape (rows,)
    exposed : ndarray of int64
        Rows that have it.

    Returns
    -------
    Pair

    Examples
    --------
    >>> moved = np.array([True] * 8 + [False] * 12 + [True] * 5 + [False] * 15)
    >>> pair = matched_odds(np.zeros(40, int), moved, np.arange(40), np.arange(20))
    >>> round(pair.odds_ratio, 6), round(pair.low, 2), round(pair.high, 2)
    (2.0, 0.51, 7.86)
    """
    strata = int(stratum.max(initial=-1)) + 1
    has = np.zeros(len(stratum), np.bool_)
    has[exposed] = True
    every = np.bincount(4 * stratum + 2 * has + moved, minlength=4 * strata).reshape(strata, 4)
    both = (every[:, 2:].sum(axis=1) > 0) & (every[:, :2].sum(axis=1) > 0)
    d, c, b, a = (np.where(both, every[:, column], 0).astype(np.float64) for column in range(4))
    pair = Pair(int((a + b).sum()), int(a.sum()), int((c + d).sum()), int(c.sum()))
    n = np.where(both, a + b + c + d, 1.0)
    above, below = float((a * d / n).sum()), float((b * c / n).sum())
    if (
        not above > 0
        or not below > 0
        or min(pair.exposed_moved + pair.without_moved, pair.exposed, pair.without) < FEW_MOVED
    ):
        return pair
    psi = above / below
    pull = (a * d - psi * b * c) / n**2
    gains = np.stack((a / n - pull, -psi * b / n - pull, -psi * c / n - pull, d / n - pull), axis=1)
    gains[~both] = 0
    inside = np.flatnonzero(both[stratum])
    change = gains[stratum[inside], 2 * has[inside] + moved[inside]]
    error = _error(subject[inside], change) / below / psi
    if not error > 0:
        return pair
    centre = log(psi)
    p = erfc(abs(centre) / error / sqrt(2))
    low, high = exp(centre - Z_95 * error), exp(centre + Z_95 * error)
    return replace(pair, odds_ratio=psi, low=low, high=high, p=p)


def _error(subject: Ints, change: Floats) -> float:
    of_subject = np.bincount(subject, change)
    groups = len(np.unique(subject))
    return float(np.sqrt((of_subject**2).sum() * divided(groups, groups - 1)))

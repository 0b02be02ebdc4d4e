"""How many customers under contract will be left: the shifted beta-geometric model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.survival import FEW_EVENTS
from jornada.analytics.words import number, percent
from jornada.analytics.words.cohorts import SBG


@dataclass(frozen=True, eq=False, slots=True)
class Retention(Result):
    """Fitted and projected share of customers left, by whole periods since the start.

    Attributes
    ----------
    alpha, beta : float
        Of the Beta distribution of the chance to leave at each renewal; NaN where fewer than 5 have left.
    share, low, high : ndarray of float64, shape (periods + 1,)
        Share left after 0, 1, ... periods, with its 95 % interval (delta method on the log-odds).
    observed : ndarray of float64, shape (seen + 1,)
        Share left by Kaplan-Meier.
    left : int
        How many have left.
    discount : float
        Per period, used for the expected life.
    """

    alpha: float
    beta: float
    share: Floats
    low: Floats
    high: Floats
    observed: Floats
    left: int
    discount: float

    @property
    def rates(self) -> Floats:
        """Share of those left that renew after 1, 2, ... periods; it rises with age."""
        return self.share[1:] / self.share[:-1]

    @property
    def expected_life(self) -> float:
        """Discounted periods that a new customer stays, the first one included, to the end of the projection."""
        return float(np.sum(self.share / (1 + self.discount) ** np.arange(len(self.share))))

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per period."""
        seen = np.full(len(self.share), np.nan)
        shown = min(len(seen), len(self.observed))
        seen[:shown] = self.observed[:shown]
        columns = {"share": self.share, "low": self.low, "high": self.high, "observed": seen}
        return {"period": list(range(len(self.share))), **{name: column.tolist() for name, column in columns.items()}}

    def explain(self, language: Language = "en") -> str:
        """Say how many leave at first, later, and are left in the end."""
        words, seen = SBG[language], len(self.observed) - 1
        if self.left < FEW_EVENTS:
            return words["few"].format(seen=seen)
        period, horizon = min(seen, len(self.rates)), len(self.share) - 1
        return words["said"].format(
            first=percent(1 - self.rates[0], language), later=percent(1 - self.rates[period - 1], language),
            period=period, horizon=horizon, share=percent(self.share[-1], language), seen=seen,
            low=percent(self.low[-1], language), high=percent(self.high[-1], language),
            life=number(self.expected_life, language, 1),
        )  # fmt: skip

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the projection over what was observed."""
        words, table = SBG[language], self.columns()
        fit = Series(words["fit"], table["period"], table["share"], table["low"], table["high"])
        seen = Series(words["seen"], table["period"], table["observed"])
        return (Chart("line", words["title"], words["age"], words["share"], (fit, seen), is_share=True),)


def shifted_beta_geometric(
    periods: Any, has_left: Any, *, count: Any = None, horizon: int = 24, discount: float = 0.0
) -> Retention:
    """Fit and project retention of customers who may leave at each renewal.

    Each customer leaves at a renewal with a chance of its own, Beta(alpha, beta) among customers:
    P(leaves at renewal t) = B(alpha + 1, beta + t - 1) / B(alpha, beta), and the share left after t is
    B(alpha, beta + t) / B(alpha, beta). Since the ready ones leave first, retention rises with age;
    a constant rate, fitted to the first periods, projects far too few. Maximum likelihood. Fader &
    Hardie 2007, "How to project customer retention", Journal of Interactive Marketing 21:76-90.

    Parameters
    ----------
    periods : array of int, shape (rows,)
        Renewal at which the customer left, from 1; or renewals passed so far.
    has_left : array of bool, shape (rows,)
    count : array of int, optional
        How many customers each row stands for; 1 when left out.
    horizon : int, default 24
        How far to project.
    discount : float, default 0
        Per period.

    Returns
    -------
    Retention

    Raises
    ------
    MeasureError
        If a period is negative, a customer left at 0, or columns differ in length.

    Examples
    --------
    >>> left = [1, 2, 3, 4, 5, 6, 7, 7]  # 1,000 customers of a yearly contract, first seven years
    >>> count = [131, 126, 90, 60, 42, 34, 26, 491]
    >>> found = shifted_beta_geometric(left, [True] * 7 + [False], count=count, horizon=12)
    >>> round(found.alpha, 2), round(found.beta, 2), round(float(found.share[12]), 2)
    (0.67, 3.81, 0.38)
    """
    times, left = np.asarray(periods, dtype=np.int64), np.asarray(has_left, dtype=np.bool_)
    weight = np.ones(len(times)) if count is None else np.asarray(count, dtype=np.float64)
    if not times.shape == left.shape == weight.shape or np.any(times < left):
        raise MeasureError("Periods, ends and counts are as many; periods are 0 or more, 1 or more for those who left.")
    seen = int(times.max(initial=0))
    leaving = np.bincount(times[left], weights=weight[left], minlength=seen + 1)[1:].astype(np.float64)
    staying = np.bincount(times[~left], weights=weight[~left], minlength=seen + 1).astype(np.float64)
    observed = _observed(leaving, staying)
    gone = int(leaving.sum())
    if gone < FEW_EVENTS:
        blank = np.full(horizon + 1, np.nan)
        return Retention(float("nan"), float("nan"), blank, blank, blank, observed, gone, discount)
    place, spread = _likeliest(leaving, staying)
    share, low, high = _projected(place, spread, horizon)
    alpha, beta = np.exp(place).tolist()
    return Retention(alpha, beta, share, low, high, observed, gone, discount)


def _observed(leaving: Floats, staying: Floats) -> Floats:
    watched = np.cumsum((leaving + staying[1:])[::-1])[::-1]
    return np.concatenate(([1.0], np.cumprod(1 - divided(leaving, watched))))


def _log_left(place: Floats, times: Floats) -> Floats:
    from scipy.special import betaln

    alpha, beta = np.exp(place)
    left: Floats = betaln(alpha, beta + times) - betaln(alpha, beta)
    return left


def _likeliest(leaving: Floats, staying: Floats) -> tuple[Floats, Floats]:
    """Give log alpha and log beta, and their covariance from the curvature of the likelihood."""
    from scipy.optimize import minimize
    from scipy.special import betaln

    renewals = np.arange(len(staying), dtype=np.float64)
    times = renewals[1:]

    def misfit(place: Floats) -> float:
        alpha, beta = np.exp(place)
        leaves = betaln(alpha + 1, beta + times - 1) - betaln(alpha, beta)
        return -float(np.sum(leaving * leaves) + np.sum(staying * _log_left(place, renewals)))

    bounds = ((-7.0, 10.0), (-7.0, 10.0))
    best = minimize(misfit, (0.0, 1.0), bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-9})
    spread = np.linalg.pinv(_curvature(misfit, best.x)).astype(np.float64)
    return best.x, spread


def _curvature(misfit: Any, place: Floats, step: float = 1e-3) -> Floats:
    result = np.zeros((2, 2))
    for (row, one), (column, other) in product(enumerate(np.eye(2) * step), repeat=2):
        there = misfit(place + one + other) + misfit(place - one - other)
        result[row, column] = (there - misfit(place + one - other) - misfit(place - one + other)) / (4 * step**2)
    return result


def _projected(place: Floats, spread: Floats, horizon: int) -> tuple[Floats, Floats, Floats]:
    times = np.arange(horizon + 1, dtype=np.float64)
    share = np.exp(_log_left(place, times))
    odds = np.log(share[1:]) - np.log1p(-share[1:])
    slopes = []
    for step in np.eye(2) * 1e-5:
        moved = [np.exp(_log_left(place + side * step, times))[1:] for side in (1, -1)]
        slopes.append((np.log(moved[0] / (1 - moved[0])) - np.log(moved[1] / (1 - moved[1]))) / 2e-5)
    slope = np.array(slopes)
    half = Z_95 * np.sqrt(np.maximum(np.einsum("it,ij,jt->t", slope, spread, slope), 0))
    low, high = (np.append([1.0], 1 / (1 + np.exp(-(odds + side * half)))) for side in (-1, 1))
    return share, low, high

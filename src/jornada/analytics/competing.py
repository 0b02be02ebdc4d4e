"""Which of several outcomes comes by when, where one rules out the others: won, lost, still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.opportunities import OPEN, OUTCOMES, UNKNOWN, Opportunities
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Z_95
from jornada.analytics.survival import kaplan_meier


@dataclass(frozen=True, eq=False, slots=True)
class Incidence:
    """Share with each outcome by time since the start, steps at the times below.

    Attributes
    ----------
    outcomes : tuple of str
    at : ndarray of float64, shape (times,)
        Microseconds since the start, ascending, where something happened.
    share : ndarray of float64, shape (outcomes, times)
        Share with the outcome by then, 0 to 1 (cumulative incidence).
    variance : ndarray of float64, shape (outcomes, times)
        Of the share.
    still_open : ndarray of float64, shape (times,)
        Share without any outcome by then; with the shares it adds up to 1.
    last : float
        The longest time anybody was watched; beyond it nothing is known.
    """

    outcomes: tuple[str, ...]
    at: Floats
    share: Floats
    variance: Floats
    still_open: Floats
    last: float

    @property
    def low(self) -> Floats:
        """Low end of the 95 % interval of the share, on the log(-log) scale; 0 before anything happened."""
        return self._bound(1)

    @property
    def high(self) -> Floats:
        """High end of the interval; NaN before anything happened."""
        high = self._bound(-1)
        high[self.share == 0] = np.nan
        return high

    def by(self, days: float) -> dict[str, float]:
        """Say the share with each outcome, and still open, some days after the start; NaN where not known."""
        place = int(np.searchsorted(self.at, days * DAY, side="right")) - 1
        is_known = days * DAY <= self.last or (len(self.at) > 0 and self.still_open[-1] == 0)
        if not is_known:
            return dict.fromkeys((*self.outcomes, "open"), float("nan"))
        shares = self.share[:, place].tolist() if place >= 0 else [0.0] * len(self.outcomes)
        still_open = float(self.still_open[place]) if place >= 0 else 1.0
        return dict(zip(self.outcomes, shares, strict=True)) | {"open": still_open}

    def _bound(self, side: int) -> Floats:
        bound = self.share.copy()
        inner = (self.share > 0) & (self.share < 1)
        share = self.share[inner]
        bound[inner] = share ** np.exp(side * Z_95 * np.sqrt(self.variance[inner]) / (share * -np.log(share)))
        return bound


@dataclass(frozen=True, slots=True)
class OutcomeByTime:
    """The measure behind `outcome_by_time`; a part holds the time and the outcome of each opportunity."""

    now: int

    def kernel(self, deals: Opportunities) -> tuple[Ints, Ints]:
        is_open = (deals.outcome == OPEN) | (deals.closed > self.now)
        end = np.where(is_open, self.now, deals.closed)
        known = (deals.opened != UNKNOWN) & (end != UNKNOWN) & (end >= deals.opened)
        outcome = np.where(is_open, OPEN, deals.outcome).astype(np.int64)
        return (end - deals.opened)[known], outcome[known]

    def merge(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        time, outcome = (np.concatenate(column) for column in zip(*parts, strict=True))
        return time, outcome

    def finish(self, part: tuple[Ints, Ints]) -> Incidence:
        return aalen_johansen(*part, OUTCOMES[1:])


def outcome_by_time(deals: Opportunities, now: int) -> Incidence:
    """Say which share of opportunities is won, lost and still open by each time since opening.

    Opportunities not closed by `now` are censored there; those whose opening, or closing though
    closed, is unknown are left out.

    Parameters
    ----------
    deals : Opportunities
    now : int
        As-of time, microseconds UTC.

    Returns
    -------
    Incidence

    Examples
    --------
    >>> deals = Opportunities.from_columns(
    ...     ["won", "lost", "open", "won"], [1, 1, 1, 1], [0, 0, 0, 0], [DAY, 2 * DAY, None, 4 * DAY]
    ... )
    >>> outcome_by_time(deals, now=3 * DAY).by(3)
    {'won': 0.25, 'lost': 0.25, 'open': 0.5}
    """
    return run(OutcomeByTime(now), deals)


def aalen_johansen(time: Any, outcome: Any, outcomes: Sequence[str]) -> Incidence:
    """Estimate the share with each of several outcomes, of which one rules out the others.

    F_k(t) = sum over s <= t of S(s-) d_k(s) / n(s), S being the share without any outcome (Kaplan and
    Meier), d_k the outcomes k and n those watched at s. Taking the other outcomes for censoring
    instead, 1 - Kaplan-Meier, overstates every one of them. Aalen & Johansen 1978, "An empirical
    transition matrix for non-homogeneous Markov chains based on censored observations", Scandinavian
    Journal of Statistics 5:141-150. Variance by the delta method: Marubini & Valsecchi 1995,
    "Analysing survival data from clinical trials and observational studies", section 10.3.

    Parameters
    ----------
    time : array of int, shape (rows,)
        Microseconds from the start to the outcome, or so far; 0 or more, in any order.
    outcome : array of int, shape (rows,)
        0 none so far, 1 the first of `outcomes`, and so on.
    outcomes : sequence of str

    Returns
    -------
    Incidence

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    MeasureError
        If a time is negative or an outcome has no name.

    Examples
    --------
    >>> aalen_johansen([1, 2, 3, 4], [1, 2, 0, 1], ["won", "lost"]).share.tolist()
    [[0.25, 0.25, 0.75], [0.0, 0.25, 0.25]]
    """
    times, codes = np.asarray(time, dtype=np.int64), np.asarray(outcome, dtype=np.int64)
    if times.shape != codes.shape:
        raise WrongLengthError(f"There are {times.size} times and {codes.size} outcomes; each row needs both.")
    if len(times) and (times.min() < 0 or codes.min() < 0 or codes.max() > len(outcomes)):
        raise MeasureError(f"Times are 0 or more, outcomes 0 to {len(outcomes)}; one of them is not.")
    order = np.argsort(times, kind="stable")
    times, codes = times[order], codes[order]
    curve = kaplan_meier(times, codes > 0)
    cells = np.searchsorted(curve.at, times[codes > 0]) * len(outcomes) + codes[codes > 0] - 1
    hits = np.bincount(cells, minlength=len(curve.at) * len(outcomes)).reshape(-1, len(outcomes)).T
    watched = len(times) - np.searchsorted(times, curve.at)
    before = np.concatenate(([1.0], curve.share[:-1]))[: len(curve.at)]
    share = np.cumsum(before * hits / watched, axis=1)
    variance = _variance(share, before, hits, watched)
    return Incidence(tuple(outcomes), curve.at, share, variance, curve.share, curve.last)


def _variance(share: Floats, before: Floats, hits: Ints, watched: Ints) -> Floats:
    """Sum (F(t) - F(s))^2 d / (n (n - d)) + S^2 d_k (n - d_k) / n^3 - 2 (F(t) - F(s)) S d_k / n^2 over s <= t."""
    every = hits.sum(axis=0)
    # When all who were watched leave at once, nothing comes after: F(t) - F(s) is 0.
    leaving = np.nan_to_num(divided(every, watched * (watched - every)))
    own = before**2 * hits * (watched - hits) / watched.astype(np.float64) ** 3
    mixed = before * hits / watched.astype(np.float64) ** 2
    square = share**2 * np.cumsum(leaving) - 2 * share * np.cumsum(share * leaving, axis=1)
    square += np.cumsum(share**2 * leaving, axis=1)
    cross = share * np.cumsum(mixed, axis=1) - np.cumsum(share * mixed, axis=1)
    return np.maximum(square + np.cumsum(own, axis=1) - 2 * cross, 0)

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
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.survival import FEW_EVENTS, kaplan_meier, watched_at
from jornada.analytics.words import number, percent
from jornada.analytics.words.time import INCIDENCE, OUTCOME


@dataclass(frozen=True, eq=False, slots=True)
class Incidence(Result):
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
    cases, ended : int
        How many were watched, and how many of them had an outcome.
    """

    outcomes: tuple[str, ...]
    at: Floats
    share: Floats
    variance: Floats
    still_open: Floats
    last: float
    cases: int = 0
    ended: int = 0

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

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per time when something happened."""
        table: dict[str, Sequence[Any]] = {"days": (self.at / DAY).tolist()}
        low, high = self.low, self.high
        for row, outcome in enumerate(self.outcomes):
            table[outcome] = self.share[row].tolist()
            table[f"{outcome}_low"], table[f"{outcome}_high"] = low[row].tolist(), high[row].tolist()
        return table | {"open": self.still_open.tolist()}

    def explain(self, language: Language = "en") -> str:
        """Say how it stands with the outcomes at the end of what was watched."""
        words = INCIDENCE[language]
        counts = {"cases": number(self.cases, language), "ended": number(self.ended, language)}
        if self.ended < FEW_EVENTS:
            return words["few"].format(**counts)
        low, high = self.low[:, -1].tolist(), self.high[:, -1].tolist()
        named = [
            words["one"].format(
                outcome=OUTCOME[language].get(name, name), share=percent(share, language), low=percent(a, language),
                high=percent(b, language),
            )
            for name, share, a, b in zip(self.outcomes, self.share[:, -1].tolist(), low, high, strict=True)
        ]  # fmt: skip
        last = number(float(self.at[-1]) / DAY, language)
        return words["all"].format(
            days=last, named="; ".join(named), open=percent(self.still_open[-1], language), **counts
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw one line per outcome, and one for those still open."""
        words, table = INCIDENCE[language], self.columns()
        lines = [
            Series(OUTCOME[language].get(name, name), table["days"], table[name], table[f"{name}_low"],
                   table[f"{name}_high"])
            for name in self.outcomes
        ]  # fmt: skip
        lines.append(Series(OUTCOME[language]["open"], table["days"], table["open"], is_faint=True))
        return (Chart("step", words["title"], words["days"], words["share"], tuple(lines), is_share=True),)

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


def aalen_johansen(time: Any, outcome: Any, outcomes: Sequence[str], entry: Any = None) -> Incidence:
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
    entry : array of int, optional
        Microseconds gone when the row was first watched, below its time; 0: from the start.

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
    late = None if entry is None else np.asarray(entry, dtype=np.int64)[order]
    curve = kaplan_meier(times, codes > 0, late)
    cells = np.searchsorted(curve.at, times[codes > 0]) * len(outcomes) + codes[codes > 0] - 1
    hits = np.bincount(cells, minlength=len(curve.at) * len(outcomes)).reshape(-1, len(outcomes)).T
    watched = watched_at(times, curve.at, late)
    before = np.concatenate(([1.0], curve.share[:-1]))[: len(curve.at)]
    share = np.cumsum(before * hits / watched, axis=1)
    variance = _variance(share, before, hits, watched)
    return Incidence(tuple(outcomes), curve.at, share, variance, curve.share, curve.last, curve.cases, curve.left)


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

"""How many of the active stop: of contracts by when they end, of buyers from period to period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import BadTimeError, WrongLengthError
from jornada.analytics.evidence import rows_of
from jornada.analytics.grouped import Ints, sorted_unique
from jornada.analytics.log import EventLog
from jornada.analytics.periods import Period, period_labels, period_starts
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.survival import Curve, kaplan_meier
from jornada.analytics.words import number, percent
from jornada.analytics.words.cohorts import CHURN


@dataclass(frozen=True, eq=False, slots=True)
class ActivityChurn(Result):
    """Who was active from period to period; whole periods only.

    Attributes
    ----------
    periods : tuple of str
    active, new, back : ndarray of int64, shape (periods,)
        Active; for the first time; again after a period without.
    lost : Rates
        Of those active in the period before, those not active in this one.
    """

    periods: tuple[str, ...]
    active: Ints
    new: Ints
    back: Ints
    lost: Rates

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per period."""
        return {
            "period": self.periods,
            "active": self.active.tolist(),
            "new": self.new.tolist(),
            "back": self.back.tolist(),
            "lost": self.lost.hits.tolist(),
            "of": self.lost.of.tolist(),
            "rate": self.lost.rate.tolist(),
            "low": self.lost.low.tolist(),
            "high": self.lost.high.tolist(),
        }

    def explain(self, language: Language = "en") -> str:
        """Say how many were lost in the last whole period."""
        words = CHURN[language]
        if len(self.periods) < 2 or not self.lost.of[-1]:
            return words["few"]
        rates = self.lost
        return words["said"].format(
            previous=self.periods[-2], period=self.periods[-1], before=number(int(rates.of[-1]), language),
            lost=number(int(rates.hits[-1]), language), share=percent(rates.rate[-1], language),
            low=percent(rates.low[-1], language), high=percent(rates.high[-1], language),
            back=number(int(self.back[-1]), language), new=number(int(self.new[-1]), language),
        )  # fmt: skip

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the share lost per period."""
        words, table = CHURN[language], self.columns()
        line = Series(words["lost"], self.periods[1:], table["rate"][1:], table["low"][1:], table["high"][1:])
        return (Chart("line", words["title"], words["period"], words["share"], (line,), is_share=True),)


@dataclass(frozen=True, eq=False, slots=True)
class Churn:
    """The measure behind `activity_churn`; a part holds counts per period: active, new, back, lost."""

    activities: tuple[str, ...] | None
    starts: Ints
    labels: tuple[str, ...]

    def kernel(self, log: EventLog) -> Ints:
        rows = np.arange(len(log)) if self.activities is None else rows_of(log, self.activities)
        if log.human is not None:
            rows = rows[log.human[rows]]
        place = np.searchsorted(self.starts, log.at[rows], side="right") - 1
        whole = place < len(self.labels)
        width = np.int64(len(self.starts) + 1)
        keys = sorted_unique(log.subject[rows][whole] * width + place[whole])
        subject, period = np.divmod(keys, width)
        is_first = np.diff(subject, prepend=-1) != 0
        follows = np.zeros(len(keys), dtype=np.bool_)
        follows[1:] = keys[1:] == keys[:-1] + 1
        stays = np.append(follows[1:], False)[: len(keys)]
        chosen = (np.ones(len(keys), dtype=np.bool_), is_first, ~is_first & ~follows, ~stays)
        return np.stack([np.bincount(period[each], minlength=len(self.labels)) for each in chosen])

    def merge(self, parts: Sequence[Ints]) -> Ints:
        total: Ints = np.sum(parts, axis=0)
        return total

    def finish(self, part: Ints) -> ActivityChurn:
        active, new, back, leaving = part
        before, lost = (np.append([0], column[:-1])[: len(active)] for column in (active, leaving))
        return ActivityChurn(self.labels, active, new, back, Rates.count(lost, before))


def activity_churn(
    log: EventLog, now: int, *, activities: Sequence[str] | None = None, period: Period = "month", zone: str = "UTC"
) -> ActivityChurn:
    """Count from period to period who is not active any more, who came back, who is new.

    For buyers without a contract, whose end nobody sees: being inactive in one period is not being gone.
    The period that is still running at `now` does not count, for its active are not all in yet.

    Parameters
    ----------
    log : EventLog
    now : int
        As-of time, microseconds UTC.
    activities : sequence of str, optional
        What counts as active; any touch of a human when left out.
    period : {"day", "week", "month", "quarter", "year"}
    zone : str, default "UTC"

    Returns
    -------
    ActivityChurn

    Examples
    --------
    >>> from jornada.analytics.periods import DAY
    >>> log = EventLog.from_columns([1, 1, 2, 3], [0, 35 * DAY, 0, 40 * DAY], ["order.placed"] * 4)
    >>> found = activity_churn(log, now=65 * DAY)
    >>> found.periods, found.active.tolist(), found.lost.hits.tolist(), found.new.tolist()
    (('1970-01', '1970-02'), [2, 2], [0, 1], [2, 1])
    """
    first = int(log.at.min()) if len(log) else now
    starts = period_starts(min(first, now), now, period, zone)
    return run(
        Churn(None if activities is None else tuple(activities), starts, period_labels(starts, period, zone)[:-1]), log
    )


def contract_churn(start: Any, end: Any, now: int, watched_from: int | None = None) -> Curve:
    """Estimate how long contracts last: Kaplan-Meier, running ones censored now.

    Parameters
    ----------
    start, end : array of int, shape (contracts,)
        Microseconds UTC; an end of -1, or after `now`, is a contract that still runs.
    now : int
        As-of time.
    watched_from : int, optional
        Where records start; contracts older than that count from the age they had then.

    Returns
    -------
    Curve
        Share of contracts that still run by time since the start.

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    BadTimeError
        If a contract ends before it starts.

    Examples
    --------
    >>> contract_churn([0, 0, 5], [4, -1, 9], now=10).share.round(3).tolist()
    [0.333]
    """
    starts, ends = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    if starts.shape != ends.shape:
        raise WrongLengthError(f"There are {starts.size} starts and {ends.size} ends; each contract needs both.")
    runs = (ends == -1) | (ends > now)
    until = np.where(runs, now, ends)
    known = starts <= now
    if np.any(until[known] < starts[known]):
        raise BadTimeError("A contract ends before it starts; look at how start and end were read.")
    age = np.zeros(len(starts), np.int64) if watched_from is None else np.maximum(watched_from - starts, 0)
    known &= (age == 0) | (until - starts > age)
    time = (until - starts)[known]
    order = np.argsort(time, kind="stable")
    return kaplan_meier(time[order], ~runs[known][order], age[known][order])

"""The sales figures: win rate by count and by value, deal size, sales volume, time to close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided, group_means, quantiles
from jornada.analytics.opportunities import LOST, OPEN, UNKNOWN, WON, Opportunities
from jornada.analytics.periods import DAY, Period, period_labels, period_starts, wall_clock
from jornada.analytics.rates import Rates, wilson
from jornada.analytics.result import Chart, Language, Result


@dataclass(frozen=True, eq=False, slots=True)
class KpiTable(Result):
    """Sales figures, one entry per group.

    Attributes
    ----------
    labels : tuple of str or None
        Names of the groups; None for the opportunities where it is blank.
    opportunities, open, won, lost, closed : ndarray of int64, shape (groups,)
        `closed` is won and lost together.
    win_rate : Rates
        Won of closed, by count.
    win_rate_by_value, win_rate_by_value_low, win_rate_by_value_high : ndarray of float64
        Won value of the value of all closed opportunities with a value above 0: a lost deal with
        value 0 is one whose value nobody noted. NaN when deals were lost, but none with a value.
        The interval is Wilson's for the effective number of deals, (sum v)^2 / sum v^2 (Kish 1965,
        "Survey Sampling", section 11.7).
    won_value : ndarray of float64
        Sales volume: sum of the known values of won deals.
    mean_deal, median_deal : ndarray of float64
        Of the won deals with a known value. The mean is the average order value.
    won_cycle_mean, won_cycle_median, lost_cycle_mean, lost_cycle_median : ndarray of float64
        Days from opening to closing, where both are known.
    """

    labels: tuple[str | None, ...]
    opportunities: Ints
    open: Ints
    won: Ints
    lost: Ints
    closed: Ints
    win_rate: Rates
    win_rate_by_value: Floats
    win_rate_by_value_low: Floats
    win_rate_by_value_high: Floats
    won_value: Floats
    mean_deal: Floats
    median_deal: Floats
    won_cycle_mean: Floats
    won_cycle_median: Floats
    lost_cycle_mean: Floats
    lost_cycle_median: Floats

    def __len__(self) -> int:
        return len(self.labels)

    def columns(self) -> dict[str, Any]:
        """Give one row per group; cycles in days."""
        counted = ("opportunities", "open", "won", "lost", "closed")
        rest = (
            "win_rate_by_value",
            "win_rate_by_value_low",
            "win_rate_by_value_high",
            "won_value",
            "mean_deal",
            "median_deal",
        )
        cycles = ("won_cycle_mean", "won_cycle_median", "lost_cycle_mean", "lost_cycle_median")
        rates = {"win_rate": self.win_rate.rate, "win_rate_low": self.win_rate.low, "win_rate_high": self.win_rate.high}
        return (
            {"group": self.labels, **{name: getattr(self, name) for name in counted}, **rates}
            | {name: getattr(self, name) for name in rest}
            | {f"{name}_days": getattr(self, name) for name in cycles}
        )

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.counting import say_kpis

        return say_kpis(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.counting import chart_kpis

        return chart_kpis(self, language)


@dataclass(frozen=True, eq=False, slots=True)
class KpiPart:
    """What the figures need of each opportunity; `days` is NaN where the cycle is not known."""

    group: Ints
    outcome: NDArray[np.int8]
    value: Floats
    days: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Kpis:
    """The measure behind `kpis`: the last label is of the blank, where there may be one."""

    labels: tuple[str | None, ...]
    by: str | None
    zone: str
    starts: Ints | None = None

    def kernel(self, deals: Opportunities) -> KpiPart:
        if self.starts is not None:
            deals = deals.select((deals.outcome != OPEN) & (deals.closed != UNKNOWN))
            group: Any = np.searchsorted(self.starts, deals.closed, side="right") - 1
        elif self.by is None:
            group = np.zeros(len(deals), dtype=np.int64)
        else:
            group = deals.groups[self.by].codes.astype(np.int64) % len(self.labels)
        return KpiPart(group, deals.outcome, deals.value, cycle_days(deals, self.zone))

    def merge(self, parts: Sequence[KpiPart]) -> KpiPart:
        names = ("group", "outcome", "value", "days")
        return KpiPart(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def finish(self, part: KpiPart) -> KpiTable:
        groups = len(self.labels)
        is_open, won, lost = (part.outcome == code for code in (OPEN, WON, LOST))
        opened, wins, losses = (_count(part.group[mask], groups) for mask in (is_open, won, lost))
        sold = won & ~np.isnan(part.value)
        mean_deal, median_deal = _mean_and_median(part.value[sold], part.group[sold], groups)
        return KpiTable(
            self.labels,
            opened + wins + losses,
            opened,
            wins,
            losses,
            wins + losses,
            Rates.count(wins, wins + losses),
            *_by_value(part, losses, groups),
            _sum(part.group[sold], part.value[sold], groups),
            mean_deal,
            median_deal,
            *_cycle(part, won, groups),
            *_cycle(part, lost, groups),
        )


def kpis(deals: Opportunities, by: str | None = None, *, period: Period | None = None, zone: str = "UTC") -> KpiTable:
    """Work out the sales figures, of all opportunities or per group or period.

    Parameters
    ----------
    deals : Opportunities
    by : str, optional
        A column of `deals.groups`. Its blanks are a group of their own, the last one.
    period : {"day", "week", "month", "quarter", "year"}, optional
        Instead of `by`: figures of the opportunities closed in each period.
    zone : str, default "UTC"
        Time zone of periods and of days: a cycle is counted on the clock of the wall, so that a
        change to summer time does not make it longer.

    Returns
    -------
    KpiTable

    Raises
    ------
    MeasureError
        If the group is unknown, or both a group and a period are asked for.

    Examples
    --------
    >>> deals = Opportunities.from_columns(
    ...     ["won", "lost", "won", "open"], [100, 0, 300, None], [0, 0, 0, 0], [2 * DAY, DAY, 4 * DAY, None]
    ... )
    >>> table = kpis(deals)
    >>> table.win_rate.rate.round(3), table.mean_deal, table.won_cycle_median
    (array([0.667]), array([200.]), array([3.]))
    """
    if by is not None and period is not None:
        raise MeasureError("Ask for a group or for a period; for both, select the group's opportunities first.")
    if by is not None and by not in deals.groups:
        known = ", ".join(deals.groups) or "none"
        raise MeasureError(f"{by!r} is no group of these opportunities; there are: {known}.")
    if period is None:
        return run(Kpis(("",) if by is None else _labels(deals, by), by, zone), deals)
    closed = deals.closed[(deals.outcome != OPEN) & (deals.closed != UNKNOWN)]
    starts = period_starts(int(closed.min()), int(closed.max()), period, zone) if len(closed) else closed
    return run(Kpis(period_labels(starts, period, zone), None, zone, starts), deals)


def cycle_days(deals: Opportunities, zone: str = "UTC") -> Floats:
    """Count the days from opening to closing, on the clock of a zone; NaN where one is missing.

    Examples
    --------
    >>> cycle_days(Opportunities.from_columns(["won"], [1], [0], [DAY // 2]))
    array([0.5])
    """
    days = np.full(len(deals), np.nan)
    known = np.flatnonzero((deals.opened != UNKNOWN) & (deals.closed != UNKNOWN))
    days[known] = (wall_clock(deals.closed[known], zone) - wall_clock(deals.opened[known], zone)) / DAY
    return days


def _labels(deals: Opportunities, by: str) -> tuple[str | None, ...]:
    # Code -1 finds the blank's place at the end, as indexes of Python do.
    column = deals.groups[by]
    return (*column.values, None) if (column.codes < 0).any() else column.values


def _count(group: Ints, groups: int) -> Ints:
    return np.bincount(group, minlength=groups)


def _sum(group: Ints, weight: Floats, groups: int) -> Floats:
    return np.bincount(group, weights=weight, minlength=groups).astype(np.float64)


def _mean_and_median(values: Floats, group: Ints, groups: int) -> tuple[Floats, Floats]:
    offsets = np.concatenate(([0], np.cumsum(_count(group, groups))))
    ordered = _sorted_within(values, group, groups)
    return group_means(values, group, groups), quantiles(ordered, offsets, (0.5,))[0]


def _sorted_within(values: Floats, group: Ints, groups: int) -> Floats:
    """Sort values within their groups: a plain sort, then a radix sort by group, five times lexsort's speed."""
    if groups == 1:
        return np.sort(values)
    order = np.argsort(values)
    narrow = group[order].astype(np.int16) if groups < 1 << 15 else group[order]
    return values[order[np.argsort(narrow, kind="stable")]]


def _cycle(part: KpiPart, mask: NDArray[np.bool_], groups: int) -> tuple[Floats, Floats]:
    known = mask & ~np.isnan(part.days)
    return _mean_and_median(part.days[known], part.group[known], groups)


def _by_value(part: KpiPart, losses: Ints, groups: int) -> tuple[Floats, Floats, Floats]:
    valued = (part.outcome != OPEN) & (part.value > 0)
    value, group, is_won = part.value[valued], part.group[valued], part.outcome[valued] == WON
    total, squares, won = (_sum(group, weight, groups) for weight in (value, value**2, value * is_won))
    nobody_noted = (losses > 0) & (_count(group[~is_won], groups) == 0)
    total[nobody_noted] = 0
    rate = divided(won, total)
    effective = divided(total**2, squares)
    low, high = wilson(np.nan_to_num(rate * effective), np.nan_to_num(effective))
    return rate, low, high

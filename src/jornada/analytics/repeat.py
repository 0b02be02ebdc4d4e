"""How many buy again, and how soon, after the first purchase, the second, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.evidence import rows_of
from jornada.analytics.grouped import Ints, sort_by_group
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.purchases import PURCHASES
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.survival import FEW_EVENTS, Curve, kaplan_meier
from jornada.analytics.words import number, percent
from jornada.analytics.words.cohorts import REPEAT


@dataclass(frozen=True, eq=False, slots=True)
class RepeatPurchase(Result):
    """Time from one purchase to the next.

    Attributes
    ----------
    curves : tuple of Curve
        Share that has not bought again by time, after the first purchase, the second, and so on.
    days : float
        Of the share that `columns` and `explain` name.
    """

    curves: tuple[Curve, ...]
    days: float

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per number of purchases so far."""
        shares = [self._again(curve) for curve in self.curves]
        rate, low, high = ([share[side] for share in shares] for side in range(3))
        return {
            "purchases": list(range(1, len(self.curves) + 1)),
            "buyers": [curve.cases for curve in self.curves],
            "bought_again": [curve.left for curve in self.curves],
            "rate": rate,
            "low": low,
            "high": high,
            "median_days": [float(curve.quantiles((0.5,))[0, 0]) / DAY for curve in self.curves],
        }

    def explain(self, language: Language = "en") -> str:
        """Say which share buys a second time."""
        words, first = REPEAT[language], self.curves[0]
        cases, left = number(first.cases, language), number(first.left, language)
        share, low, high = self._again(first)
        if first.left < FEW_EVENTS or np.isnan(share):
            return words["few"].format(cases=cases, left=left)
        return words["again"].format(
            share=percent(share, language), low=percent(low, language), high=percent(high, language),
            days=number(self.days, language), cases=cases,
        )  # fmt: skip

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the share that bought again, one line per number of purchases."""
        words = REPEAT[language]
        lines = tuple(
            Series(
                words["nth"].format(n=place + 1), (curve.at / DAY).tolist(), (1 - curve.share).tolist(),
                is_faint=curve.cases < 30,
            )
            for place, curve in enumerate(self.curves)
            if curve.left
        )  # fmt: skip
        return (Chart("step", words["title"], words["days"], words["share"], lines, is_share=True),)

    def _again(self, curve: Curve) -> tuple[float, float, float]:
        share, low, high = curve.still_here(self.days)
        return 1 - share, 1 - high, 1 - low


@dataclass(frozen=True, slots=True)
class Repeat:
    """The measure behind `repeat_purchase`; a part holds the purchases so far and 2 x wait + (1 when bought again)."""

    activities: tuple[str, ...]
    now: int
    most: int
    days: float

    def kernel(self, log: EventLog) -> tuple[Ints, Ints]:
        rows = rows_of(log, self.activities)
        rows = rows[log.at[rows] <= self.now]
        subject, at = log.subject[rows], log.at[rows]
        is_new = np.ones(len(at), dtype=np.bool_)
        is_new[1:] = (subject[1:] != subject[:-1]) | (at[1:] // DAY != at[:-1] // DAY)
        subject, at = subject[is_new], at[is_new]
        begins = np.flatnonzero(np.diff(subject, prepend=-1))
        nth = np.arange(len(at)) - np.repeat(begins, np.diff(np.append(begins, len(at))))
        again = np.zeros(len(at), dtype=np.bool_)
        again[:-1] = subject[1:] == subject[:-1]
        wait = np.append(at[1:], self.now) - at
        wait[~again] = self.now - at[~again]
        kept = nth < self.most
        return nth[kept], (wait[kept] << 1) | again[kept]

    def merge(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        nth, packed = (np.concatenate(column) for column in zip(*parts, strict=True))
        return nth, packed

    def finish(self, part: tuple[Ints, Ints]) -> RepeatPurchase:
        nth, packed = part
        counts = np.bincount(nth, minlength=1)
        waits = np.split(sort_by_group(nth, packed), np.cumsum(counts)[:-1])
        return RepeatPurchase(tuple(kaplan_meier(wait >> 1, wait & 1) for wait in waits), self.days)


def repeat_purchase(
    log: EventLog, now: int, *, activities: Sequence[str] = PURCHASES, days: float = 90, most: int = 5
) -> RepeatPurchase:
    """Estimate how many buy again, and how soon, after each number of purchases.

    Kaplan-Meier of the wait until the next purchase; buyers who have not bought again are watched until
    now, so recent buyers are not taken for lost ones. Several purchases of one day (UTC) count as one.

    Parameters
    ----------
    log : EventLog
    now : int
        As-of time, microseconds UTC.
    activities : sequence of str
        What is a purchase.
    days : float, default 90
        By when the share is named.
    most : int, default 5
        Up to how many purchases so far.

    Returns
    -------
    RepeatPurchase

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2], [0, 10 * DAY, 0], ["order.placed"] * 3)
    >>> repeat_purchase(log, now=100 * DAY).columns()["rate"]
    [0.5, 0.0]
    """
    return run(Repeat(tuple(activities), now, most, days), log)

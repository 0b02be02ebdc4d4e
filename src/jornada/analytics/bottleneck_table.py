"""Slow and leaky stages as a table, in words, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.periods import DAY
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import days, number, percent
from jornada.analytics.words.bottlenecks import BOTTLENECKS


@dataclass(frozen=True, eq=False, slots=True)
class Bottlenecks(Result):
    """One row per stage, or per stage and segment, by delay mass; times in microseconds, NaN where not known.

    Attributes
    ----------
    stage, segment : tuple of str
        The segment is "" without segments, and where it is unknown.
    stays, in_progress, ageing : ndarray of int64, shape (rows,)
        All stays; those that last; those of them older than the stage's own p85.
    median, p90 : ndarray of float64, shape (3, rows)
        By Kaplan-Meier: estimate, low and high end of the 95 % interval.
    p85 : ndarray of float64
        Of the row itself.
    arrivals_week, departures_week, mean_in_progress : ndarray of float64
        Over the period; work in progress averaged over time.
    implied_stay : ndarray of float64
        L / lambda: what Little's identity L = lambda x W makes of the two. Well above the mean stay, work piles up.
    waiting_share : ndarray of float64
        Share of the time at the stage without a touch for longer than `quiet`; NaN without a log.
    excess, leak_excess : ndarray of float64, shape (3, rows)
        Mean stay, and share leaked, above the expected, with the 95 % interval.
    expected, expected_leak : ndarray of float64
        Target, or mean stay of comparable cases up to the common horizon; their share leaked.
    delay_mass : ndarray of float64
        Stays x excess.
    slow_p, leak_p : ndarray of float64
        Two-sided, corrected for the number of comparisons (Benjamini & Hochberg), both kinds together.
    value_lost_month : ndarray of float64
        Money arriving per month x excess share leaked.
    value_held : ndarray of float64
        Money arriving per unit of time x excess stay: what stands at the stage longer than it should.
    is_slow, is_leaky : ndarray of bool
        The interval lies above the expected and the corrected p is below 0.05.
    """

    stage: tuple[str, ...]
    segment: tuple[str, ...]
    stays: Ints
    in_progress: Ints
    ageing: Ints
    median: Floats
    p90: Floats
    p85: Floats
    arrivals_week: Floats
    departures_week: Floats
    mean_in_progress: Floats
    implied_stay: Floats
    waiting_share: Floats
    excess: Floats
    expected: Floats
    delay_mass: Floats
    slow_p: Floats
    leak_excess: Floats
    expected_leak: Floats
    leak_p: Floats
    value_lost_month: Floats
    value_held: Floats
    is_slow: NDArray[np.bool_]
    is_leaky: NDArray[np.bool_]

    def take(self, rows: Ints) -> Bottlenecks:
        """Keep some rows, in the order given."""
        columns: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        taken: dict[str, Any] = {
            name: tuple(column[row] for row in rows.tolist()) if isinstance(column, tuple) else column[..., rows]
            for name, column in columns.items()
        }
        return Bottlenecks(**taken)

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per stage and segment; times in days."""
        table: dict[str, Sequence[Any]] = {}
        for field in fields(self):
            column = getattr(self, field.name)
            rows = column if isinstance(column, tuple) or column.ndim == 2 else [column]
            scale = DAY if field.name in _TIMES else 1
            if isinstance(column, tuple):
                table[field.name] = column
                continue
            for suffix, row in zip(("", "_low", "_high"), rows, strict=False):
                table[field.name + suffix] = (row / scale if scale > 1 else row).tolist()
        return table

    def explain(self, language: Language = "en") -> str:
        """Name the stages that are slow or leaky beyond chance, or say that there are none."""
        words, told = BOTTLENECKS[language], np.isfinite(self.slow_p) | np.isfinite(self.leak_p)
        if not told.any():
            return words["nothing"]
        slow, leaky = np.flatnonzero(self.is_slow), np.flatnonzero(self.is_leaky)
        said = [self._slow(row, language) for row in slow[:3].tolist()]
        said += [self._leaky(row, language) for row in leaky[np.argsort(-self.leak_excess[0, leaky])][:3].tolist()]
        if not said:
            said = [words["none"].format(rows=number(int(told.sum()), language))]
        if told.sum() < len(self.stage):
            said.append(words["unknown"].format(rows=number(int((~told).sum()), language)))
        return " ".join(said)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the excess per row with its interval, and work in progress with what is ageing."""
        words = BOTTLENECKS[language]
        names = [_named(*pair) for pair in zip(self.stage, self.segment, strict=True)]
        mean, low, high = (self.excess / DAY).tolist()
        delay = Series(words["excess"], names, mean, low, high)
        work = (
            Series(words["in_progress"], names, self.in_progress.tolist()),
            Series(words["ageing"], names, self.ageing.tolist()),
        )
        return (
            Chart("bar", words["excess_title"], "", words["days"], (delay,)),
            Chart("bar", words["work_title"], "", words["cases"], work),
        )

    def _slow(self, row: int, language: Language) -> str:
        excess, low, high = self.excess[:, row].tolist()
        text = BOTTLENECKS[language]["slow"].format(
            name=_named(self.stage[row], self.segment[row]), excess=days(excess, language), low=days(low, language),
            high=days(high, language), stays=number(int(self.stays[row]), language),
            mass=days(self.delay_mass[row], language, 0),
        )  # fmt: skip
        return text + self._worth(self.value_held[row], "held", language)

    def _leaky(self, row: int, language: Language) -> str:
        more, low, high = self.leak_excess[:, row].tolist()
        text = BOTTLENECKS[language]["leaky"].format(
            name=_named(self.stage[row], self.segment[row]), more=number(100 * more, language, 1),
            low=number(100 * low, language, 1), high=number(100 * high, language, 1),
            expected=percent(self.expected_leak[row], language),
        )  # fmt: skip
        return text + self._worth(self.value_lost_month[row], "lost", language)

    def _worth(self, money: float, key: str, language: Language) -> str:
        return BOTTLENECKS[language][key].format(value=number(money, language)) if np.isfinite(money) else ""


_TIMES = {"median", "p90", "p85", "implied_stay", "excess", "expected", "delay_mass"}


def _named(stage: str, segment: str) -> str:
    return f"{stage} ({segment})" if segment else stage

"""How long subjects stay at a stage, with those who still stand there counted right."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.periods import DAY
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.survival import Curve, kaplan_meier
from jornada.analytics.visits import CLOSED, EVIDENCE, EXIT, EXPIRY, OPEN, Visits
from jornada.analytics.words import days, number
from jornada.analytics.words.time import DWELL

Stages = NDArray[np.integer]
QUANTILES = (0.5, 0.75, 0.9)
LEAVING = (EVIDENCE, EXIT, EXPIRY, CLOSED)


@dataclass(frozen=True, eq=False, slots=True)
class DwellTable(Result):
    """Stays per stage, in map order; times in microseconds.

    Attributes
    ----------
    stages : tuple of str
    visits, still_open : ndarray of int64, shape (stages,)
        All stays, and those that have not ended.
    median, p75, p90 : ndarray of float64, shape (3, stages)
        Estimate, low and high end of the 95 % interval; NaN where the curve does not get so low.
    curves : tuple of Curve
    """

    stages: tuple[str, ...]
    visits: Ints
    still_open: Ints
    median: Floats
    p75: Floats
    p90: Floats
    curves: tuple[Curve, ...]

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per stage; times in days."""
        table: dict[str, Sequence[Any]] = {
            "stage": self.stages,
            "visits": self.visits.tolist(),
            "still_open": self.still_open.tolist(),
        }
        for name, times in (("median", self.median), ("p75", self.p75), ("p90", self.p90)):
            for suffix, row in (("", 0), ("_low", 1), ("_high", 2)):
                table[f"{name}{suffix}_days"] = (times[row] / DAY).tolist()
        return table

    def explain(self, language: Language = "en") -> str:
        """Name the stage where half stay longest, among those with 30 stays or more."""
        words, half = DWELL[language], np.where(self.visits >= 30, self.median[0], np.nan)
        if not np.isfinite(half).any():
            return words["nothing"].format(visits=number(int(self.visits.sum()), language))
        place = int(np.nanargmax(half))
        low, high, ninth = self.median[1, place], self.median[2, place], self.p90[0, place]
        text = words["longest"].format(
            stage=self.stages[place], median=days(half[place], language), low=days(low, language),
            high=days(high, language), ninth=days(ninth, language),
            visits=number(int(self.visits[place]), language),
        )  # fmt: skip
        return text + words["open"].format(open=number(int(self.still_open.sum()), language))

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the median stay per stage, and the curves."""
        words, table = DWELL[language], self.columns()
        bars = Series(
            words["median"], self.stages, table["median_days"], table["median_low_days"], table["median_high_days"]
        )
        lines = tuple(
            Series(stage, (curve.at / DAY).tolist(), curve.share.tolist(), is_faint=curve.cases < 30)
            for stage, curve in zip(self.stages, self.curves, strict=True)
        )
        return (
            Chart("bar", words["bars"], "", words["days"], (bars,)),
            Chart("step", words["curves"], words["days"], words["share"], lines, is_share=True),
        )


@dataclass(frozen=True, slots=True)
class Dwell:
    """The measure behind `dwell`. A part packs stays as 2 x time + (1 when ended), and the ages when first seen."""

    stages: tuple[str, ...]
    leaving: tuple[int, ...] = LEAVING
    since: int | None = None
    until: int | None = None
    watched_from: int | None = None

    def kernel(self, visits: Visits) -> tuple[Stages, Ints, Ints]:
        asked = entered_between(visits, self.since, self.until)
        left = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
        packed = (left - visits.entered_at) << 1
        packed |= np.isin(np.arange(len(LEAVING) + 1), self.leaving)[visits.left_by]
        stage, packed = visits.stage[asked], packed[asked]
        if self.watched_from is None:
            return stage, packed, packed[:0]
        # Stays that were over before anybody watched would not be there had they been longer.
        age = np.maximum(self.watched_from - visits.entered_at[asked], 0)
        seen = (age == 0) | (packed >> 1 > age)
        return stage[seen], packed[seen], age[seen]

    def merge(self, parts: Sequence[tuple[Stages, Ints, Ints]]) -> tuple[Stages, Ints, Ints]:
        stage, packed, age = (np.concatenate(column) for column in zip(*parts, strict=True))
        return stage, packed, age

    def finish(self, part: tuple[Stages, Ints, Ints]) -> DwellTable:
        stage, packed, age = part
        # Sorting stage by stage, on all processors, is cheaper than sorting everything at once.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda place: self._of_stage(stage == place, packed, age), range(len(self.stages))))
        visits, still_open = (np.array([row[place] for row in found], dtype=np.int64) for place in (0, 1))
        median, p75, p90 = np.array([row[3] for row in found]).reshape(-1, len(QUANTILES), 3).transpose(1, 2, 0)
        return DwellTable(self.stages, visits, still_open, median, p75, p90, tuple(row[2] for row in found))

    def _of_stage(self, here: NDArray[np.bool_], packed: Ints, age: Ints) -> tuple[int, int, Curve, Floats]:
        """Count the stays at one stage and the open ones, and estimate how long they last."""
        stays, late = packed[here], None
        if self.watched_from is None:
            stays.sort()
        else:
            order = np.lexsort((age[here], stays))
            stays, late = stays[order], age[here][order]
        ended = stays & 1
        curve = kaplan_meier(stays >> 1, ended.astype(np.bool_), late)
        return len(stays), len(stays) - int(ended.sum()), curve, curve.quantiles(QUANTILES)


def dwell(
    visits: Visits,
    *,
    leaving: Collection[int] = LEAVING,
    since: int | None = None,
    until: int | None = None,
    watched_from: int | None = None,
) -> DwellTable:
    """Estimate how long subjects stay at each stage.

    Stays that have not ended are censored at the as-of time of the visits: taking finished stays
    only would make slow stages look fast. Kaplan & Meier 1958, "Nonparametric estimation from
    incomplete observations", Journal of the American Statistical Association 53:457-481.

    Parameters
    ----------
    visits : Visits
    leaving : collection of int
        The `left_by` codes that end a stay; a stay that ended otherwise is censored there.
    since, until : int, optional
        Only stays entered from `since` to before `until`, microseconds UTC.
    watched_from : int, optional
        Where history starts, or the start of the period asked about, microseconds UTC: stays that began
        before and lasted into it count from the age they had then, those that ended before do not.

    Returns
    -------
    DwellTable

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.periods import DAY
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 2], [0, 3 * DAY, 0], ["page.viewed", "demo.held", "page.viewed"])
    >>> table = dwell(derive_visits(log, DEFAULT_MAP, now=10 * DAY))
    >>> table.median[0, 0].item() / DAY, table.curves[0].still_here(5)[0]
    (3.0, 0.5)
    """
    return run(Dwell(visits.stages, tuple(leaving), since, until, watched_from), visits)


def entered_between(visits: Visits, since: int | None, until: int | None) -> slice | Ints:
    """Find the visits entered from `since` to before `until`."""
    if since is None and until is None:
        return slice(None)
    asked = np.ones(len(visits), dtype=np.bool_)
    if since is not None:
        asked &= visits.entered_at >= since
    if until is not None:
        asked &= visits.entered_at < until
    return np.flatnonzero(asked)

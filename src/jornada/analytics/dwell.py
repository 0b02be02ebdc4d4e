"""How long subjects stay at a stage, with those who still stand there counted right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.grouped import Floats, Ints, divided, sort_by_group
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Z_95
from jornada.analytics.visits import CLOSED, EVIDENCE, EXIT, EXPIRY, OPEN, Visits

QUANTILES = (0.5, 0.75, 0.9)
LEAVING = (EVIDENCE, EXIT, EXPIRY, CLOSED)


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """Share still here by time since entry (Kaplan & Meier 1958), steps at the times below.

    Attributes
    ----------
    at : ndarray of float64
        Microseconds since entry, ascending, where somebody left.
    share : ndarray of float64
        Share still here just after, 0 to 1.
    variance : ndarray of float64
        Greenwood's sum: variance of the share over its square; infinite where all have left.
    last : float
        The longest time anybody was watched; beyond it nothing is known.
    """

    at: Floats
    share: Floats
    variance: Floats
    last: float

    @property
    def low(self) -> Floats:
        """Low end of the 95 % interval of the share, on the log(-log) scale; 0 where all have left."""
        hazard, half = self._log_log()
        return np.exp(-np.exp(hazard + half))

    @property
    def high(self) -> Floats:
        """High end of the interval; NaN where all have left."""
        hazard, half = self._log_log()
        high: Floats = np.exp(-np.exp(hazard - half))
        high[self.share == 0] = np.nan
        return high

    def still_here(self, days: float) -> tuple[float, float, float]:
        """Say the share still here some days after entry, and its interval; NaN where not known."""
        place = int(np.searchsorted(self.at, days * DAY, side="right")) - 1
        ended = len(self.share) > 0 and self.share[-1] == 0
        if (days * DAY > self.last and not ended) or np.isnan(self.last):
            return (float("nan"),) * 3
        if place < 0:
            return 1.0, 1.0, 1.0
        one = slice(place, place + 1)
        there = Curve(self.at[one], self.share[one], self.variance[one], self.last)
        return there.share.item(), there.low.item(), there.high.item()

    def quantiles(self, shares: Sequence[float]) -> Floats:
        """Say the times after which shares have left, and their intervals.

        Returns
        -------
        ndarray of float64, shape (len(shares), 3)
            Estimate, low and high end; NaN where not reached.
        """
        hazard, half = self._log_log()
        result = np.empty((len(shares), 3))
        for row, share in enumerate(shares):
            level = np.log(-np.log(1 - share)) - 1e-12
            bounds = (
                self.share <= 1 - share + 1e-12,
                hazard + half >= level,
                (hazard - half >= level) & (self.share > 0),
            )
            result[row] = [_first(self.at, reached) for reached in bounds]
        return result

    def _log_log(self) -> tuple[Floats, Floats]:
        """Give log(-log share), infinite where all have left, and the half width of its interval."""
        hazard, half = np.full(len(self.share), np.inf), np.zeros(len(self.share))
        inner = self.share > 0
        minus_log = -np.log(self.share[inner])
        hazard[inner] = np.log(minus_log)
        half[inner] = Z_95 * np.sqrt(self.variance[inner]) / minus_log
        return hazard, half


@dataclass(frozen=True, eq=False, slots=True)
class DwellTable:
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


@dataclass(frozen=True, slots=True)
class Dwell:
    """The measure behind `dwell`. A part packs each stay as 2 x time + (1 when it ended)."""

    stages: tuple[str, ...]
    leaving: tuple[int, ...] = LEAVING
    since: int | None = None
    until: int | None = None

    def kernel(self, visits: Visits) -> tuple[Ints, Ints]:
        asked = entered_between(visits, self.since, self.until)
        left = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
        packed = (left - visits.entered_at) << 1
        packed |= np.isin(np.arange(len(LEAVING) + 1), self.leaving)[visits.left_by]
        return visits.stage[asked].astype(np.int64), packed[asked]

    def merge(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        stage, packed = (np.concatenate(column) for column in zip(*parts, strict=True))
        return stage, packed

    def finish(self, part: tuple[Ints, Ints]) -> DwellTable:
        stage, packed = part
        count = np.bincount(stage, minlength=len(self.stages))
        cuts = np.cumsum(count)[:-1]
        stays = np.split(sort_by_group(stage, packed), cuts) if len(self.stages) else []
        curves = tuple(kaplan_meier(stay >> 1, (stay & 1).astype(np.bool_)) for stay in stays)
        times = np.array([curve.quantiles(QUANTILES) for curve in curves]).reshape(-1, len(QUANTILES), 3)
        median, p75, p90 = times.transpose(1, 2, 0)
        still_open = np.array([np.count_nonzero(stay & 1 == 0) for stay in stays], dtype=np.int64)
        return DwellTable(self.stages, count, still_open, median, p75, p90, curves)


def dwell(
    visits: Visits,
    *,
    leaving: Collection[int] = LEAVING,
    since: int | None = None,
    until: int | None = None,
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

    Returns
    -------
    DwellTable

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 2], [0, 3 * DAY, 0], ["page.viewed", "demo.held", "page.viewed"])
    >>> table = dwell(derive_visits(log, DEFAULT_MAP, now=10 * DAY))
    >>> table.median[0, 0].item() / DAY, table.curves[0].still_here(5)[0]
    (3.0, 0.5)
    """
    return run(Dwell(visits.stages, tuple(leaving), since, until), visits)


def kaplan_meier(time: Ints, has_left: NDArray[Any]) -> Curve:
    """Estimate the share still here from stays in ascending order, some of them cut short.

    Variance after Greenwood 1926; interval on the log(-log) scale, Kalbfleisch & Prentice 2002,
    section 1.4.

    Parameters
    ----------
    time : ndarray of int64, ascending
        Microseconds that each stay lasted, or has lasted so far.
    has_left : ndarray of bool, or of 0 and 1
        False where the stay was still going on.

    Returns
    -------
    Curve

    Examples
    --------
    >>> kaplan_meier(np.array([1, 2, 2, 5]), np.array([True, True, False, True])).share.tolist()
    [0.75, 0.5, 0.0]
    """
    if not len(time):
        nothing = np.empty(0)
        return Curve(nothing, nothing, nothing, float("nan"))
    starts = np.flatnonzero(np.concatenate(([True], time[1:] != time[:-1])))
    deaths = np.add.reduceat(has_left.astype(np.int64), starts)
    at_risk, happens = (len(time) - starts)[deaths > 0], deaths > 0
    deaths, starts = deaths[happens], starts[happens]
    share = np.cumprod(1 - divided(deaths, at_risk), dtype=np.float64)
    variance = np.full(len(share), np.inf)
    inner = at_risk > deaths
    variance[inner] = np.cumsum(divided(deaths[inner], at_risk[inner] * (at_risk[inner] - deaths[inner])))
    return Curve(time[starts].astype(np.float64), share, variance, float(time[-1]))


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


def _first(at: Floats, reached: NDArray[np.bool_]) -> float:
    place = int(reached.argmax()) if len(reached) else 0
    return float(at[place]) if len(reached) and reached[place] else float("nan")

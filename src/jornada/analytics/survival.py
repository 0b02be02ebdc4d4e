"""Time until something happens, with those to whom it has not happened yet counted right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import days, number
from jornada.analytics.words.time import CURVE

FEW_EVENTS = 5


@dataclass(frozen=True, eq=False, slots=True)
class Curve(Result):
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
    cases, left : int
        How many were watched, and how many of them left.
    """

    at: Floats
    share: Floats
    variance: Floats
    last: float
    cases: int = 0
    left: int = 0

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

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per time when somebody left."""
        days_in = (self.at / DAY).tolist()
        share, low, high = (column.tolist() for column in (self.share, self.low, self.high))
        return {"days": days_in, "still_here": share, "low": low, "high": high}

    def explain(self, language: Language = "en") -> str:
        """Say how long it takes until half and nine in ten have left."""
        words = CURVE[language]
        counts = {"cases": number(self.cases, language), "left": number(self.left, language)}
        if self.left < FEW_EVENTS:
            return words["few"].format(**counts)
        (median, low, high), (ninth, _, _) = self.quantiles((0.5, 0.9)).tolist()
        figures = {"median": days(median, language), "low": days(low, language), "high": days(high, language)}
        text = words["median" if np.isfinite(median) else "no_median"].format(**counts, **figures)
        return text + words["ninth" if np.isfinite(ninth) else "no_ninth"].format(ninth=days(ninth, language))

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the curve with its interval."""
        words, table = CURVE[language], self.columns()
        line = Series(
            words["still_here"], table["days"], table["still_here"], table["low"], table["high"], self.cases < 30
        )
        return (Chart("step", words["title"], words["days"], words["share"], (line,), is_share=True),)

    def _log_log(self) -> tuple[Floats, Floats]:
        """Give log(-log share), infinite where all have left, and the half width of its interval."""
        hazard, half = np.full(len(self.share), np.inf), np.zeros(len(self.share))
        inner = self.share > 0
        minus_log = -np.log(self.share[inner])
        hazard[inner] = np.log(minus_log)
        half[inner] = Z_95 * np.sqrt(self.variance[inner]) / minus_log
        return hazard, half


def kaplan_meier(time: Ints, has_left: NDArray[Any], entry: Ints | None = None) -> Curve:
    """Estimate the share still here from stays in ascending order, some of them cut short.

    Variance after Greenwood 1926; interval on the log(-log) scale, Kalbfleisch & Prentice 2002,
    section 1.4. A stay watched only from some age on counts among the watched from that age: those
    who left before could not be seen, and to count it from 0 makes stays look long. Lynden-Bell 1971,
    "A method of allowing for known observational selection", Monthly Notices of the Royal
    Astronomical Society 155:95-118; Turnbull 1976. Where few are watched at an early age and all of
    them leave, the curve falls to 0 there and stays; its interval says so.

    Parameters
    ----------
    time : ndarray of int64, ascending
        Microseconds that each stay lasted, or has lasted so far.
    has_left : ndarray of bool, or of 0 and 1
        False where the stay was still going on.
    entry : ndarray of int64, optional
        Microseconds that each stay had lasted when it was first watched, below its time; 0: from the start.

    Returns
    -------
    Curve

    Raises
    ------
    MeasureError
        If a stay is first watched when it is over.

    Examples
    --------
    >>> kaplan_meier(np.array([1, 2, 2, 5]), np.array([True, True, False, True])).share.tolist()
    [0.75, 0.5, 0.0]
    >>> kaplan_meier(np.array([1, 3, 5]), np.array([True, True, False]), np.array([0, 2, 0])).share.tolist()
    [0.5, 0.25]
    """
    if not len(time):
        nothing = np.empty(0)
        return Curve(nothing, nothing, nothing, float("nan"))
    starts = np.flatnonzero(np.concatenate(([True], time[1:] != time[:-1])))
    deaths = np.add.reduceat(has_left.astype(np.int64), starts)
    happens = deaths > 0
    deaths, starts = deaths[happens], starts[happens]
    at_risk = len(time) - starts if entry is None else watched_at(time, time[starts], entry)
    share = np.cumprod(1 - divided(deaths, at_risk), dtype=np.float64)
    variance = np.full(len(share), np.inf)
    # Once all have left there is nobody to be uncertain about, even if others are watched later.
    inner = (at_risk > deaths) & (share > 0)
    variance[inner] = np.cumsum(divided(deaths[inner], at_risk[inner] * (at_risk[inner] - deaths[inner])))
    return Curve(time[starts].astype(np.float64), share, variance, float(time[-1]), len(time), int(deaths.sum()))


def watched_at(time: Ints, at: Any, entry: Ints | None = None) -> Ints:
    """Count who was watched just before some ages.

    Parameters
    ----------
    time : ndarray of int64, ascending
        How long each was watched.
    at : ndarray
        Ages, in the unit of `time`.
    entry : ndarray of int64, optional
        Age at which each was first watched, in the order of `time`; 0: from the start.

    Returns
    -------
    ndarray of int64, shape of `at`

    Examples
    --------
    >>> watched_at(np.array([1, 3, 5]), np.array([1, 3]), np.array([0, 2, 0])).tolist()
    [2, 2]
    """
    watched: Ints = len(time) - np.searchsorted(time, at)
    if entry is None:
        return watched
    late = entry > 0
    if np.any(entry[late] >= time[late]) or np.any(entry < 0):
        raise MeasureError("A stay is first watched at an age of 0 or more, before it is over; one of them is not.")
    to_come: Ints = np.count_nonzero(late) - np.searchsorted(np.sort(entry[late]), at)
    return watched - to_come


def restricted_mean(curve: Curve, horizon: float) -> tuple[float, float]:
    """Say how long the stay lasts on average when it is cut off at a horizon, and the standard error.

    The area under the curve up to the horizon; unlike the mean, it needs nobody's last stay, and unlike
    the median, it exists when most are still here. Royston & Parmar 2013, "Restricted mean survival
    time", BMC Medical Research Methodology 13:152. Variance: sum of A(t)^2 d / (n (n - d)) over the
    times t when somebody left, A(t) being the area from t to the horizon.

    Parameters
    ----------
    curve : Curve
    horizon : float
        Microseconds since entry, above 0.

    Returns
    -------
    mean, error : float
        Microseconds; NaN when the curve was not watched to the horizon.

    Raises
    ------
    MeasureError
        If the horizon is not above 0.

    Examples
    --------
    >>> curve = kaplan_meier(np.array([2, 4, 6]), np.array([True, False, True]))
    >>> [round(figure, 3) for figure in restricted_mean(curve, 5)]
    [4.0, 0.816]
    """
    if not horizon > 0:
        raise MeasureError(f"The horizon of a restricted mean lies above 0; got {horizon}.")
    ended = len(curve.share) > 0 and curve.share[-1] == 0
    if np.isnan(curve.last) or (horizon > curve.last and not ended):
        return float("nan"), float("nan")
    within = curve.at < horizon
    times = np.concatenate((curve.at[within], [horizon]))
    areas = np.diff(times) * curve.share[within]
    after = np.cumsum(areas[::-1])[::-1]
    steps = np.diff(curve.variance[within], prepend=0.0)
    # Where all have left there is no area after; its infinite variance does not count.
    error = np.sqrt(np.sum(after[after > 0] ** 2 * steps[after > 0]))
    return float(times[0] + areas.sum()), float(error)


def mean_beyond(curve: Curve, start: float, horizon: float) -> tuple[float, float]:
    """Say how long stays last between two ages on average, and the standard error.

    The area under the curve between them; from 0 it is the restricted mean, from a target the mean delay.
    Variance as for the restricted mean, with areas from the later of t and the start.

    Parameters
    ----------
    curve : Curve
    start, horizon : float
        Microseconds since entry, the start below the horizon.

    Returns
    -------
    mean, error : float
        Microseconds; NaN when the curve was not watched to the horizon.

    Examples
    --------
    >>> curve = kaplan_meier(np.array([2, 4, 6]), np.array([True, False, True]))
    >>> [round(figure, 3) for figure in mean_beyond(curve, 3, 5)]
    [1.333, 0.544]
    """
    ended = len(curve.share) > 0 and curve.share[-1] == 0
    if np.isnan(curve.last) or (horizon > curve.last and not ended):
        return float("nan"), float("nan")
    within = curve.at < horizon
    times = np.concatenate(([0.0], curve.at[within], [horizon]))
    lengths = np.diff(np.maximum(times, start))
    areas = lengths * np.concatenate(([1.0], curve.share[within]))
    after = np.cumsum(areas[:0:-1])[::-1]
    steps = np.diff(curve.variance[within], prepend=0.0)
    error = np.sqrt(np.sum(after[after > 0] ** 2 * steps[after > 0]))
    return float(areas.sum()), float(error)


def _first(at: Floats, reached: NDArray[np.bool_]) -> float:
    place = int(reached.argmax()) if len(reached) else 0
    return float(at[place]) if len(reached) and reached[place] else float("nan")

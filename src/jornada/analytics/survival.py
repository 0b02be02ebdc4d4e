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


def _first(at: Floats, reached: NDArray[np.bool_]) -> float:
    place = int(reached.argmax()) if len(reached) else 0
    return float(at[place]) if len(reached) and reached[place] else float("nan")

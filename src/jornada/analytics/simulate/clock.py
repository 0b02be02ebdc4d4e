"""Time of the simulation: even time, mapped to the hours in which companies work.

Walks and touches are drawn in *even* time, where every hour is alike, and then mapped, week by
week, to real instants: most of Monday to Friday 8 to 18 h in São Paulo, little at night and at
weekends. The mapping rises strictly, so that no order is ever changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAY = 86_400.0
WEEK = 7 * DAY
MICRO = 1_000_000
# Brazil has kept no summer time since 2019; the demo does not look further back.
SAO_PAULO = -3 * 3_600.0
FIRST_MONDAY = 4 * DAY

_WORKDAY = np.array(
    [0.05, 0.03, 0.02, 0.02, 0.03, 0.08, 0.3, 1.2, 6, 10, 11, 9, 4, 6, 10.5, 11, 9.5, 6, 2.2, 1.2, 1.0, 0.8, 0.4, 0.15]
)
_WEEKEND = np.array(
    [
        0.04,
        0.02,
        0.01,
        0.01,
        0.01,
        0.02,
        0.05,
        0.1,
        0.3,
        0.5,
        0.5,
        0.4,
        0.3,
        0.3,
        0.4,
        0.4,
        0.4,
        0.4,
        0.4,
        0.4,
        0.4,
        0.3,
        0.2,
        0.1,
    ]
)
_HOURS = np.concatenate([np.tile(_WORKDAY, 5), np.tile(_WEEKEND, 2)])
_SHARE = np.concatenate([[0.0], np.cumsum(_HOURS) / _HOURS.sum()]) * WEEK
_KNOTS = np.arange(169) * 3_600.0


@dataclass(frozen=True, slots=True)
class Span:
    """The simulated history in even seconds.

    Attributes
    ----------
    start, end : float
        Even seconds since 1970; `end` is the `now` of the demo.
    months : int
        How many months it covers; `month` has the length of their mean.
    """

    start: float
    end: float
    months: int

    @property
    def month(self) -> float:
        """Length of a month of the span in even seconds."""
        return (self.end - self.start) / self.months


def span_until(end: int, months: int) -> Span:
    """Lay out the months before an instant.

    Parameters
    ----------
    end : int
        Microseconds UTC since 1970.
    months : int
        Calendar months to look back, 1 or more.

    Returns
    -------
    Span

    Raises
    ------
    ValueError
        If `months` is below 1.
    """
    if months < 1:
        raise ValueError(f"months must be 1 or more, not {months}.")
    moment = np.datetime64(end, "us")
    month = moment.astype("datetime64[M]")
    start = (month - months).astype("datetime64[us]") + (moment - month.astype("datetime64[us]"))
    even = to_even(np.array([start.astype(np.int64), end], dtype=np.int64))
    return Span(float(even[0]), float(even[1]), months)


def to_instants(even: NDArray[np.float64]) -> NDArray[np.int64]:
    """Map even seconds to microseconds UTC.

    Examples
    --------
    >>> to_instants(to_even(np.array([1_700_000_000_000_000]))).tolist()
    [1700000000000000]
    """
    week, inside = np.divmod(even - FIRST_MONDAY, WEEK)
    local = week * WEEK + np.interp(inside, _SHARE, _KNOTS) + FIRST_MONDAY
    instants: NDArray[np.int64] = np.round((local - SAO_PAULO) * MICRO).astype(np.int64)
    return instants


def to_even(instants: NDArray[np.int64]) -> NDArray[np.float64]:
    """Map microseconds UTC to even seconds: the way back of `to_instants`."""
    week, inside = np.divmod(instants / MICRO + SAO_PAULO - FIRST_MONDAY, WEEK)
    even: NDArray[np.float64] = week * WEEK + np.interp(inside, _KNOTS, _SHARE) + FIRST_MONDAY
    return even


def month_numbers(even: NDArray[np.float64], span: Span) -> NDArray[np.int64]:
    """Number the months of the span from 0; instants outside count to the nearest."""
    numbers = np.floor((even - span.start) / span.month).astype(np.int64)
    return np.clip(numbers, 0, span.months - 1)


def calendar_months(span: Span) -> NDArray[np.int64]:
    """Give the calendar month (0 to 11) in the middle of each month of the span."""
    middles = to_instants(span.start + (np.arange(span.months, dtype=np.float64) + 0.5) * span.month)
    months: NDArray[np.int64] = middles.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12
    return months

"""What each buyer bought: how often, when first and last, for how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.evidence import rows_of
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY

PURCHASES = ("deal.won", "order.placed")
WEEK = 7 * DAY


@dataclass(frozen=True, eq=False, slots=True)
class Purchases:
    """One row per subject that bought; several purchases of one day (UTC) count as one.

    Attributes
    ----------
    subject_ids : ndarray of int64, shape (buyers,)
    first, last : ndarray of int64
        Instants of the first and the last purchase day's first purchase, microseconds UTC.
    count : ndarray of int64
        Purchase days, 1 or more.
    value, first_value, squares : ndarray of float64
        Money in all, on the first day, and the sum of squares per day; purchases without a value count as 0.
    now : int
        Up to when was looked.
    """

    subject_ids: Ints
    first: Ints
    last: Ints
    count: Ints
    value: Floats
    first_value: Floats
    squares: Floats
    now: int

    def __len__(self) -> int:
        return len(self.subject_ids)

    @property
    def repeats(self) -> Ints:
        """Purchases after the first."""
        return self.count - 1

    @property
    def repeat_value(self) -> Floats:
        """Average money of the purchases after the first; NaN where there are none."""
        return divided(self.value - self.first_value, self.repeats)

    def recency(self, unit: float = WEEK) -> Floats:
        """Time from the first to the last purchase, in units."""
        return (self.last - self.first) / unit

    def age(self, unit: float = WEEK) -> Floats:
        """Time since the first purchase, in units."""
        return (self.now - self.first) / unit


Part = tuple[Ints, Ints, Ints, Ints, Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class PurchaseSummary:
    """The measure behind `purchases_of`; a part holds the columns of `Purchases`."""

    activities: tuple[str, ...]
    now: int

    def kernel(self, log: EventLog) -> Part:
        rows = rows_of(log, self.activities)
        rows = rows[log.at[rows] <= self.now]
        subject, at = log.subject[rows], log.at[rows]
        value = np.zeros(len(rows)) if log.value is None else np.nan_to_num(log.value[rows])
        days = _starts(subject, at // DAY)
        subject, at, value = subject[days], at[days], _sums(value, days)
        buyers = _starts(subject)
        last = np.append(buyers[1:], len(subject))[: len(buyers)] - 1
        return (
            log.subject_ids[subject[buyers]], at[buyers], at[last], last - buyers + 1,
            _sums(value, buyers), value[buyers], _sums(value**2, buyers),
        )  # fmt: skip

    def merge(self, parts: Sequence[Part]) -> Part:
        who, first, last, count, value, start, squares = (np.concatenate(column) for column in zip(*parts, strict=True))
        return who, first, last, count, value, start, squares

    def finish(self, part: Part) -> Purchases:
        return Purchases(*part, self.now)


def purchases_of(log: EventLog, now: int, activities: Sequence[str] = PURCHASES) -> Purchases:
    """Sum up what each buyer bought until `now`.

    Examples
    --------
    >>> log = EventLog.from_columns(
    ...     [1, 1, 1, 2], [0, 5, 9 * DAY, 0], ["order.placed"] * 3 + ["page.viewed"], value=[10, 5, 30, None]
    ... )
    >>> found = purchases_of(log, now=20 * DAY)
    >>> found.count.tolist(), found.value.tolist(), found.repeat_value.tolist()
    ([2], [45.0], [30.0])
    """
    return run(PurchaseSummary(tuple(activities), now), log)


def _starts(*columns: NDArray[Any]) -> Ints:
    """Find the rows where a run of equal values starts."""
    if not len(columns[0]):
        return np.empty(0, dtype=np.int64)
    changes = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(np.concatenate(([True], changes)))


def _sums(values: Floats, starts: Ints) -> Floats:
    return np.add.reduceat(values, starts) if len(starts) else values[:0]

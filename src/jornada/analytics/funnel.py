"""Ordered funnel: how many subjects go through some steps in order, within a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog
from jornada.analytics.rates import Rates

Step = str | Sequence[str]


@dataclass(frozen=True, eq=False, slots=True)
class FunnelTable:
    """Subjects per step of a funnel.

    Attributes
    ----------
    steps : tuple of tuple of str
        Activities of each step.
    mature : ndarray of int64, shape (steps,)
        Subjects that reached the step, of those whose first step lies a full window before now.
    immature : ndarray of int64, shape (steps,)
        The same of the younger ones: they may still get there and stand in no rate.
    step : Rates
        Of the mature that reached the step before, those that reached this one; the first is of
        itself.
    cumulative : Rates
        Of the mature that took the first step, those that reached this one.
    """

    steps: tuple[tuple[str, ...], ...]
    mature: Ints
    immature: Ints
    step: Rates
    cumulative: Rates


@dataclass(frozen=True, slots=True)
class Funnel:
    """The measure behind `funnel`; `within` and `now` in microseconds."""

    steps: tuple[tuple[str, ...], ...]
    within: int | None
    now: int

    def kernel(self, log: EventLog) -> Ints:
        marked, marks = self._marked(log)
        rows = marked[(marks & 1) != 0]
        is_mature = self._mature(log, rows)
        reached = [_split(log, rows, is_mature)]
        since = log.at[rows]
        for level in range(1, len(self.steps)):
            rows, since = self._advance(log, rows, since, marked[(marks >> np.uint64(level) & np.uint64(1)) != 0])
            reached.append(_split(log, rows, is_mature))
        return np.array(reached)

    def merge(self, parts: Sequence[Ints]) -> Ints:
        total: Ints = np.sum(parts, axis=0)
        return total

    def finish(self, part: Ints) -> FunnelTable:
        mature, immature = part.T
        before = np.concatenate((mature[:1], mature[:-1]))
        step, cumulative = Rates.count(mature, before), Rates.count(mature, np.repeat(mature[0], len(mature)))
        return FunnelTable(self.steps, mature, immature, step, cumulative)

    def _marked(self, log: EventLog) -> tuple[Ints, NDArray[np.uint64]]:
        """Find the touches of any step up to now, each with one bit per step that it can be."""
        bits = np.zeros(len(log.activity.values), dtype=np.uint64)
        for level, activities in enumerate(self.steps):
            bits[log.activity.codes_of(activities)] |= np.uint64(1 << level)
        if not bits.any():
            return np.empty(0, np.int64), bits[:0]
        rows = np.flatnonzero((bits != 0).take(log.activity.codes, mode="clip"))
        rows = rows[log.at[rows] <= self.now]
        return rows, bits[log.activity.codes[rows]]

    def _mature(self, log: EventLog, rows: Ints) -> NDArray[np.bool_]:
        first = np.full(log.subjects, np.iinfo(np.int64).min, dtype=np.int64)
        first[log.subject[rows[::-1]]] = log.at[rows[::-1]]
        return first <= self.now - (self.within or 0)

    def _advance(self, log: EventLog, rows: Ints, since: Ints, wanted: Ints) -> tuple[Ints, Ints]:
        """Go from the touches that end a chain to those that make it one step longer.

        The chain that started last is the one to go on with: it runs out of time last.
        """
        if not len(rows):
            return rows, since
        before = np.searchsorted(rows, _first_of_ties(log, wanted)) - 1
        follows = (before >= 0) & (log.subject[rows[before]] == log.subject[wanted])
        if self.within is not None:
            follows &= log.at[wanted] - since[before] <= self.within
        return wanted[follows], since[before[follows]]


def funnel(
    log: EventLog, steps: Sequence[Step], *, within: timedelta | None = None, now: int | None = None
) -> FunnelTable:
    """Count the subjects that take steps in order, the last within a window of the first.

    Times must rise strictly from step to step; other touches may lie between. Of several chains of
    a subject the longest counts, whichever touch it starts with: keeping only the latest feasible
    start of each length finds it, since a chain that starts later also expires later.

    Parameters
    ----------
    log : EventLog
    steps : sequence of str or of sequence of str
        Activities; several in one step are alternatives. 1 to 64 steps.
    within : timedelta, optional
        Window from first to last step, inclusive. None: no limit, and every subject is mature.
    now : int, optional
        As-of time, microseconds UTC; the last touch of the log when left out.

    Returns
    -------
    FunnelTable

    Raises
    ------
    MeasureError
        If there are no steps, a step has no activity, or there are more than 64 steps.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2], [0, 7, 9, 0, 1], ["see", "see", "buy", "buy", "see"])
    >>> table = funnel(log, ["see", "buy"], within=timedelta(microseconds=2), now=20)
    >>> table.mature.tolist(), table.cumulative.rate.tolist()
    ([2, 1], [1.0, 0.5])
    """
    spelled = tuple((step,) if isinstance(step, str) else tuple(step) for step in steps)
    if not 1 <= len(spelled) <= 64 or not all(spelled):
        raise MeasureError("A funnel needs 1 to 64 steps, each with at least one activity.")
    span = None if within is None else microseconds(within)
    return run(Funnel(spelled, span, int(log.at.max(initial=0)) if now is None else now), log)


def _split(log: EventLog, rows: Ints, is_mature: NDArray[np.bool_]) -> tuple[int, int]:
    subject = log.subject[rows]
    once = subject[np.concatenate(([True], subject[1:] != subject[:-1]))[: len(subject)]]
    mature = int(np.count_nonzero(is_mature[once]))
    return mature, len(once) - mature


def _first_of_ties(log: EventLog, rows: Ints) -> Ints:
    """Go from each row to the first one of the same subject at the same time."""
    before = np.maximum(rows - 1, 0)
    tied = (rows > 0) & (log.at[before] == log.at[rows]) & (log.subject[before] == log.subject[rows])
    if not tied.any():
        return rows
    begins = np.ones(len(log), dtype=np.bool_)
    begins[1:] = (log.at[1:] != log.at[:-1]) | (log.subject[1:] != log.subject[:-1])
    first: Ints = np.maximum.accumulate(np.where(begins, np.arange(len(log)), 0))[rows]
    return first

"""Ordered funnel: how many subjects go through some steps in order, within a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result

Step = str | Sequence[str]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class FunnelTable(Result):
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

    def columns(self) -> dict[str, Any]:
        """Give one row per step: mature subjects in `reached`, and both rates with their intervals."""
        from jornada.analytics.words.rates import rate_columns, step_names

        return {
            "step": step_names(self.steps),
            "reached": self.mature,
            "reached_too_recently": self.immature,
            **rate_columns(self.step, "step_rate"),
            **rate_columns(self.cumulative, "cumulative_rate"),
        }

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.rates import say_funnel

        return say_funnel(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.rates import chart_funnel

        return chart_funnel(self, language)


@dataclass(frozen=True, slots=True)
class Funnel:
    """The measure behind `funnel`; `within` and `now` in microseconds."""

    steps: tuple[tuple[str, ...], ...]
    within: int | None
    now: int

    def kernel(self, log: EventLog) -> Ints:
        touches = _step_touches(log, self.steps, self.now)
        here = np.flatnonzero(touches.can_be(0))
        since = touches.at.copy()
        is_mature = self._mature(touches, here, log.subjects)
        reached = [_split(touches.subject[here], is_mature)]
        for level in range(1, len(self.steps)):
            here = self._advance(touches, here, since, np.flatnonzero(touches.can_be(level)))
            reached.append(_split(touches.subject[here], is_mature))
        return np.array(reached)

    def merge(self, parts: Sequence[Ints]) -> Ints:
        total: Ints = np.sum(parts, axis=0)
        return total

    def finish(self, part: Ints) -> FunnelTable:
        mature, immature = part.T
        before = np.concatenate((mature[:1], mature[:-1]))
        step, cumulative = Rates.count(mature, before), Rates.count(mature, np.repeat(mature[0], len(mature)))
        return FunnelTable(self.steps, mature, immature, step, cumulative)

    def _mature(self, touches: _StepTouches, here: Ints, subjects: int) -> Flags:
        first = np.full(subjects, np.iinfo(np.int64).min, dtype=np.int64)
        first[touches.subject[here[::-1]]] = touches.at[here[::-1]]
        return first <= self.now - (self.within or 0)

    def _advance(self, touches: _StepTouches, here: Ints, since: Ints, wanted: Ints) -> Ints:
        """Go from the touches that end a chain to those that make it one step longer.

        Of the chains that end before a touch, the last one also started last, and so runs out of
        time last: it is the one to go on with. `since` holds the start of the chain that ends here.
        """
        latest = np.full(len(touches.at) + 1, -1, dtype=np.int64)
        latest[here] = here
        latest = np.maximum.accumulate(latest)
        # Place -1, before the first touch, wraps to the end of the array; nothing may be found there.
        latest[-1] = -1
        before = latest[touches.before[wanted]]
        follows = (before >= 0) & (touches.subject[before] == touches.subject[wanted])
        if self.within is not None:
            follows &= touches.at[wanted] - since[before] <= self.within
        longer: Ints = wanted[follows]
        since[longer] = since[before[follows]]
        return longer


@dataclass(frozen=True, eq=False, slots=True)
class _StepTouches:
    """The touches of any step up to now: bits say which steps, `before` the last one earlier in time."""

    bits: NDArray[np.uint64]
    subject: NDArray[np.int32]
    at: Ints
    before: Ints

    def can_be(self, level: int) -> Flags:
        is_step: Flags = (self.bits & np.uint64(1 << level)) != 0
        return is_step


def _step_touches(log: EventLog, steps: tuple[tuple[str, ...], ...], now: int) -> _StepTouches:
    bits = np.zeros(len(log.activity.values), dtype=np.uint64)
    for level, activities in enumerate(steps):
        bits[log.activity.codes_of(activities)] |= np.uint64(1 << level)
    rows = np.empty(0, dtype=np.int64)
    if bits.any():
        rows = np.flatnonzero((bits != 0).take(log.activity.codes, mode="clip"))
    at = log.at[rows]
    if len(at) and at.max() > now:
        rows = rows[at <= now]
        at = log.at[rows]
    subject = log.subject[rows]
    return _StepTouches(bits[log.activity.codes[rows]], subject, at, _earlier(subject, at))


def _earlier(subject: NDArray[np.int32], at: Ints) -> Ints:
    """Find for each touch the place of the last one before its tie: at an earlier time, or of others."""
    place = np.arange(len(at))
    begins = np.ones(len(at), dtype=np.bool_)
    begins[1:] = (at[1:] != at[:-1]) | (subject[1:] != subject[:-1])
    if begins.all():
        return place - 1
    earlier: Ints = np.maximum.accumulate(np.where(begins, place, 0)) - 1
    return earlier


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


def _split(subject: NDArray[np.int32], is_mature: Flags) -> tuple[int, int]:
    once = subject[np.concatenate(([True], subject[1:] != subject[:-1]))[: len(subject)]]
    mature = int(np.count_nonzero(is_mature[once]))
    return mature, len(once) - mature

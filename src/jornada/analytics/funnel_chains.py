"""Chains of steps through touches, all subjects at once: how far each gets, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.evidence import microseconds
from jornada.analytics.funnel_plan import FunnelPlan
from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog

NEVER = np.iinfo(np.int64).max
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Reached:
    """How far each unit (a subject, or an entry of it) gets.

    Attributes
    ----------
    subject : ndarray of int64, shape (units,)
        Position in the log's subjects.
    row : ndarray of int64, shape (units,)
        Row of the touch that opens it.
    entry : ndarray of int64, shape (units,)
        When that was, microseconds UTC.
    at : ndarray of int64, shape (units, steps)
        When each step was first reached; `NEVER` if not.
    since : ndarray of int64, shape (units, steps)
        When the chain that reached it then had begun.
    """

    subject: Ints
    row: Ints
    entry: Ints
    at: Ints
    since: Ints


@dataclass(frozen=True, eq=False, slots=True)
class StepTouches:
    """The touches of any step up to now.

    Bits say which steps; `before` is the place of the last touch earlier in time (-1: none); `barred`
    counts, per list of exclusions, those up to each touch, itself included, and up to the one before it.
    """

    row: Ints
    bits: NDArray[np.uint64]
    subject: Ints
    at: Ints
    before: Ints
    barred: tuple[tuple[Ints, Ints], ...]

    def can_be(self, step: int) -> Flags:
        flags: Flags = (self.bits & np.uint64(1 << step)) != 0
        return flags

    def keep(self, mask: Flags) -> StepTouches:
        columns = {f.name: getattr(self, f.name)[mask] for f in fields(self) if f.name not in {"before", "barred"}}
        barred = tuple((own[mask], earlier[mask]) if len(own) else (own, earlier) for own, earlier in self.barred)
        kept = replace(self, **columns, barred=barred)
        return replace(kept, before=_earlier(kept.subject, kept.at))


def reach(log: EventLog, plan: FunnelPlan, now: int) -> Reached:
    """Say how far each unit of a funnel gets by now."""
    touches = _step_touches(log, plan, now)
    if plan.order == "any":
        return _any_order(touches, plan)
    if plan.unit == "subject":
        return _first_times(touches, plan, np.flatnonzero(touches.can_be(0)))
    rounds = list(_entries(touches, plan, log.subjects)) or [_first_times(touches, plan, np.empty(0, np.int64))]
    joined = Reached(*(np.concatenate([getattr(each, f.name) for each in rounds]) for f in fields(Reached)))
    order = np.lexsort((joined.entry, joined.subject))
    return Reached(*(getattr(joined, f.name)[order] for f in fields(Reached)))


def _first_times(touches: StepTouches, plan: FunnelPlan, opens: Ints) -> Reached:
    """Follow the chains that begin at some touches; one unit per subject."""
    begins = _first_of_each(touches.subject[opens])
    units = touches.subject[opens][begins]
    at = np.full((len(units), len(plan.steps)), NEVER)
    since = np.full_like(at, NEVER)
    for step, (here, start) in enumerate(_chains(touches, plan, opens)):
        first = _first_of_each(touches.subject[here])
        unit = np.searchsorted(units, touches.subject[here[first]])
        at[unit, step], since[unit, step] = touches.at[here[first]], start[first]
    first_rows = opens[begins]
    return Reached(units, touches.row[first_rows], touches.at[first_rows], at, since)


def _chains(touches: StepTouches, plan: FunnelPlan, opens: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Give for each step the touches that end a chain of it, and when the latest such chain began.

    Of the chains that end before a touch the last one also began last, and has least between it and
    the touch: it is the one to go on with, whatever the windows and exclusions.
    """
    here, since = opens, touches.at[opens]
    yield here, since
    for step in range(1, len(plan.steps)):
        longer = _advance(touches, plan, step, here, since)
        yield longer
        if not plan.steps[step].optional:
            here, since = longer


def _advance(touches: StepTouches, plan: FunnelPlan, step: int, here: Ints, since: Ints) -> tuple[Ints, Ints]:
    wanted = np.flatnonzero(touches.can_be(step))
    chain = np.searchsorted(here, touches.before[wanted], side="right") - 1
    wanted, chain = wanted[chain >= 0], chain[chain >= 0]
    before = here[chain]
    holds = touches.subject[before] == touches.subject[wanted]
    if plan.order == "strict":
        holds &= touches.row[wanted] == touches.row[before] + 1
    for span, start in ((plan.within, since[chain]), (plan.steps[step].within, touches.at[before])):
        if span is not None:
            holds &= touches.at[wanted] - start <= microseconds(span)
    for place in (0, step):
        up_to, earlier = touches.barred[place]
        if len(up_to):
            holds &= earlier[wanted] == up_to[before]
    return wanted[holds], since[chain[holds]]


def _entries(touches: StepTouches, plan: FunnelPlan, subjects: int) -> Iterator[Reached]:
    """Go through the entries of all subjects, the first of each, the second of each, and so on.

    An entry is a touch of the first step when none is running; it runs until the last required step
    or until its window is over.
    """
    last, span = plan.required[-1], plan.span
    while True:
        opens = np.flatnonzero(touches.can_be(0))
        opens = opens[_first_of_each(touches.subject[opens])]
        if not len(opens):
            return
        begun = np.full(subjects, NEVER)
        begun[touches.subject[opens]] = touches.at[opens]
        running = touches.at >= begun[touches.subject]
        if span is not None:
            # Where nobody began, the difference is negative and out of the question already.
            running &= touches.at - np.where(running, begun[touches.subject], touches.at) <= span
        inner = touches.keep(running)
        place = np.cumsum(running) - 1
        found = _first_times(inner, plan, place[opens])
        yield found
        ends = found.at[:, last].copy()
        ends[ends == NEVER] = found.entry[ends == NEVER] + span if span is not None else NEVER
        over = np.full(subjects, NEVER)
        over[found.subject] = ends
        touches = touches.keep(touches.at > over[touches.subject])


def _any_order(touches: StepTouches, plan: FunnelPlan) -> Reached:
    """Count at each touch how many steps lie within the window up to it, whichever came first."""
    opens = _first_of_each(touches.subject)
    slots = np.array([_latest(touches, plan, step) for step in range(len(plan.steps))])
    # The k-th latest of the steps' last times is when the best k steps began.
    since = -np.sort(-slots, axis=0)
    holds = since > -NEVER
    if plan.within is not None:
        holds &= since >= touches.at - microseconds(plan.within)
    at = np.where(holds, touches.at, NEVER)
    units = touches.subject[opens]
    reached, begun = (np.full((len(units), len(plan.steps)), NEVER) for _ in range(2))
    for step in range(len(plan.steps)):
        rows = np.flatnonzero(at[step] != NEVER)
        rows = rows[_first_of_each(touches.subject[rows])]
        unit = np.searchsorted(units, touches.subject[rows])
        reached[unit, step], begun[unit, step] = touches.at[rows], since[step, rows]
    return Reached(units, touches.row[opens], touches.at[opens], reached, begun)


def _latest(touches: StepTouches, plan: FunnelPlan, step: int) -> Ints:
    """Say at each touch when the step was last taken; of a step that comes r times, the r-th last time."""
    own = frozenset(plan.steps[step].activities)
    again = sum(frozenset(plan.steps[earlier].activities) == own for earlier in range(step))
    rows = np.flatnonzero(touches.can_be(step))
    if not len(rows):
        return np.full(len(touches.at), -NEVER)
    place = np.cumsum(touches.can_be(step)) - 1 - again
    found = rows[np.maximum(place, 0)]
    holds = (place >= 0) & (touches.subject[found] == touches.subject)
    up_to, earlier = touches.barred[0]
    if len(up_to):
        holds &= earlier <= up_to[found]
    return np.where(holds, touches.at[found], -NEVER)


def _step_touches(log: EventLog, plan: FunnelPlan, now: int) -> StepTouches:
    bits = np.zeros(len(log.activity.values) + 1, dtype=np.uint64)
    for place, step in enumerate(plan.steps):
        bits[log.activity.codes_of(step.activities)] |= np.uint64(1 << place)
    rows = np.flatnonzero((bits != 0)[log.activity.codes])
    rows = rows[log.at[rows] <= now]
    subject, at = log.subject[rows].astype(np.int64), log.at[rows]
    lists = (plan.without, *(step.without for step in plan.steps[1:]))
    barred = tuple(_barred(log, names, rows) for names in lists)
    return StepTouches(rows, bits[log.activity.codes[rows]], subject, at, _earlier(subject, at), barred)


def _barred(log: EventLog, names: tuple[str, ...], rows: Ints) -> tuple[Ints, Ints]:
    if not names:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    is_barred = log.activity.lookup(names)[log.activity.codes]
    up_to = np.cumsum(is_barred, dtype=np.int64)
    return up_to[rows], up_to[rows] - is_barred[rows]


def _earlier(subject: Ints, at: Ints) -> Ints:
    """Find for each touch the place of the last one before its tie: at an earlier time, or of others."""
    place = np.arange(len(at))
    begins = np.ones(len(at), dtype=np.bool_)
    begins[1:] = (at[1:] != at[:-1]) | (subject[1:] != subject[:-1])
    earlier: Ints = np.maximum.accumulate(np.where(begins, place, 0)) - 1
    return earlier


def _first_of_each(subject: Ints) -> Ints:
    """Give the places where a subject comes for the first time; subjects ascend."""
    return np.flatnonzero(np.concatenate(([True], subject[1:] != subject[:-1]))[: len(subject)])

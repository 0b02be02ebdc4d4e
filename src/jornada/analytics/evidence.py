"""Which touches are evidence for which stage of a journey map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.rules.stages import Behaviour, JourneyMap, Stage

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Touches that are evidence, in the order of the log; at most one stage per touch.

    Attributes
    ----------
    rows : ndarray of int64, shape (evidence,)
        Rows of the log, ascending.
    stage : ndarray of int16, shape (evidence,)
        Position of the stage in the map; the furthest one, when a touch speaks for several.
    behaviour : ndarray of int16, shape (evidence,)
        Which entry behaviour of the stage holds; the first one, when several do.
    """

    rows: Ints
    stage: NDArray[np.int16]
    behaviour: NDArray[np.int16]


def find_evidence(log: EventLog, journey: JourneyMap, without: Ints | None = None) -> Evidence:
    """Find the touches that place their subject at a stage.

    A touch is evidence by a behaviour when it is the last of N matching touches of the subject that
    lie within the behaviour's window. With `entry_all`, the latest evidence of every behaviour must
    lie within `entry_within`.

    Parameters
    ----------
    log : EventLog
    journey : JourneyMap
    without : ndarray of int64, optional
        Rows that do not count as evidence, though they count towards N.

    Returns
    -------
    Evidence

    Examples
    --------
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1], [0, 5], ["page.viewed", "demo.held"])
    >>> [DEFAULT_MAP.stages[stage].code for stage in find_evidence(log, DEFAULT_MAP).stage]
    ['awareness', 'evaluation']
    """
    width = max((len(stage.entry) for stage in journey.stages), default=0) + 1
    marks = _plain_marks(log, journey, width)
    for number, stage in enumerate(journey.stages):
        for rows, behaviour in _counted_evidence(log, stage):
            mark = np.int16(_mark(number, behaviour, width))
            marks[rows] = np.maximum(marks[rows], mark)
    if without is not None:
        marks[without] = 0
    rows = np.flatnonzero(marks != 0)
    # A table is read several times faster than numbers are divided.
    stage_of, rest = np.divmod(np.arange(width * len(journey.stages), dtype=np.int16), np.int16(width))
    found = marks[rows]
    return Evidence(rows, stage_of[found], (width - 1 - rest).astype(np.int16)[found])


def standing_rows(log: EventLog, behaviour: Behaviour) -> Ints:
    """Find the touches at which a behaviour holds: the N-th of N matching within its window.

    Returns
    -------
    ndarray of int64
        Rows of the log, ascending.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1], [0, 5, 20], ["email.clicked"] * 3)
    >>> twice = Behaviour(("email.clicked",), at_least=2, within=timedelta(microseconds=5))
    >>> standing_rows(log, twice).tolist()
    [1]
    """
    rows = matching_rows(log, behaviour)
    back = behaviour.at_least - 1
    if back < 1:
        return rows
    first, last = rows[:-back], rows[back:]
    holds = log.subject[first] == log.subject[last]
    if behaviour.within is not None:
        holds &= log.at[last] - log.at[first] <= microseconds(behaviour.within)
    standing: Ints = last[holds]
    return standing


def matching_rows(log: EventLog, behaviour: Behaviour) -> Ints:
    """Find the touches that a behaviour counts; a filter on a column the log lacks matches none."""
    rows = rows_of(log, behaviour.activities)
    filters = (
        (log.channel, behaviour.channels),
        (log.direction, behaviour.directions),
        (log.by, behaviour.by),
        (log.outcome, behaviour.outcomes),
        (log.role, behaviour.roles),
    )
    for column, values in filters:
        if values:
            rows = _having(rows, column, values)
    if behaviour.product is not None:
        rows = rows[:0] if log.product is None else rows[log.product[rows] == behaviour.product]
    if behaviour.human_only and log.human is not None:
        rows = rows[log.human[rows]]
    return rows


def rows_of(log: EventLog, activities: Sequence[str]) -> Ints:
    """Find the touches of some activities."""
    wanted = log.activity.lookup(activities)
    if not wanted.any():
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(wanted.take(log.activity.codes, mode="clip"))


def microseconds(span: timedelta) -> int:
    """Say how long a span is, in microseconds."""
    return span // timedelta(microseconds=1)


def _mark(stage: int, behaviour: int, width: int) -> int:
    # The largest mark of a touch is the furthest stage and, in it, the first behaviour.
    return stage * width + (width - 1 - behaviour)


def _is_plain(behaviour: Behaviour) -> bool:
    filters = (behaviour.channels, behaviour.directions, behaviour.by, behaviour.outcomes, behaviour.roles)
    return behaviour.at_least <= 1 and behaviour.product is None and not any(filters)


def _plain_marks(log: EventLog, journey: JourneyMap, width: int) -> NDArray[np.int16]:
    """Mark the evidence that one look at the activity decides, for all stages in one pass."""
    for_all, for_humans = (np.zeros(len(log.activity.values), dtype=np.int16) for _ in range(2))
    for number, stage in enumerate(journey.stages):
        for place, behaviour in enumerate(() if stage.entry_all else stage.entry):
            if _is_plain(behaviour):
                codes = log.activity.codes_of(behaviour.activities)
                tables = (for_humans,) if behaviour.human_only else (for_all, for_humans)
                for table in tables:
                    table[codes] = np.maximum(table[codes], _mark(number, place, width))
    if not len(for_all):
        return np.zeros(len(log), dtype=np.int16)
    marks = for_humans.take(log.activity.codes, mode="clip")
    if log.human is not None and not log.human.all():
        machine = np.flatnonzero(~log.human)
        marks[machine] = for_all[log.activity.codes[machine]]
    return marks


def _counted_evidence(log: EventLog, stage: Stage) -> list[tuple[Ints, int]]:
    if stage.entry_all:
        return _joint_evidence(log, stage)
    counted = [(place, behaviour) for place, behaviour in enumerate(stage.entry) if not _is_plain(behaviour)]
    return [(standing_rows(log, behaviour), place) for place, behaviour in counted]


def _joint_evidence(log: EventLog, stage: Stage) -> list[tuple[Ints, int]]:
    standing = [standing_rows(log, behaviour) for behaviour in stage.entry]
    if not all(len(rows) for rows in standing):
        return []
    rows = reduce(np.union1d, standing)
    first, holds = log.at[rows].copy(), np.ones(len(rows), dtype=np.bool_)
    for ours in standing:
        before = np.searchsorted(ours, rows, side="right") - 1
        latest = ours[np.maximum(before, 0)]
        holds &= (before >= 0) & (log.subject[latest] == log.subject[rows])
        first = np.minimum(first, log.at[latest])
    if stage.entry_within is not None:
        holds &= log.at[rows] - first <= microseconds(stage.entry_within)
    joint = rows[holds]
    return [(np.intersect1d(joint, ours, assume_unique=True), place) for place, ours in enumerate(standing)]


def _having(rows: Ints, column: Coded | None, values: Sequence[str]) -> Ints:
    if column is None:
        return rows[:0]
    return rows[column.lookup(values)[column.codes[rows]]]

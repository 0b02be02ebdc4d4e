"""The reading of an event log: what happens in it, in which order, how long it takes and what is done twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.durations import DurationSummary, ReworkSummary, durations, rework
from jornada.analytics.grouped import group_means, sorted_unique
from jornada.analytics.log import EventLog
from jornada.analytics.transitions import TransitionTable, transitions
from jornada.analytics.variants import VariantTable, variants

MICROS = 1_000_000
MOST_VARIANTS = 200


@dataclass(frozen=True)
class Activity:
    """How often an activity happens, in how many cases, and how many cases start and end with it.

    `place` is how many events come before it in its case, on average.
    """

    name: str
    events: int
    cases: int
    starts: int
    ends: int
    place: float


@dataclass(frozen=True)
class Variant:
    """A path and how many cases took it; `median_seconds` from first to last event."""

    path: tuple[str, ...]
    cases: int
    median_seconds: float


@dataclass(frozen=True)
class Step:
    """A direct succession: how often, in how many cases, and the seconds between."""

    source: str
    target: str
    count: int
    cases: int
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True)
class Group:
    """The cases that share a channel or an outcome."""

    name: str
    cases: int
    events: int
    median_seconds: float


@dataclass(frozen=True)
class Analysis:
    """What an event log says.

    Attributes
    ----------
    cases, events : int
        How many.
    first, last : int
        First and last instant, microseconds UTC.
    activities : list of Activity
        The most frequent first.
    variant_count : int
        Different paths.
    variants : list of Variant
        The most frequent ones.
    steps : list of Step
        All direct successions, the most frequent first.
    durations : DurationSummary
        From first to last event of a case, microseconds.
    rework : ReworkSummary
        Cases in which an activity recurs, and direct repetitions.
    spans : ndarray of int64
        Duration of each case, microseconds.
    lengths : ndarray of int64
        Events of each case.
    repeats : dict of str to int
        For each activity that recurs within a case, in how many cases it does.
    channels, outcomes : list of Group
        Cases by the channel they begin in, and by their last outcome; empty without such a column.
    value_total, value_cases : float, int
        Sum of the last value of each case that has one, and how many have one.
    """

    cases: int
    events: int
    first: int
    last: int
    activities: list[Activity]
    variant_count: int
    variants: list[Variant]
    steps: list[Step]
    durations: DurationSummary
    rework: ReworkSummary
    spans: NDArray[np.int64]
    lengths: NDArray[np.int64]
    repeats: dict[str, int]
    channels: list[Group] = field(default_factory=list)
    outcomes: list[Group] = field(default_factory=list)
    value_total: float = 0.0
    value_cases: int = 0


def analyse(log: EventLog) -> Analysis:
    """Read an event log.

    Parameters
    ----------
    log : EventLog
        At least one event.

    Returns
    -------
    Analysis

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2], [0, 5, 9, 2, 3], ["ask", "ask", "buy", "ask", "buy"])
    >>> found = analyse(log)
    >>> found.cases, found.variant_count, found.rework.rework, found.repeats
    (2, 2, 1, {'ask': 1})
    >>> [(step.source, step.target, step.count) for step in found.steps]
    [('ask', 'buy', 2), ('ask', 'ask', 1)]
    """
    table = transitions(log)
    spans = log.at[log.offsets[1:] - 1] - log.at[log.offsets[:-1]]
    value_total, value_cases = _values(log)
    paths = variants(log)
    return Analysis(
        cases=log.subjects,
        events=len(log),
        first=int(log.at.min()),
        last=int(log.at.max()),
        activities=_activities(log, table.starts, table.ends),
        variant_count=len(paths),
        variants=_variants(paths),
        steps=_steps(table),
        durations=durations(log),
        rework=rework(log),
        spans=spans,
        lengths=log.lengths,
        repeats=_repeats(log),
        channels=_groups(log, log.channel, spans, log.offsets[:-1]),
        outcomes=_groups(log, log.outcome, spans, log.offsets[1:] - 1),
        value_total=value_total,
        value_cases=value_cases,
    )


def as_json(found: Analysis, *, top: int = 25) -> dict[str, Any]:
    """Lay an analysis out for `--json`.

    Parameters
    ----------
    found : Analysis
    top : int
        How many variants to list.

    Returns
    -------
    dict
        Seconds and counts; names of activities as keys.
    """
    return {
        "cases": found.cases,
        "events": found.events,
        "period": {"first": instant(found.first), "last": instant(found.last)},
        "activities": {each.name: {"events": each.events, "cases": each.cases} for each in found.activities},
        "start": _counts(found, "starts"),
        "end": _counts(found, "ends"),
        "variants": found.variant_count,
        "top_variants": [
            {"path": list(each.path), "cases": each.cases, "median_seconds": each.median_seconds}
            for each in found.variants[:top]
        ],
        "transitions": [
            {
                "from": each.source,
                "to": each.target,
                "count": each.count,
                "cases": each.cases,
                "median_seconds": each.median_seconds,
                "p90_seconds": each.p90_seconds,
            }
            for each in found.steps
        ],
        "duration_seconds": {
            name: getattr(found.durations, name) / MICROS for name in ("median", "mean", "p90", "max")
        },
        "rework_cases": found.rework.rework,
        "rework_by_activity": found.repeats,
        "self_loops": found.rework.self_loops,
        "channels": _group_table(found.channels),
        "outcomes": _group_table(found.outcomes),
        "value": {"total": found.value_total, "cases": found.value_cases},
    }


def instant(at: int) -> str:
    """Write microseconds since 1970 as ISO 8601 in UTC."""
    return f"{np.datetime64(at, 'us').astype('datetime64[s]')}Z"


def _variants(paths: VariantTable) -> list[Variant]:
    medians = (paths.median_span / MICROS).tolist()
    return [
        Variant(tuple(paths.activities(place)), int(paths.subjects[place]), medians[place])
        for place in range(min(len(paths), MOST_VARIANTS))
    ]


def _steps(table: TransitionTable) -> list[Step]:
    names = table.activities
    columns = (
        table.source,
        table.target,
        table.count,
        table.subjects,
        table.median_gap / MICROS,
        table.p90_gap / MICROS,
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Step(names[source], names[target], *rest) for source, target, *rest in rows]


def _activities(log: EventLog, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[Activity]:
    kinds = len(log.activity.values)
    events = np.bincount(log.activity.codes, minlength=kinds)
    once = sorted_unique(log.subject * np.int64(kinds) + log.activity.codes)
    cases = np.bincount(once % kinds, minlength=kinds)
    before = np.arange(len(log)) - np.repeat(log.offsets[:-1], log.lengths)
    places = group_means(before.astype(np.float64), log.activity.codes.astype(np.int64), kinds)
    names, rank = log.activity.values, np.argsort(-events, kind="stable")
    columns = zip(*(column[rank].tolist() for column in (events, cases, starts, ends, places)), strict=True)
    return [Activity(names[code], *figures) for code, figures in zip(rank.tolist(), columns, strict=True)]


def _repeats(log: EventLog) -> dict[str, int]:
    """Count for each activity the cases that have it more than once."""
    kinds = len(log.activity.values)
    keys = np.sort(log.subject * np.int64(kinds) + log.activity.codes)
    again = sorted_unique(keys[1:][keys[1:] == keys[:-1]])
    cases = np.bincount(again % kinds, minlength=kinds)
    return {log.activity.values[code]: int(cases[code]) for code in np.argsort(-cases, kind="stable") if cases[code]}


def _groups(log: EventLog, column: Coded | None, spans: NDArray[np.int64], deciding: NDArray[np.int64]) -> list[Group]:
    """Group cases by the value that stands in their deciding row."""
    if column is None:
        return []
    codes = column.codes[deciding]
    groups = []
    for code in np.unique(codes):
        mine = codes == code
        name = column.values[code] if code >= 0 else ""
        median = float(np.median(spans[mine])) / MICROS
        groups.append(Group(name, int(mine.sum()), int(log.lengths[mine].sum()), median))
    return sorted(groups, key=lambda group: (-group.cases, group.name))


def _values(log: EventLog) -> tuple[float, int]:
    """Add up the last value that each case names."""
    if log.value is None:
        return 0.0, 0
    rows = np.flatnonzero(~np.isnan(log.value))
    if not len(rows):
        return 0.0, 0
    subjects = log.subject[rows]
    last = np.flatnonzero(np.append(subjects[1:] != subjects[:-1], True))
    return float(log.value[rows[last]].sum()), len(last)


def _counts(found: Analysis, side: str) -> dict[str, int]:
    pairs = [(each.name, getattr(each, side)) for each in found.activities if getattr(each, side)]
    return dict(sorted(pairs, key=lambda pair: -pair[1]))


def _group_table(groups: list[Group]) -> dict[str, dict[str, float]]:
    return {
        group.name: {"cases": group.cases, "events": group.events, "median_seconds": group.median_seconds}
        for group in groups
    }

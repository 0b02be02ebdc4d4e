"""Walks: the visits of one account in one cycle, cut out of the visits of all.

The measures of `jornada.analytics` count; this module finds the very rows that they counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Walks:
    """Visits of whole walks, in order; `offsets` says where each walk starts."""

    visits: Visits
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def log(self) -> EventLog:
        """The walks as a log, so that measures of logs can read them: subject walk, activity stage."""
        visits = self.visits
        return EventLog(
            subject_ids=np.arange(len(self), dtype=np.int64),
            offsets=self.offsets,
            touch_id=np.arange(len(visits), dtype=np.int64),
            at=visits.entered_at,
            activity=Coded(visits.stage.astype(np.int32), visits.stages),
        )

    def on_path(self, path: tuple[int, ...]) -> Ints:
        """Return the first visit of each walk that took exactly these stages in this order."""
        starts = self.offsets[:-1][np.diff(self.offsets) == len(path)]
        for place, stage in enumerate(path):
            starts = starts[self.visits.stage[starts + place] == stage]
        return starts

    def roads(self, within: int | None) -> Roads:
        """Return the first walk of each account, as `stage_conversion` reads it."""
        return Roads(self, within)

    def select(self, kept: Flags) -> Walks:
        """Keep some walks."""
        if kept.all():
            return self
        lengths = np.diff(self.offsets)
        rows = self.visits.select(np.repeat(kept, lengths))
        return Walks(rows, np.concatenate(([0], np.cumsum(lengths[kept]))))


class Roads:
    """The first walk of each account in the period, with evidence only: falls by expiry are no entries."""

    def __init__(self, walks: Walks, within: int | None) -> None:
        owner = walks.visits.subject[walks.offsets[:-1]]
        is_first = np.ones(len(owner), dtype=np.bool_)
        is_first[1:] = owner[1:] != owner[:-1]
        first = walks.select(is_first)
        evident = first.visits.behaviour >= 0
        self.visits = first.visits.select(evident)
        self.within = within
        self.began = np.repeat(first.visits.entered_at[first.offsets[:-1]], np.diff(first.offsets))[evident]

    def entered(self, stage: int) -> Ints:
        """Return the rows of all entries to a stage."""
        return np.flatnonzero(self.visits.stage == stage)

    def reached(self, stage: int) -> Ints:
        """Return the rows of entries to this stage or a later one, within the window of the start."""
        rows = np.flatnonzero(self.visits.stage >= stage)
        return rows if self.within is None else rows[self.visits.entered_at[rows] - self.began[rows] <= self.within]

    def advanced(self, stage: int) -> Ints:
        """Return the first entry to the stage of those who then went on to a later one within the window."""
        visits, rows = self.visits, self.entered(stage)
        owner = visits.subject[rows]
        rows = rows[np.concatenate(([True], owner[1:] != owner[:-1]))] if len(rows) else rows
        later = np.flatnonzero(visits.stage > stage)
        place = np.searchsorted(later, rows, side="right")
        rows, after = rows[place < len(later)], later[place[place < len(later)]]
        goes_on = visits.subject[after] == visits.subject[rows]
        if self.within is not None:
            goes_on &= visits.entered_at[after] - visits.entered_at[rows] <= self.within
        return rows[goes_on]


def cut(visits: Visits, starts_from: int, starts_before: int) -> Walks:
    """Keep the walks that began within a span of time."""
    offsets = _offsets(visits)
    began = visits.entered_at[offsets[:-1]]
    return Walks(visits, offsets).select((began >= starts_from) & (began < starts_before))


def stays_beside(visits: Visits, starts_from: int, starts_before: int) -> tuple[Ints, Ints]:
    """Count per stage the stays of a span that are no entry of an account's first walk: falls, and other walks."""
    offsets = _offsets(visits)
    begun, owner = visits.entered_at[offsets[:-1]], visits.subject[offsets[:-1]]
    begun_then = np.flatnonzero((begun >= starts_from) & (begun < starts_before))
    is_first = np.zeros(len(begun), dtype=np.bool_)
    is_first[begun_then[np.unique(owner[begun_then], return_index=True)[1]]] = True
    in_span = (visits.entered_at >= starts_from) & (visits.entered_at < starts_before)
    fell = visits.behaviour < 0
    elsewhere = ~fell & ~np.repeat(is_first, np.diff(offsets))
    fallen, others = (
        np.bincount(visits.stage[in_span & kind], minlength=len(visits.stages)) for kind in (fell, elsewhere)
    )
    return fallen, others


def _offsets(visits: Visits) -> Ints:
    if not len(visits):
        return np.zeros(1, dtype=np.int64)
    subject, cycle = visits.subject, visits.cycle
    begins = np.flatnonzero((subject[1:] != subject[:-1]) | (cycle[1:] != cycle[:-1])) + 1
    return np.concatenate(([0], begins, [len(visits)]))

"""The flow between stages: links from visit to visit, with loops, skips and ways out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.grouped import Ints, add_tallies, sorted_unique, tally
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.visits import CLOSED, EVIDENCE, EXIT, EXPIRY, OPEN, Visits

FLOW_KINDS = (
    "start",
    "restart",
    "return",
    "forward",
    "skip",
    "back",
    "expiry",
    "exit",
    "closed",
    "open",
)
START, RESTART, RETURN, FORWARD, SKIP, BACK, FELL, LEFT, ENDED, STAYS = range(len(FLOW_KINDS))


@dataclass(frozen=True, eq=False, slots=True)
class FlowTable(Result):
    """Links between stages, ordered by source, target and kind.

    Attributes
    ----------
    stages : tuple of str
    source, target : ndarray of int64, shape (links,)
        Positions in `stages`; -1 outside the road.
    kind : ndarray of int64
        Position in `FLOW_KINDS`: `start` first visit; `restart` first visit of a later cycle, from
        the last stage where the cycle before was won, else from outside; `return` after an exit;
        `forward` to the next stage; `skip` over stages; `back` by evidence; `expiry` back by idle
        time; `exit`, `closed` out of the road; `open` still there.
    count : ndarray of int64
        How often.
    subjects : ndarray of int64
        By how many subjects.
    """

    stages: tuple[str, ...]
    source: Ints
    target: Ints
    kind: Ints
    count: Ints
    subjects: Ints

    def __len__(self) -> int:
        return len(self.count)

    def columns(self) -> dict[str, Any]:
        """Give one row per link; None outside the road."""
        names = np.array([*self.stages, None], dtype=object)
        kinds = np.array(FLOW_KINDS, dtype=object)
        return {
            "source": names[self.source],
            "target": names[self.target],
            "kind": kinds[self.kind],
            "count": self.count,
            "subjects": self.subjects,
        }

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.following import say_stage_flow

        return say_stage_flow(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.following import chart_stage_flow

        return chart_stage_flow(self, language)


Part = tuple[Ints, Ints, Ints]


@dataclass(frozen=True, slots=True)
class StageFlow:
    """The measure behind `stage_flow`. A part holds packed links, their counts, and subjects."""

    stages: tuple[str, ...]
    since: int | None = None
    until: int | None = None

    def kernel(self, visits: Visits) -> Part:
        begin, end = _entries(visits), _ends(visits)
        source, target, kind, at = (np.concatenate(columns) for columns in zip(begin[1:], end[1:], strict=True))
        subject = visits.subject[np.concatenate((begin[0], end[0]))]
        asked = np.ones(len(at), dtype=np.bool_)
        if self.since is not None:
            asked &= at >= self.since
        if self.until is not None:
            asked &= at < self.until
        link = (((source + 1) * self._width + target + 1) * len(FLOW_KINDS) + kind)[asked]
        found, count = tally(link, self._cells)
        once = sorted_unique(subject[asked] * np.int64(self._cells) + link) % self._cells
        return found, count, tally(once, self._cells)[1]

    def merge(self, parts: Sequence[Part]) -> Part:
        link, count, subjects = zip(*parts, strict=True)
        return *add_tallies(link, count), add_tallies(link, subjects)[1]

    def finish(self, part: Part) -> FlowTable:
        pair, kind = np.divmod(part[0], len(FLOW_KINDS))
        source, target = np.divmod(pair, self._width)
        return FlowTable(self.stages, source - 1, target - 1, kind, part[1], part[2])

    @property
    def _width(self) -> int:
        return len(self.stages) + 1

    @property
    def _cells(self) -> int:
        return self._width * self._width * len(FLOW_KINDS)


def stage_flow(visits: Visits, *, since: int | None = None, until: int | None = None) -> FlowTable:
    """Count the links of the road, for a Sankey diagram.

    Each visit makes one link when it ends (or one of kind `open`), and each arrival from outside
    one more: what enters a stage is what leaves it or stands there.

    Parameters
    ----------
    visits : Visits
    since, until : int, optional
        Only links that happened from `since` to before `until`, microseconds UTC; an open visit
        happens at the as-of time.

    Returns
    -------
    FlowTable

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 1], [0, 5, 9], ["page.viewed", "demo.held", "page.viewed"])
    >>> flow = stage_flow(derive_visits(log, DEFAULT_MAP, now=20))
    >>> for row in range(len(flow)):
    ...     print(flow.source[row], flow.target[row], FLOW_KINDS[flow.kind[row]], flow.count[row])
    -1 0 start 1
    0 -1 open 1
    0 4 skip 1
    4 0 back 1
    """
    return run(StageFlow(visits.stages, since, until), visits)


def _entries(visits: Visits) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """List the arrivals from outside: row, source, target, kind, time."""
    before = np.maximum(np.arange(len(visits)) - 1, 0)
    came_from_outside = (visits.number == 1) | np.isin(visits.left_by[before], (EXIT, CLOSED))
    rows = np.flatnonzero(came_from_outside)
    same_cycle = visits.cycle[rows] == visits.cycle[before[rows]]
    kind = np.where(visits.number[rows] == 1, START, np.where(same_cycle, RETURN, RESTART))
    outside = np.full(len(rows), -1, dtype=np.int64)
    return rows, outside, visits.stage[rows].astype(np.int64), kind, visits.entered_at[rows]


def _ends(visits: Visits) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """List what became of each visit: row, source, target, kind, time."""
    rows = np.arange(len(visits))
    after = np.minimum(rows + 1, len(visits) - 1)
    stage = visits.stage.astype(np.int64)
    goes_on = (visits.left_by == EVIDENCE) | (visits.left_by == EXPIRY)
    target = np.where(goes_on, stage[after], -1)
    kind = _kinds(visits, target - stage, visits.cycle[after] != visits.cycle)
    return rows, stage, target, kind, np.where(visits.left_by == OPEN, visits.now, visits.left_at)


def _kinds(visits: Visits, steps: Ints, is_next_cycle: NDArray[np.bool_]) -> Ints:
    by = visits.left_by
    conditions = [
        by == OPEN,
        by == EXIT,
        by == CLOSED,
        by == EXPIRY,
        is_next_cycle,
        steps == 1,
        steps > 1,
    ]
    return np.select(conditions, [STAYS, LEFT, ENDED, FELL, RESTART, FORWARD, SKIP], default=BACK).astype(np.int64)

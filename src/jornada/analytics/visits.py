"""Visits: where each subject stood, from when to when, and which touch placed it there."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.evidence import find_evidence
from jornada.analytics.log import EventLog
from jornada.analytics.visit_again import evidence_of_customers, evidence_of_lost
from jornada.analytics.visit_cycles import NEVER, Anchors, find_decisions, outcomes, place_anchors
from jornada.analytics.visit_walk import Walk, fall_times, find_exits, walk
from jornada.rules.stages import JourneyMap

Ints = NDArray[np.int64]

OPEN, EVIDENCE, EXIT, EXPIRY, CLOSED = range(5)
LEFT_BY = ("", "evidence", "exit", "expiry", "closed")
OUTCOMES = ("", "won", "lost")
BUCKET = 500_000


@dataclass(frozen=True, eq=False)
class Visits:
    """Visits of all subjects, ordered by subject and time.

    Attributes
    ----------
    subject : ndarray of int32, shape (visits,)
        Position in `subject_ids`.
    cycle : ndarray of int32
        1 for the first cycle of the subject, and so on.
    number : ndarray of int32
        1 for the first visit of the subject, and so on.
    stage : ndarray of int16
        Position in `stages`.
    entered_at, left_at : ndarray of int64
        Microseconds UTC; `left_at` is -1 while the subject still stands there.
    left_by : ndarray of int8
        0 still there, 1 evidence for another stage or cycle, 2 exit behaviour, 3 expiry, 4 cycle
        closed; texts in `LEFT_BY`.
    evidence : ndarray of int64
        `touch_id` of the touch that placed the subject here; -1 after an expiry.
    behaviour : ndarray of int16
        Which behaviour of the stage held, of `Stage.leads_here`; -1 after an expiry.
    subject_ids : ndarray of int64, shape (subjects,)
        Real ids, of subjects without a visit too.
    outcome : ndarray of int8, shape (subjects,)
        Of the last cycle: 0 none yet, 1 won, 2 lost; texts in `OUTCOMES`.
    stages : tuple of str
        Codes of the map's stages, in order.
    now : int
        The instant up to which was looked, microseconds UTC.
    falls_at : ndarray of int64, shape (subjects,), or None
        When each subject falls back next if nothing happens, microseconds UTC; -1: never. None where
        the visits were read back and not derived.
    """

    subject: NDArray[np.int32]
    cycle: NDArray[np.int32]
    number: NDArray[np.int32]
    stage: NDArray[np.int16]
    entered_at: Ints
    left_at: Ints
    left_by: NDArray[np.int8]
    evidence: Ints
    behaviour: NDArray[np.int16]
    subject_ids: Ints
    outcome: NDArray[np.int8]
    stages: tuple[str, ...]
    now: int
    falls_at: Ints | None = None

    def __len__(self) -> int:
        return len(self.subject)

    @property
    def subject_id(self) -> Ints:
        """Real id of the subject of each visit, shape (visits,)."""
        ids: Ints = self.subject_ids[self.subject]
        return ids

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Whether the subject still stands there, shape (visits,)."""
        is_open: NDArray[np.bool_] = self.left_by == OPEN
        return is_open

    def standing(self) -> NDArray[np.int16]:
        """Say at which stage each subject stands now, shape (subjects,); -1: at none."""
        result = np.full(len(self.subject_ids), -1, dtype=np.int16)
        result[self.subject[self.is_open]] = self.stage[self.is_open]
        return result

    def buckets(self, n: int) -> list[Visits]:
        """Cut by subject into at most `n` parts of about the same number of visits, as views."""
        rows = np.linspace(0, len(self), max(1, n) + 1).astype(np.int64)[1:-1]
        inner = self.subject[rows] if len(self) else rows[:0]
        cuts = np.unique(np.concatenate(([0], inner, [len(self.subject_ids)])))
        if len(cuts) < 2:
            return [self]
        return [self._slice(int(first), int(last)) for first, last in pairwise(cuts)]

    def _slice(self, first: int, last: int) -> Visits:
        rows = slice(*np.searchsorted(self.subject, (first, last)))
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in _VISIT_COLUMNS}
        of_subjects = {name: getattr(self, name) for name in ("subject_ids", "outcome", "falls_at")}
        columns |= {name: column[first:last] for name, column in of_subjects.items() if column is not None}
        return replace(self, **(columns | {"subject": columns["subject"] - np.int32(first)}))

    def select(self, mask: NDArray[np.bool_]) -> Visits:
        """Keep some visits; the subjects stay as they are."""
        columns = {name: getattr(self, name)[mask] for name in _VISIT_COLUMNS}
        return replace(self, **columns)


_VISIT_COLUMNS = tuple(field.name for field in fields(Visits))[:9]


def derive_visits(log: EventLog, journey: JourneyMap, now: int, *, threads: int | None = None) -> Visits:
    """Derive the visits of all subjects of a log under a journey map.

    The latest evidence wins. Evidence for the stage where one stands opens no visit, but starts the
    idle time anew. After the expiry of a stage without evidence the subject falls back to the stage
    before, where the idle time starts anew; never below the first stage. With `ratchet`, evidence
    for an earlier stage moves nobody back. Closing activities end the cycle and are no evidence.
    Once a cycle is won, the next one opens on what the stages "before" purchase name under `again`,
    and other evidence for them is none; on all of it where the map names nothing. Where the map says
    under `returns` what brings back whoever was lost or parked, evidence for a stage "before" is none
    until then. With `by_opportunity`, a closing touch ends no cycle while another opportunity is open
    (`deal.opened` less `deal.won` and `deal.lost`, never below 0), and after a win all evidence counts
    while one is. A touch that
    speaks for several stages speaks for the furthest; a touch that is evidence is not read as an
    exit. Touches after `now` are not seen.

    Parameters
    ----------
    log : EventLog
        Subjects as the map means them: accounts for the journey, threads for the lead ladder.
    journey : JourneyMap
    now : int
        Microseconds UTC.
    threads : int, optional
        How many to use on a large log; as many as there are processors when left out.

    Returns
    -------
    Visits

    Examples
    --------
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> day = 86_400_000_000
    >>> log = EventLog.from_columns([7, 7], [0, 10 * day], ["form.submitted", "demo.held"], touch_id=[1, 2])
    >>> visits = derive_visits(log, DEFAULT_MAP, now=150 * day)
    >>> for visit in range(len(visits)):
    ...     code = visits.stages[visits.stage[visit]]
    ...     print(code, visits.entered_at[visit] // day, visits.left_at[visit] // day, visits.evidence[visit])
    interest 0 10 1
    evaluation 10 130 2
    consideration 130 -1 -1
    """
    parts = log.buckets(max(1, -(-len(log) // BUCKET)))
    if len(parts) == 1:
        return _derive(log, journey, now)
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return _joined(list(pool.map(lambda part: _derive(part, journey, now), parts)))


def _derive(log: EventLog, journey: JourneyMap, now: int) -> Visits:
    decisions = find_decisions(log, journey, now)
    evidence = find_evidence(log, journey, without=decisions.named)
    evidence = evidence_of_lost(log, journey, evidence, decisions)
    evidence = evidence_of_customers(log, journey, evidence, decisions)
    anchors = place_anchors(log, journey, evidence, decisions, now)
    fall_after = fall_times(journey)
    exits = find_exits(log, journey, anchors, now)
    steps = walk(journey, anchors, exits, fall_after)
    enters = _enters(anchors, steps)
    visits = _lay_out(log, anchors, steps, enters, fall_after)
    _note_ends(visits, log, anchors, steps, np.cumsum(enters + steps.falls, dtype=np.int64) - 1)
    stages = tuple(stage.code for stage in journey.stages)
    falls_at = _next_falls(log, anchors, steps, fall_after)
    return replace(visits, outcome=outcomes(log, anchors, decisions), stages=stages, now=now, falls_at=falls_at)


def _next_falls(log: EventLog, anchors: Anchors, steps: Walk, fall_after: Ints) -> Ints:
    """Say when the idle time of each subject runs out next."""
    falls_at = np.full(log.subjects, -1, dtype=np.int64)
    ends = np.append(anchors.subject[1:] != anchors.subject[:-1], True)[: len(anchors)]
    waits = ends & steps.stands & (steps.exit_at == NEVER) & (anchors.closing_row == NEVER)
    last = np.flatnonzero(waits & (steps.falls < fall_after.shape[1]))
    idle = fall_after[steps.position[last], steps.falls[last]]
    falling = last[idle != NEVER]
    falls_at[anchors.subject[falling]] = anchors.at[falling] + idle[idle != NEVER]
    return falls_at


def _enters(anchors: Anchors, steps: Walk) -> NDArray[np.bool_]:
    """Tell the anchors at which a visit begins."""
    enters = anchors.opens.copy()
    stood = steps.position - steps.falls
    was_out = ~steps.stands | (steps.exit_at != NEVER)
    enters[1:] |= steps.stands[1:] & (was_out[:-1] | (stood[:-1] != steps.position[1:]))
    return enters


def _lay_out(log: EventLog, anchors: Anchors, steps: Walk, enters: NDArray[np.bool_], fall_after: Ints) -> Visits:
    """Write out a visit per entry and per fall; each is left when the next begins."""
    visible = np.flatnonzero(enters | (steps.falls > 0))
    count = (enters + steps.falls)[visible]
    anchor = np.repeat(visible, count)
    place = np.arange(len(anchor)) - np.repeat(np.cumsum(count) - count, count)
    fall = place + np.where(enters[anchor], 0, 1)
    fell = fall > 0
    entered_at = anchors.at[anchor]
    entered_at[fell] += fall_after[steps.position[anchor[fell]], fall[fell] - 1]
    subject = anchors.subject[anchor]
    left_at, left_by = _left_for_the_next(subject, entered_at, fell)
    return Visits(
        subject=subject,
        cycle=_counted_per_subject(np.cumsum(anchors.opens, dtype=np.int64)[anchor], subject),
        number=_counted_per_subject(np.arange(len(anchor)), subject),
        stage=(steps.position[anchor] - fall).astype(np.int16),
        entered_at=entered_at,
        left_at=left_at,
        left_by=left_by,
        evidence=np.where(fell, -1, log.touch_id[anchors.rows[anchor]]),
        behaviour=np.where(fell, -1, anchors.behaviour[anchor]).astype(np.int16),
        subject_ids=log.subject_ids,
        outcome=np.zeros(log.subjects, dtype=np.int8),
        stages=(),
        now=0,
    )


def _left_for_the_next(
    subject: NDArray[np.int32], entered_at: Ints, fell: NDArray[np.bool_]
) -> tuple[Ints, NDArray[np.int8]]:
    left_at = np.full(len(subject), -1, dtype=np.int64)
    left_by = np.zeros(len(subject), dtype=np.int8)
    goes_on = np.flatnonzero(subject[1:] == subject[:-1])
    left_at[goes_on] = entered_at[goes_on + 1]
    left_by[goes_on] = np.where(fell[goes_on + 1], EXPIRY, EVIDENCE)
    return left_at, left_by


def _counted_per_subject(running: Ints, subject: NDArray[np.int32]) -> NDArray[np.int32]:
    """Turn a running count into one that starts at 1 for each subject."""
    if not len(running):
        return running.astype(np.int32)
    first = np.flatnonzero(np.concatenate(([True], subject[1:] != subject[:-1])))
    lengths = np.diff(np.concatenate((first, [len(subject)])))
    return (running - np.repeat(running[first], lengths) + 1).astype(np.int32)


def _note_ends(visits: Visits, log: EventLog, anchors: Anchors, steps: Walk, current: Ints) -> None:
    """End the visit that was current at each anchor by a closing; by an exit, which comes first."""
    closed = np.flatnonzero(anchors.closing_row != NEVER)
    visits.left_at[current[closed]] = log.at[anchors.closing_row[closed]]
    visits.left_by[current[closed]] = CLOSED
    left = np.flatnonzero(steps.exit_at != NEVER)
    visits.left_at[current[left]] = steps.exit_at[left]
    visits.left_by[current[left]] = EXIT


def _joined(parts: list[Visits]) -> Visits:
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in (*_VISIT_COLUMNS, "subject_ids", "outcome", "falls_at")
    }
    before = np.cumsum([0, *(len(part.subject_ids) for part in parts[:-1])])
    shifted = [part.subject + np.int32(skip) for part, skip in zip(parts, before, strict=True)]
    return replace(parts[0], **(columns | {"subject": np.concatenate(shifted)}))

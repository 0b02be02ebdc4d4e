"""Where cycles begin and end in the evidence of each subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.evidence import Evidence, rows_of
from jornada.analytics.log import EventLog
from jornada.rules.stages import LOST_ACTIVITY, OPENED_ACTIVITY, JourneyMap

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Decisions:
    """Touches that decide about a cycle, up to now: rows of the log, ascending.

    Attributes
    ----------
    named : ndarray of int64
        All touches of the closing activities; none of them is evidence.
    closing, lost : ndarray of int64
        Those that end a cycle, and those of them that lose it.
    won : ndarray of int64
    opened : ndarray of int64
        Where the number of opportunities that are open changes, if the map asks for it.
    open_after : ndarray of int64
        How many are open after each of those.
    """

    named: Ints
    closing: Ints
    lost: Ints
    won: Ints
    opened: Ints
    open_after: Ints


@dataclass(frozen=True, slots=True)
class Anchors:
    """Evidence in order, each with its cycle and with the end of the time it speaks for.

    Attributes
    ----------
    rows, stage, behaviour
        As in `Evidence`, up to now.
    subject : ndarray of int32
        Position of the subject in the log.
    at : ndarray of int64
        Time of the evidence, microseconds UTC.
    opens : ndarray of bool
        Whether a cycle begins here.
    closing_row : ndarray of int64
        Row of the touch that closes the cycle before the next evidence; `NEVER` if there is none.
    until : ndarray of int64
        Next evidence, closing, or one past now; what lies before it belongs to this evidence.
    """

    rows: Ints
    stage: NDArray[np.int16]
    behaviour: NDArray[np.int16]
    subject: NDArray[np.int32]
    at: Ints
    opens: Flags
    closing_row: Ints
    until: Ints

    def __len__(self) -> int:
        return len(self.rows)


def find_decisions(log: EventLog, journey: JourneyMap, now: int) -> Decisions:
    """Find the closing and winning touches up to now."""
    rows = rows_of(log, (*journey.closing, journey.won))
    rows = rows[log.at[rows] <= now]
    codes = log.activity.codes[rows]
    closing, won = (log.activity.lookup(names)[codes] for names in (journey.closing, [journey.won]))
    opened, open_after = _open_opportunities(log, journey, now)
    ends = closing & (open_at(log, opened, open_after, rows, "right") == 0)
    lost = ends & (codes == log.activity.code(LOST_ACTIVITY))
    return Decisions(rows[closing], rows[ends], rows[lost], rows[won], opened, open_after)


def open_at(log: EventLog, opened: Ints, open_after: Ints, rows: Ints, side: Literal["left", "right"]) -> Ints:
    """Say how many opportunities of its subject are open at each row: before it (left), or after it (right)."""
    if not len(opened):
        return np.zeros(len(rows), dtype=np.int64)
    place = np.searchsorted(opened, rows, side=side) - 1
    is_known = (place >= 0) & (log.subject[opened[place]] == log.subject[rows])
    return np.where(is_known, open_after[place], 0)


def _open_opportunities(log: EventLog, journey: JourneyMap, now: int) -> tuple[Ints, Ints]:
    """Count the open opportunities of each subject: one more where one is opened, one less, never below 0, at its end.

    The count is the plain sum less the lowest value that it has come to below 0.
    """
    if not journey.by_opportunity:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    rows = rows_of(log, (OPENED_ACTIVITY, LOST_ACTIVITY, journey.won))
    rows = rows[log.at[rows] <= now]
    steps = np.where(log.activity.codes[rows] == log.activity.code(OPENED_ACTIVITY), 1, -1).astype(np.int64)
    subject = log.subject[rows].astype(np.int64)
    starts = np.concatenate(([True], subject[1:] != subject[:-1]))[: len(rows)]
    total = np.cumsum(steps)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0))
    total -= (total - steps)[first]
    # Subjects ascend: what is taken off more and more keeps each lowest value within its own subject.
    far = 2 * len(rows) + 2
    lowest = np.minimum.accumulate(total - far * subject) + far * subject
    return rows, total - np.minimum(lowest, 0)


def place_anchors(log: EventLog, journey: JourneyMap, evidence: Evidence, decisions: Decisions, now: int) -> Anchors:
    """Cut the evidence of each subject into cycles."""
    seen = log.at[evidence.rows] <= now
    rows = evidence.rows[seen]
    subject, at = log.subject[rows], log.at[rows]
    starts = np.ones(len(rows), dtype=np.bool_)
    starts[1:] = subject[1:] != subject[:-1]
    until = np.full(len(rows), now + 1, dtype=np.int64)
    until[:-1] = np.where(starts[1:], now + 1, at[1:])
    closing_row = first_row_after(log, rows, subject, decisions.closing)
    closed = np.flatnonzero(closing_row != NEVER)
    until[closed] = log.at[closing_row[closed]]
    starts[closed[closed + 1 < len(rows)] + 1] = True
    stage, behaviour = evidence.stage[seen], evidence.behaviour[seen]
    anchors = Anchors(rows, stage, behaviour, subject, at, starts, closing_row, until)
    return replace(anchors, opens=starts | _after_win(log, journey, anchors, decisions.won))


def anchor_before(log: EventLog, rows: Ints, subject: NDArray[np.int32], tokens: Ints) -> Ints:
    """Find for each token row the last anchor at or before it, of the same subject.

    Returns
    -------
    ndarray of int64, shape (tokens,)
        -1 where there is none.
    """
    if not len(rows):
        return np.full(len(tokens), -1, dtype=np.int64)
    before = np.searchsorted(rows, tokens, side="right") - 1
    return np.where((before >= 0) & (subject[before] == log.subject[tokens]), before, -1)


def first_row_after(log: EventLog, rows: Ints, subject: NDArray[np.int32], tokens: Ints) -> Ints:
    """Find for each anchor the first token row after it and before the next anchor; `NEVER` if there is none."""
    result = np.full(len(rows), NEVER, dtype=np.int64)
    before = anchor_before(log, rows, subject, tokens)
    before, tokens = before[before >= 0], tokens[before >= 0]
    # Descending: the first token after an anchor is the one that stays.
    result[before[::-1]] = tokens[::-1]
    return result


def outcomes(log: EventLog, anchors: Anchors, decisions: Decisions) -> NDArray[np.int8]:
    """Say how the last cycle of each subject ended: 0 open, 1 won, 2 lost.

    Returns
    -------
    ndarray of int8, shape (subjects,)
    """
    since = log.offsets[:-1].copy()
    opening = np.flatnonzero(anchors.opens)
    # Ascending rows: the last opening of a subject is the one that stays.
    since[anchors.subject[opening]] = anchors.rows[opening]
    result = np.zeros(log.subjects, dtype=np.int8)
    for rows, code in ((decisions.lost, 2), (decisions.won, 1)):
        whose = log.subject[rows]
        result[whose[rows >= since[whose]]] = code
    return result


def _after_win(log: EventLog, journey: JourneyMap, anchors: Anchors, won: Ints) -> Flags:
    """Find the evidence "before purchase" that comes once its cycle is won.

    Evidence "before" makes the state unwon (it stays so, or it opens the next cycle), a winning
    touch makes it won: so the state before an anchor is told by the latest of the two alone.
    """
    won_in = np.zeros(len(anchors), dtype=np.bool_)
    before = anchor_before(log, anchors.rows, anchors.subject, won)
    before, won = before[before >= 0], won[before >= 0]
    won_in[before[won < anchors.closing_row[before]]] = True
    if not won_in.any():
        return won_in
    is_before = np.array([stage.phase == "before" for stage in journey.stages])[anchors.stage]
    place = np.arange(len(anchors))
    latest = np.maximum.accumulate(np.where(won_in | is_before, place, -1))
    latest = np.concatenate(([-1], latest[:-1]))
    start = np.maximum.accumulate(np.where(anchors.opens, place, 0))
    told: Flags = is_before & (latest >= start) & won_in[latest] & ~anchors.opens
    return told

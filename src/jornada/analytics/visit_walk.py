"""Where each subject stands after each piece of evidence: falls, exits and the ratchet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.evidence import microseconds, standing_rows
from jornada.analytics.log import EventLog
from jornada.analytics.visit_cycles import NEVER, Anchors, anchor_before
from jornada.rules.stages import JourneyMap

Ints = NDArray[np.int64]
Stages = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Exits:
    """Touches that would end a visit if the subject stood at that stage then.

    Attributes
    ----------
    anchor : ndarray of int64
        The evidence before the touch, ascending.
    stage : ndarray of int16
        The stage that the touch ends.
    at : ndarray of int64
        Time of the touch, ascending for the same anchor.
    """

    anchor: Ints
    stage: Stages
    at: Ints


@dataclass(frozen=True, slots=True)
class Walk:
    """What each piece of evidence did, one entry per anchor.

    Attributes
    ----------
    position : ndarray of int16
        Stage after the evidence.
    stands : ndarray of bool
        False where the subject had left by an exit and the evidence did not bring it back.
    falls : ndarray of int16
        How many stages it fell back before the next anchor.
    exit_at : ndarray of int64
        When it left by an exit before the next anchor; `NEVER` if it did not.
    """

    position: Stages
    stands: NDArray[np.bool_]
    falls: Stages
    exit_at: Ints


def fall_times(journey: JourneyMap) -> Ints:
    """Say how long after its last evidence a subject has fallen 1, 2, ... stages.

    Returns
    -------
    ndarray of int64, shape (stages, stages)
        Microseconds by stage and number of falls less one; `NEVER` where the chain has ended.
    """
    count = len(journey.stages)
    table = np.full((count, max(count, 1)), NEVER, dtype=np.int64)
    for start in range(count):
        elapsed = 0
        for steps, stage in enumerate(reversed(journey.stages[1 : start + 1])):
            if stage.expiry is None:
                break
            elapsed += microseconds(stage.expiry)
            table[start, steps] = elapsed
    return table


def find_exits(log: EventLog, journey: JourneyMap, anchors: Anchors, now: int) -> Exits:
    """Find the touches that match an exit behaviour and are neither evidence nor closing."""
    found, of_stage = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int16)]
    for number, stage in enumerate(journey.stages):
        for behaviour in stage.exit:
            rows = standing_rows(log, behaviour)
            found.append(rows)
            of_stage.append(np.full(len(rows), number, dtype=np.int16))
    rows, stages = np.concatenate(found), np.concatenate(of_stage)
    order = np.argsort(rows, kind="stable")
    rows, stages = rows[order], stages[order]
    before = anchor_before(log, anchors.rows, anchors.subject, rows)
    ours = (before >= 0) & (log.at[rows] <= now)
    place, row = before[ours], rows[ours]
    ours[ours] = (row > anchors.rows[place]) & (row < anchors.closing_row[place])
    return Exits(before[ours], stages[ours], log.at[rows[ours]])


def walk(journey: JourneyMap, anchors: Anchors, exits: Exits, fall_after: Ints) -> Walk:
    """Follow all subjects along their evidence."""
    position, stands = anchors.stage, np.ones(len(anchors), dtype=np.bool_)
    if journey.ratchet:
        may_leave = len(exits.at) > 0 or bool((fall_after != NEVER).any())
        if may_leave:
            position, stands = _ratchet_with_losses(journey, anchors, exits, fall_after)
        else:
            position = _ratchet(journey, anchors)
    falls, exit_at = _losses(position, stands, anchors, exits, fall_after)
    return Walk(position, stands, falls, exit_at)


def _losses(
    position: Stages, stands: NDArray[np.bool_], anchors: Anchors, exits: Exits, fall_after: Ints
) -> tuple[Stages, Ints]:
    """Count the falls and find the exit between each anchor and what comes next."""
    exit_at = np.full(len(anchors), NEVER, dtype=np.int64)
    if len(exits.at):
        idle = exits.at - anchors.at[exits.anchor]
        there = position[exits.anchor]
        leaves = (there - _count_falls(there, idle, fall_after) == exits.stage) & stands[exits.anchor]
        exit_at[exits.anchor[leaves][::-1]] = exits.at[leaves][::-1]
    falls = _count_falls(position, np.minimum(anchors.until, exit_at) - anchors.at, fall_after)
    falls[~stands] = 0
    return falls, exit_at


def _count_falls(position: Stages, idle: Ints, fall_after: Ints) -> Stages:
    falls = np.zeros(len(position), dtype=np.int16)
    late = np.arange(len(position))
    for step in range(fall_after.shape[1]):
        late = late[fall_after[position[late], step] < idle[late]]
        if not len(late):
            break
        falls[late] += 1
    return falls


def _ratchet(journey: JourneyMap, anchors: Anchors) -> Stages:
    """Take the furthest stage so far in the cycle, for a map without expiry and exits."""
    base = np.cumsum(anchors.opens) * len(journey.stages)
    furthest: Stages = (np.maximum.accumulate(base + anchors.stage) - base).astype(np.int16)
    return furthest


def _ratchet_with_losses(
    journey: JourneyMap, anchors: Anchors, exits: Exits, fall_after: Ints
) -> tuple[Stages, NDArray[np.bool_]]:
    """Follow a ratchet whose position can also drop.

    What evidence does depends on where one stood, so each anchor becomes a function from the state
    before it to the state after it, and the functions are composed pairwise, in log2(n) rounds
    (Hillis & Steele 1986, "Data parallel algorithms", Communications of the ACM 29:12). A state is
    a stage, plus the number of stages when one has left it by an exit.
    """
    table = _state_tables(len(journey.stages), anchors, exits, fall_after)
    reach = 1
    while reach < len(anchors) and not (table == table[:, :1]).all():
        table[reach:] = np.take_along_axis(table[reach:], table[:-reach], axis=1)
        reach *= 2
    state = table[:, 0].astype(np.int16)
    has_left = state >= len(journey.stages)
    return np.where(has_left, state - len(journey.stages), state).astype(np.int16), ~has_left


def _state_tables(stages: int, anchors: Anchors, exits: Exits, fall_after: Ints) -> Ints:
    table = np.empty((len(anchors), 2 * stages), dtype=np.int64)
    everyone = np.ones(len(anchors), dtype=np.bool_)
    for stage in range(stages):
        position = np.full(len(anchors), stage, dtype=np.int16)
        falls, exit_at = _losses(position, everyone, anchors, exits, fall_after)
        ended = stage - falls + np.where(exit_at != NEVER, stages, 0)
        table[1:, stage] = ended[:-1]
        table[1:, stages + stage] = stages + stage
    table[:1] = 0
    last = np.where(table >= stages, table - stages, table)
    stays_out = (table >= stages) & (anchors.stage[:, None] < last)
    table = np.where(stays_out, table, np.maximum(anchors.stage[:, None], last))
    table[anchors.opens] = anchors.stage[anchors.opens, None]
    return table

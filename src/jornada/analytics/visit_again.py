"""What counts for the next cycle of a customer, and of whoever was lost: not all that is evidence otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.evidence import Evidence, find_evidence, rows_of
from jornada.analytics.log import EventLog
from jornada.analytics.visit_cycles import Decisions, anchor_before, first_row_after, open_at
from jornada.rules.stages import JourneyMap

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def evidence_of_customers(log: EventLog, journey: JourneyMap, evidence: Evidence, decisions: Decisions) -> Evidence:
    """Leave out, once a cycle is won, what shows no new purchase, and take in what does.

    Parameters
    ----------
    log : EventLog
    journey : JourneyMap
        Its stages say under `again` what shows a new purchase; a map that says nothing is left alone.
    evidence : Evidence
        By the `entry` behaviours, whether or not a cycle is won.
    decisions : Decisions
        Touches that close or win a cycle.

    Returns
    -------
    Evidence
        `behaviour` counts on after the `entry` behaviours of the stage for those of `again`.
    """
    if not (journey.asks_for_more and len(decisions.won)):
        return evidence
    won = _winning(log, evidence, decisions)
    if not len(won):
        return evidence
    is_before = _is_before(journey, evidence)
    # While another opportunity is open a purchase is at hand: all evidence for it counts.
    is_free = is_before & (open_at(log, decisions.opened, decisions.open_after, evidence.rows, "left") > 0)
    again = _new_purchases(log, journey, won)
    taken = _is_among(again.rows, evidence.rows[~is_before | is_free]) | _is_among(again.rows, decisions.named)
    again = _kept(again, ~taken)
    told = _tokens(won, np.concatenate((decisions.closing, again.rows, evidence.rows[is_free])))
    stays = ~is_before | is_free | ~_is_while_won(log, told, evidence.rows)
    return _merged(_kept(evidence, stays), _kept(again, _is_while_won(log, told, again.rows)))


def evidence_of_lost(log: EventLog, journey: JourneyMap, evidence: Evidence, decisions: Decisions) -> Evidence:
    """Leave out what is evidence for a stage "before" between the end of a cycle and what brings the subject back.

    Parameters
    ----------
    log : EventLog
    journey : JourneyMap
        Says under `returns` what brings back; a map that says nothing is left alone. Evidence for the purchase and
        what comes after it always does.
    evidence : Evidence
        By the `entry` behaviours.
    decisions : Decisions

    Returns
    -------
    Evidence
    """
    if not (journey.returns and len(decisions.closing)):
        return evidence
    is_before = _is_before(journey, evidence)
    back = rows_of(log, journey.returns)
    by_people = back if log.human is None else back[log.human[back]]
    back = np.union1d(by_people, evidence.rows[~is_before])
    back = np.setdiff1d(back, decisions.named)
    tokens = np.sort(np.concatenate((2 * back, 2 * decisions.closing + 1)))
    place = np.searchsorted(tokens, 2 * evidence.rows + 1, side="right") - 1
    token = np.where(place >= 0, tokens[place], 0)
    is_away = (place >= 0) & (token % 2 == 1) & (log.subject[token // 2] == log.subject[evidence.rows])
    return _kept(evidence, ~(is_before & is_away))


def _is_before(journey: JourneyMap, evidence: Evidence) -> Flags:
    is_before: Flags = np.array([stage.phase == "before" for stage in journey.stages])[evidence.stage]
    return is_before


def _winning(log: EventLog, evidence: Evidence, decisions: Decisions) -> Ints:
    """Find the winning touches that find a cycle open."""
    rows, subject = evidence.rows, log.subject[evidence.rows]
    before = anchor_before(log, rows, subject, decisions.won)
    before, won = before[before >= 0], decisions.won[before >= 0]
    return won[won < first_row_after(log, rows, subject, decisions.closing)[before]]


def _new_purchases(log: EventLog, journey: JourneyMap, won: Ints) -> Evidence:
    """Find the evidence by `again` behaviours of those who ever won: few touches, and no others are looked at."""
    entries = [stage.again if stage.phase == "before" else () for stage in journey.stages]
    named = {activity for entry in entries for behaviour in entry for activity in behaviour.activities}
    customers = np.zeros(log.subjects, dtype=np.bool_)
    customers[log.subject[won]] = True
    rows = rows_of(log, sorted(named))
    rows = rows[customers[log.subject[rows]]]
    counts = np.zeros(len(log), dtype=np.bool_)
    counts[rows] = True
    pairs = zip(journey.stages, entries, strict=True)
    stages = tuple(replace(stage, entry=entry, entry_all=False) for stage, entry in pairs)
    found = find_evidence(log.select(counts), replace(journey, stages=stages))
    beside = np.array([len(stage.entry) for stage in journey.stages], dtype=np.int16)[found.stage]
    return Evidence(rows[found.rows], found.stage, found.behaviour + beside)


def _tokens(won: Ints, unwon: Ints) -> Ints:
    """Write rows as even numbers, and as the odd ones after them where they win, in order."""
    return np.sort(np.concatenate((2 * won + 1, 2 * unwon)))


def _is_while_won(log: EventLog, told: Ints, rows: Ints) -> Flags:
    """Tell for each row, ascending, whether the latest token of its subject before it wins a cycle."""
    wins = np.flatnonzero(told % 2 == 1)
    row = told[wins] // 2
    until = np.append(told // 2, len(log))[wins + 1]
    until = np.minimum(until + 1, log.offsets[log.subject[row].astype(np.int64) + 1])
    steps = np.zeros(len(rows) + 1, dtype=np.int64)
    np.add.at(steps, np.searchsorted(rows, row + 1), 1)
    np.add.at(steps, np.searchsorted(rows, until), -1)
    is_won: Flags = np.cumsum(steps[:-1]) > 0
    return is_won


def _is_among(rows: Ints, others: Ints) -> Flags:
    """Tell which rows are among others, both ascending."""
    if not len(others):
        return np.zeros(len(rows), dtype=np.bool_)
    place = np.minimum(np.searchsorted(others, rows), len(others) - 1)
    among: Flags = others[place] == rows
    return among


def _kept(evidence: Evidence, which: Flags) -> Evidence:
    return Evidence(evidence.rows[which], evidence.stage[which], evidence.behaviour[which])


def _merged(one: Evidence, other: Evidence) -> Evidence:
    rows = np.concatenate((one.rows, other.rows))
    order = np.argsort(rows, kind="stable")
    stage = np.concatenate((one.stage, other.stage))
    behaviour = np.concatenate((one.behaviour, other.behaviour))
    return Evidence(rows[order], stage[order], behaviour[order])

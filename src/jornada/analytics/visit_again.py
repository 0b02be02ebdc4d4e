"""What a customer does counts for the next cycle only where it shows a new purchase."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.evidence import Evidence, find_evidence, rows_of
from jornada.analytics.log import EventLog
from jornada.analytics.visit_cycles import Decisions, anchor_before, first_row_after
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
    is_before = np.array([stage.phase == "before" for stage in journey.stages])[evidence.stage]
    again = _new_purchases(log, journey, won)
    again = _kept(again, ~_is_among(again.rows, evidence.rows[~is_before]) & ~_is_among(again.rows, decisions.closing))
    told = _tokens(won, np.concatenate((decisions.closing, again.rows)))
    stays = ~(is_before & _is_while_won(log, told, evidence.rows))
    return _merged(_kept(evidence, stays), _kept(again, _is_while_won(log, told, again.rows)))


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

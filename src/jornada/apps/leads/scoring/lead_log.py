"""The log as seen from leads: touches of each lead's person or company since its creation, with its milestones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded, shared_values
from jornada.analytics.conditions import Population
from jornada.analytics.log import EventLog
from jornada.analytics.score_trial import NEVER, Leads

Ids = NDArray[np.int64]
CREATED, CONVERTED = "lead.created", "lead.converted"
# What says that it converted, or comes after.
AFTERWARDS = ("lead.qualified", "deal.opened", "deal.won", "deal.lost")
FILTERS = ("channel", "direction", "outcome")


def log_of_leads(everybody: Population, leads: Leads) -> tuple[EventLog, NDArray[np.float64]]:
    """Return the log with leads as subjects, and how many touches each had before it was made.

    Subjects are places in `everybody`.
    """
    parts = [part for touches, place in everybody.touches.links for part in _expanded(touches, place, everybody)]
    who, at, activity, human, filters = _joined(parts)
    before = np.bincount(who[(at < leads.created_at[who]) & human], minlength=len(everybody)).astype(np.float64)
    kept = (at >= leads.created_at[who]) & ~activity.lookup(AFTERWARDS)[activity.codes]
    there, won = np.flatnonzero(leads.created_at < NEVER), np.flatnonzero(leads.converted_at < NEVER)
    values = (*activity.values, CREATED, CONVERTED)
    codes = [activity.codes[kept], np.full(len(there), len(values) - 2), np.full(len(won), len(values) - 1)]
    blank = np.full(len(there) + len(won), -1, np.int32)
    log = EventLog.from_columns(
        np.concatenate([who[kept], there, won]),
        np.concatenate([at[kept], leads.created_at[there], leads.converted_at[won]]),
        Coded(np.concatenate(codes).astype(np.int32), values),
        human=np.concatenate([human[kept], np.ones(len(blank), np.bool_)]),
        **{
            name: Coded(np.concatenate([column.codes[kept], blank]).astype(np.int32), column.values)
            for name, column in filters.items()
        },
    )
    return log, before


def _expanded(touches: Any, place: Ids, everybody: Population) -> list[tuple[Any, ...]]:
    """Give the touches of each part with the lead, one row for each lead of the person or company."""
    mine = place if touches is everybody.touches.links[0][0] else _left(everybody)
    order = np.argsort(mine, kind="stable")
    found = []
    for index, where in touches.parts_with_places():
        counterpart = where[index.subject]
        first = np.searchsorted(mine[order], counterpart, side="left")
        number = np.where(counterpart >= 0, np.searchsorted(mine[order], counterpart, side="right") - first, 0)
        row = np.repeat(np.arange(len(counterpart)), number)
        lead = order[first[row] + np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)]
        activity = Coded(
            np.repeat(np.arange(len(index.activities)), np.diff(index.starts)).astype(np.int32), index.activities
        )
        human = np.ones(len(index.at), np.bool_) if index.human is None else index.human
        columns = {name: index.filters[name].take(row) for name in FILTERS if name in index.filters}
        found.append((lead, index.at[row], activity.take(row), human[row], columns))
    return found


def _left(everybody: Population) -> Ids:
    """Return the companies of the leads of which no person is known."""
    (_people, person), (_companies, company) = everybody.touches.links
    return np.where(person >= 0, -1, company)


def _joined(parts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    if not parts:
        empty = np.empty(0, np.int64)
        return empty, empty, Coded(empty.astype(np.int32), ()), empty.astype(np.bool_), {}
    who, at, activity, human, filters = zip(*parts, strict=True)
    names = [name for name in FILTERS if all(name in each for each in filters)]
    return (
        np.concatenate(who).astype(np.int64),
        np.concatenate(at),
        _one(activity),
        np.concatenate(human),
        {name: _one([each[name] for each in filters]) for name in names},
    )


def _one(columns: Any) -> Coded:
    values = shared_values(columns)
    return Coded(np.concatenate([column.recode(values).codes for column in columns]), values)

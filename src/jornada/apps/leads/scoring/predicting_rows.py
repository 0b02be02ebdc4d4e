"""What the predictive score learns from: past leads as they were at some ages, and those that are open now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded, shared_values
from jornada.analytics.conditions import Population
from jornada.analytics.log import EventLog
from jornada.analytics.predict.history import past_of
from jornada.analytics.predict.split import CALIBRATE, GAP, OPEN, TEST, TRAIN
from jornada.analytics.score_trial import NEVER, Leads
from jornada.analytics.scoring import DAY
from jornada.analytics.touch_index import micros
from jornada.apps.interactions.columns import as_datetime
from jornada.apps.leads.disposition.queries import ASIDE
from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring.lead_log import CONVERTED, CREATED
from jornada.apps.leads.scoring.past_fields import FieldsThen

HORIZON = 60
# Days of age at which past leads are looked at, and the shares of rows that judge and that calibrate.
AGES = (3, 21, 60)
JUDGES, CALIBRATES = 0.35, 0.3
# What a lead has from the start; what is filled later would give the outcome away.
ATTRIBUTES = ("source", "cycle", "account.industry", "account.size_band", "account.state", "account.kind")

# What leads, by place, were at moments of their own; columns of everybody.
Attributes = Callable[[NDArray[np.int64], NDArray[np.int64]], dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Rows:
    """What is learnt from, and what is scored, in the order of `group`.

    Which lead, as of when, how it ended (-1: not known yet), in which block, at which of the ages (the last: now).
    """

    lead: NDArray[np.int64]
    at: NDArray[np.int64]
    outcome: NDArray[np.int8]
    part: NDArray[np.int8]
    group: NDArray[np.int64]

    @property
    def is_recent(self) -> NDArray[np.bool_]:
        """Which rows are too young to be learnt from: what comes in now, at the ages that were learnt."""
        return (self.outcome < 0) & (self.group < len(AGES))


def closed_at(everybody: Population) -> NDArray[np.int64]:
    """Return when leads were parked or discarded: never where they are open, at no known time where nobody noted it."""
    rows = Lead.objects.filter(status__in=ASIDE).values_list("pk", "set_aside_at")
    known = {pk: micros(at) if at else 0 for pk, at in rows}
    return np.array([known.get(pk, NEVER) for pk in everybody.ids.tolist()], np.int64)


def rows_of(leads: Leads, now: int, still_open: set[int], everybody: Population, closed: NDArray[np.int64]) -> Rows:
    """Look at past leads at each of some ages at which they were open, and at all that are open now.

    A lead that had been set aside by then is none of those that are to be told apart; one that is set aside later has
    not converted. Where nobody noted when, it is left out: it would be a failure of unknown date.

    Of the rows that judge each lead keeps one, at an age fixed by its id: an age chosen by how long it stayed open
    would know the future, and rows of one lead are no independent witnesses.
    """
    there = leads.created_at < NEVER
    is_open = np.isin(everybody.ids, np.fromiter(still_open, np.int64)) & there & (leads.converted_at == NEVER)
    current = np.flatnonzero(is_open)
    own = (everybody.ids.astype(np.uint64) * np.uint64(11400714819323198485) >> np.uint64(40)) % np.uint64(len(AGES))
    aged = [
        np.flatnonzero(there & (leads.converted_at >= at) & (closed > at) & (at <= now)) for at in _ages(leads, there)
    ]
    group = np.repeat(np.arange(len(AGES) + 1), [*map(len, aged), len(current)])
    lead = np.concatenate([*aged, current])
    days = np.array([*AGES, 0])[group]
    at = np.where(group < len(AGES), leads.created_at[lead] + days * DAY, now)
    is_known = (group < len(AGES)) & (at + HORIZON * DAY <= now)
    won = (leads.converted_at[lead] < at + HORIZON * DAY).astype(np.int8)
    part = np.where(group < len(AGES), GAP, OPEN).astype(np.int8)
    part[is_known] = _blocks(at[is_known])
    part[(part == TEST) & (own[lead] != group)] = GAP
    return Rows(lead, at, np.where(is_known, won, -1).astype(np.int8), part, group)


def _ages(leads: Leads, there: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    created = np.where(there, leads.created_at, 0)
    return [created + days * DAY for days in AGES]


def _blocks(at: NDArray[np.int64]) -> NDArray[np.int8]:
    """Let the latest rows judge, those a horizon and more before them teach, and the latest of these calibrate."""
    part = np.full(len(at), GAP, np.int8)
    if len(at):
        judged = np.sort(at)[int(len(at) * (1 - JUDGES))]
        part[at >= judged] = TEST
        early = at < judged - HORIZON * DAY
        if early.any():
            part[early] = np.where(at[early] >= np.quantile(at[early], 1 - CALIBRATES), CALIBRATE, TRAIN)
    return part


def columns_of(log: EventLog, rows: Rows, attributes: Attributes) -> dict[str, Any]:
    """Describe the leads of rows as of their moments: the log of each is moved so that all moments are one."""
    groups = [rows.group == number for number in range(len(AGES) + 1)]
    parts = [_described(log, rows.lead[which], rows.at[which], attributes) for which in groups]
    return {name: _stacked([part[name] for part in parts]) for name in parts[0]}


def _described(log: EventLog, lead: NDArray[np.int64], at: NDArray[np.int64], attributes: Attributes) -> Any:
    known = attributes(lead, at)
    shift = np.full(len(known["touches_before"]), NEVER)
    shift[lead] = at
    moment = shift[log.subject_ids[log.subject]]
    # Past touches count as of the moment itself; `past_of` takes what lies strictly before. Others lie behind it.
    moved = replace(log, at=np.where(moment == NEVER, 1, log.at - moment))
    own = {name: _taken(column, moved.subject_ids) for name, column in known.items()}
    past = past_of(moved, 1, attributes=own)
    place = np.searchsorted(moved.subject_ids[past.subject], lead)
    return {name: _taken(column, place) for name, column in past.frame.columns.items() if not _is_outcome(name)}


def _is_outcome(name: str) -> bool:
    return name in (f"activity:{CONVERTED}", f"activity:{CREATED}")


def _taken(column: Any, place: Any) -> Any:
    return column.take(place) if isinstance(column, Coded) else column[place]


def _stacked(parts: list[Any]) -> Any:
    if not isinstance(parts[0], Coded):
        return np.concatenate(parts)
    values = shared_values(parts)
    return Coded(np.concatenate([part.recode(values).codes for part in parts]), values)


def attributes_of(everybody: Population, before: NDArray[np.float64], rows: Rows) -> Attributes:
    """Say what leads were at moments of their own, as the change history has it; others as they are today."""
    codes = [code for code in ATTRIBUTES if code in everybody.columns]
    then = FieldsThen(everybody, codes, as_datetime(int(rows.at.min()) if len(rows.at) else 0))

    def known(lead: NDArray[np.int64], at: NDArray[np.int64]) -> dict[str, Any]:
        found = {code: _put(then.columns[code], lead, then.of(code, lead, at)) for code in codes}
        return {**found, "touches_before": before}

    return known


def _put(column: Any, place: NDArray[np.int64], values: Any) -> Any:
    """Write some values into a copy of a column; numbers as floats."""
    is_coded = isinstance(column, Coded)
    found = column.codes.copy() if is_coded else np.array(column, np.float64)
    found[place] = values.codes if is_coded else values
    return Coded(found, column.values) if is_coded else found

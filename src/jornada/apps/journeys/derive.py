"""Visits and positions of accounts, derived from their log under the map in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from jornada.analytics.log import EventLog
from jornada.analytics.visits import LEFT_BY, OUTCOMES, Visits, derive_visits
from jornada.apps.interactions.columns import micros, or_none, write_instants
from jornada.apps.journeys.models import Position, Visit
from jornada.apps.journeys.queries import ActiveMap
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.sets import delete_among

VISIT_FIELDS = (
    "account", "cycle", "number", "stage", "entered_at", "left_at", "left_by", "evidence_touch_id", "behaviour",
)  # fmt: skip
POSITION_FIELDS = ("account", "stage", "cycle", "entered_at", "outcome", "expires_at")


def find_visits(log: EventLog, active: ActiveMap, now: datetime) -> Visits:
    """Derive the visits of a log of accounts; on one thread, since many batches may be at work."""
    return derive_visits(log, active.journey, micros(now), threads=1)


def replace_visits(account_ids: Sequence[int], visits: Visits, active: ActiveMap) -> None:
    """Throw the visits and positions of these accounts away and write the derived ones."""
    delete_among(Visit, "account_id", account_ids)
    delete_among(Position, "account_id", account_ids)
    bulk_insert(Visit, VISIT_FIELDS, _visit_rows(visits, active.stage_ids))
    bulk_insert(Position, POSITION_FIELDS, _position_rows(visits, active.stage_ids))


def _visit_rows(visits: Visits, stage_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    return zip(
        visits.subject_id.tolist(),
        visits.cycle.tolist(),
        visits.number.tolist(),
        np.array(stage_ids)[visits.stage].tolist(),
        write_instants(visits.entered_at),
        write_instants(visits.left_at),
        [LEFT_BY[code] for code in visits.left_by.tolist()],
        or_none(visits.evidence),
        visits.behaviour.tolist(),
        strict=True,
    )


def _position_rows(visits: Visits, stage_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """One row per account that has a visit; without a stage when its cycle is closed or it left by an exit."""
    last = np.flatnonzero(np.append(visits.subject[1:] != visits.subject[:-1], True)[: len(visits)])
    subject, is_open = visits.subject[last], visits.is_open[last]
    stages = np.where(is_open, np.array(stage_ids)[visits.stage[last]], -1)
    return zip(
        visits.subject_ids[subject].tolist(),
        or_none(stages),
        visits.cycle[last].tolist(),
        write_instants(np.where(is_open, visits.entered_at[last], -1)),
        [OUTCOMES[code] for code in visits.outcome[subject].tolist()],
        write_instants(visits.falls_at[subject]),
        strict=True,
    )

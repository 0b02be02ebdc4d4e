"""Lead types, derived from the log of each lead's thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits, derive_visits
from jornada.apps.interactions.columns import micros, or_none, write_instants
from jornada.apps.interactions.sets import among, delete_among, one_parameter
from jornada.apps.leads.models import Lead, LeadRung
from jornada.apps.leads.signals import types_changed
from jornada.apps.org.bulk import bulk_insert
from jornada.rules.qualification import DEFAULT_LADDER, LEAD_TYPES

RUNG_FIELDS = ("lead", "type", "at", "evidence_touch_id", "behaviour")


def leads_of_threads(thread_ids: Sequence[int]) -> dict[int, int]:
    """Return the lead of each thread that has one."""
    sql = f"SELECT thread_id, id FROM leads_lead WHERE {among('thread_id')}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(thread_ids)])
        return dict(cursor.fetchall())


def find_rungs(log: EventLog, now: datetime) -> Visits:
    """Derive how far up the ladder the leads of a log of threads have come, and by what."""
    return derive_visits(log, DEFAULT_LADDER, micros(now), threads=1)


def replace_types(lead_of: dict[int, int], rungs: Visits) -> None:
    """Throw the rungs of these leads away, write the derived ones, and set the types that differ."""
    lead_ids = list(lead_of.values())
    delete_among(LeadRung, "lead_id", lead_ids)
    leads = np.array([lead_of[thread] for thread in rungs.subject_id.tolist()], dtype=np.int64)
    # The ladder's first stage is the second type: everybody starts as a suspect.
    types = [LEAD_TYPES[stage + 1] for stage in rungs.stage.tolist()]
    since = write_instants(rungs.entered_at)
    bulk_insert(
        LeadRung,
        RUNG_FIELDS,
        zip(leads.tolist(), types, since, or_none(rungs.evidence), rungs.behaviour.tolist(), strict=True),
    )
    # Later rungs overwrite earlier ones: the last is where the lead stands.
    _set_types(lead_ids, dict(zip(leads.tolist(), zip(types, since, strict=True), strict=True)))


def _set_types(lead_ids: Sequence[int], reached: dict[int, tuple[str, Any]]) -> None:
    sql = f"SELECT id, type, type_since, created_at FROM leads_lead WHERE {among('id')}"
    rows = Lead.objects.raw(sql, [one_parameter(lead_ids)])
    changed: list[tuple[Any, ...]] = []
    moved: list[tuple[int, str, str]] = []
    for lead in rows:
        since = write_instants(np.array([micros(lead.created_at)]))[0]
        kind, since = reached.get(lead.pk, (Lead.Type.SUSPECT.value, since))
        known = write_instants(np.array([micros(lead.type_since)]))[0] if lead.type_since else None
        if (kind, since) != (lead.type, known):
            changed.append((kind, since, lead.pk))
        if kind != lead.type:
            moved.append((lead.pk, lead.type, str(kind)))
    if moved:
        types_changed.send(sender=Lead, moved=moved)
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE leads_lead SET type = %s, type_since = %s WHERE id = %s", changed)

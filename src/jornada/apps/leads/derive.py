"""Lead types, derived from the log of each lead's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits, derive_visits
from jornada.apps.interactions.columns import as_datetime, micros, or_none, write_instants
from jornada.apps.leads.models import Lead, LeadRung
from jornada.apps.leads.queries import HANDOFF, OFFERED
from jornada.apps.leads.signals import types_changed
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.sets import among, delete_among, one_parameter
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


def offered_in(log: EventLog) -> dict[int, datetime]:
    """Find in a log of threads which leads wait for an answer, and since when: the last step was the offer."""
    place = {code: number for number, code in enumerate(log.activity.values)}
    steps = np.flatnonzero(np.isin(log.activity.codes, [place[code] for code in HANDOFF if code in place]))
    threads = log.subject_ids[log.subject[steps]].tolist()
    # Later steps overwrite earlier ones.
    last = dict(zip(threads, steps.tolist(), strict=True))
    offered = place.get(OFFERED)
    return {thread: as_datetime(int(log.at[row])) for thread, row in last.items() if log.activity.codes[row] == offered}


def replace_types(lead_of: dict[int, int], rungs: Visits, offered: Mapping[int, datetime]) -> None:
    """Throw the rungs of these leads away, write the derived ones, and set what differs: types, and who waits."""
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
    _set_offered({lead_of[thread]: at for thread, at in offered.items() if thread in lead_of}, lead_ids)


def _set_offered(waiting: dict[int, datetime], lead_ids: Sequence[int]) -> None:
    """Few leads of a batch wait or waited, so those that wait are asked for, and only what differs is written."""
    sql = f"SELECT id, offered_at FROM leads_lead WHERE {among('id')} AND offered_at IS NOT NULL"
    known = {lead.pk: lead.offered_at for lead in Lead.objects.raw(sql, [one_parameter(lead_ids)])}
    differing = [pk for pk in known.keys() | waiting.keys() if known.get(pk) != waiting.get(pk)]
    if differing:
        times = [write_instants(np.array([micros(waiting[pk])]))[0] if pk in waiting else None for pk in differing]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE leads_lead SET offered_at = %s WHERE id = %s", list(zip(times, differing, strict=True))
            )


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

"""The temperature of leads, derived from stated time frames, from the log and from today.

Kept on the lead with the instant at which it changes by itself (`docs/decisions/0054-temperature.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from jornada.analytics.log import EventLog
from jornada.apps.interactions.columns import as_datetime, micros, write_instants
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature import queries
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.temperature import LOOKED_AT, Statement, Thresholds, temperature

BATCH = 20_000
NEVER = -1


def latest_in(log: EventLog) -> dict[int, dict[str, datetime]]:
    """Find in a log of threads when each buyer last did what signals follow from, by activity."""
    codes = [place for place, code in enumerate(log.activity.values) if code in LOOKED_AT]
    rows = np.flatnonzero(np.isin(log.activity.codes, codes) & np.asarray(log.human, dtype=np.bool_))
    pairs = log.subject[rows].astype(np.int64) * len(log.activity.values) + log.activity.codes[rows]
    # Of each thread and activity the last row alone: the log is in the order of time.
    last = rows[::-1][np.unique(pairs[::-1], return_index=True)[1]]
    threads, at = log.subject_ids[log.subject[last]].tolist(), log.at[last].tolist()
    found: dict[int, dict[str, datetime]] = {}
    for thread, code, instant in zip(threads, log.activity.codes[last].tolist(), at, strict=True):
        found.setdefault(thread, {})[log.activity.values[code]] = as_datetime(instant)
    return found


def heat_leads(
    lead_ids: Sequence[int], now: datetime, latest: Mapping[int, Mapping[str, datetime]] | None = None
) -> list[int]:
    """Work the temperature of these leads out anew; return the ids of those whose temperature is another now."""
    rows = _rows(lead_ids)
    threads = [row.thread_id for row in rows]
    known = queries.latest_of(threads) if latest is None else latest
    zone = queries.company_zone()
    said = _statements(threads, zone)
    # Where nothing was said or done, no threshold is looked at.
    limits = queries.limits() if said or known else Thresholds()
    today, changed = queries.day_of(now, zone), []
    for row in rows:
        found = temperature(
            said.get(row.thread_id),
            queries.signals_of(known.get(row.thread_id, {}), zone),
            row.type != Lead.Type.SUSPECT,
            today,
            limits,
        )
        heat = Lead.HEATS.get(found.heat or "", 0)
        until = queries.start_of(found.changes_on, zone) if found.changes_on else None
        if (heat, until) != (row.heat, row.heat_until):
            changed.append((heat, until, row.pk, heat != row.heat))
    _write(changed)
    return [pk for _heat, _until, pk, is_other in changed if is_other]


def due(now: datetime) -> list[int]:
    """Return leads whose temperature changes by the mere passing of time."""
    rows = Lead.objects.filter(heat_until__lte=now).order_by("heat_until", "pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _rows(lead_ids: Sequence[int]) -> list[Any]:
    sql = f"SELECT id, thread_id, type, heat, heat_until FROM leads_lead WHERE {among('id')}"
    return list(Lead.objects.raw(sql, [one_parameter(lead_ids)]))


def _statements(thread_ids: Sequence[int], zone: ZoneInfo) -> dict[int, Statement]:
    sql = (
        "SELECT f.id, f.thread_id, f.at, f.intent, f.starts_on, f.ends_on FROM leads_timeframe f "
        f"WHERE {among('f.thread_id')} AND NOT EXISTS "
        "(SELECT 1 FROM interactions_touch v WHERE v.voids_id = f.touch_id) ORDER BY f.at, f.id"
    )
    rows = queries.TimeFrame.objects.raw(sql, [one_parameter(thread_ids)])
    return {row.thread_id: queries.statement_of(row, zone) for row in rows}


def _write(changed: Sequence[tuple[int, datetime | None, int, bool]]) -> None:
    if not changed:
        return
    until = write_instants(np.array([micros(at) if at else NEVER for _heat, at, _pk, _other in changed]))
    rows = [(heat, at, pk) for (heat, _until, pk, _other), at in zip(changed, until, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE leads_lead SET heat = %s, heat_until = %s WHERE id = %s", rows)

"""Leads that cool or heat by the mere passing of time: a day came near, or has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jornada.apps.insight.copy import mark_rows
from jornada.apps.leads.temperature import derive


def heat_due(now: datetime | None = None) -> int:
    """Work out anew the temperature of the leads whose time has come; return how many were looked at."""
    now, number = now or timezone.now(), 0
    while ids := derive.due(now):
        with transaction.atomic():
            changed = derive.heat_leads(ids, now)
            if changed:
                mark_rows("leads.lead", changed)
        number += len(ids)
        if len(ids) < derive.BATCH:
            break
    return number

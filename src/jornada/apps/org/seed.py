"""The one calendar every new database starts with: Brazilian office hours."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.utils import timezone

from jornada.apps.org.models import Calendar
from jornada.rules.calendars import OFFICE_HOURS


def add_missing_calendar(using: str = "default", **signal: Any) -> None:
    if Calendar._meta.db_table not in connections[using].introspection.table_names():
        return
    rows = Calendar.objects.using(using)
    if not rows.exists():
        hours = [[list(interval) for interval in day] for day in OFFICE_HOURS.week]
        stamps = dict.fromkeys(("created_at", "updated_at"), timezone.now())
        rows.create(name="Horário comercial", time_zone=OFFICE_HOURS.zone, hours=hours, is_default=True, **stamps)

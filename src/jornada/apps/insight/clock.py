"""The instant up to which figures are computed, and the company's own calendar day."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from jornada.apps.insight.copy.view import View

# Open stays age; figures that were kept are computed anew after this many microseconds.
GRAIN = 600_000_000


def zone_of(view: View) -> ZoneInfo:
    """Return the company's time zone."""
    try:
        return ZoneInfo(view.lookups.get("time_zone", settings.TIME_ZONE))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def instant_now(view: View, tables: tuple[str, ...] = ()) -> int:
    """Return the instant that open stays last to: by ten minutes, but never before the tables were read."""
    changed_at = view.manifest.changed_at
    read_at = max((changed_at.get(table, 0) for table in tables), default=view.manifest.made_at)
    return max(time.time_ns() // 1000 // GRAIN * GRAIN, read_at)


def next_instant() -> tuple[int, float]:
    """Return the next instant by ten minutes, and the seconds until then."""
    now = time.time_ns() // 1000
    following = (now // GRAIN + 1) * GRAIN
    return following, (following - now) / 1e6


def today(zone: ZoneInfo) -> date:
    return datetime.now(UTC).astimezone(zone).date()

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


def instant_now(view: View) -> int:
    """Return the instant that open stays last to: by ten minutes, but never before the copy was made."""
    return max(time.time_ns() // 1000 // GRAIN * GRAIN, view.manifest.made_at)


def today(zone: ZoneInfo) -> date:
    return datetime.now(UTC).astimezone(zone).date()

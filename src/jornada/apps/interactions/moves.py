"""Where a task goes that is moved in the agenda, and what addresses say of days, hours and instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time

from jornada.ui.addresses import instant_of

EXPECTED = "Expected a day such as 2026-12-31, an hour such as 14:30, by minutes such as -15, or an instant at"
MOST_MINUTES = 24 * 60


def moved_to(due_at: datetime, asked: Mapping[str, str]) -> datetime | None:
    """Return when a moved task is due: on another day, at another hour of the clock, by minutes, or at an instant."""
    if "at" in asked:
        return moment_of(asked["at"])
    if "by" in asked:
        minutes = _minutes(asked["by"])
        return due_at + timedelta(minutes=minutes) if minutes else None
    day, hour = day_of(asked.get("day", "")), hour_of(asked.get("hour", ""))
    if not (day or hour) or ("day" in asked and not day) or ("hour" in asked and not hour):
        return None
    before = timezone.localtime(due_at)
    return timezone.make_aware(datetime.combine(day or before.date(), hour or before.time()))


def day_of(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1970 <= day.year <= 2200 else None


def hour_of(text: str) -> time | None:
    try:
        hour = parse_time(text)
    except ValueError:
        return None
    return hour.replace(second=0, microsecond=0) if hour and not hour.tzinfo else None


def moment_of(text: str) -> datetime | None:
    at = instant_of(text)
    return at if at and timezone.is_aware(at) and 1970 <= at.year <= 2200 else None


def _minutes(text: str) -> int | None:
    number = int(text) if text.lstrip("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 6 else 0
    return number if abs(number) <= MOST_MINUTES else None

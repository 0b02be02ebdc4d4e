"""Putting a task off: until when, or by how many days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from jornada.rules.calendars import WorkingCalendar
from jornada.rules.working_time import NeverOpenError, next_opening

Until = Literal["hour", "tomorrow", "week"]
MORNING = 9


def snoozed_until(until: Until, now: datetime, calendar: WorkingCalendar) -> datetime:
    """Say when a task that is put off comes back.

    Parameters
    ----------
    until : {"hour", "tomorrow", "week"}
        An hour from now; the morning of the next day; the morning of next week's Monday.
    now : datetime
        Aware, in the time zone of the person: mornings are theirs.
    calendar : WorkingCalendar
        Mornings that fall on a day off move to the next opening; an hour is an hour.

    Returns
    -------
    datetime
        Aware, in the time zone of `now`, to the minute.

    Raises
    ------
    ValueError
        If `until` is none of the three.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> friday = datetime(2026, 11, 27, 17, 30, tzinfo=ZoneInfo("America/Sao_Paulo"))
    >>> snoozed_until("tomorrow", friday, OFFICE_HOURS).isoformat()
    '2026-11-30T09:00:00-03:00'
    """
    if until == "hour":
        return now.replace(second=0, microsecond=0) + timedelta(hours=1)
    if until not in ("tomorrow", "week"):
        raise ValueError(f"A task is put off until hour, tomorrow or week; {until!r} is none of these.")
    days = 1 if until == "tomorrow" else 7 - now.weekday()
    morning = (now + timedelta(days=days)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    try:
        return next_opening(morning, calendar)
    except NeverOpenError:
        return morning


def days_later(days: int, due: datetime, now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """Say when a task of a day to come is due once it is put off by some days.

    Parameters
    ----------
    days : int
        1 or more, counted from the day on which it is due.
    due, now : datetime
        Aware, in the time zone of the person: days are theirs.
    calendar : WorkingCalendar
        A day or hour off moves the task to the day of the next opening.

    Returns
    -------
    datetime or None
        At the hour of `due`. None for a task of today or before, which is put off from now on (`snoozed_until`).

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> friday = datetime(2026, 11, 27, 15, tzinfo=ZoneInfo("America/Sao_Paulo"))
    >>> days_later(1, friday, friday - timedelta(days=2), OFFICE_HOURS).isoformat()
    '2026-11-30T15:00:00-03:00'
    >>> days_later(1, friday, friday, OFFICE_HOURS) is None
    True
    """
    if due.date() <= now.date():
        return None
    at = due + timedelta(days=days)
    try:
        day = next_opening(at, calendar).date()
    except NeverOpenError:
        return at
    return at.replace(year=day.year, month=day.month, day=day.day)

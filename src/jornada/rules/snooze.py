"""Putting a task off: until when."""

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

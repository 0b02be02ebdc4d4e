"""The agenda of a month: whole weeks from Monday, a few tasks in each day, the rest a click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jornada.apps.interactions.models import PlannedTouch

WEEK = 7
# More would make a week higher than a window; the day shows them all.
MOST_IN_DAY = 4


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month, or of the weeks that it begins and ends in."""

    day: date
    tasks: Sequence[PlannedTouch]
    more: int
    is_inside: bool
    is_today: bool
    is_past: bool


def month_around(day: date) -> tuple[date, int]:
    """Return the first day shown of a day's month, a Monday, and how many are.

    Examples
    --------
    >>> month_around(date(2026, 3, 10))
    (datetime.date(2026, 2, 23), 42)
    """
    start = day.replace(day=1)
    first = start - timedelta(days=start.weekday())
    days = (month_after(day) - first).days
    return first, -(-days // WEEK) * WEEK


def month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def days_of_month(month: date, days: dict[date, list[PlannedTouch]], today: date) -> list[MonthDay]:
    """Lay the days out; where one task too many stands it is shown, not counted."""
    return [_day(day, tasks, month, today) for day, tasks in days.items()]


def _day(day: date, tasks: list[PlannedTouch], month: date, today: date) -> MonthDay:
    shown = tasks if len(tasks) <= MOST_IN_DAY + 1 else tasks[:MOST_IN_DAY]
    is_inside = (day.year, day.month) == (month.year, month.month)
    return MonthDay(day, shown, len(tasks) - len(shown), is_inside, day == today, day < today)

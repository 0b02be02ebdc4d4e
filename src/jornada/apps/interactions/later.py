"""How a task can be put off, each choice with the day and hour that it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.apps.org.calendars import calendars_of_people
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.snooze import Until, days_later, snoozed_until
from jornada.ui.cells import day_and_month
from jornada.ui.numbers import language

ICONS = {"hour": "hourglass", "tomorrow": "calendar", "week": "calendar-due"}


@dataclass(frozen=True, slots=True)
class Way:
    """A choice: its code, icon and words, and when the task comes back."""

    until: Until
    icon: str
    label: str
    at: datetime
    moment: str

    @property
    def words(self) -> str:
        return f"{self.label}: {self.moment}"


def ways_of(user: Any, now: datetime | None = None, calendar: WorkingCalendar | None = None) -> list[Way]:
    """Return the choices of a person, in their time zone and working hours; two that lead to one instant are one."""
    now = timezone.localtime(now)
    calendar = calendar or calendar_of(user, now)
    found: dict[datetime, Way] = {}
    for until in get_args(Until):
        at = snoozed_until(until, now, calendar)
        found.setdefault(at, Way(until, ICONS[until], _label(until, at, now), at, moment(at, now)))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Day:
    """A later day for a task that is not due yet, at the same hour."""

    day: date
    icon: str
    label: str
    moment: str


def calendar_of(user: Any, now: datetime) -> WorkingCalendar:
    return calendars_of_people([user], now)[user.pk]


def days_after(calendar: WorkingCalendar, due_at: datetime, now: datetime | None = None) -> list[Day]:
    """Return a day and a week after a day to come; nothing for a task of today or before."""
    now, due = timezone.localtime(now), timezone.localtime(due_at)
    told = ((1, "calendar", _("A day later")), (7, "calendar-due", _("A week later")))
    found = [(icon, label, days_later(days, due, now, calendar)) for days, icon, label in told]
    return [Day(at.date(), icon, label, moment(at, now)) for icon, label, at in found if at]


def moment(at: datetime, now: datetime) -> str:
    """Write an instant as one speaks of the days to come: `segunda, 30/11, 09:00`; of today only the hour.

    The year is left out where nobody could mean another.
    """
    hour = date_format(at, "TIME_FORMAT")
    if at.date() == now.date():
        return hour
    weekday = date_format(at, "l").removesuffix("-feira").lower()
    weekday = weekday if language().startswith("pt") else weekday.capitalize()
    return f"{weekday}, {day_and_month(at)}, {hour}"


def _label(until: Until, at: datetime, now: datetime) -> str:
    if until == "hour":
        return _("In 1 hour")
    if until == "week":
        return _("Next week")
    return _("Tomorrow") if at.date() == now.date() + timedelta(days=1) else _("Next working day")

"""Clocks as pages show them: time left in words and colour, and what the browser needs to let them tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from jornada.apps.handoff.clocks import clock_of
from jornada.apps.handoff.models import Offer
from jornada.apps.org.calendars import calendar_of_team, calendars_of_people
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.clocks import Clock, ClockState, read_clock
from jornada.rules.working_time import NeverOpenError, open_stretches
from jornada.ui import numbers

# How far ahead a page that stays open can tick by itself.
AHEAD = timedelta(hours=36)
MARKS = (0.5, 0.8, 1.0)
TONES = ("good", "info", "warn", "bad")


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock on a page. `stretches`: opening hours to come, as seconds since 1970, `start-end start-end`."""

    used: int
    allowed: int
    due_at: datetime | None
    is_running: bool
    stretches: str = ""
    late_for: timedelta = timedelta(0)

    @property
    def share(self) -> float:
        return self.used / self.allowed

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def bar(self) -> int:
        return min(self.percent, 100)

    @property
    def level(self) -> int:
        """Count the marks that were passed: 50, 80 and 100 % of the time."""
        return sum(self.share >= mark for mark in MARKS)

    @property
    def tone(self) -> str:
        return TONES[self.level] if self.is_running else "neutral"

    @property
    def level_words(self) -> list[str]:
        return [_("in time"), _("more than half the time gone"), _("nearly over"), _("over time")]

    @property
    def words(self) -> str:
        return self.level_words[self.level] if self.is_running else _("stands still")

    @property
    def left(self) -> str:
        """Write what is left, or how late it is, as working hours; from two days on, how many days have gone by."""
        if self.late_for >= MANY_DAYS:
            return numbers.days(self.late_for.days)
        return span(self.allowed - self.used)

    @property
    def allowed_words(self) -> str:
        return span(self.allowed)


# From here on nobody counts the hours, or the minutes.
MANY_DAYS = timedelta(days=2)
MANY_HOURS = 100


def span(seconds: float | timedelta | None) -> str:
    """Write working time in hours and minutes, of what is late too: a working day is no day of 24 hours."""
    if seconds is None:
        return "–"
    total = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
    minutes = int(abs(total) // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= MANY_HOURS or (hours and not rest):
        return f"{numbers.number(hours)} h"
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def clocks_of(offers: Sequence[Offer], now: datetime) -> dict[int, ClockView]:
    """Read the clocks of many offers at once: they carry their questions, assignments, receiver and version."""
    calendars = calendars_of_people({offer.to for offer in offers if offer.to}, now)
    found = {}
    for offer in offers:
        calendar = calendars.get(offer.to_id or 0) or _team_hours(offer, now)
        view = _view(offer, calendar, now)
        if view is not None:
            found[offer.pk] = view
    return found


def _view(offer: Offer, calendar: WorkingCalendar, now: datetime) -> ClockView | None:
    clock = clock_of(offer)
    return view_of(clock, calendar, now) if clock else None


def view_of(clock: Clock, calendar: WorkingCalendar, now: datetime) -> ClockView | None:
    """Show a clock; None where its calendar is never open again."""
    try:
        state = read_clock(clock, now, calendar)
    except NeverOpenError:
        return None
    used, allowed = round(state.used.total_seconds()), round(clock.allowed.total_seconds())
    late_for = now - state.due_at if state.due_at and used > allowed else timedelta(0)
    return ClockView(used, allowed, state.due_at, state.is_running, _ahead(state, calendar, now), late_for)


def _ahead(state: ClockState, calendar: WorkingCalendar, now: datetime) -> str:
    if not state.is_running:
        return ""
    stretches = open_stretches(now, now + AHEAD, calendar)
    return " ".join(f"{first.timestamp():.0f}-{last.timestamp():.0f}" for first, last in stretches)


def _team_hours(offer: Offer, now: datetime) -> WorkingCalendar:
    return calendar_of_team(offer.version.agreement.team if offer.version else None, now)

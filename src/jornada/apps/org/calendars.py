"""Working calendars as the rules read them: hours, holidays of country and state, own days, absences.

Holidays come from the package `holidays`; they are worked out for a few years around the question and kept in the
process until the calendar is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from jornada.apps.org.models import Absence, Calendar, CalendarDay, Team, User
from jornada.rules.calendars import OFFICE_HOURS, Day, WorkingCalendar, bridge_days
from jornada.rules.zones import is_known_zone, zone_named

YEARS_BACK, YEARS_ON = 3, 2
TEAM, CALENDAR = User._meta.get_field("team"), Team._meta.get_field("calendar")


def calendar_of_team(team: Team | None, now: datetime) -> WorkingCalendar:
    """Return the opening hours of a team; of nobody's team, those of the default calendar."""
    return as_rules((team and team.calendar) or default_calendar(), now)


def calendars_of_people(people: Iterable[User], now: datetime) -> dict[int, WorkingCalendar]:
    """Return each person's own hours: those of the team, less the absences that are not over for long."""
    people = list(people)
    teams = _teams_of(people)
    is_known = all((team := teams.get(person.team_id)) and team.calendar_id for person in people)
    default = None if is_known else default_calendar()
    away = _absences([person.pk for person in people], now)
    found = {}
    for person in people:
        team = teams.get(person.team_id)
        hours = as_rules((team and team.calendar) or default, now)
        found[person.pk] = _without(hours, away[person.pk])
    return found


def default_calendar() -> Calendar | None:
    return Calendar.objects.filter(is_default=True).first()


def as_rules(calendar: Calendar | None, now: datetime) -> WorkingCalendar:
    """Turn a row into what the rules reckon with; without one, office hours in São Paulo without holidays."""
    if calendar is None:
        return OFFICE_HOURS
    return _as_rules(calendar.pk, calendar.updated_at, now.year)


def holidays_of(calendar: Calendar, years: Sequence[int]) -> dict[date, str]:
    """Name the days closed by law or custom in these years, own days and bridges not among them."""
    if not calendar.country:
        return {}
    import holidays

    kinds = ("public", "optional") if calendar.has_optional else ("public",)
    known = holidays.country_holidays(calendar.country, subdiv=calendar.state or None, years=years)
    wanted = tuple(kind for kind in kinds if kind in known.supported_categories)
    named = holidays.country_holidays(
        calendar.country, subdiv=calendar.state or None, years=years, categories=wanted, language=_tongue(known)
    )
    return dict(sorted(named.items()))


def states_of(country: str) -> list[str]:
    """List the states whose holidays are known."""
    import holidays

    return sorted(holidays.list_supported_countries().get(country, []))


@lru_cache(maxsize=256)
def _as_rules(pk: int, stamp: datetime, year: int) -> WorkingCalendar:
    calendar = Calendar.objects.get(pk=pk)
    years = range(year - YEARS_BACK, year + YEARS_ON + 1)
    closed = set(holidays_of(calendar, years))
    if calendar.has_bridges:
        closed |= bridge_days(closed)
    special: dict[date, Day] = dict.fromkeys(closed, ())
    special |= {own.day: _day(own.hours) for own in CalendarDay.objects.filter(calendar=calendar)}
    # A zone that nobody knows, such as an import may bring, must not stop every clock; the agreement says so.
    zone = calendar.time_zone if is_known_zone(calendar.time_zone) else OFFICE_HOURS.zone
    return WorkingCalendar(zone, tuple(_day(day) for day in calendar.hours), special)


def _day(hours: list[list[int]]) -> Day:
    return tuple((start, end) for start, end in hours)


def _teams_of(people: Sequence[User]) -> dict[int, Team]:
    """Return the teams of people with their calendars; those that were read with the people are not read again."""
    read = [person.team for person in people if TEAM.is_cached(person) and person.team]
    teams = {team.pk: team for team in read if CALENDAR.is_cached(team)}
    missing = {person.team_id for person in people if person.team_id} - teams.keys()
    return teams | (Team.objects.select_related("calendar").in_bulk(missing) if missing else {})


def _absences(ids: Sequence[int], now: datetime) -> dict[int, list[tuple[date, date]]]:
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    since = (now - timedelta(days=366)).date()
    rows = Absence.objects.filter(user__in=ids, ends_on__gte=since).order_by("starts_on")
    for user, first, last in rows.values_list("user_id", "starts_on", "ends_on"):
        away[user].append((first, last))
    return away


def _without(hours: WorkingCalendar, away: list[tuple[date, date]]) -> WorkingCalendar:
    if not away:
        return hours
    zone = zone_named(hours.zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    stretches = tuple((midnight(first), midnight(last + timedelta(days=1))) for first, last in away)
    return WorkingCalendar(hours.zone, hours.week, hours.special, stretches)


def _tongue(known: Any) -> str | None:
    from django.utils.translation import get_language

    wanted = "pt_BR" if (get_language() or "").startswith("pt") else "en_US"
    return wanted if wanted in known.supported_languages else None

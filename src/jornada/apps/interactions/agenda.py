"""The agenda: planned touches of a week or a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from jornada.apps.interactions.agenda_grid import DayGrid, grids_of
from jornada.apps.interactions.clashes import clashes_among
from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.places import visible_planned, visible_tasks
from jornada.apps.interactions.views import may_record
from jornada.apps.interactions.whose import ALL, Whose, whose
from jornada.apps.org.models import User
from jornada.ui.addresses import with_query

SHOWN = 300


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day of the agenda with its tasks in order."""

    day: date
    tasks: list[PlannedTouch]
    is_today: bool
    is_past: bool
    grid: DayGrid


def agenda(request: HttpRequest) -> HttpResponse:
    """Show planned touches of a week (or a day) by the hour, one's own to begin with; on a phone as one list."""
    is_day = request.GET.get("view") == "day"
    first, length = _span(request.GET.get("from", ""), is_day)
    shown = whose(request)
    tasks, has_more = _between(shown, first, length)
    today = timezone.localdate()
    open_tasks = [task for task in tasks if not task.done_at]
    clashes = clashes_among(open_tasks)
    for task in tasks:
        task.others = clashes.get(task.pk, [])
    by_day = {day: [task for task in tasks if _day(task) == day] for day in _days(first, length)}
    grids = grids_of(_person(shown), by_day)
    days = [AgendaDay(day, found, day == today, day < today, grids[day]) for day, found in by_day.items()]
    context = {
        "days": days,
        "last": days[-1],
        "is_day": is_day,
        "whose": shown,
        "kept": [(name, request.GET[name]) for name in ("from", "view") if name in request.GET],
        "mine": shown.to_change(open_tasks),
        "hours": grids[first].hours,
        "now": timezone.now(),
        "before": with_query(request, **{"from": (first - timedelta(days=length)).isoformat()}),
        "after": with_query(request, **{"from": (first + timedelta(days=length)).isoformat()}),
        "today": with_query(request, **{"from": None}),
        "views": [
            {"label": _("Week"), "url": with_query(request, view=None), "is_current": not is_day},
            {"label": _("Day"), "url": with_query(request, view="day"), "is_current": is_day},
        ],
        "has_more": has_more,
        "may_plan": may_record(request.user),
    }
    return render(request, "interactions/agenda.html", context)


def _span(asked: str, is_day: bool) -> tuple[date, int]:
    """Return the first day and how many: the week begins on Monday. What is no day of our time means today."""
    try:
        day = parse_date(asked) or timezone.localdate()
    except ValueError:
        day = timezone.localdate()
    if not 1970 <= day.year <= 2200:
        day = timezone.localdate()
    return (day, 1) if is_day else (day - timedelta(days=day.weekday()), 7)


def _between(shown: Whose, first: date, length: int) -> tuple[list[PlannedTouch], bool]:
    """Read the open tasks of some days and, of a person, those that are done: everybody's done ones have no index.

    The second value says whether there are more than are shown.
    """
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(first + timedelta(days=n), time(), zone) for n in (0, length))
    done = visible_planned(shown.user).filter(done_at__isnull=False, cancelled_at=None)
    found: list[PlannedTouch] = []
    has_more = False
    for rows in [visible_tasks(shown.user)] + [done] * (shown.code != ALL):
        rows = shown.of(rows).filter(due_at__gte=start, due_at__lt=end).order_by("due_at", "id")
        read = list(rows.select_related("activity", "account__owner", "contact__owner", "owner")[: SHOWN + 1])
        found, has_more = found + read[:SHOWN], has_more or len(read) > SHOWN
    return sorted(found, key=lambda task: (task.due_at, task.pk)), has_more


def _person(shown: Whose) -> User:
    """Return whose working hours a day shows: one's own unless the page is another person's."""
    asked = None if shown.is_own or shown.code == ALL else User.objects.filter(pk=int(shown.code)).first()
    return asked or shown.user


def _days(first: date, length: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(length)]


def _day(task: PlannedTouch) -> date:
    return timezone.localdate(task.due_at)

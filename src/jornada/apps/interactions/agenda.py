"""The agenda: planned touches of a month, a week or a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.agenda_grid import DayGrid, grids_of, note_hours
from jornada.apps.interactions.agenda_month import WEEK, days_of_month, month_after, month_around, month_before
from jornada.apps.interactions.clashes import clashes_among
from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.moves import day_of
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


@dataclass(frozen=True, slots=True)
class Span:
    """What is shown: a day, a week from Monday, or a month as whole weeks; around a day."""

    view: str
    around: date

    @property
    def first(self) -> date:
        if self.view == "month":
            return month_around(self.around)[0]
        return self.around if self.view == "day" else self.around - timedelta(days=self.around.weekday())

    @property
    def length(self) -> int:
        return month_around(self.around)[1] if self.view == "month" else {"day": 1}.get(self.view, WEEK)

    @property
    def before(self) -> date:
        return month_before(self.around) if self.view == "month" else self.first - timedelta(days=self.length)

    @property
    def after(self) -> date:
        return month_after(self.around) if self.view == "month" else self.first + timedelta(days=self.length)


def agenda(request: HttpRequest) -> HttpResponse:
    """Show planned touches of a month, or of a week or a day by the hour; first one's own. On a phone, one list."""
    span, shown = _span(request), whose(request)
    tasks, has_more = _between(shown, span.first, span.length)
    open_tasks = [task for task in tasks if not task.done_at]
    clashes = clashes_among(open_tasks)
    for task in tasks:
        task.others = clashes.get(task.pk, [])
    by_day = {day: [task for task in tasks if _day(task) == day] for day in _days(span.first, span.length)}
    context = {
        **(_month(span, by_day) if span.view == "month" else _hours(shown, by_day)),
        "is_day": span.view == "day",
        "is_month": span.view == "month",
        "around": span.around,
        "whose": shown,
        "kept": [(name, request.GET[name]) for name in ("from", "view") if name in request.GET],
        "mine": shown.to_change(open_tasks),
        "now": timezone.now(),
        "before": with_query(request, **{"from": span.before.isoformat()}),
        "after": with_query(request, **{"from": span.after.isoformat()}),
        "today": with_query(request, **{"from": None}),
        "views": _views(request, span.view),
        "has_more": has_more,
        "may_plan": may_record(request.user),
    }
    return render(request, "interactions/agenda.html", context)


def _hours(shown: Whose, by_day: dict[date, list[PlannedTouch]]) -> dict[str, Any]:
    """Lay days out by the hour."""
    today, grids = timezone.localdate(), grids_of(_person(shown), by_day)
    days = [AgendaDay(day, found, day == today, day < today, grids[day]) for day, found in by_day.items()]
    return {"days": days, "last": days[-1], "hours": days[0].grid.hours}


def _month(span: Span, by_day: dict[date, list[PlannedTouch]]) -> dict[str, Any]:
    for tasks in by_day.values():
        note_hours(tasks)
    return {"days": days_of_month(span.around, by_day, timezone.localdate()), "is_blank": not any(by_day.values())}


def _views(request: HttpRequest, view: str) -> list[dict[str, Any]]:
    named = (("month", _("Month")), ("week", _("Week")), ("day", _("Day")))
    return [
        {
            "label": label,
            "url": with_query(request, view=None if code == "week" else code),
            "is_current": code == view,
        }
        for code, label in named
    ]


def _span(request: HttpRequest) -> Span:
    """Read what is to be shown. What is no day of our time means today."""
    asked = request.GET.get("view", "")
    day = day_of(request.GET.get("from", "")) or timezone.localdate()
    return Span(asked if asked in ("day", "month") else "week", day)


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

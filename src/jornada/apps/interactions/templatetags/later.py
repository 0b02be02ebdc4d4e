"""When tasks come back that are put off: `{% load later %}{% ways_to_put_off as ways %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from jornada.apps.interactions.later import Day, Way, calendar_of, days_after, ways_of
from jornada.rules.calendars import WorkingCalendar

register = template.Library()


@register.simple_tag(takes_context=True)
def ways_to_put_off(context: Any, task: Any = None) -> list[Way]:
    """Return the choices, asked for once a page; of a task, those alone that put it off: no bringing forward."""
    request = context["request"]
    if not hasattr(request, "ways_to_put_off"):
        request.ways_to_put_off = ways_of(request.user, calendar=_calendar(request))
    return [way for way in request.ways_to_put_off if task is None or way.at > task.due_at]


@register.simple_tag(takes_context=True)
def days_to_put_off(context: Any, task: Any) -> list[Day]:
    """Return later days for a task of a day to come; the calendar is asked for once a page."""
    return days_after(_calendar(context["request"]), task.due_at)


def _calendar(request: Any) -> WorkingCalendar:
    if not hasattr(request, "own_calendar"):
        request.own_calendar = calendar_of(request.user, timezone.now())
    return request.own_calendar

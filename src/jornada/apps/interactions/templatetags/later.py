"""When tasks come back that are put off: `{% load later %}{% ways_to_put_off as ways %}`."""

from __future__ import annotations

from typing import Any

from django import template

from jornada.apps.interactions.later import Way, ways_of

register = template.Library()


@register.simple_tag(takes_context=True)
def ways_to_put_off(context: Any, task: Any = None) -> list[Way]:
    """Return the choices, asked for once a page; of a task, those alone that put it off: no bringing forward."""
    request = context["request"]
    if not hasattr(request, "ways_to_put_off"):
        request.ways_to_put_off = ways_of(request.user)
    return [way for way in request.ways_to_put_off if task is None or way.at > task.due_at]

"""The job that was begun on a page, followed there: `{% job_strip %}` on a page that was asked for with `?job=12`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from jornada.apps.org.following import followed

register = template.Library()


@register.inclusion_tag("org/job_strip.html", takes_context=True)
def job_strip(context: Context) -> dict[str, Any]:
    request = context["request"]
    return followed(request.user, request.GET.get("job", ""), request.get_full_path())

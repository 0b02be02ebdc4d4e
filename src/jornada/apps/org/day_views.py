"""My day: the page everybody begins with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org import notices
from jornada.apps.org.day import day_of, team_ids
from jornada.ui.day import sections


def my_day(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person today, or for the people of a team one leads."""
    team = team_ids(request.user)
    day = day_of(request.user, request.GET.get("who", ""), team=team)
    choices = [
        {"label": _("Mine"), "url": "?", "is_current": day.is_own},
        {"label": _("My team"), "url": "?who=team", "is_current": not day.is_own},
    ]
    context = {
        "day": day,
        "choices": choices if team and team != (request.user.pk,) else [],
        "main": sections(day, "main"),
        "side": sections(day, "side"),
    }
    return render(request, "org/day.html", context)


@require_POST
def notice_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice off the day."""
    get_object_or_404(notices.notices_of(request.user), pk=pk)
    notices.mark_read(request.user, pk)
    return redirect("home")

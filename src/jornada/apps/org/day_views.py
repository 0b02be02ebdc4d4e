"""My day: the page everybody begins with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org import notices
from jornada.apps.org.day import day_of, is_over_all, team_ids
from jornada.apps.org.tour.queries import waiting_tour
from jornada.ui.day import Day, own_sections, sections
from jornada.ui.day_once import once_each


def my_day(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person today, or for the people one leads; for those first, when nothing is one's own."""
    team = team_ids(request.user)
    asked = request.GET.get("who", "")
    day = day_of(request.user, asked, team=team)
    is_for_others = not asked and _leads_others(request, team)
    main = own_sections(day) if is_for_others else sections(day, "main")
    if not main and is_for_others:
        day = day_of(request.user, "team", team=team)
        main = sections(day, "main")
    main, side = once_each(main, sections(day, "side"))
    context = {
        "day": day,
        "choices": _choices(request, day) if _leads_others(request, team) else [],
        "tour": waiting_tour(request.user),
        "main": main,
        "side": side,
    }
    return render(request, "org/day.html", context)


def _leads_others(request: HttpRequest, team: tuple[int, ...]) -> bool:
    return bool(team) and team != (request.user.pk,)


def _choices(request: HttpRequest, day: Day) -> list[dict[str, Any]]:
    others = _("Everybody") if is_over_all(request.user) else _("My team")
    return [
        {"label": _("Mine"), "url": "?who=mine", "is_current": day.is_own},
        {"label": others, "url": "?who=team", "is_current": not day.is_own},
    ]


@require_POST
def notice_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice off the day."""
    get_object_or_404(notices.notices_of(request.user), pk=pk)
    notices.mark_read(request.user, pk)
    return redirect("home")

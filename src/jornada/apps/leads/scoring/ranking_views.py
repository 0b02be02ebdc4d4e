"""The page of the ranking, and its lines on My day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring.keeping import live_versions
from jornada.apps.leads.scoring.panels import TONES
from jornada.apps.leads.scoring.plane import plane
from jornada.apps.leads.scoring.ranking import (
    MOST,
    Ranked,
    common_basis,
    latest_result,
    may_rank,
    open_leads,
    ranked,
    ranked_of_all,
    require_scores,
)
from jornada.apps.market.lists import short_name
from jornada.apps.org.access import hidden_fields, may
from jornada.rules.scoring import CELLS
from jornada.ui.day import Day, Line, Section

SHOWN, OF_DAY = 50, 5


def ranking(request: HttpRequest) -> HttpResponse:
    """Show whom to turn to first: the person's own open leads, or all that the person sees; those when none is own."""
    require_scores(request.user)
    asked, cell = request.GET.get("whose", ""), request.GET.get("cell", "")
    cell = cell if cell in CELLS else ""
    is_own = asked != "all"
    leads = open_leads(request.user, [request.user.pk] if is_own else None)
    past = latest_result()
    found = _ranked(leads, cell, past)
    if not found and not asked:
        is_own, leads = False, open_leads(request.user, None)
        found = _ranked(leads, cell, past)
    address = reverse("lead_ranking")
    here = f"{address}?whose={'own' if is_own else 'all'}"
    context: dict[str, Any] = {
        "title": _("Whom to turn to first"),
        "rows": [
            (each, short_name(each.lead.name, each.lead), TONES.get(each.lead.grade[:1], "neutral")) for each in found
        ],
        "here": here,
        "cell": cell,
        **_plane(request, leads, here, cell, is_own=is_own),
        "basis": common_basis(found),
        "is_own": is_own,
        "most": MOST,
        "has_worth": bool(past.get("worth")) and not _hides_amounts(request.user),
        "tabs": [
            {"label": _("My leads"), "url": f"{address}?whose=own", "is_current": is_own},
            {"label": _("All I see"), "url": f"{address}?whose=all", "is_current": not is_own},
        ],
    }
    return render(request, "leads/scoring/ranking.html", context)


def ranking_plane(request: HttpRequest) -> HttpResponse:
    """Count the leads that the person sees on their plane: of very many it takes longer than the page."""
    require_scores(request.user)
    here = f"{reverse('lead_ranking')}?whose=all"
    grid = plane(open_leads(request.user), here, request.GET.get("cell", ""))
    return render(request, "leads/scoring/plane.html", {"grid": grid})


def _plane(request: HttpRequest, leads: QuerySet[Lead], here: str, cell: str, *, is_own: bool) -> dict[str, Any]:
    """Lay a person's own leads out at once; those of all once the page is there."""
    if is_own or "plane" in request.GET:
        return {"grid": plane(leads, here, cell)}
    is_scored = live_versions().exists()
    return {"plane_url": f"{reverse('lead_ranking_plane')}?{urlencode({'cell': cell})}" if is_scored else ""}


def _ranked(leads: QuerySet[Lead], cell: str, past: Mapping[str, Any]) -> list[Ranked]:
    return ranked(leads.filter(grade=cell) if cell else leads, most=SHOWN, past=past)


def _hides_amounts(user: Any) -> bool:
    """Say whether the role hides what deals bring: by the chance beside it, what is expected would tell."""
    return "amount" in hidden_fields(user, "opportunity")


def first_of_day(day: Day) -> Section | None:
    """Show the first of the ranking of the people of the day; nothing where nobody is scored."""
    if not may_rank(day.user):
        return None
    found, number = ranked_of_all(open_leads(day.user, day.people), day.now, OF_DAY, only_scored=True)
    lines = [
        Line(
            short_name(each.lead.name, each.lead),
            each.lead.get_absolute_url(),
            " · ".join(
                filter(None, [each.lead.grade, _("chance %(chance)s") % {"chance": each.chance}, *each.reasons])
            ),
            place=str(each.lead.account or ""),
            place_url=each.lead.account.get_absolute_url() if each.lead.account else "",
            record=each.lead,
            about=(each.lead.get_absolute_url(),),
        )
        for each in found
        if not each.rank.is_for_marketing
    ]
    if not lines:
        return None
    more = f"{reverse('lead_ranking')}?whose={'own' if day.is_own else 'all'}"
    title, beyond = gettext_lazy("Whom to turn to first"), max(0, number - len(lines))
    buttons = "leads/day_touch_buttons.html" if may(day.user, "lead", "change") else ""
    return Section(title, lines, "trophy", "accent", buttons, more, beyond=beyond)

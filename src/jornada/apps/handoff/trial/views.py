"""Pages on which something is tried on the past before it is agreed on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff import queries
from jornada.apps.handoff.models import Agreement, Offer
from jornada.apps.handoff.term_words import differences
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.trial.dry_run import DryRun, Moved, drafts_of, dry_run
from jornada.apps.handoff.trial.past import PERIODS, stretch_of
from jornada.apps.handoff.trial.whatif import what_if
from jornada.apps.handoff.trial.whatif_forms import WhatIfForm
from jornada.apps.handoff.words import OBSTACLES
from jornada.apps.leads.models import Lead
from jornada.apps.org.calendars import calendar_of_team
from jornada.ui.addresses import is_id

OF = {"offers": _("Leads that were offered"), "mqls": _("MQLs that nobody offered")}
SHOWN = 100


def routing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom the routing rules, as they are or with some of them on or off, would have given the leads."""
    row = editable(request, pk)
    now, code = timezone.now(), one_of(request, "period", PERIODS, "90d")
    of = one_of(request, "of", OF, "offers")
    only = {int(text) for text in request.GET.getlist("on") if is_id(text)} if "tried" in request.GET else None
    drafts, capacity = drafts_of(row, only), _capacities(request)
    found = dry_run(request.user, row, drafts, *stretch_of(code, now), capacity=capacity, of=of)
    on = {draft.id for draft in drafts}
    context = {
        "agreement": row,
        "run": found,
        "period": code,
        "periods": PERIODS.items(),
        "of": of,
        "kinds": OF.items(),
        "rules": [(rule, rule.pk in on) for rule in row.routing.all()],
        "capacity": capacity,
        **_lists(found, drafts),
    }
    return render(request, "handoff/dry_run.html", context)


def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what other terms would have done to the offers of a period."""
    row, now = editable(request, pk), timezone.now()
    base = queries.version_in_force(row) or row.versions.first()
    if base is None:
        raise Http404
    form = WhatIfForm(request.GET, agreement=row, base=base, calendar=calendar_of_team(row.team, now))
    context: dict[str, Any] = {"agreement": row, "form": form, "base": base}
    if form.is_valid():
        after, stretch = form.terms(), stretch_of(form.cleaned_data["period"], now)
        capacity = form.cleaned_data["capacity"]
        context["found"] = what_if(request.user, row, terms_of(base), after, *stretch, now, capacity=capacity)
        context["differences"] = differences(terms_of(base), after, request.user)
    return render(request, "handoff/what_if.html", context, status=200 if form.is_valid() else 422)


def editable(request: HttpRequest, pk: int) -> Agreement:
    """Return an agreement that the person may change: what is tried on it shows the work of everybody under it."""
    row = get_object_or_404(queries.agreements().select_related("team__calendar"), pk=pk)
    if not queries.may_edit_agreement(request.user, row):
        raise PermissionDenied
    return row


def one_of(request: HttpRequest, name: str, known: Any, otherwise: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in known else otherwise


def _capacities(request: HttpRequest) -> dict[int, int | None]:
    """Read the capacities to try; blank leaves what holds now."""
    given = {name[1:]: value.strip() for name, value in request.GET.items() if name[:1] == "c" and is_id(name[1:])}
    return {int(pk): min(int(text), 100_000) for pk, text in given.items() if is_id(text)}


def _lists(run: DryRun, drafts: Any) -> dict[str, Any]:
    names = {draft.id: draft.name for draft in drafts}
    people = {load.person: load.name for load in run.loads}
    moved, nobody = run.moved[:SHOWN], run.nobody[:SHOWN]
    offers = Offer.objects.select_related("lead").in_bulk([each.row.pk for each in moved] + [g.case.id for g in nobody])
    leads = Lead.objects.in_bulk([each.row.pk for each in moved] + [each.case.id for each in nobody])
    known: Any = leads if run.is_mqls else offers
    return {
        "moved": [(known.get(each.row.pk), *_places(each, people, names)) for each in moved],
        "nobody": [known.get(each.case.id) for each in nobody],
        "reasons": [(names.get(rule, ""), OBSTACLES[obstacle], number) for rule, obstacle, number in run.why_nobody],
    }


def _places(moved: Moved, people: dict[int, str], rules: dict[int, str]) -> tuple[str, str, str]:
    """Name who had a lead, who would get it, and by which rule."""
    decision = moved.given.decision
    return people.get(moved.row.to or 0, "–"), people.get(decision.person or 0, "–"), rules.get(decision.rule or 0, "")

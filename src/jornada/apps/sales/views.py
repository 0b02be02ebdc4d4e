"""Pages of opportunities: list, board, record, forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.market.views import reachable
from jornada.apps.org import access
from jornada.apps.org.record_pages import delete_page, form_page, seen_or_404
from jornada.apps.sales import actions, lists, queries
from jornada.apps.sales.forms import OpportunityForm
from jornada.apps.sales.mismatch import mismatch_of
from jornada.apps.sales.models import Opportunity, Pipeline
from jornada.ui.addresses import is_id
from jornada.ui.listing import build, respond

RELATED = (
    "account",
    "contact",
    "owner",
    "product",
    "stage__pipeline",
    "thread",
    "lead",
    "loss_reason",
    "competitor",
    "returned_as",
)


def opportunity_list(request: HttpRequest) -> Any:
    rows = reachable(request, "opportunity", queries.visible_opportunities)
    rows = rows.select_related(*lists.RELATED)
    listing = build(request, "opportunity", rows, **lists.opportunity_options(request))
    context = {
        "title": _("Opportunities"),
        "may_create": access.may(request.user, "opportunity", "create"),
        "may_import": access.may(request.user, "opportunity", "import"),
        "empty_template": "sales/opportunity_empty.html",
    }
    return respond(request, listing, "sales/opportunity_list.html", context)


def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    record = _opportunity(request, pk)
    may_change = access.may(request.user, "opportunity", "change", record)
    is_open = record.outcome == Opportunity.Outcome.OPEN
    context = {
        "opportunity": record,
        "outcome": lists.outcome_badge(record),
        "missing": lists.missing_of(record),
        "shows_amount": not queries.hides_amounts(request.user),
        "stages": list(queries.stages(record.stage.pipeline)),
        "other_pipelines": list(queries.pipelines().exclude(pk=record.stage.pipeline_id)),
        "mismatch": mismatch_of(record),
        "is_open": is_open,
        "may_change": may_change,
        "is_next_seen": record.returned_as is not None and access.may(request.user, "lead", "view", record.returned_as),
        "may_move": is_open and may_change and access.may_write(request.user, "opportunity", "stage"),
        "may_date": may_change and access.may_write(request.user, "opportunity", "return_on"),
        "may_begin": may_change and access.may(request.user, "lead", "create"),
        "may_delete": access.may(request.user, "opportunity", "delete", record),
    }
    return render(request, "sales/opportunity.html", context)


def opportunity_new(request: HttpRequest) -> HttpResponse:
    """Open an opportunity, from scratch or (`?lead=1`) from the lead whose thread it continues."""
    access.require(request.user, "opportunity", "create")
    lead = _lead_asked_for(request)
    if lead:
        access.require(request.user, "lead", "change", lead)
    pipeline = _pipeline_asked_for(request)
    initial = _from_lead(lead) if lead else _asked_for(request)
    back = lead or initial.get("contact") or initial.get("account")
    return form_page(
        request,
        OpportunityForm(request.POST or None, user=request.user, initial=initial, pipeline=pipeline),
        lambda form: _create(request, lead, form.values()),
        title=_("New opportunity"),
        back=back.get_absolute_url() if back else reverse("opportunity_list"),
    )


def opportunity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = _opportunity(request, pk)
    access.require(request.user, "opportunity", "change", record)
    return form_page(
        request,
        OpportunityForm(request.POST or None, instance=record, user=request.user),
        lambda form: actions.update_opportunity(request.user, record, form.seen, **form.values()),
        title=record.name,
        back=record.get_absolute_url(),
    )


def opportunity_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = _opportunity(request, pk)
    access.require(request.user, "opportunity", "delete", record)
    return delete_page(
        request,
        record,
        lambda: actions.delete_opportunity(request.user, record),
        back=record.get_absolute_url(),
        to=reverse("opportunity_list"),
        warning=_("The touches it wrote itself are voided; its lead is open again."),
    )


def _create(request: HttpRequest, lead: Lead | None, values: dict[str, Any]) -> Opportunity:
    if lead:
        return actions.open_from_lead(request.user, lead, **values)
    return actions.create_opportunity(request.user, **values)


def _opportunity(request: HttpRequest, pk: int) -> Opportunity:
    return seen_or_404(queries.visible_opportunities(request.user).select_related(*RELATED), pk)


def _lead_asked_for(request: HttpRequest) -> Lead | None:
    asked = request.GET.get("lead", "")
    rows = visible_leads(request.user).select_related("account", "contact", "owner")
    return get_object_or_404(rows, pk=asked) if is_id(asked) else None


def _pipeline_asked_for(request: HttpRequest) -> Pipeline | None:
    asked = request.GET.get("pipeline", "")
    return get_object_or_404(queries.pipelines(), pk=int(asked)) if is_id(asked) else None


def _from_lead(lead: Lead) -> dict[str, Any]:
    return {"name": lead.name, "account": lead.account, "contact": lead.contact, "engaged_on": actions.today()}


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """Read `?account=1&contact=2` of the address, as far as the person may see them."""
    account, contact = request.GET.get("account", ""), request.GET.get("contact", "")
    found = {
        "account": visible_accounts(request.user).filter(pk=account).first() if is_id(account) else None,
        "contact": visible_contacts(request.user).filter(pk=contact).first() if is_id(contact) else None,
    }
    return {"engaged_on": actions.today(), **{name: record for name, record in found.items() if record}}

"""Leads and opportunities."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Status

from jornada.api.lookups import found, references
from jornada.api.paging import PAGE, Page, PageQuery, page
from jornada.api.schemas import (
    Closing,
    LeadIn,
    LeadOut,
    OfferIn,
    OpportunityIn,
    OpportunityOut,
    Reason,
    StageMoveIn,
)
from jornada.apps.handoff import steps
from jornada.apps.handoff.queries import reason_of
from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.org.queries import people
from jornada.apps.sales import actions as sales_actions
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import visible_opportunities

leads = Router(tags=["leads"])
opportunities = Router(tags=["opportunities"])
LeadType = Literal["suspect", "prospect", "mql", "sal", "sql"]
Outcome = Literal["open", "won", "lost"]


def lead_out(row: Lead) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in LeadOut.model_fields if name != "source"}
    return {**values, "source": row.source.code if row.source else None}


def decided(row: Lead) -> dict[str, Any]:
    """Shape a lead after a decision: its type was derived from the log once the decision was written."""
    row.refresh_from_db(fields=["type", "type_since"])
    return lead_out(row)


def opportunity_out(row: Opportunity) -> dict[str, Any]:
    shaped = {"stage": row.stage.code, "pipeline_id": row.stage.pipeline_id}
    return {**{name: getattr(row, name) for name in OpportunityOut.model_fields if name not in shaped}, **shaped}


def _lead(request: HttpRequest, pk: int) -> Lead:
    return found(visible_leads(request.auth).select_related("source", "account", "contact", "thread", "owner"), pk)


def _opportunity(request: HttpRequest, pk: int) -> Opportunity:
    rows = visible_opportunities(request.auth).select_related("stage", "account", "contact", "thread", "owner")
    return found(rows, pk)


@leads.get("/", response=Page[LeadOut])
def list_leads(
    request: HttpRequest, paging: PageQuery = PAGE, type: LeadType | None = None, account_id: int | None = None
) -> Any:
    """List leads, newest first, of one type or account when asked."""
    rows = visible_leads(request.auth).select_related("source")
    wanted = {"type": type, "account_id": account_id}
    return page(rows.filter(**_given(wanted)), paging, lead_out)


@leads.post("/", response={201: LeadOut})
def create_lead(request: HttpRequest, payload: LeadIn) -> Any:
    """Open a lead on a thread of its own."""
    values = references(request.auth, payload.dict(), "lead")
    return Status(201, lead_out(lead_actions.create_lead(request.auth, **values)))


@leads.get("/{int:pk}", response=LeadOut)
def read_lead(request: HttpRequest, pk: int) -> Any:
    return lead_out(_lead(request, pk))


@leads.patch("/{int:pk}", response=LeadOut)
def change_lead(request: HttpRequest, pk: int, payload: LeadIn) -> Any:
    """Change the fields that are sent; the others stay. `name` is always sent."""
    values = references(request.auth, payload.dict(exclude_unset=True), "lead")
    return lead_out(lead_actions.update_lead(request.auth, _lead(request, pk), **values))


@leads.post("/{int:pk}/offer", response=LeadOut)
def offer_lead(request: HttpRequest, pk: int, payload: OfferIn) -> Any:
    """Marketing offers the lead to a person of Sales."""
    to = found(people(), payload.to_user_id)
    return decided(steps.offer_lead(request.auth, _lead(request, pk), to=to, note=payload.note))


@leads.post("/{int:pk}/accept", response=LeadOut)
def accept_lead(request: HttpRequest, pk: int) -> Any:
    """Sales takes an offered lead: it becomes a SAL."""
    return decided(steps.accept_lead(request.auth, _lead(request, pk)))


@leads.post("/{int:pk}/refuse", response=LeadOut)
def refuse_lead(request: HttpRequest, pk: int, payload: Reason) -> Any:
    """Sales refuses an offered lead; the reason is a code of the list, its label, or words of one's own."""
    reason, note = reason_of(payload.reason)
    return decided(steps.refuse_lead(request.auth, _lead(request, pk), reason, note))


@leads.post("/{int:pk}/qualify", response=LeadOut)
def qualify_lead(request: HttpRequest, pk: int) -> Any:
    """Sales qualifies an accepted lead: it becomes an SQL."""
    return decided(lead_actions.qualify_lead(request.auth, _lead(request, pk)))


@leads.post("/{int:pk}/opportunity", response={201: OpportunityOut})
def open_opportunity(request: HttpRequest, pk: int) -> Any:
    """Open the opportunity that goes on in the lead's thread."""
    return Status(201, opportunity_out(sales_actions.open_from_lead(request.auth, _lead(request, pk))))


@opportunities.get("/", response=Page[OpportunityOut])
def list_opportunities(
    request: HttpRequest, paging: PageQuery = PAGE, outcome: Outcome | None = None, account_id: int | None = None
) -> Any:
    """List opportunities, newest first, with one outcome or of one account when asked."""
    rows = visible_opportunities(request.auth).select_related("stage")
    return page(rows.filter(**_given({"outcome": outcome, "account_id": account_id})), paging, opportunity_out)


@opportunities.post("/", response={201: OpportunityOut})
def create_opportunity(request: HttpRequest, payload: OpportunityIn) -> Any:
    values = references(request.auth, payload.dict(), "opportunity")
    return Status(201, opportunity_out(sales_actions.create_opportunity(request.auth, **values)))


@opportunities.get("/{int:pk}", response=OpportunityOut)
def read_opportunity(request: HttpRequest, pk: int) -> Any:
    return opportunity_out(_opportunity(request, pk))


@opportunities.patch("/{int:pk}", response=OpportunityOut)
def change_opportunity(request: HttpRequest, pk: int, payload: OpportunityIn) -> Any:
    """Change the fields that are sent; the others stay. `name` is always sent."""
    row = _opportunity(request, pk)
    values = references(request.auth, _in_its_pipeline(payload.dict(exclude_unset=True), row), "opportunity")
    return opportunity_out(sales_actions.update_opportunity(request.auth, row, **values))


@opportunities.post("/{int:pk}/move", response=OpportunityOut)
def move_opportunity(request: HttpRequest, pk: int, payload: StageMoveIn) -> Any:
    """Move an open opportunity to another stage, of its pipeline or (`pipeline_id`) of another one."""
    row = _opportunity(request, pk)
    stage = references(request.auth, _in_its_pipeline(payload.dict(), row))["stage"]
    return opportunity_out(sales_actions.move_opportunity(request.auth, row, stage))


@opportunities.post("/{int:pk}/win", response=OpportunityOut)
def win_opportunity(request: HttpRequest, pk: int, payload: Closing) -> Any:
    row = _opportunity(request, pk)
    given = references(request.auth, payload.dict())
    values = {name: given[name] for name in ("amount", "closed_on", "competitor")}
    return opportunity_out(sales_actions.win_opportunity(request.auth, row, **values))


@opportunities.post("/{int:pk}/lose", response=OpportunityOut)
def lose_opportunity(request: HttpRequest, pk: int, payload: Closing) -> Any:
    row = _opportunity(request, pk)
    given = references(request.auth, payload.dict())
    picked = given["loss_reason"]
    values = {"reason": picked or given["reason"], "note": given["reason"] if picked else ""}
    values |= {"closed_on": given["closed_on"], "competitor": given["competitor"]}
    return opportunity_out(sales_actions.lose_opportunity(request.auth, row, **values))


@opportunities.post("/{int:pk}/reopen", response=OpportunityOut)
def reopen_opportunity(request: HttpRequest, pk: int) -> Any:
    """Undo winning or losing."""
    return opportunity_out(sales_actions.reopen_opportunity(request.auth, _opportunity(request, pk)))


def _in_its_pipeline(values: dict[str, Any], row: Opportunity) -> dict[str, Any]:
    """Read a stage without a pipeline as one of the opportunity's own."""
    if values.get("stage") is not None and values.get("pipeline_id") is None:
        return {**values, "pipeline_id": row.stage.pipeline_id}
    return values


def _given(filters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}

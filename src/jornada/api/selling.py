"""Leads and opportunities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from jornada.api.auth import may_read, missing
from jornada.api.bulk import Bulk, offer
from jornada.api.etags import seen
from jornada.api.filters import NAMED, OWNER, STAMPS, Id, of
from jornada.api.idempotency import answers_after_commit
from jornada.api.listing import Filter
from jornada.api.lookups import found, references
from jornada.api.resources import Resource, serve
from jornada.api.schemas import (
    Closing,
    FromLead,
    LeadIn,
    LeadOut,
    OfferIn,
    OpportunityIn,
    OpportunityOut,
    Reason,
    ReturnIn,
    SettingAside,
    StageMoveIn,
)
from jornada.api.tagged import tag_names, with_tag
from jornada.apps.handoff import steps
from jornada.apps.handoff.queries import reason_of
from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.disposition import actions as disposition
from jornada.apps.leads.many import create_leads, update_leads
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.temperature.lists import with_heat
from jornada.apps.market.strangers import doubt_about
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.queries import people, workspace
from jornada.apps.sales import actions as sales_actions
from jornada.apps.sales import closing
from jornada.apps.sales.checks import why_not
from jornada.apps.sales.loose_ends import planned
from jornada.apps.sales.many import create_opportunities, update_opportunities
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals.queries import visible_proposals
from jornada.apps.sales.queries import visible_opportunities
from jornada.ui.amounts import currencies

leads = Router(tags=["leads"])
opportunities = Router(tags=["opportunities"])
WITH = ("owner", "account", "contact")
STRANGER = " A contact of another company than the account's: 409, unless `force`."
LeadType = Literal["suspect", "prospect", "mql", "sal", "sql"]
Temperature = Literal["hot", "warm", "cold"]
Outcome = Literal["open", "won", "lost"]


def lead_out(row: Lead) -> dict[str, Any]:
    named = {"source": row.source, "disposition": row.disposition}
    shaped = {name: each.code if each else None for name, each in named.items()} | {"tags": tag_names("lead", row)}
    return {**{name: getattr(row, name) for name in LeadOut.model_fields if name not in shaped}, **shaped}


def lead_said(shaped: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the log alone makes of a lead; that it was accepted or qualified by Sales is somebody's word."""
    said = {name: value for name, value in shaped.items() if name not in ("type", "type_since", "temperature")}
    return {**said, "type": shaped["type"] if shaped["type"] in ("sal", "sql") else ""}


def decided(request: HttpRequest, row: Lead) -> dict[str, Any]:
    """Shape a lead after a decision: its type was derived from the log once the decision was written."""
    row.refresh_from_db(fields=["type", "type_since", "heat"])
    return told(request, row)


def told(request: HttpRequest, row: Lead | Opportunity) -> dict[str, Any]:
    """Shape what a step wrote, as the person may see it: it was read for writing, with every field."""
    seen_row: Any = access.shown(request.auth, row)
    return lead_out(seen_row) if isinstance(row, Lead) else opportunity_out(seen_row)


def opportunity_out(row: Opportunity) -> dict[str, Any]:
    shaped = {"stage": row.stage.code, "pipeline_id": row.stage.pipeline_id, "tags": tag_names("opportunity", row)}
    return {**{name: getattr(row, name) for name in OpportunityOut.model_fields if name not in shaped}, **shaped}


def prepared(given: dict[str, Any], row: Opportunity | None) -> dict[str, Any]:
    """Check the currency, and read a stage as one of the opportunity's own pipeline."""
    if row is None and given.get("currency") is None:
        given = {name: value for name, value in given.items() if name != "currency"}
    if "currency" in given:
        _in_use(given["currency"], row)
    return given if row is None else _in_its_pipeline(given, row)


def _in_use(currency: Any, row: Opportunity | None) -> str:
    """Return a currency, or refuse one that neither the company nor the opportunity uses."""
    known = [code for code, _label in currencies(workspace().currency, row.currency if row else "")]
    if currency not in known:
        text = _("%(value)r is not known; expected one of %(known)s.")
        raise ValidationError({"currency": [text % {"value": currency, "known": ", ".join(known)}]})
    return currency


def _in_its_pipeline(values: dict[str, Any], row: Opportunity) -> dict[str, Any]:
    """Read a stage without a pipeline as one of the opportunity's own."""
    if values.get("stage") is not None and values.get("pipeline_id") is None:
        return {**values, "pipeline_id": row.stage.pipeline_id}
    return values


LEADS = Resource(
    one="lead",
    many="leads",
    out=LeadOut,
    shape=lead_out,
    visible=visible_leads,
    related=("source", "disposition"),
    record="lead",
    is_told_as_made=True,
    sorts={name: name for name in ("id", "created_at", "updated_at")} | {"name": NAME},
    filters=(
        NAMED,
        Filter("external_id", str, "its id in your own system"),
        Filter("type", LeadType),
        Filter("status", Literal["open", "parked", "discarded", "converted"]),
        Filter("temperature", Temperature, apply=with_heat, of="heat"),
        Filter("disposition", str, "code of the reason it was set aside for", lookup="disposition__code"),
        of("account_id"),
        of("contact_id"),
        OWNER,
        Filter("source", str, "code of the first source", lookup="source__code"),
        with_tag("lead"),
        *STAMPS,
    ),
    form=LeadIn,
    create=lead_actions.create_lead,
    update=lead_actions.update_lead,
    doubt=doubt_about,
    doubt_note=STRANGER,
    delete=lead_actions.delete_lead,
    is_tagged=True,
    said=lead_said,
    delete_note="Delete a lead; touches stay in the log of its account.",
)
OPPORTUNITIES = Resource(
    one="opportunity",
    many="opportunities",
    out=OpportunityOut,
    shape=opportunity_out,
    visible=visible_opportunities,
    related=("stage",),
    record="opportunity",
    sorts={name: name for name in ("id", "amount", "expected_on", "closed_on", "created_at", "updated_at")}
    | {"name": NAME},
    filters=(
        NAMED,
        Filter("external_id", str, "its id in your own system"),
        Filter("outcome", Outcome),
        of("account_id"),
        of("contact_id"),
        of("lead_id"),
        of("product_id"),
        OWNER,
        Filter("pipeline_id", Id, lookup="stage__pipeline_id"),
        Filter("stage", str, "code of the pipeline stage", lookup="stage__code"),
        Filter("expected_since", date, "expected to close on this day or later", lookup="expected_on__gte"),
        Filter("expected_until", date, "expected to close before this day", lookup="expected_on__lt"),
        Filter("closed_since", date, "closed on this day or later", lookup="closed_on__gte"),
        Filter("closed_until", date, "closed before this day", lookup="closed_on__lt"),
        with_tag("opportunity"),
        *STAMPS,
    ),
    form=OpportunityIn,
    create=sales_actions.create_opportunity,
    update=sales_actions.update_opportunity,
    doubt=doubt_about,
    doubt_note=STRANGER,
    delete=sales_actions.delete_opportunity,
    is_tagged=True,
    prepare=prepared,
    delete_note="Delete an opportunity: the touches that it wrote are voided and its lead is open again.",
)
serve(leads, LEADS)
serve(opportunities, OPPORTUNITIES)
offer(leads, Bulk(LEADS, Lead, ("id", "external_id"), create_leads, update_leads, related=WITH))
offer(
    opportunities,
    Bulk(
        OPPORTUNITIES,
        Opportunity,
        ("id", "external_id"),
        create_opportunities,
        update_opportunities,
        related=(*WITH, "stage"),
        refuse=why_not,
    ),
)


def _step(request: HttpRequest, pk: int, act: Callable[[Lead], Lead]) -> dict[str, Any]:
    """Take a step of a lead that answers with what followed from its commit."""
    with seen(request, LEADS, pk) as lead:
        done = act(lead)
    return decided(request, done)


@leads.post("/{int:pk}/offer", response=LeadOut)
@answers_after_commit
def offer_lead(request: HttpRequest, pk: int, payload: OfferIn) -> Any:
    """Marketing offers the lead to a person of Sales."""
    to = found(people(), payload.to_user_id)
    return _step(request, pk, lambda lead: steps.offer_lead(request.auth, lead, to=to, note=payload.note))


@leads.post("/{int:pk}/accept", response=LeadOut)
@answers_after_commit
def accept_lead(request: HttpRequest, pk: int) -> Any:
    """Sales takes an offered lead: it becomes a SAL."""
    return _step(request, pk, lambda lead: steps.accept_lead(request.auth, lead))


@leads.post("/{int:pk}/refuse", response=LeadOut)
@answers_after_commit
def refuse_lead(request: HttpRequest, pk: int, payload: Reason) -> Any:
    """Sales refuses an offered lead; the reason is a code of the list, its label, or words of one's own."""
    reason, note = reason_of(payload.reason)
    return _step(request, pk, lambda lead: steps.refuse_lead(request.auth, lead, reason, note))


@leads.post("/{int:pk}/qualify", response=LeadOut)
@answers_after_commit
def qualify_lead(request: HttpRequest, pk: int) -> Any:
    """Sales qualifies an accepted lead: it becomes an SQL."""
    return _step(request, pk, lambda lead: lead_actions.qualify_lead(request.auth, lead))


@leads.post("/{int:pk}/park", response=LeadOut)
@answers_after_commit
def park_lead(request: HttpRequest, pk: int, payload: SettingAside) -> Any:
    """Set a lead aside for later; `wake` takes it back."""
    values = _aside(request, payload)
    return _step(request, pk, lambda lead: lead_actions.park_lead(request.auth, lead, **values))


@leads.post("/{int:pk}/discard", response=LeadOut)
@answers_after_commit
def discard_lead(request: HttpRequest, pk: int, payload: SettingAside) -> Any:
    """Take a lead out for good: no fit, unreachable, wrong data; `wake` takes it back."""
    values = _aside(request, payload)
    return _step(request, pk, lambda lead: lead_actions.discard_lead(request.auth, lead, **values))


@leads.post("/{int:pk}/return", response={201: LeadOut})
def return_lead(request: HttpRequest, pk: int) -> Any:
    """Begin the next cycle of a parked or discarded lead now; answers the new lead."""
    with seen(request, LEADS, pk) as lead:
        return Status(201, told(request, disposition.bring_back(request.auth, lead)))


@leads.post("/{int:pk}/undo-return", response=LeadOut | OpportunityOut)
def undo_return(request: HttpRequest, pk: int) -> Any:
    """Take a new cycle back in which nothing happened yet; answers the lead before, or the lost opportunity."""
    with seen(request, LEADS, pk) as lead:
        if hasattr(lead, "lost_before") and not may_read(request, "opportunities"):
            raise missing("opportunities:read")
        return told(request, disposition.undo_return(request.auth, lead))


@leads.post("/{int:pk}/return-on", response=LeadOut)
def change_return(request: HttpRequest, pk: int, payload: ReturnIn) -> Any:
    """Have a set-aside lead come back on another day; null: not by itself."""
    with seen(request, LEADS, pk) as lead:
        return told(request, disposition.change_return(request.auth, lead, payload.return_on))


@leads.post("/{int:pk}/wake", response=LeadOut)
@answers_after_commit
def wake_lead(request: HttpRequest, pk: int) -> Any:
    """Undo parking or discarding: the lead goes on where it stood."""
    return _step(request, pk, lambda lead: lead_actions.wake_lead(request.auth, lead))


@leads.post("/{int:pk}/opportunity", response={201: OpportunityOut})
def open_opportunity(request: HttpRequest, pk: int, payload: FromLead | None = None) -> Any:
    """Open the opportunity that goes on in the lead's thread; custom fields that are required are asked for (422)."""
    given = payload.dict(exclude_none=True) if payload else {}
    with seen(request, LEADS, pk) as lead:
        values = OPPORTUNITIES.values(request.auth, given, None)
        return Status(201, told(request, sales_actions.open_from_lead(request.auth, lead, **values)))


@opportunities.post("/{int:pk}/move", response=OpportunityOut)
def move_opportunity(request: HttpRequest, pk: int, payload: StageMoveIn) -> Any:
    """Move an open opportunity to another stage, of its pipeline or (`pipeline_id`) of another one."""
    with seen(request, OPPORTUNITIES, pk) as row:
        stage = references(request.auth, _in_its_pipeline(payload.dict(), row))["stage"]
        return told(request, sales_actions.move_opportunity(request.auth, row, stage))


@opportunities.post("/{int:pk}/win", response=OpportunityOut)
def win_opportunity(request: HttpRequest, pk: int, payload: Closing) -> Any:
    given = read_closing(request, payload)
    values = {name: given[name] for name in ("amount", "closed_on", "competitor")}
    with seen(request, OPPORTUNITIES, pk) as row:
        if given["currency"] is not None:
            values["currency"] = _in_use(given["currency"], row)
        values |= {"accepted": _version(request, row, given["accepted_proposal_id"]), **read_ends(request, row, given)}
        return told(request, closing.win(request.auth, row, **values))


@opportunities.post("/{int:pk}/lose", response=OpportunityOut)
def lose_opportunity(request: HttpRequest, pk: int, payload: Closing) -> Any:
    given = read_closing(request, payload)
    picked = given["loss_reason"]
    if not picked and not given["reason"].strip():
        raise ValidationError({"reason": [_("Say why it was lost: in words, or by a `loss_reason_id`.")]})
    values = {"reason": picked or given["reason"], "note": given["reason"] if picked else ""}
    values |= {"closed_on": given["closed_on"], "competitor": given["competitor"], "return_on": given["return_on"]}
    with seen(request, OPPORTUNITIES, pk) as row:
        values |= read_ends(request, row, given)
        return told(request, closing.lose(request.auth, row, **values))


@opportunities.post("/{int:pk}/reopen", response=OpportunityOut)
def reopen_opportunity(request: HttpRequest, pk: int) -> Any:
    """Undo winning or losing: what it changed beside the outcome is as before, unless it was changed since."""
    with seen(request, OPPORTUNITIES, pk) as row:
        return told(request, closing.reopen(request.auth, row))


def read_closing(request: HttpRequest, payload: Closing) -> dict[str, Any]:
    """Read what a closing gives; a competitor is named by its id or in words."""
    given = payload.dict()
    called = given.pop("competitor")
    if called and given["competitor_id"] is not None:
        raise ValidationError({"competitor": [_("Give the name of the competitor or its id, not both.")]})
    values = references(request.auth, given)
    return {**values, "competitor": called or values["competitor"]}


def read_ends(request: HttpRequest, row: Opportunity, given: dict[str, Any]) -> dict[str, Any]:
    """Read what becomes of what is still open when an opportunity is closed."""
    if given["withdraw_proposals"]:
        access.require_seen(request.auth, "opportunity", "amount")
    cancel = planned(row) if given["cancel_tasks"] else ()
    return {"cancel": cancel, "withdraw": given["withdraw_proposals"]}


def _version(request: HttpRequest, row: Opportunity, pk: int | None) -> Proposal | None:
    """Return the version that was accepted, one of this opportunity."""
    version = visible_proposals(request.auth).filter(opportunity=row, pk=pk).first() if pk is not None else None
    if pk is not None and version is None:
        text = _("There is no such record, or it is out of your reach: %(value)s.") % {"value": pk}
        raise ValidationError({"accepted_proposal_id": [text]})
    return version


def _aside(request: HttpRequest, payload: SettingAside) -> dict[str, Any]:
    values = references(request.auth, payload.dict())
    return {name: values[name] for name in ("reason", "note", "return_on", "competitor", "contract_ends_on")}

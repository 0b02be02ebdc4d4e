"""Parts of other pages that sales fills: opportunities of a record, facts, lines, people, moves, search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.market.queries import named_like
from jornada.apps.market.reach import reach_person
from jornada.apps.org import access
from jornada.apps.sales import line_actions, lists, queries
from jornada.apps.sales.accepted import is_other_amount
from jornada.apps.sales.line_forms import PersonForm
from jornada.apps.sales.lost_earlier import lost_earlier
from jornada.apps.sales.models import Opportunity, OpportunityContact, Proposal
from jornada.apps.sales.proposals.queries import state_badge
from jornada.ui.search import Hit

SHOWN = 8


def opportunities_of_account(request: HttpRequest, account: Account) -> dict[str, Any] | None:
    return _opportunities(request, Q(account=account), f"account={account.pk}")


def opportunities_of_contact(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    return _opportunities(request, Q(contact=contact), f"contact={contact.pk}")


def opportunities_of_product(request: HttpRequest, product: Product) -> dict[str, Any] | None:
    return _opportunities(request, queries.about_product(Q(product=product)), f"product={product.pk}")


def reach_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any] | None:
    may_change = access.may(request.user, "opportunity", "change", opportunity)
    return reach_person(request, opportunity.contact, f"thread={opportunity.thread_id}" if may_change else "")


def opportunity_facts(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any]:
    lead = opportunity.lead
    is_seen = lead is not None and access.may(request.user, "lead", "view", lead)
    return {"template": "sales/facts.html", "context": {"opportunity": opportunity, "is_lead_seen": is_seen}}


def lost_before(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    """Show the lost opportunity that a lead came back from, to those who may see it."""
    rows = queries.visible_opportunities(request.user).select_related("loss_reason")
    lost = rows.filter(returned_as=lead.pk).first()
    return {"template": "sales/lost_before.html", "context": {"lost": lost, "lead": lead}} if lost else None


def lost_earlier_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any] | None:
    loss = lost_earlier(opportunity, access.hidden_fields(request.user, "opportunity"))
    return {"template": "sales/lost_earlier.html", "context": {"loss": loss}} if loss else None


def accepted_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any] | None:
    """Say of an open opportunity what the buyer accepted, and offer what follows from it."""
    is_shown = _is_open(opportunity) and not queries.hides_amounts(request.user)
    proposal = queries.accepted_proposal(opportunity) if is_shown else None
    if proposal is None:
        return None
    may_change = access.may(request.user, "opportunity", "change", opportunity)
    is_alike = proposal.currency == opportunity.currency
    differs = is_other_amount(opportunity, proposal)
    context = {
        "opportunity": opportunity,
        "proposal": proposal,
        "total": proposal.total,
        "differs": differs,
        "may_win": may_change,
        "may_take": may_change and differs and is_alike and access.may_write(request.user, "opportunity", "amount"),
    }
    return {"template": "sales/accepted.html", "context": context}


def moves_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any]:
    moves = opportunity.moves.select_related("user", "from_stage__pipeline", "to_stage__pipeline").order_by(
        "-at", "-id"
    )[:30]
    return {"template": "sales/moves.html", "context": {"moves": moves}}


def lines_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any] | None:
    if queries.hides_amounts(request.user):
        return None
    may_change = _is_open(opportunity) and access.may(request.user, "opportunity", "change", opportunity)
    total = line_actions.lines_total(opportunity)
    is_sum = opportunity.amount_from_lines and opportunity.amount == total
    context = {
        "opportunity": opportunity,
        "lines": list(opportunity.lines.all()),
        "total": total,
        "accepted": None if is_sum else _amount_accepted(opportunity),
        "may_change": may_change and access.may_write(request.user, "opportunity", "amount"),
    }
    return {"template": "sales/lines.html", "context": context}


def _amount_accepted(opportunity: Opportunity) -> Proposal | None:
    """Return the version that the buyer accepted where the amount is its total."""
    accepted = queries.accepted_proposal(opportunity)
    return accepted if accepted and not is_other_amount(opportunity, accepted) else None


def people_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any]:
    people = list(opportunity.people.select_related("contact"))
    main = _main_contact(opportunity, people)
    played = {person.role for person in people} | ({main.buying_role} if main else set())
    unplayed = [str(role.label) for role in Contact.BuyingRole if role.value not in played]
    may_change = access.may(request.user, "opportunity", "change", opportunity)
    context = {
        "opportunity": opportunity,
        "main": main,
        "people": people,
        "roles": Contact.BuyingRole.choices,
        "missing": unplayed if (people or main) and not opportunity.is_closed else [],
        "form": PersonForm(of=opportunity.account_id, user=request.user) if may_change else None,
        "may_change": may_change,
    }
    return {"template": "sales/people.html", "context": context}


def _main_contact(opportunity: Opportunity, people: list[OpportunityContact]) -> Contact | None:
    """Return the opportunity's own contact where the list of people does not name it."""
    is_named = any(person.contact_id == opportunity.contact_id for person in people)
    return None if is_named else opportunity.contact


def proposals_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any] | None:
    if queries.hides_amounts(request.user):
        return None
    rows = list(opportunity.proposals.prefetch_related("lines").select_related("receiver"))
    may_change = _is_open(opportunity) and access.may(request.user, "opportunity", "change", opportunity)
    shown = [(row, *state_badge(row)) for row in rows]
    context = {"opportunity": opportunity, "proposals": shown, "may_change": may_change}
    return {"template": "sales/proposals/panel.html", "context": context} if rows or may_change else None


def _is_open(opportunity: Opportunity) -> bool:
    return opportunity.outcome == Opportunity.Outcome.OPEN


def find_opportunities(user: Any, text: str, limit: int) -> Iterator[Hit]:
    rows = queries.visible_opportunities(user).select_related("account").only("name", "account__name")
    for row in named_like(rows, text, limit):
        yield Hit(row.name, row.get_absolute_url(), row.account.name if row.account_id else "", "briefcase", row.pk)


def _opportunities(request: HttpRequest, which: Q, query: str) -> dict[str, Any] | None:
    rows = queries.visible_opportunities(request.user).filter(which).select_related("stage")
    found = list(rows.order_by("-created_at", "-id")[: SHOWN + 1])
    may_add = access.may(request.user, "opportunity", "create")
    if not found and not may_add:
        return None
    opportunities = [(row, lists.outcome_badge(row)) for row in found[:SHOWN]]
    context = {"opportunities": opportunities, "has_more": len(found) > SHOWN, "query": query, "may_add": may_add}
    return {"template": "sales/of_record.html", "context": context}

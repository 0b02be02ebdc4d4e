"""Parts of other pages that leads fill: the leads of an account or contact, the facts of a lead, search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads import lists, queries
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.panels import people_of_account
from jornada.apps.market.queries import named_like
from jornada.apps.market.reach import reach_person
from jornada.apps.org import access
from jornada.ui.search import Hit

SHOWN = 8
UTM = {
    "utm_source": _("Traffic source"),
    "utm_medium": _("Medium"),
    "utm_campaign": _("Campaign of the link"),
    "utm_term": _("Search term"),
    "utm_content": _("Piece that was clicked"),
}


def leads_of_account(request: HttpRequest, account: Account) -> dict[str, Any] | None:
    return _leads(request, queries.visible_leads(request.user).filter(account=account), f"account={account.pk}")


def leads_of_contact(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    return _leads(request, queries.visible_leads(request.user).filter(contact=contact), f"contact={contact.pk}")


def lead_facts(request: HttpRequest, lead: Lead) -> dict[str, Any]:
    return {"template": "leads/facts.html", "context": {"lead": lead, "tags": tags_of(lead)}}


def reach_of(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    may_change = access.may(request.user, "lead", "change", lead)
    return reach_person(request, lead.contact, f"thread={lead.thread_id}" if may_change else "")


def tags_of(lead: Lead) -> list[tuple[Any, Any]]:
    """Name what the link of a lead carried; a tag that we have no name for keeps its own."""
    return [(UTM.get(name, name), value) for name, value in lead.utm.items()]


def find_leads(user: Any, text: str, limit: int) -> Iterator[Hit]:
    rows = queries.visible_leads(user).select_related("account").only("name", "account__name")
    for row in named_like(rows, text, limit):
        yield Hit(row.name, row.get_absolute_url(), row.account.name if row.account_id else "", "target", row.pk)


def _leads(request: HttpRequest, rows: QuerySet[Lead], query: str) -> dict[str, Any] | None:
    found = list(rows.select_related("source", "opportunity").order_by("-created_at", "-id")[: SHOWN + 1])
    may_add = access.may(request.user, "lead", "create")
    if not found and not may_add:
        return None
    leads = [(row, lists.type_badge(row), lists.status_badge(row)) for row in found[:SHOWN]]
    context = {"leads": leads, "has_more": len(found) > SHOWN, "query": query, "may_add": may_add}
    return {"template": "leads/of_record.html", "context": context}


def buying_group(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    """Show who decides at the company of a lead, and which roles nobody plays yet."""
    return people_of_account(request, lead.account) if lead.account else None

"""Parts of other pages that sales fills: opportunities of a record, facts, moves, search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.market.queries import named_like
from jornada.apps.org import access
from jornada.apps.sales import lists, queries
from jornada.apps.sales.models import Opportunity
from jornada.ui.search import Hit

SHOWN = 8


def opportunities_of_account(request: HttpRequest, account: Account) -> dict[str, Any] | None:
    return _opportunities(request, {"account": account}, f"account={account.pk}")


def opportunities_of_contact(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    return _opportunities(request, {"contact": contact}, f"contact={contact.pk}")


def opportunities_of_product(request: HttpRequest, product: Product) -> dict[str, Any] | None:
    return _opportunities(request, {"product": product}, f"product={product.pk}")


def opportunity_facts(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any]:
    return {"template": "sales/facts.html", "context": {"opportunity": opportunity}}


def moves_of(request: HttpRequest, opportunity: Opportunity) -> dict[str, Any]:
    moves = opportunity.moves.select_related("user", "from_stage", "to_stage").order_by("-at", "-id")[:30]
    return {"template": "sales/moves.html", "context": {"moves": moves}}


def find_opportunities(user: Any, text: str, limit: int) -> Iterator[Hit]:
    rows = queries.visible_opportunities(user).select_related("account")
    for row in named_like(rows, text, limit):
        yield Hit(row.name, row.get_absolute_url(), row.account.name if row.account_id else "", "briefcase")


def _opportunities(request: HttpRequest, which: dict[str, Any], query: str) -> dict[str, Any] | None:
    rows = queries.visible_opportunities(request.user).filter(**which).select_related("stage")
    found = list(rows.order_by("-created_at", "-id")[: SHOWN + 1])
    may_add = access.may(request.user, "opportunity", "change")
    if not found and not may_add:
        return None
    opportunities = [(row, lists.outcome_badge(row)) for row in found[:SHOWN]]
    context = {"opportunities": opportunities, "has_more": len(found) > SHOWN, "query": query, "may_add": may_add}
    return {"template": "sales/of_record.html", "context": context}

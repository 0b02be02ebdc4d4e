"""Parts of record pages that the market fills: people of a company, facts, history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jornada.apps.market import queries
from jornada.apps.market.fields import shown_phone, shown_tax_id
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.personas.queries import personas_of
from jornada.apps.org import access

SHOWN = 12


def account_facts(request: HttpRequest, account: Account) -> dict[str, Any]:
    context = {"account": account, "phone": shown_phone(account.phone), "tax_id": shown_tax_id(account.tax_id)}
    return {"template": "market/panels/account_facts.html", "context": context}


def contact_facts(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    context = {"contact": contact, "phone": shown_phone(contact.phone)}
    return {"template": "market/panels/contact_facts.html", "context": context}


def people_of_account(request: HttpRequest, account: Account) -> dict[str, Any]:
    people = list(queries.contacts_of(account, request.user)[: SHOWN + 1])
    personas = personas_of([person.pk for person in people])
    for person in people:
        person.persona = personas.get(person.pk)
    context = {
        "account": account,
        "people": people[:SHOWN],
        "has_more": len(people) > SHOWN,
        "missing_roles": queries.missing_roles(account),
        "may_add": access.may(request.user, "contact", "create"),
    }
    return {"template": "market/panels/people.html", "context": context}

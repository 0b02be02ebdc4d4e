"""Parts of record pages that the market fills: people of a company, facts, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from jornada.apps.market import groups, queries
from jornada.apps.market.brazil.chats import chats_of
from jornada.apps.market.brazil.postal import postal_of
from jornada.apps.market.fields import has_chat, shown_phone, with_ninth
from jornada.apps.market.lists import place_of
from jornada.apps.market.models import Account, Contact, ContactPoint
from jornada.apps.market.personas.queries import personas_of
from jornada.apps.market.points.queries import points_of
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.ui.postcodes import shown_postcode
from jornada.ui.tax_ids import shown_tax_id

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Way:
    """One e-mail or phone as a page shows it; `digits` is what WhatsApp calls the number, where it has a chat."""

    kind: str
    value: str
    shown: str
    label: str = ""
    is_primary: bool = False
    has_chat: bool = False

    @property
    def digits(self) -> str:
        return "".join(sign for sign in with_ninth(self.value).partition(";ext=")[0] if sign.isdigit())


def reached(request: HttpRequest, record: Any) -> dict[str, Any]:
    """Return how a record is reached, and where a touch that begins so is recorded, for whoever may."""
    kind, ways = record._meta.model_name, ways_of(record)
    may_record = access.may(request.user, kind, "change", record)
    return {
        "ways": ways,
        "chats": chats_of(request.user, record) if any(way.has_chat for way in ways["phone"]) else [],
        "touch_query": f"{kind}={record.pk}" if may_record else "",
    }


def ways_of(record: Any) -> dict[str, list[Way]]:
    """Return the e-mails and phones of a record, the primary one of each first."""
    labels = dict(ContactPoint.Label.choices)
    found: dict[str, list[Way]] = {"email": [], "phone": []}
    for way in primary_ways(record):
        found[way.kind].append(way)
    for point in points_of(record):
        found[point.kind].append(_way(point.kind, point.value, point.label, labels))
    return found


def primary_ways(record: Any) -> list[Way]:
    """Return the phone and the e-mail that stand on the record itself, as far as there are."""
    labels = dict(ContactPoint.Label.choices)
    known = [(kind, getattr(record, kind, "")) for kind in ("phone", "email")]
    return [
        _way(kind, value, getattr(record, f"{kind}_label"), labels, is_primary=True) for kind, value in known if value
    ]


def _way(kind: str, value: str, code: str, labels: dict[str, Any], is_primary: bool = False) -> Way:
    is_phone = kind == "phone"
    shown = shown_phone(value) if is_phone else value
    return Way(kind, value, shown, str(labels.get(code, "")), is_primary, is_phone and has_chat(value, code))


def account_facts(request: HttpRequest, account: Account) -> dict[str, Any]:
    context = {"account": account, **reached(request, account), "tax_id": shown_tax_id(account.tax_id)}
    context["postal"] = postal_of(account)
    context["postcode"] = shown_postcode(account.postcode)
    return {"template": "market/panels/account_facts.html", "context": context}


def contact_facts(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    context = {"contact": contact, **reached(request, contact)}
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
        "missing_roles": queries.missing_roles(account) if account.kind == Account.Kind.B2B else [],
        "may_add": access.may(request.user, "contact", "create"),
    }
    return {"template": "market/panels/people.html", "context": context}


def people_beside(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    """Show the buying group that a contact belongs to."""
    return people_of_account(request, contact.account) if contact.account else None


def branches_of_account(request: HttpRequest, account: Account) -> dict[str, Any] | None:
    """Show the branches of a head office, as far as the person sees them; nothing for other companies."""
    if "parent" in access.hidden_fields(request.user, "account"):
        return None
    found = queries.visible_accounts(request.user).filter(parent=account).order_by(NAME, "pk")[: SHOWN + 1]
    branches = list(found)
    if not branches:
        return None
    below = queries.branches_of(request.user, [one.pk for one in branches[:SHOWN]])
    context = {
        "account": account,
        "branches": [(one, place_of(one), below.get(one.pk, 0)) for one in branches[:SHOWN]],
        "has_more": len(branches) > SHOWN,
        "figures": groups.figures_of(request.user, account),
        "may_add": access.may(request.user, "account", "create"),
    }
    return {"template": "market/panels/branches.html", "context": context}

"""How the person of a record is reached, at the head of its page: call, WhatsApp, e-mail, each one tap."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jornada.apps.market.brazil.chats import Chat
from jornada.apps.market.models import Contact
from jornada.apps.market.panels import Way, primary_ways
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org import access
from jornada.apps.org.access import shown

TEMPLATE = "market/panels/reach.html"
BLANK = Chat("", "")


def reach_record(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """Show on phones how a contact or account is reached: on wide screens its facts are beside the head."""
    kind = record._meta.model_name
    touch_query = f"{kind}={record.pk}" if access.may(request.user, kind, "change", record) else ""
    return _reach(record, touch_query, is_for_phones=True)


def reach_person(request: HttpRequest, contact: Contact | None, touch_query: str) -> dict[str, Any] | None:
    """Show how the contact of a lead or opportunity is reached; nothing to those who may not see the contact."""
    if contact is None or not _is_seen(request, contact):
        return None
    return _reach(shown(request.user, contact), touch_query)


def _is_seen(request: HttpRequest, contact: Contact) -> bool:
    """Whoever holds the lead or the opportunity sees its contact, whoever owns that one."""
    is_mine = access.may(request.user, "contact", "view", contact)
    return is_mine or visible_contacts(request.user, pk=contact.pk).exists()


def _reach(record: Any, touch_query: str, *, is_for_phones: bool = False) -> dict[str, Any] | None:
    ways = primary_ways(record)
    if not ways:
        return None
    context = {"buttons": [(way, _chat(way)) for way in ways], "who": record.name}
    return {"template": TEMPLATE, "context": {**context, "touch_query": touch_query, "is_for_phones": is_for_phones}}


def _chat(way: Way) -> str:
    return BLANK.url(way.digits) if way.has_chat else ""

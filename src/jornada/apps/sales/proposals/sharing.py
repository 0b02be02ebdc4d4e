"""Ways to hand the link of a proposal to its buyer: a chat or an e-mail that is begun, in the proposal's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from jornada.apps.market.brazil.chats import ADDRESS
from jornada.apps.market.fields import has_chat
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org.queries import company_name
from jornada.apps.sales.models import Proposal


@dataclass(frozen=True, slots=True)
class Sharing:
    """Addresses that begin a message with the link; whom it goes to stays open where nothing is known."""

    whatsapp: str
    mail: str


def sharing_of(user: Any, proposal: Proposal, link: str) -> Sharing:
    """Begin a message to the receiver; to whom the person does not reach, phone and e-mail stay out of it."""
    with translation.override(proposal.language):
        text, title = _text(proposal, link), _("Proposal")
        subject = f"{title}: {proposal.opportunity.name}"
    receiver = proposal.receiver
    is_reached = receiver is not None and visible_contacts(user, pk=receiver.pk).exists()
    phone, email = (receiver.phone, receiver.email) if receiver and is_reached else ("", "")
    has_number = bool(receiver and phone and has_chat(phone, receiver.phone_label))
    digits = re.sub(r"\D", "", phone.partition(";")[0]) if has_number else ""
    return Sharing(
        ADDRESS.format(digits=digits, text=f"?text={quote(text)}"),
        f"mailto:{quote(email, safe='@+')}?subject={quote(subject)}&body={quote(text)}",
    )


def _text(proposal: Proposal, link: str) -> str:
    """Write the message; names stand only where somebody is named."""
    name = proposal.receiver.name.split(" ")[0] if proposal.receiver else ""
    hello = _("Hello, %(name)s!") % {"name": name} if name else _("Hello!")
    company = company_name()
    said = _("Here is the proposal of %(company)s: %(link)s") if company else _("Here is our proposal: %(link)s")
    return f"{hello} {said % {'company': company, 'link': link}}"

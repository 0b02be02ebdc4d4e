"""Links that open a chat on WhatsApp, with one of the company's texts filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from jornada.apps.market.brazil.models import ChatText

ADDRESS = "https://wa.me/{digits}{text}"
PLACES = ("{first_name}", "{name}", "{company}", "{me}")


@dataclass(frozen=True, slots=True)
class Chat:
    """One way to begin a chat: its label in the menu, and the text."""

    label: str
    text: str

    def url(self, digits: str) -> str:
        return ADDRESS.format(digits=digits, text=f"?text={quote(self.text)}" if self.text else "")


def chats_of(user: Any, record: Any) -> list[Chat]:
    """Return how a chat with a contact or account can begin: blank, or with each of the texts (one query)."""
    company = getattr(record, "account", None) or ("" if hasattr(record, "account") else record)
    values = {
        "{name}": record.name,
        "{first_name}": record.name.split(" ")[0],
        "{company}": str(company or ""),
        "{me}": user.name,
    }
    return [Chat(_("Blank chat"), ""), *(Chat(row.name, _filled(row.text, values)) for row in ChatText.objects.all())]


def _filled(text: str, values: dict[str, str]) -> str:
    for place, value in values.items():
        text = text.replace(place, value)
    return text

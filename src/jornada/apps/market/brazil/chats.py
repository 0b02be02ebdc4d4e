"""Links that open a chat on WhatsApp, with one of the company's texts filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jornada.apps.market.brazil.models import ChatText
from jornada.apps.market.models import Account

ADDRESS = "https://wa.me/{digits}{text}"
PLACES = {
    "first_name": ("{first_name}", "{primeiro_nome}"), "name": ("{name}", "{nome}"),
    "company": ("{company}", "{empresa}"), "me": ("{me}", "{eu}"),
}  # fmt: skip
# One or two words and a name, at the beginning and on their own: a greeting in any language.
GREETING = re.compile(r"^(\s*\w+(?: \w+)?),? *\{(?:first_name|primeiro_nome|name|nome)\}(?=\s*(?:[,!.:;]|$))")


def places() -> list[str]:
    """Return the places of a text in the words of the language; those of the other are filled in, too."""
    is_portuguese = (get_language() or "").startswith("pt")
    return [in_portuguese if is_portuguese else in_english for in_english, in_portuguese in PLACES.values()]


@dataclass(frozen=True, slots=True)
class Chat:
    """One way to begin a chat: its label in the menu, and the text."""

    label: str
    text: str

    def url(self, digits: str) -> str:
        return ADDRESS.format(digits=digits, text=f"?text={quote(self.text)}" if self.text else "")


def chats_of(user: Any, record: Any) -> list[Chat]:
    """Return how a chat with a contact or account can begin: blank, or with each of the texts (one query)."""
    company = getattr(record, "account", None) or (record if _is_company(record) else "")
    values = {
        "name": record.name,
        "first_name": record.name if _is_company(record) else record.name.split(" ")[0],
        "company": str(company or ""),
        "me": user.name,
    }
    begun = _without_name if _is_company(record) else str
    rows = ChatText.objects.all()
    return [Chat(_("Blank chat"), ""), *(Chat(row.name, _filled(begun(row.text), values)) for row in rows)]


def _is_company(record: Any) -> bool:
    """Say whether the record is a company, which has no first name."""
    return getattr(record, "kind", "") == Account.Kind.B2B


def _without_name(text: str) -> str:
    """Greet a company without its name: “Olá, {primeiro_nome}!” is said to a person."""
    return GREETING.sub(r"\1", text, count=1)


def _filled(text: str, values: dict[str, str]) -> str:
    """Put in what stands for the places, in one go: what is put in is not looked through again."""
    known = {place: values[code] or unknown(place) for code, places in PLACES.items() for place in places}
    return re.sub("|".join(map(re.escape, known)), lambda found: known[found[0].lower()], text, flags=re.IGNORECASE)


def unknown(place: str) -> str:
    """Say what stands in for a company that nobody knows, in the language that the place is written in."""
    return {"{company}": "your company", "{empresa}": "sua empresa"}.get(place, "")


def parts_of(text: str) -> list[tuple[str, bool]]:
    """Cut a text into what is said and the places that are filled in, each with whether it is one."""
    known = [place for pair in PLACES.values() for place in pair]
    pieces = re.split(f"({'|'.join(map(re.escape, known))})", text, flags=re.IGNORECASE)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]

"""What the search box of every page finds among accounts and contacts: names, and what identifies them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jornada.apps.market import queries
from jornada.apps.market.fields import shown_phone
from jornada.apps.market.lists import place_of
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.numbered import FEWEST_DIGITS, first_starting, numbered, start_of_domain, within
from jornada.apps.market.points.queries import starting
from jornada.apps.org.access import hidden_fields
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.prepared import rows_with
from jornada.ui.search import Hit
from jornada.ui.tax_ids import shown_tax_id

# What is told of them, and nothing else is read: a whole row takes as long as to find it.
OF_ACCOUNTS = ("name", "city", "state", "tax_id", "domain", "phone")
OF_CONTACTS = ("name", "email", "phone", "account__name")


def find_accounts(user: Any, text: str, limit: int) -> Iterator[Hit]:
    visible = queries.visible_accounts(user).only(*OF_ACCOUNTS)
    for row in accounts_like(user, visible, text, limit):
        yield Hit(row.name, row.get_absolute_url(), _told(row, text) or place_of(row), "building", row.pk)


def find_contacts(user: Any, text: str, limit: int) -> Iterator[Hit]:
    rows = queries.visible_contacts(user).select_related("account").only(*OF_CONTACTS)
    for row in contacts_like(user, rows, text, limit):
        told = _told(row, text) or (row.account.name if row.account_id else row.email)
        yield Hit(row.name, row.get_absolute_url(), told, "user", row.pk)


def accounts_like(user: Any, rows: QuerySet[Account], text: str, limit: int) -> list[Account]:
    """Return those of these accounts that a domain, tax id or phone names; else those with the words of a name."""
    ids = _account_ids(rows, text, hidden_fields(user, "account"))
    return _known_by(rows, ids, limit) or list(queries.named_like(rows, text, limit))


def contacts_like(user: Any, rows: QuerySet[Contact], text: str, limit: int) -> list[Contact]:
    """Return those of these contacts that an e-mail or phone names; else those with the words of a name."""
    ids = _contact_ids(rows, text, hidden_fields(user, "contact"))
    return _known_by(rows, ids, limit) or list(queries.named_like(rows, text, limit))


def _account_ids(rows: QuerySet[Account], text: str, hidden: frozenset[str]) -> list[int]:
    """Find accounts by domain, tax id (with points or without) or phone."""
    found = []
    if "." in text and " " not in text and "domain" not in hidden:
        found += first_starting(rows, "domain", start_of_domain(text))
    return found + numbered(rows, text, hidden)


def _contact_ids(rows: QuerySet[Contact], text: str, hidden: frozenset[str]) -> list[int]:
    """Find contacts by e-mail or phone."""
    is_address = "@" in text and " " not in text and "email" not in hidden
    found = []
    if is_address:
        found = first_starting(rows, "email", text.lower())
        found += within(rows, starting(Contact, "email", text.lower()))
    return found + numbered(rows, text, hidden)


def _known_by(visible: QuerySet, ids: list[int], limit: int) -> list[Any]:
    return rows_with(visible.order_by(NAME, "pk"), pk=ids)[:limit] if ids else []


def _told(row: Any, text: str) -> str:
    """Show what was searched for, when it is no name."""
    bare = "".join(sign for sign in text if sign.isalnum()).upper()
    if getattr(row, "tax_id", "") and bare and row.tax_id.startswith(bare):
        return shown_tax_id(row.tax_id)
    if getattr(row, "domain", "") and "." in text and row.domain.startswith(text.lower()):
        return row.domain
    if getattr(row, "email", "") and "@" in text:
        return row.email
    digits = "".join(sign for sign in text if sign.isdigit())
    return shown_phone(row.phone) if row.phone and len(digits) >= FEWEST_DIGITS and digits[-6:] in row.phone else ""

"""The two kinds of records that can be doubled: their model, their reach, what is compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404

from jornada.apps.market.models import Account, Contact
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.rules.access import Record


@dataclass(frozen=True, slots=True)
class Kind:
    """`compared` maps a field of the rule to the column that it reads."""

    code: Record
    model: type[Model]
    visible: Callable[..., QuerySet[Any]]
    compared: dict[str, str]
    fields: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "account": Kind(
        "account",
        Account,
        visible_accounts,
        {"company_name": "name", "domain": "domain", "phone": "phone", "tax_id": "tax_id", "city": "city"},
        (
            "name", "kind", "domain", "tax_id", "phone", "industry", "size_band", "employees", "revenue", "founded",
            "city", "state", "country", "postcode", "district", "street", "street_number", "complement", "parent",
            "owner",
        ),
    ),
    "contact": Kind(
        "contact",
        Contact,
        visible_contacts,
        {"name": "name", "email": "email", "phone": "phone", "company": "account__name"},
        ("name", "account", "email", "phone", "title", "buying_role", "language", "owner"),
    ),
}  # fmt: skip


def kind_of(record: str) -> Kind:
    """Return a kind by its code, or say that there is no such page."""
    if record not in KINDS:
        raise Http404
    return KINDS[record]

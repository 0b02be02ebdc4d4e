"""What the search box of every page finds among accounts and contacts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jornada.apps.market import queries
from jornada.apps.market.lists import place_of
from jornada.ui.search import Hit


def find_accounts(user: Any, text: str, limit: int) -> Iterator[Hit]:
    for row in queries.named_like(queries.visible_accounts(user), text, limit):
        yield Hit(row.name, row.get_absolute_url(), place_of(row), "building")


def find_contacts(user: Any, text: str, limit: int) -> Iterator[Hit]:
    rows = queries.visible_contacts(user).select_related("account")
    for row in queries.named_like(rows, text, limit):
        yield Hit(row.name, row.get_absolute_url(), row.account.name if row.account_id else row.email, "user")

"""What the search box of every page finds among accounts and contacts: names, and what identifies them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, QuerySet

from jornada.apps.market import queries
from jornada.apps.market.fields import normal_phone, shown_phone, shown_tax_id
from jornada.apps.market.lists import place_of
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.points.queries import holders, starting
from jornada.apps.org.access import hidden_fields
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.prepared import rows_with
from jornada.ui.search import Hit

MOST = 50
FEWEST_DIGITS = 6
# A number as one says it to a neighbour, without its area code, may be of any of them.
LOCAL = (8, 9)
AREA_CODES = (
    *(*range(11, 20), 21, 22, 24, 27, 28, *range(31, 36), 37, 38, *range(41, 50), 51, 53, 54, 55),
    *(*range(61, 70), 71, 73, 74, 75, 77, 79, *range(81, 90), *range(91, 100)),
)


def find_accounts(user: Any, text: str, limit: int) -> Iterator[Hit]:
    visible = queries.visible_accounts(user)
    for row in accounts_like(user, visible, text, limit):
        yield Hit(row.name, row.get_absolute_url(), _told(row, text) or place_of(row), "building", row.pk)


def find_contacts(user: Any, text: str, limit: int) -> Iterator[Hit]:
    rows = queries.visible_contacts(user).select_related("account")
    for row in contacts_like(user, rows, text, limit):
        told = _told(row, text) or (row.account.name if row.account_id else row.email)
        yield Hit(row.name, row.get_absolute_url(), told, "user", row.pk)


def accounts_like(user: Any, rows: QuerySet[Account], text: str, limit: int) -> list[Account]:
    """Return those of these accounts that a domain, tax id or phone names; else those with the words of a name."""
    ids = _account_ids(text, hidden_fields(user, "account"))
    return _known_by(rows, ids, limit) or list(queries.named_like(rows, text, limit))


def contacts_like(user: Any, rows: QuerySet[Contact], text: str, limit: int) -> list[Contact]:
    """Return those of these contacts that an e-mail or phone names; else those with the words of a name."""
    ids = _contact_ids(text, hidden_fields(user, "contact"))
    return _known_by(rows, ids, limit) or list(queries.named_like(rows, text, limit))


def phones_of(text: str) -> frozenset[str]:
    """Write a number in the ways it may be stored."""
    return _phones(text, "".join(sign for sign in text if sign.isdigit()))


def _account_ids(text: str, hidden: frozenset[str]) -> list[int]:
    """Find accounts by domain, tax id (with points or without) or phone."""
    found = []
    if "." in text and " " not in text and "domain" not in hidden:
        found += _starting(Account, "domain", text.lower().split("@")[-1].removeprefix("www."))
    bare = "".join(sign for sign in text if sign.isalnum()).upper()
    is_number = sum(sign.isdigit() for sign in bare) >= FEWEST_DIGITS
    if is_number and "tax_id" not in hidden:
        found += _starting(Account, "tax_id", bare)
    return found if "phone" in hidden else found + _phoned(Account, text)


def _contact_ids(text: str, hidden: frozenset[str]) -> list[int]:
    """Find contacts by e-mail or phone."""
    is_address = "@" in text and " " not in text and "email" not in hidden
    found = []
    if is_address:
        found = _starting(Contact, "email", text.lower())
        found += list(starting(Contact, "email", text.lower())[:MOST])
    return found if "phone" in hidden else found + _phoned(Contact, text)


def _phoned(model: type[Model], text: str) -> list[int]:
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) < FEWEST_DIGITS or any(sign.isalpha() for sign in text):
        return []
    ways = _phones(text, digits) | _in_any_area(digits)
    rows = model.objects.exclude(phone="").filter(phone__in=ways)
    return list(rows.values_list("pk", flat=True)[:MOST]) + list(holders(model, "phone", ways)[:MOST])


@lru_cache(maxsize=256)
def _phones(text: str, digits: str) -> frozenset[str]:
    """Write a number in the ways it may be stored: with the country or not, with the ninth digit or not."""
    ways = {f"+{digits}", f"+55{digits}"}
    with suppress(ValidationError):  # a part of a number
        ways.add(normal_phone(text))
    for way in list(ways):
        if way.startswith("+55") and len(way) == 13:
            ways.add(f"{way[:5]}9{way[5:]}")
        elif way.startswith("+55") and len(way) == 14 and way[5] == "9":
            ways.add(way[:5] + way[6:])
    return frozenset(ways)


@lru_cache(maxsize=256)
def _in_any_area(digits: str) -> frozenset[str]:
    """Write a number that came without its area code as one of each, with the ninth digit or not."""
    if len(digits) not in LOCAL:
        return frozenset()
    numbers = {digits, f"9{digits}" if len(digits) == LOCAL[0] else digits.removeprefix("9")}
    return frozenset(f"+55{area}{number}" for area in AREA_CODES for number in numbers)


def _starting(model: type[Model], field: str, start: str) -> list[int]:
    """Return the first ids whose field starts so: a stretch of the index, whoever may see the rows."""
    if not start:
        return []
    beyond = start[:-1] + chr(ord(start[-1]) + 1)
    # As text: written by Django for each search, it takes longer than the database does. NOT is as the index says it.
    sql = (
        f"SELECT id FROM {model._meta.db_table} WHERE {field} >= %s AND {field} < %s AND NOT ({field} = '')"
        f" ORDER BY {field} LIMIT {MOST}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [start, beyond])
        return [pk for (pk,) in cursor.fetchall()]


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

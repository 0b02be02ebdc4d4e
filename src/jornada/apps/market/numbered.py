"""Companies and people found by what identifies them: tax id, phone, and the beginning of an address."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, Q, QuerySet

from jornada.apps.market.fields import normal_phone
from jornada.apps.market.models import Account
from jornada.apps.market.points.queries import holders
from jornada.apps.org.alphabet import beyond
from jornada.apps.org.statements import kept_cursor

MOST = 50
FEWEST_DIGITS = 6
# A number as one says it to a neighbour, without its area code, may be of any of them.
LOCAL = (8, 9)
AREA_CODES = (
    *(*range(11, 20), 21, 22, 24, 27, 28, *range(31, 36), 37, 38, *range(41, 50), 51, 53, 54, 55),
    *(*range(61, 70), 71, 73, 74, 75, 77, 79, *range(81, 90), *range(91, 100)),
)


def phones_of(text: str) -> frozenset[str]:
    """Write a number in the ways it may be stored."""
    return _phones(text, "".join(sign for sign in text if sign.isdigit()))


def by_number(rows: QuerySet, text: str, hidden: frozenset[str]) -> QuerySet | None:
    """Keep those whose tax id begins so, or that have the phone; None where no record in reach does."""
    wanted = _tax_ids(rows.model, text, hidden) | _reached_by(rows.model, text, hidden)
    found = rows.filter(wanted) if wanted else rows.none()
    return found if found.exists() else None


def _tax_ids(model: type[Model], text: str, hidden: frozenset[str]) -> Q:
    # That it is not blank is said as the index says it, here and for phones.
    bare = _tax_id_of(model, text, hidden)
    return Q(tax_id__gte=bare, tax_id__lt=beyond(bare)) & ~Q(tax_id="") if bare else Q()


def _reached_by(model: type[Model], text: str, hidden: frozenset[str]) -> Q:
    ways = _phones_of(text, hidden)
    if not ways:
        return Q()
    return (Q(phone__in=ways) & ~Q(phone="")) | Q(pk__in=list(holders(model, "phone", ways)))


def numbered(rows: QuerySet, text: str, hidden: frozenset[str]) -> list[int]:
    """Return the first ids of those whose tax id begins so, with points or without, or that have the phone."""
    found = first_starting(rows, "tax_id", _tax_id_of(rows.model, text, hidden))
    if ways := _phones_of(text, hidden):
        found += rows.exclude(phone="").filter(phone__in=ways).order_by().values_list("pk", flat=True)[:MOST]
        found += within(rows, holders(rows.model, "phone", ways))
    return found


def _tax_id_of(model: type[Model], text: str, hidden: frozenset[str]) -> str:
    """Read the beginning of a tax id as it is kept; blank where it is none, or not for this reader."""
    bare = "".join(sign for sign in text if sign.isalnum()).upper()
    is_one = model is Account and "tax_id" not in hidden and sum(sign.isdigit() for sign in bare) >= FEWEST_DIGITS
    return bare if is_one else ""


def _phones_of(text: str, hidden: frozenset[str]) -> frozenset[str]:
    digits = "".join(sign for sign in text if sign.isdigit())
    if "phone" in hidden or len(digits) < FEWEST_DIGITS or any(sign.isalpha() for sign in text):
        return frozenset()
    return _phones(text, digits) | _in_any_area(digits)


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


def first_starting(rows: QuerySet, field: str, start: str) -> list[int]:
    """Return the first ids among these rows whose field starts so: a stretch of the index."""
    if not start:
        return []
    if rows.query.where:  # not all are in the reader's reach
        inside = rows.filter(**{f"{field}__gte": start, f"{field}__lt": beyond(start)}).exclude(**{field: ""})
        return list(inside.order_by(field).values_list("pk", flat=True)[:MOST])
    # As text: written by Django for each search, it takes longer than the database does. NOT is as the index says it.
    sql = (
        f"SELECT id FROM {rows.model._meta.db_table} WHERE {field} >= %s AND {field} < %s AND NOT ({field} = '')"
        f" ORDER BY {field} LIMIT {MOST}"
    )
    with kept_cursor(connection) as cursor:
        cursor.execute(sql, [start, beyond(start)])
        return [pk for (pk,) in cursor.fetchall()]


def within(rows: QuerySet, ids: QuerySet[Any, Any]) -> list[int]:
    """Return the first of these ids that are in the reader's reach."""
    if not rows.query.where:
        return list(ids[:MOST])
    return list(rows.filter(pk__in=ids.order_by()).order_by().values_list("pk", flat=True)[:MOST])


def start_of_domain(text: str) -> str:
    """Read the beginning of a domain as it is kept, from an address of a page or of a person too."""
    return re.sub(r"^https?://|/.*$", "", text.lower().split("@")[-1]).removeprefix("www.")


def kept_tax_id(_test: str, text: str) -> str:
    """Write a CNPJ or CPF, or a part of one, as it is kept: without points."""
    return re.sub(r"[.\-/\s]", "", text) or text


def kept_phone(test: str, text: str) -> str:
    """Write a phone, or a part of one, as it is kept."""
    digits = re.sub(r"\D", "", text)
    if not digits:
        return text
    if test == "starts":
        return f"+{digits}" if text.lstrip().startswith("+") else f"+55{digits}"
    with suppress(ValidationError):
        return normal_phone(text) if test == "equals" else digits
    return digits

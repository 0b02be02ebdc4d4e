"""Two records beside each other: which value of each field is proposed, and what would move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jornada.apps.market.duplicates import moving
from jornada.apps.market.duplicates.kinds import Kind
from jornada.apps.market.fields import shown_phone, with_ninth
from jornada.apps.market.models import Account
from jornada.apps.org.change_words import in_words
from jornada.rules.survivors import chosen, completeness
from jornada.ui.postcodes import shown_postcode
from jornada.ui.tax_ids import shown_tax_id

SIDES = ("left", "right")
WRITERS = {"phone": shown_phone, "tax_id": shown_tax_id, "postcode": shown_postcode}


@dataclass(frozen=True, slots=True)
class Row:
    """A field of both, and which side is proposed."""

    name: str
    label: str
    left: str
    right: str
    side: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


def better_first(kind: Kind, one: Any, two: Any) -> tuple[Any, Any]:
    """Put first the record that should stay: more rows point to it, then the more complete, then the older."""

    def worth(row: Any) -> tuple[int, int, int]:
        return sum(number for _name, number in moving.counts(row)), completeness(plain(kind, row)), -row.pk

    return (one, two) if worth(one) >= worth(two) else (two, one)


def rows(kind: Kind, left: Any, right: Any) -> list[Row]:
    """Return the fields of both, those that are blank in both left out; `left` is the one that stays."""
    side = _proposed(kind, left, right)
    found = [
        Row(
            name,
            capfirst(kind.model._meta.get_field(name).verbose_name),
            written_value(left, name),
            written_value(right, name),
            SIDES[side[name]],
        )
        for name in kind.fields
    ]
    return [row for row in found if row.left or row.right]


def values(kind: Kind, left: Any, right: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the sides that were chosen; a field that nobody chose for takes the proposal."""
    side = _proposed(kind, left, right)
    taken = {name: asked.get(name, SIDES[side[name]]) for name in kind.fields}
    return {name: getattr(right if where == "right" else left, name) for name, where in taken.items()}


def _proposed(kind: Kind, left: Any, right: Any) -> dict[str, int]:
    """Propose the side of each field: the one that stays, where it is filled in; of one number the one of today."""
    side = chosen([plain(kind, left), plain(kind, right)])
    is_older = left.phone != right.phone == with_ninth(left.phone)
    return {**side, "phone": 1} if is_older else side


def written_value(row: Any, name: str) -> str:
    """Write a field as record pages do."""
    value = getattr(row, name)
    if name == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    if name in WRITERS:
        return WRITERS[name](value)
    return in_words(row._meta.get_field(name), value if not isinstance(value, Model) else str(value))


def told(row: Any) -> str:
    """Say the few facts that tell records of one name apart."""
    parts = [written_value(row, name) for name in _telling(row)]
    return " · ".join(part for part in [*parts, str(row.owner or "")] if part)


def called(row: Any, other: Any) -> str:
    """Name a record so that it is not taken for the other: where both are called the same, with what differs."""
    if str(row) != str(other):
        return str(row)
    own = [(written_value(row, name), written_value(other, name)) for name in _telling(row)]
    number = _("number %(pk)s") % {"pk": row.pk}
    fact = next((mine for mine, its in own if mine and mine != its), number)
    return f"{row} · {fact}"


def _telling(row: Any) -> tuple[str, ...]:
    return ("tax_id", "domain", "city", "phone") if isinstance(row, Account) else ("account", "email", "phone")


def plain(kind: Kind, row: Any) -> dict[str, Any]:
    """Return the fields that are chosen between, references as ids."""
    return {name: getattr(row, kind.model._meta.get_field(name).attname) for name in kind.fields}

"""Narrowing figures by what accounts are: industry, size, state, owner, team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from jornada.apps.insight.copy.layout import ACCOUNTS
from jornada.apps.insight.copy.tables import SIZE_BANDS
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.dimensions import is_seen
from jornada.apps.insight.scope import Scope, in_scope, team_of
from jornada.apps.market.models import Account
from jornada.apps.market.segments.members import member_ids
from jornada.apps.market.segments.models import Segment as Saved
from jornada.apps.market.segments.queries import visible_segments

BLANK = "none"
MOST_CHOICES = 300

LABELS: dict[str, str | Promise] = {
    "industry": gettext_lazy("Industry"),
    "size": gettext_lazy("Size"),
    "state": gettext_lazy("State"),
    "owner": gettext_lazy("Owner"),
    "team": gettext_lazy("Team"),
    "product": gettext_lazy("Product"),
}
# A segment of the market app, by its id.
SAVED = "segment"
OF_ACCOUNTS = ("industry", "size", "state", "owner", "team")


@dataclass(frozen=True, slots=True)
class Segment:
    """The fields that are narrowed, with the value of each as the address carries it."""

    values: tuple[tuple[str, str], ...] = ()
    # When the members of a saved segment were last found: figures that were kept are of just those members.
    found_at: str = ""

    @property
    def is_all(self) -> bool:
        return not self.values


@dataclass(frozen=True, slots=True)
class Control:
    """A field as the filter bar shows it."""

    code: str
    label: str
    choices: tuple[tuple[str, str], ...]
    value: str

    @property
    def shown(self) -> str:
        return dict(self.choices).get(self.value, self.value)


def seen_fields(user: Any, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the fields that a person's role does not hide: narrowed by one, the figures and rows would tell it."""
    return tuple(field for field in fields if is_seen(user, field))


def read_segment(query: Mapping[str, str], view: View, fields: tuple[str, ...] = OF_ACCOUNTS) -> Segment:
    """Read the fields from the address; values that nobody has are left out."""
    known = {field: dict(choices(field, view)) for field in fields if query.get(field)}
    return Segment(tuple((field, query[field]) for field in fields if query.get(field) in known.get(field, ())))


def controls(segment: Segment, view: View, fields: tuple[str, ...] = OF_ACCOUNTS) -> list[Control]:
    """Return the filter bar's fields; one with nothing to choose is left out."""
    chosen = dict(segment.values)
    made = (Control(field, str(LABELS[field]), choices(field, view), chosen.get(field, "")) for field in fields)
    return [control for control in made if len(control.choices) > 1]


def saved_control(user: Any, chosen: str) -> Control:
    """Return the filter bar's field for the saved segments of accounts that the user sees."""
    rows = visible_segments(user).filter(record="account")[:MOST_CHOICES]
    named = tuple((str(pk), name) for pk, name in rows.values_list("pk", "name"))
    return Control(SAVED, str(gettext_lazy("Segment")), named, chosen if chosen in dict(named) else "")


def with_saved(segment: Segment, pk: str) -> Segment:
    """Narrow further to the members of a saved segment."""
    found_at = Saved.objects.filter(pk=pk).values_list("refreshed_at", flat=True).first()
    return Segment((*segment.values, (SAVED, pk)), str(found_at))


def choices(field: str, view: View) -> tuple[tuple[str, str], ...]:
    """Return the values of a field with their labels, blank last."""
    lookups = view.lookups
    match field:
        case "industry":
            found = _named(lookups["industries"])
        case "size":
            found = list(Account.SizeBand.choices)
        case "state":
            found = [(text, text) for text in view.values(ACCOUNTS, "state")[:MOST_CHOICES]]
        case "owner":
            found = _named(lookups["people"])
        case "team":
            found = _named(lookups["teams"])
        case _:
            found = _named(lookups["products"])
    return (*((code, str(label)) for code, label in found), (BLANK, _("(blank)"))) if found else ()


def account_mask(view: View, segment: Segment, scope: Scope) -> NDArray[np.bool_]:
    """Say which accounts are within the scope and the segment."""
    accounts = view.accounts
    mask = in_scope(scope, accounts["owner"], view.lookups)
    for field, value in segment.values:
        if field == SAVED:
            mask &= np.isin(accounts["id"], member_ids(int(value)))
        else:
            mask &= _codes(field, view) == code_of(field, value, view)
    return mask


def code_of(field: str, value: str, view: View) -> int:
    """Turn a value of the address into the code that the columns hold; -1 is blank."""
    if value == BLANK:
        return -1
    if field == "size":
        return SIZE_BANDS.index(value)
    return view.accounts["state"].code(value) if field == "state" else int(value)


def _codes(field: str, view: View) -> NDArray[Any]:
    accounts = view.accounts
    match field:
        case "industry":
            return accounts["industry"]
        case "size":
            return accounts["size_band"]
        case "state":
            return accounts["state"].codes
        case "owner":
            return accounts["owner"]
        case _:
            return team_of(accounts["owner"], view.lookups)


def _named(table: dict[str, list[Any]]) -> list[tuple[str, str]]:
    rows = [(pk, str(row[0]) or str(row[-1])) for pk, row in table.items()]
    return sorted(rows, key=lambda row: row[1].casefold())[:MOST_CHOICES]

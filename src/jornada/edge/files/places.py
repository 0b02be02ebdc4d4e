"""What cells mean depends on where a company is: its postal code, its state, its tax id, and what its address says."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jornada.apps.market.brazil.places import is_home, state_code
from jornada.edge.files.addresses import city_and_state, take_apart
from jornada.edge.files.issues import Issue
from jornada.ui.postcodes import CEP_LENGTH, is_cep, normal_postcode

LONGEST_POSTCODE = 20
# Such as `Iú/CE`.
SHORTEST_PAIR = 5
_TAX_ISSUES = frozenset({"odd_tax_id", "wrong_tax_id"})
Values = dict[str, list[Any]]


def settle(values: Values, issues: list[Issue], number: int) -> list[Issue]:
    """Bring what depends on the country into order, and say of it what cannot be read; return what is to be said."""
    if "street" in values:
        _fill_from_addresses(values, number)
    homes = cache(is_home)
    at_home = [homes(country or "") for country in values.get("country", [None] * number)]
    if "city" in values:
        _part_cities(values, at_home, number)
    if "postcode" in values:
        issues += _settle_postcodes(values["postcode"], at_home)
    if "state" in values:
        issues += _wrong_states(values["state"], at_home)
    return _without_foreign_ids(values, issues, at_home) if "tax_id" in values else issues


def _fill_from_addresses(values: Values, number: int) -> None:
    """Take addresses apart that stand in one cell, where the row says nothing else of its place."""
    others = [values[code] for code in ("city", "postcode", "district", "street_number") if code in values]
    for row, text in enumerate(values["street"]):
        if not text or ("," not in text and "-" not in text) or any(column[row] is not None for column in others):
            continue
        parts = take_apart(text)
        values["street"][row] = parts.pop("street", None)
        for code, part in parts.items():
            column = values.setdefault(code, [None] * number)
            column[row] = part if column[row] is None else column[row]


def _part_cities(values: Values, at_home: list[bool], number: int) -> None:
    """Part `Joinville/SC` where the row says no other state."""
    parted = cache(city_and_state)
    states = values.get("state", [None] * number)
    for row, text in enumerate(values["city"]):
        if not text or not at_home[row] or len(text) < SHORTEST_PAIR:
            continue
        city, state = parted(text)
        if city and (not states[row] or state_code(states[row]) == state):
            values["city"][row], states[row] = city, states[row] or state
            values["state"] = states


def _settle_postcodes(column: list[Any], at_home: list[bool]) -> list[Issue]:
    """Write postal codes as records keep them; at home, what is no CEP stays as it came and is told of."""
    found = []
    for row, text in enumerate(column):
        if text is None:
            continue
        whole = _with_zero(text) if at_home[row] else text
        if at_home[row] and not is_cep(whole):
            found.append(Issue(row, "postcode", text, "wrong_cep"))
            column[row] = text[:LONGEST_POSTCODE]
        else:
            column[row] = normal_postcode(whole, is_home=False)
    return found


def _with_zero(text: str) -> str:
    """Give back the zero with which a CEP of Greater São Paulo begins, and which a number has not."""
    return text.zfill(CEP_LENGTH) if len(text) == CEP_LENGTH - 1 and text.isdecimal() else text


def _wrong_states(column: list[Any], at_home: list[bool]) -> list[Issue]:
    known = cache(state_code)
    return [
        Issue(row, "state", state, "not_a_state")
        for row, state in enumerate(column)
        if state and at_home[row] and not known(state)
    ]


def _without_foreign_ids(values: Values, issues: list[Issue], at_home: list[bool]) -> list[Issue]:
    """Tax ids of other countries are judged by nobody: their letters and digits are kept."""
    foreign = {one.row for one in issues if one.field == "tax_id" and one.code in _TAX_ISSUES and not at_home[one.row]}
    for row in foreign:
        values["tax_id"][row] = re.sub(r"[^0-9A-Za-z]", "", values["tax_id"][row]).upper()
    return [one for one in issues if one.field != "tax_id" or one.row not in foreign or one.code not in _TAX_ISSUES]

"""What opportunities can be grouped by: one coded column per dimension, with names unlike each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.apps.insight.copy.tables import NO_TIME, SIZE_BANDS
from jornada.apps.insight.copy.view import View
from jornada.apps.org import access
from jornada.rules.access import Record

# The dimensions of `jornada kpi` and of the page's table, in the order they are offered.
LABELS: dict[str, str | Promise] = {
    "product": _("Product"),
    "agent": _("Agent"),
    "manager": _("Manager"),
    "office": _("Office"),
    "sector": _("Sector"),
    "quarter": _("Quarter"),
    "month": _("Month"),
    "year": _("Year"),
    "team": _("Team"),
    "size": _("Size"),
    "state": _("State"),
    "competitor": _("Competitor"),
}
# Of which field a dimension, or a field of the filter bar, tells, where a role may hide that field.
TELLS_OF: dict[str, tuple[Record, str]] = {
    "product": ("opportunity", "product"),
    "competitor": ("opportunity", "competitor"),
    **dict.fromkeys(("quarter", "month", "year"), ("opportunity", "closed_on")),
    **dict.fromkeys(("sector", "industry"), ("account", "industry")),
    "size": ("account", "size_band"),
    "state": ("account", "state"),
}
DEFAULT = ("product", "agent", "manager", "office", "sector", "quarter")
BLANK = "(blank)"
SYNONYMS = {
    "owner": "agent",
    "seller": "agent",
    "rep": "agent",
    "sales_agent": "agent",
    "industry": "sector",
    "regional_office": "office",
    "size_band": "size",
    "close_quarter": "quarter",
    "close_month": "month",
}


def dimension_named(name: str) -> str | None:
    """Return the dimension that a name or synonym means, None when there is none."""
    code = name.strip().lower().replace("-", "_").replace(" ", "_")
    code = SYNONYMS.get(code, code)
    return code if code in LABELS else None


def seen_dimensions(user: Any) -> dict[str, str | Promise]:
    """Return the dimensions that a person may group by: none of a field that the role hides."""
    return {code: label for code, label in LABELS.items() if is_seen(user, code)}


def is_seen(user: Any, dimension: str) -> bool:
    """Say whether a person may group by a dimension, or narrow by a field."""
    record, field = TELLS_OF.get(dimension, ("opportunity", ""))
    return field not in access.hidden_fields(user, record)


def require_seen(user: Any, dimension: str) -> None:
    """Refuse a dimension, or a field to narrow by, of what the role hides."""
    access.require_seen(user, *TELLS_OF.get(dimension, ("opportunity", "")))


def column(view: View, dimension: str) -> Coded:
    """Return the values of a dimension, one per opportunity; -1 is blank. Of products there are several: `items`."""
    return _COLUMNS[dimension](view)


def products_named(view: View, products: NDArray[np.int64]) -> Coded:
    """Turn ids of products into a column of their names."""
    return _named(products, view.lookups["products"])


def names_of(table: dict[str, list[Any]]) -> dict[int, str]:
    """Name the rows of a small table by id; people of the same name are told apart by what stands last in it."""
    often = Counter(row[0] for row in table.values())
    names = {int(pk): row[0] if often[row[0]] == 1 else f"{row[0]} ({row[-1] or pk})" for pk, row in table.items()}
    if len(set(names.values())) < len(names):
        names = {pk: f"{name} #{pk}" for pk, name in names.items()}
    return names


def of_accounts(view: View, accounts: NDArray[np.int64], codes: NDArray[Any]) -> NDArray[Any]:
    """Look up a code of each record's account; -1 where it has none."""
    place = view.account_place(accounts)
    return np.where(place >= 0, codes[place], -1) if len(codes) else np.full(len(accounts), -1)


def _competitor(view: View) -> Coded:
    return _named(view.opportunities["competitor"], view.lookups["competitors"])


def _agent(view: View) -> Coded:
    return _named(view.opportunities["owner"], view.lookups["people"])


def _team(view: View) -> Coded:
    return _named(_team_ids(view), view.lookups["teams"])


def _manager(view: View) -> Coded:
    managers = {int(pk): manager for pk, (_name, _office, manager) in view.lookups["teams"].items()}
    return _named(_mapped(_team_ids(view), managers), view.lookups["people"])


def _office(view: View) -> Coded:
    offices = {int(pk): office for pk, (_name, office, _manager) in view.lookups["teams"].items()}
    values = tuple(sorted({office for office in offices.values() if office}))
    place = {pk: values.index(office) if office else None for pk, office in offices.items()}
    return Coded(_mapped(_team_ids(view), place), values)


def _sector(view: View) -> Coded:
    industries = of_accounts(view, view.opportunities["account"], view.accounts["industry"])
    return _named(industries, view.lookups["industries"])


def _size(view: View) -> Coded:
    return Coded(of_accounts(view, view.opportunities["account"], view.accounts["size_band"]), SIZE_BANDS)


def _state(view: View) -> Coded:
    states = view.accounts["state"]
    return Coded(of_accounts(view, view.opportunities["account"], states.codes), states.values)


def _by_close(unit: str) -> Callable[[View], Coded]:
    months = {"month": 1, "quarter": 3, "year": 12}[unit]

    def of_view(view: View) -> Coded:
        closed = view.opportunities["closed_on"]
        known = closed != NO_TIME
        month = closed[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        found, place = np.unique(month // months, return_inverse=True)
        codes = np.full(len(closed), -1, dtype=np.int32)
        codes[known] = place
        return Coded(codes, tuple(_period_name(int(start) * months, unit) for start in found))

    return of_view


def _period_name(month: int, unit: str) -> str:
    year, of_year = 1970 + month // 12, month % 12
    if unit == "year":
        return str(year)
    return f"{year}Q{of_year // 3 + 1}" if unit == "quarter" else f"{year}-{of_year + 1:02d}"


def _team_ids(view: View) -> NDArray[np.int32]:
    teams = {int(pk): team for pk, (_name, team, _username) in view.lookups["people"].items()}
    return _mapped(view.opportunities["owner"], teams)


def _mapped(ids: NDArray[Any], table: dict[int, int | None]) -> NDArray[np.int32]:
    """Map ids through a table; unknown ids and blanks become -1."""
    lookup = np.full(max(table, default=0) + 2, -1, dtype=np.int32)
    for pk, value in table.items():
        lookup[pk] = -1 if value is None else value
    return lookup[np.minimum(ids, len(lookup) - 1)]


def _named(ids: NDArray[Any], table: dict[str, list[Any]]) -> Coded:
    """Turn ids into a column of names."""
    names = names_of(table)
    place = {pk: position for position, pk in enumerate(names)}
    return Coded(_mapped(ids, place), tuple(names.values()))


_COLUMNS: dict[str, Callable[[View], Coded]] = {
    "agent": _agent,
    "manager": _manager,
    "office": _office,
    "sector": _sector,
    "quarter": _by_close("quarter"),
    "month": _by_close("month"),
    "year": _by_close("year"),
    "team": _team,
    "size": _size,
    "state": _state,
    "competitor": _competitor,
}

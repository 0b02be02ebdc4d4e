"""The opportunities behind a figure, as a query: a list of a million must not carry their ids.

Says in the words of the database what `kpi_behind` says over columns; the tests hold both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deals import main_currency
from jornada.apps.insight.dimensions import BLANK, dimension_named, names_of
from jornada.apps.insight.period import Period
from jornada.apps.insight.segment import BLANK as NONE
from jornada.apps.insight.segment import Segment
from jornada.apps.sales.queries import about_product
from jornada.ui.addresses import is_id

NOTHING = Q(pk__in=[])
_PATHS = {
    "owner": "owner",
    "agent": "owner",
    "team": "owner__team",
    "manager": "owner__team__manager",
    "office": "owner__team__office",
    "industry": "account__industry",
    "sector": "account__industry",
    "size": "account__size_band",
    "state": "account__state",
    "competitor": "competitor",
}
_TABLES = {"agent": "people", "manager": "people", "product": "products", "team": "teams", "sector": "industries"}
_TABLES |= {"competitor": "competitors"}


def deal_query(view: View, segment: Segment, period: Period, what: str, group: Mapping[str, str]) -> Q:
    """Return the condition of the opportunities behind a figure, whoever may see them."""
    found = _kind(what, main_currency(view))
    if not period.is_all:
        found &= Q(outcome="open") | _between(period.first, period.last)
    for field, value in segment.values:
        found &= _has(field, None if value == NONE else value)
    dimension = dimension_named(group.get("group", ""))
    return found & _in_group(view, dimension, group.get("value", "")) if dimension else found


def _kind(what: str, currency: str) -> Q:
    is_open, is_won = Q(outcome="open"), Q(outcome="won")
    kinds = {
        "all": Q(),
        "open": is_open,
        "closed": Q(outcome__in=("won", "lost")),
        "won": is_won,
        "lost": Q(outcome="lost"),
        "valued": Q(outcome__in=("won", "lost"), amount__gt=0, currency=currency),
        "sold": is_won & Q(amount__isnull=False, currency=currency),
        "timed": is_won & Q(engaged_on__isnull=False, closed_on__isnull=False),
        "no_account": Q(account__isnull=True),
        "no_engage": Q(engaged_on__isnull=True),
        "no_amount": is_won & Q(amount__isnull=True),
        "other_currency": ~Q(currency=currency),
    }
    return kinds[what]


def _between(first: date | None, last: date | None) -> Q:
    span = Q(closed_on__isnull=False)
    if first:
        span &= Q(closed_on__gte=first)
    if last:
        span &= Q(closed_on__lte=last)
    return span


def _has(field: str, value: str | int | None) -> Q:
    """A field has a value; products are those of the items, and its own where an opportunity has no items."""
    if field != "product":
        return _is(_PATHS[field], value)
    return about_product(_is("product", value))


def _is(path: str, value: str | int | None) -> Q:
    """A field has a value; None asks for the blank, be it on the way or at the end."""
    if value is not None:
        return Q(**{path: value})
    steps = path.split("__")
    blank = Q(*(Q(**{f"{'__'.join(steps[:end])}__isnull": True}) for end in range(1, len(steps) + 1)), _connector=Q.OR)
    is_text = path.endswith(("office", "size_band", "state"))
    return blank | Q(**{path: ""}) if is_text else blank


def _in_group(view: View, dimension: str, label: str) -> Q:
    if dimension in ("month", "quarter", "year"):
        return Q(closed_on__isnull=True) if label == BLANK else _of_calendar(label)
    if label == BLANK:
        return _has(dimension, None)
    if dimension not in _TABLES:
        return _has(dimension, label) if label else NOTHING
    found = [pk for pk, name in names_of(view.lookups[_TABLES[dimension]]).items() if name == label]
    return _has(dimension, found[0]) if found else NOTHING


def _of_calendar(label: str) -> Q:
    """Read 2017, 2017Q1 or 2017-03."""
    year, quarter, month = label[:4], label[4:6], label[5:7]
    if not (is_id(year) and len(year) == 4 and int(year)):
        return NOTHING
    if len(label) == 4:
        return Q(closed_on__year=int(year))
    if label[4:5] == "-" and is_id(month):
        return Q(closed_on__year=int(year), closed_on__month=int(month))
    is_quarter = len(label) == 6 and quarter[0] == "Q" and is_id(quarter[1])
    return Q(closed_on__year=int(year), closed_on__quarter=int(quarter[1])) if is_quarter else NOTHING

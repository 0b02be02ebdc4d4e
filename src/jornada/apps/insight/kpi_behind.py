"""Which opportunities and leads stand behind a figure of the KPI page."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.periods import DAY
from jornada.apps.insight.clock import instant_now, zone_of
from jornada.apps.insight.copy.tables import LOST, NO_TIME, OPEN, WON
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deals import Flags, amounts, in_other_currency, in_period, record_mask
from jornada.apps.insight.dimensions import BLANK, column, dimension_named, products_named
from jornada.apps.insight.items import parts_of
from jornada.apps.insight.kpi_figures import ANSWER_DAYS, LEAD_TABLES, converted, opened_in
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment

OF_DEALS: dict[str, str | Promise] = {
    "all": _("Opportunities"),
    "open": _("Open opportunities"),
    "closed": _("Opportunities won or lost"),
    "won": _("Opportunities won"),
    "lost": _("Opportunities lost"),
    "valued": _("Opportunities won or lost, with an amount"),
    "sold": _("Opportunities won, with an amount"),
    "timed": _("Opportunities won, with both dates"),
    "no_account": _("Opportunities without an account"),
    "no_engage": _("Opportunities without an engage date"),
    "no_amount": _("Opportunities won, without an amount"),
    "other_currency": _("Opportunities in another currency"),
}
OF_LEADS: dict[str, str | Promise] = {
    "leads": _("Leads opened in the period"),
    "converted": _("Leads whose opportunity was won"),
    "mql": _("Leads that became MQL at least 30 days ago"),
    "accepted": _("Leads that Sales accepted within 30 days"),
    "young": _("Leads that became MQL less than 30 days ago"),
}


def deals_behind(
    view: View, scope: Scope, segment: Segment, period: Period, what: str, group: Mapping[str, str]
) -> NDArray[np.int64]:
    """Return the ids of the opportunities behind a figure, of one group of the breakdown if one is named."""
    mask = record_mask(view, view.opportunities, segment, scope) & in_period(view, period) & _deals(view, what)
    dimension = dimension_named(group.get("group", ""))
    if dimension:
        mask &= _in_group(view, dimension, group.get("value", ""))
    return view.opportunities["id"][mask]


def leads_behind(view: View, scope: Scope, segment: Segment, period: Period, what: str) -> NDArray[np.int64]:
    """Return the ids of the leads behind a figure."""
    return view.leads["id"][record_mask(view, view.leads, segment, scope) & _leads(view, period, what)]


def _in_group(view: View, dimension: str, label: str) -> Flags:
    if dimension != "product":
        values = column(view, dimension)
        return values.codes == (-1 if label == BLANK else _code(values, label))
    parts = parts_of(view)
    named = products_named(view, parts.product)
    mask = np.zeros(len(view.opportunities["id"]), dtype=np.bool_)
    mask[parts.row[named.codes == (-1 if label == BLANK else _code(named, label))]] = True
    return mask


def _code(values: Coded, label: str) -> int:
    # A label that nobody has must not find the blanks.
    found = values.code(label)
    return found if found >= 0 else -2


def _deals(view: View, what: str) -> Flags:
    rows = view.opportunities
    outcome, amount = rows["outcome"], amounts(view)
    has_amount, is_closed, is_won = ~np.isnan(amount), outcome != OPEN, outcome == WON
    has_dates = (rows["engaged_on"] != NO_TIME) & (rows["closed_on"] != NO_TIME)
    masks = {
        "all": np.ones(len(outcome), dtype=np.bool_),
        "open": ~is_closed,
        "closed": is_closed,
        "won": is_won,
        "lost": outcome == LOST,
        "valued": is_closed & (amount > 0),
        "sold": is_won & has_amount,
        "timed": is_won & has_dates,
        "no_account": rows["account"] < 0,
        "no_engage": rows["engaged_on"] == NO_TIME,
        "no_amount": is_won & np.isnan(rows["amount"]),
        "other_currency": in_other_currency(view),
    }
    return masks[what]


def _leads(view: View, period: Period, what: str) -> Flags:
    if what in ("leads", "converted"):
        opened = opened_in(view, period)
        return opened & converted(view) if what == "converted" else opened
    rows = view.leads
    low, high = period.micros(zone_of(view))
    mql = rows["mql_at"]
    became = (mql != NO_TIME) & (mql >= low) & (mql < high)
    mature = mql <= instant_now(view, LEAD_TABLES) - ANSWER_DAYS * DAY
    if what != "accepted":
        return became & (mature if what == "mql" else ~mature)
    beyond = [np.where(rows[f"{rung}_at"] == NO_TIME, 2**62, rows[f"{rung}_at"]) for rung in ("sal", "sql")]
    accepted = np.minimum(*beyond)
    return became & mature & (accepted >= mql) & (accepted - mql <= ANSWER_DAYS * DAY)

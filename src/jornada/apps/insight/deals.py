"""Opportunities and leads as the sales figures read them: narrowed, in one currency, grouped."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.opportunities import UNKNOWN, Opportunities
from jornada.analytics.periods import DAY
from jornada.apps.insight.copy.layout import OPPORTUNITIES
from jornada.apps.insight.copy.tables import NO_TIME, OPEN
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.dimensions import column, of_accounts, products_named
from jornada.apps.insight.items import has_product, parts_of
from jornada.apps.insight.period import Period
from jornada.apps.insight.scope import Scope, in_scope, team_of
from jornada.apps.insight.segment import Segment, code_of

FIELDS = ("owner", "team", "product", "industry", "size", "state")

Flags = NDArray[np.bool_]
Columns = dict[str, Any]


def record_mask(view: View, rows: Columns, segment: Segment, scope: Scope) -> Flags:
    """Say which opportunities or leads are within the scope and the segment."""
    mask = in_scope(scope, rows["owner"], view.lookups)
    for field, value in segment.values:
        code = code_of(field, value, view)
        holds_items = field == "product" and "product" in rows
        mask &= has_product(view, code) if holds_items else _codes(view, rows, field) == code
    return mask


def in_period(view: View, period: Period) -> Flags:
    """Say which opportunities count in a period: those closed in it, and the open ones, which are of now."""
    rows = view.opportunities
    if period.is_all:
        return np.ones(len(rows["id"]), dtype=np.bool_)
    low, high = period.days()
    closed = rows["closed_on"].astype(np.int64)
    return (rows["outcome"] == OPEN) | ((closed != NO_TIME) & (closed >= low) & (closed < high))


def deals_of(view: View, mask: Flags, segment: Segment, dimension: str = "") -> Opportunities:
    """Return the opportunities as the measure takes them, days as midnights in UTC.

    By product, or narrowed to one, an opportunity counts once for each product it holds, with the value of its items.
    """
    chosen = dict(segment.values).get("product")
    if dimension != "product" and chosen is None:
        at = np.flatnonzero(mask)
        return _deals(view, at, amounts(view)[at], _grouped(view, dimension, at))
    parts = parts_of(view)
    kept = mask[parts.row]
    parts = parts.select(kept if chosen is None else kept & (parts.product == code_of("product", chosen, view)))
    by_product = {dimension: products_named(view, parts.product)} if dimension == "product" else None
    return _deals(view, parts.row, parts.of(amounts(view)), by_product or _grouped(view, dimension, parts.row))


def main_currency(view: View) -> str:
    """Return the currency of the figures: the only one there is, else the company's own."""
    values = view.values(OPPORTUNITIES, "currency")
    return values[0] if len(values) == 1 else view.lookups["currency"]


def in_other_currency(view: View) -> Flags:
    """Say which opportunities are in another currency than the figures."""
    currency = view.opportunities["currency"]
    return currency.codes != currency.code(main_currency(view))


def amounts(view: View) -> NDArray[np.float64]:
    """Return the amounts in the main currency; NaN for others, which cannot be added to it."""
    rows = view.opportunities
    return (
        rows["amount"]
        if len(rows["currency"].values) < 2
        else np.where(in_other_currency(view), np.nan, rows["amount"])
    )


def _deals(view: View, at: NDArray[np.int64], value: NDArray[np.float64], groups: dict[str, Coded]) -> Opportunities:
    rows = view.opportunities
    return Opportunities(
        rows["outcome"][at], value, _instants(rows["engaged_on"][at]), _instants(rows["closed_on"][at]), groups
    )


def _grouped(view: View, dimension: str, at: NDArray[np.int64]) -> dict[str, Coded]:
    return {dimension: column(view, dimension).take(at)} if dimension else {}


def _codes(view: View, rows: Columns, field: str) -> NDArray[Any]:
    match field:
        case "owner":
            return rows["owner"]
        case "product":
            # Leads name none.
            return np.full(len(rows["id"]), -2)
        case "team":
            return team_of(rows["owner"], view.lookups)
        case "industry":
            return of_accounts(view, rows["account"], view.accounts["industry"])
        case "size":
            return of_accounts(view, rows["account"], view.accounts["size_band"])
        case _:
            return of_accounts(view, rows["account"], view.accounts["state"].codes)


def _instants(days: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.where(days == NO_TIME, UNKNOWN, days.astype(np.int64) * DAY)

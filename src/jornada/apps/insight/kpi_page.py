"""What the KPI page shows of its figures: tiles, the course over time, the table by dimension."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jornada.analytics.dwell import DwellTable
from jornada.analytics.kpis import KpiTable
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Rates
from jornada.apps.insight.contracts import CONTRACTS, Contract
from jornada.apps.insight.dimensions import BLANK
from jornada.apps.insight.kpi_figures import KpiFigures
from jornada.apps.insight.kpi_report import IN_TIME
from jornada.ui import cells, numbers

Link = Callable[..., str]
SPARK = 12
GROUPS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure as the page shows it."""

    contract: Contract
    value: str
    url: str
    trend: float | None = None
    trend_text: str = ""
    good: str = "up"
    spark: tuple[float | None, ...] = ()
    low: float | None = None
    high: float | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A value of the dimension with its figures and the addresses behind them."""

    label: str
    closed: int
    closed_url: str
    won: int
    won_url: str
    rate: float | None
    low: float
    high: float
    value: float
    value_share: float
    mean: float | None
    days: float | None


def link_with(narrowed: str) -> Link:
    """Return the writer of addresses of rows, under the page's filters."""

    def link(what: str, **group: str) -> str:
        query = "&".join(part for part in (urlencode(group), narrowed) if part)
        return reverse("kpi_rows", args=[what]) + (f"?{query}" if query else "")

    return link


def tiles(figures: KpiFigures, currency: str, link: Link) -> list[Tile]:
    """Return the page's tiles, in order."""
    return [
        _win_rate(figures, link),
        _win_rate_value(figures, link),
        _sales_volume(figures, currency, link),
        _average_order(figures, currency, link),
        _time_to_close(figures, link),
        _conversion(figures, link),
        _mql_to_sal(figures, link),
        _open_deals(figures, currency, link),
    ]


def _win_rate(figures: KpiFigures, link: Link) -> Tile:
    rates, before = figures.total.win_rate, figures.before and figures.before.win_rate
    return Tile(
        CONTRACTS["win_rate"],
        numbers.share(rates.rate[0]),
        link("closed"),
        **_points(rates.rate[0], before.rate[0] if before else None),
        spark=_spark(figures.course.win_rate.rate),
        **_interval(rates),
        hint=_("%(won)s of %(closed)s")
        % {"won": numbers.number(int(rates.hits[0])), "closed": numbers.number(int(rates.of[0]))},
    )


def _win_rate_value(figures: KpiFigures, link: Link) -> Tile:
    table, before = figures.total, figures.before
    rate = table.win_rate_by_value[0]
    return Tile(
        CONTRACTS["win_rate_value"],
        numbers.share(rate),
        link("valued"),
        **_points(rate, before.win_rate_by_value[0] if before else None),
        spark=_spark(figures.course.win_rate_by_value),
        low=_number(table.win_rate_by_value_low[0]) if not isnan(rate) else None,
        high=_number(table.win_rate_by_value_high[0]) if not isnan(rate) else None,
        hint=_("No lost opportunity has an amount") if isnan(rate) and table.lost[0] else "",
    )


def _sales_volume(figures: KpiFigures, currency: str, link: Link) -> Tile:
    value = float(figures.total.won_value[0])
    return Tile(
        CONTRACTS["sales_volume"],
        numbers.compact_money(value, currency),
        link("sold"),
        **_change(value, figures.before and figures.before.won_value[0]),
        spark=_spark(figures.course.won_value),
        hint=numbers.money(value, currency),
    )


def _average_order(figures: KpiFigures, currency: str, link: Link) -> Tile:
    table = figures.total
    return Tile(
        CONTRACTS["average_order"],
        numbers.compact_money(_number(table.mean_deal[0]), currency),
        link("sold"),
        **_change(table.mean_deal[0], figures.before and figures.before.mean_deal[0]),
        spark=_spark(figures.course.mean_deal),
        hint=_("median %(value)s") % {"value": numbers.compact_money(_number(table.median_deal[0]), currency)},
    )


def _time_to_close(figures: KpiFigures, link: Link) -> Tile:
    table = figures.total
    return Tile(
        CONTRACTS["time_to_close"],
        numbers.days(_number(table.won_cycle_mean[0])),
        link("timed"),
        **_change(table.won_cycle_mean[0], figures.before and figures.before.won_cycle_mean[0]),
        good="down",
        spark=_spark(figures.course.won_cycle_mean),
        hint=_("median %(value)s") % {"value": numbers.days(_number(table.won_cycle_median[0]))},
    )


def _conversion(figures: KpiFigures, link: Link) -> Tile:
    rates, before = figures.conversion, figures.conversion_before
    return Tile(
        CONTRACTS["conversion"],
        numbers.share(rates.rate[0]),
        link("converted"),
        **_points(rates.rate[0], before.rate[0] if before else None),
        **_interval(rates),
        hint=_("%(won)s of %(leads)s leads")
        % {"won": numbers.number(int(rates.hits[0])), "leads": numbers.number(int(rates.of[0]))},
    )


def _mql_to_sal(figures: KpiFigures, link: Link) -> Tile:
    rates, before = figures.handover.accepted, figures.handover_before and figures.handover_before.accepted
    young = int(figures.handover.accepted_so_far.of[0])
    one = many = "%(accepted)s of %(mqls)s MQLs of 30 days or more, %(young)s younger"
    words = ngettext(one, many, young) if young else _("%(accepted)s of %(mqls)s MQLs of 30 days or more")
    counts = {"accepted": int(rates.hits[0]), "mqls": int(rates.of[0]), "young": young}
    return Tile(
        CONTRACTS["mql_to_sal"],
        numbers.share(rates.rate[0]),
        link("mql"),
        **_points(rates.rate[0], before.rate[0] if before else None),
        **_interval(rates),
        hint=words % {name: numbers.number(count) for name, count in counts.items()},
    )


def _open_deals(figures: KpiFigures, currency: str, link: Link) -> Tile:
    return Tile(
        CONTRACTS["open_deals"],
        numbers.number(int(figures.total.open[0])),
        link("open"),
        hint=numbers.compact_money(figures.open_value, currency),
    )


def groups(table: KpiTable, dimension: str, in_time: bool, link: Link) -> list[GroupRow]:
    """Return the rows of the table by dimension: by value won, or in the order of time."""
    shown = np.flatnonzero(table.closed > 0)
    if not in_time:
        shown = shown[np.argsort(-table.won_value[shown], kind="stable")]
    most = float(table.won_value[shown].max()) if len(shown) else 0.0
    return [_group(table, row, dimension, most, link) for row in shown[:GROUPS_SHOWN].tolist()]


def _group(table: KpiTable, row: int, dimension: str, most: float, link: Link) -> GroupRow:
    label = table.labels[row]
    name = BLANK if label is None else label
    return GroupRow(
        label=said(label, dimension),
        closed=int(table.closed[row]),
        closed_url=link("closed", group=dimension, value=name),
        won=int(table.won[row]),
        won_url=link("won", group=dimension, value=name),
        rate=_number(table.win_rate.rate[row]),
        low=float(table.win_rate.low[row]),
        high=float(table.win_rate.high[row]),
        value=float(table.won_value[row]),
        value_share=float(table.won_value[row]) / most if most > 0 else 0.0,
        mean=_number(table.mean_deal[row]),
        days=_number(table.won_cycle_mean[row]),
    )


def said(label: str | None, dimension: str) -> str:
    """Write a value of a dimension as people read it."""
    if label is None:
        return _("No competitor named") if dimension == "competitor" else _("(blank)")
    return in_words(label) if dimension in IN_TIME else label


def in_words(span: str) -> str:
    """Write a month such as 2026-02 or a quarter such as 2026Q1 as the page's language does."""
    if month := re.fullmatch(r"(\d{4})-(\d{2})", span):
        return cells.month(date(int(month[1]), int(month[2]), 1))
    if quarter := re.fullmatch(r"(\d{4})Q(\d)", span):
        return _("Q%(quarter)s %(year)s") % {"quarter": quarter[2], "year": quarter[1]}
    return span


def course_chart(figures: KpiFigures, currency: str) -> dict[str, Any]:
    """Draw what was won over time, as value."""
    course = figures.course
    return {
        "categories": [in_words(str(label)) for label in course.labels],
        "course": True,
        "format": "money",
        "currency": currency,
        "series": [{"name": _("Sales volume"), "values": course.won_value.tolist()}],
    }


def rate_chart(figures: KpiFigures) -> dict[str, Any]:
    """Draw the win rate over time with its interval."""
    course = figures.course
    rates = course.win_rate
    return {
        "categories": [in_words(str(label)) for label in course.labels],
        "course": True,
        "format": "share",
        "min": 0,
        "max": 1,
        "series": [
            {
                "name": _("Win rate"),
                "values": _plain(rates.rate),
                "low": _plain(rates.low),
                "high": _plain(rates.high),
                "of": rates.of.tolist(),
                "notes": [_decided(int(of)) for of in rates.of],
                "color": "chart-1",
            },
        ],
    }


def _decided(number: int) -> str:
    return ngettext("%(n)s closed", "%(n)s closed", number) % {"n": numbers.number(number)}


def stage_chart(dwell: DwellTable, labels: list[str], urls: list[str]) -> dict[str, Any]:
    """Draw the median time per stage."""
    days = [_number(value / DAY) for value in dwell.median[0]]
    return {
        "categories": labels,
        "format": "days",
        "horizontal": True,
        "series": [{"name": _("Median time"), "values": days, "labels": True, "urls": urls}],
    }


def _points(now: float, before: float | None) -> dict[str, Any]:
    """Say the change of a share in percentage points."""
    if before is None or isnan(now) or isnan(before):
        return {}
    change = float(now - before)
    return {"trend": change, "trend_text": _("%(n)s pp") % {"n": numbers.number(change * 100, 1)}}


def _change(now: float, before: float | None) -> dict[str, Any]:
    if before is None or isnan(now) or isnan(before) or before == 0:
        return {}
    return {"trend": float(now / before - 1)}


def _interval(rates: Rates) -> dict[str, float | None]:
    return {"low": _number(rates.low[0]), "high": _number(rates.high[0])}


def _spark(values: Any) -> tuple[float | None, ...]:
    return tuple(_plain(values)[-SPARK:])


def _plain(values: Any) -> list[float | None]:
    return [_number(value) for value in values]


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)

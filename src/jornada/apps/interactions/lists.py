"""Columns and filters that the log adds to lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions import queries
from jornada.apps.interactions.models import Channel, TouchSummary
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.icons import icon
from jornada.ui.numbers import number


def register(columns: Any, filters: Any) -> None:
    """Add columns to the lists of accounts and contacts, and the channel filter to both."""
    for column in (
        Column("touches", _("Interactions"), order=50, values=totals, kind="number", is_hidden_on_phone=True),
        Column("touches30", _("Last 30 days"), order=51, values=recent, draw=draw_recent),
        Column("last_touch", _("Last touch"), order=52, values=last_touches, kind="moment"),
    ):
        columns.register("account", column)
    columns.register("contact", Column("touches", _("Interactions"), 50, queries.numbers_of_contacts, kind="number"))
    columns.register(
        "contact", Column("last_touch", _("Last touch"), 52, queries.last_touches_of_contacts, kind="moment")
    )
    for record in ("account", "contact"):
        filters.register(record, channel_filter(record))


def totals(account_ids: Sequence[int]) -> dict[int, int]:
    return {pk: summary.number for pk, summary in queries.summaries(account_ids).items()}


def recent(account_ids: Sequence[int]) -> dict[int, TouchSummary]:
    return queries.summaries(account_ids)


def last_touches(account_ids: Sequence[int]) -> dict[int, datetime | None]:
    return {pk: summary.last_at for pk, summary in queries.summaries(account_ids).items()}


def draw_recent(summary: TouchSummary | None, row: Any) -> Any:
    """Draw the number of the last 30 days, with an arrow against the 30 before."""
    if summary is None:
        return ""
    change = summary.number_30_days - summary.number_30_days_before
    arrow = icon("arrow-up-right", _("more than before"), "xs") if change > 0 else ""
    arrow = icon("arrow-down-right", _("fewer than before"), "xs") if change < 0 else arrow
    tone = "good" if change > 0 else "bad" if change < 0 else ""
    return format_html('<span class="j-trend" data-tone="{}">{} {}</span>', tone, number(summary.number_30_days), arrow)


def channel_filter(record: str) -> Filter:
    """Keep records that were ever in touch through a channel."""

    def through(rows: QuerySet, channel: str) -> QuerySet:
        return rows.filter(Exists(queries.live_touches().filter(**{record: OuterRef("pk")}, channel=channel)))

    return Filter("channel", _("Channel"), choices=lambda _request: Channel.choices, apply=through, order=60)

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
from jornada.ui.cells import EMPTY
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.icons import icon
from jornada.ui.numbers import number

HELP = _("In all; with the arrow: in the last 30 days, against the 30 before")


def register(columns: Any, filters: Any) -> None:
    """Add columns to the lists of accounts and contacts, and the channel filter to both."""
    shown = Column("touches", _("Interactions"), 50, queries.summaries, draw=draw_numbers, help=HELP)
    columns.register("account", shown)
    columns.register("account", Column("last_touch", _("Last touch"), 52, last_touches, kind="moment"))
    columns.register("contact", Column("touches", _("Interactions"), 50, queries.numbers_of_contacts, kind="number"))
    columns.register(
        "contact", Column("last_touch", _("Last touch"), 52, queries.last_touches_of_contacts, kind="moment")
    )
    for record in ("account", "contact"):
        filters.register(record, channel_filter(record))


def last_touches(account_ids: Sequence[int]) -> dict[int, datetime | None]:
    return {pk: summary.last_at for pk, summary in queries.summaries(account_ids).items()}


def draw_numbers(summary: TouchSummary | None, row: Any) -> Any:
    """Draw the number in all and, when there were any, of the last 30 days with an arrow against the 30 before."""
    if summary is None:
        return EMPTY
    change = summary.number_30_days - summary.number_30_days_before
    if not summary.number_30_days and not change:
        return number(summary.number)
    tone, arrow = ("good", "arrow-up-right") if change > 0 else ("bad", "arrow-down-right") if change else ("", "minus")
    return format_html(
        '{} <span class="j-trend" data-tone="{}" title="{}">{} {}</span>',
        number(summary.number),
        tone,
        _("Last 30 days"),
        icon(arrow, "", "xs"),
        number(summary.number_30_days),
    )


def channel_filter(record: str) -> Filter:
    """Keep records that were ever in touch through a channel."""

    def through(rows: QuerySet, channel: str) -> QuerySet:
        return rows.filter(Exists(queries.live_touches().filter(**{record: OuterRef("pk")}, channel=channel)))

    return Filter("channel", _("Channel"), choices=lambda _request: Channel.choices, apply=through, order=60)

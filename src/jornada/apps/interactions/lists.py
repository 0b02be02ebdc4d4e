"""Columns and filters that the log adds to lists."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions import queries
from jornada.apps.interactions.models import Channel, TouchSummary
from jornada.rules.conditions import Did
from jornada.ui.columns import Column
from jornada.ui.conditions.engine import engine
from jornada.ui.filters import Filter
from jornada.ui.icons import icon
from jornada.ui.numbers import number

BY_ANYONE = _("By anyone: the buyer or us.")
HELP = _("The arrow compares with the 30 days before")


def register(columns: Any, filters: Any) -> None:
    """Add columns to the lists of accounts and contacts, and the channel filter to both."""
    columns.register("account", _of_summary("touches", _("Interactions"), 50, "number", "number", missing=0))
    columns.register("account", _recent())
    columns.register("account", _of_summary("last_touch", _("Last interaction"), 52, "moment", "last_at", BY_ANYONE))
    columns.register("contact", _of_contacts())
    columns.register(
        "contact",
        Column(
            "last_touch", _("Last interaction"), 52, queries.last_touches_of_contacts, kind="moment", help=BY_ANYONE
        ),
    )
    for record in ("account", "contact"):
        filters.register(record, channel_filter(record))


def _of_summary(
    code: str, label: Any, order: int, kind: str, name: str, said: Any = "", missing: int | None = None
) -> Column:
    more = {"part": attrgetter(name), "sort_few": f"touch_summary__{name}", "help": said, "missing": missing}
    return Column(code, label, order, queries.summaries, kind=kind, **more)


def _of_contacts() -> Column:
    values = queries.numbers_of_contacts
    return Column("touches", _("Interactions"), 50, values, kind="number", is_minor=True, missing=0)


def _recent() -> Column:
    label, sort = _("Last 30 days"), "touch_summary__number_30_days"
    more = {"draw": draw_recent, "help": HELP, "part": recent, "sort_few": sort, "missing": (0, 0)}
    return Column("recent", label, 51, queries.summaries, kind="number", **more)  # type: ignore[arg-type]


def recent(row: TouchSummary) -> tuple[int, int]:
    """Return the numbers of the last 30 days and of the 30 before."""
    return row.number_30_days, row.number_30_days_before


def draw_recent(value: tuple[int, int] | None, row: Any) -> Any:
    """Draw the number of the last 30 days, with a quiet arrow where there is a change: fewer is not bad in itself."""
    now, before = value or (0, 0)
    if not now and not before:
        return number(0)
    arrow = "arrow-up-right" if now > before else "arrow-down-right" if now < before else "minus"
    said = _("%(n)s in the 30 days before") % {"n": number(before)}
    drawn = icon(arrow, "", "xs")
    return format_html('<span class="j-trend" title="{}">{} {}</span>', said, drawn, number(now))


def channel_filter(record: str, reader: Any = None) -> Filter:
    """Keep records that were ever in touch through a channel, as far as the person may know of it.

    Asked of the copy: to find that nobody was, the database would look at every touch there is.
    """

    def through(rows: QuerySet, channel: str) -> QuerySet:
        return engine().narrow(rows, record, Did(channels=(channel,), human_only=False), reader)

    return Filter(
        "channel", _("Channel"), through, choices=lambda _request: Channel.choices, order=60,
        seen_by=lambda user: channel_filter(record, user),
    )  # fmt: skip

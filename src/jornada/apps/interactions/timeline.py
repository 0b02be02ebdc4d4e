"""The timeline of a place: one part at a time, by cursor, under the headings of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions import queries
from jornada.apps.interactions.models import Channel, Direction, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.market.models import Contact
from jornada.ui.paging import Order, read_cursor, take_page

SIZE = 25
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Day:
    """The touches of one day, latest first; `is_continued` when the part before began the day."""

    day: date
    touches: tuple[Touch, ...]
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the timeline: its name in the address, its label, its options, the chosen one."""

    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One part of a timeline."""

    days: tuple[Day, ...]
    choices: tuple[Choice, ...]
    url: str
    more_url: str
    is_first: bool

    @property
    def is_filtered(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def read(request: HttpRequest, place: Place, *, is_panel: bool = False) -> Timeline:
    """Read the part that the address asks for; a panel always begins at the top."""
    query = {} if is_panel else request.GET
    choices = _choices(request.user, place, query)
    rows = _narrowed(queries.touches_at(request.user, place), choices)
    after = query.get("after", "")
    page = take_page(rows, Order("at", is_descending=True), read_cursor(after, ""), SIZE)
    url = f"{reverse('timeline')}?{place.query}"
    kept = "".join(f"&{choice.name}={choice.chosen}" for choice in choices if choice.chosen)
    last_day = query.get("day", "")
    days = tuple(_days(page.rows, last_day))
    more = f"{url}{kept}&after={page.after}&day={days[-1].day.isoformat()}" if page.after else ""
    return Timeline(days, choices, url, more, is_first=not after)


def _choices(user: Any, place: Place, query: Any) -> tuple[Choice, ...]:
    offered = [
        ("channel", _("All channels"), Channel.choices),
        ("direction", _("Both directions"), Direction.choices),
    ]
    if place.contact is None and place.account is not None:
        people = Contact.objects.filter(account=place.account).order_by("name")[:MOST_PEOPLE]
        offered.append(("person", _("Everybody"), [(str(contact.pk), contact.name) for contact in people]))
    return tuple(
        Choice(name, label, options, chosen if (chosen := query.get(name, "")) in dict(options) else "")
        for name, label, options in offered
    )


def _narrowed(rows: QuerySet[Touch], choices: Sequence[Choice]) -> QuerySet[Touch]:
    fields = {"channel": "channel", "direction": "direction", "person": "contact_id"}
    return rows.filter(**{fields[choice.name]: choice.chosen for choice in choices if choice.chosen})


def _days(touches: Sequence[Touch], last_day: str) -> list[Day]:
    grouped = groupby(touches, key=lambda touch: timezone.localtime(touch.at).date())
    return [Day(day, tuple(rows), is_continued=day.isoformat() == last_day) for day, rows in grouped]

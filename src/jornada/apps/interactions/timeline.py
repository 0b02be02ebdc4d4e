"""The timeline of a place: one part at a time, by cursor, under the headings of its days.

Touches set the pace; what else people hung on the record (notes, files) stands between them, by its time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jornada.apps.interactions import queries
from jornada.apps.interactions.models import Channel, Direction, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.sources import SOURCES
from jornada.apps.interactions.telling import untold
from jornada.apps.interactions.timeline_beside import Entry, Span, between, kinds
from jornada.apps.market.models import Contact
from jornada.apps.org.alphabet import NAME
from jornada.ui.addresses import instant_of
from jornada.ui.paging import Order, Page, read_cursor, take_page, write_cursor

SIZE = 25
MOST_PEOPLE = 50
MOST_PROGRAMS = 50
LONGEST = 19
# After which touch a part begins, and at which instant what stands beside it.
Where = tuple[str, datetime | None]
# Names the programs of touches, which rooms above know: ids in, names out.
_program_names: list[Callable[[Sequence[int]], Mapping[int, str]]] = []


def register_programs(names: Callable[[Sequence[int]], Mapping[int, str]]) -> None:
    """Say who knows the names of programs."""
    _program_names[:] = [names]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, latest first; `is_continued` when the part before began the day."""

    day: date
    entries: tuple[Entry, ...]
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the timeline: its name in the address, its label, its options, the chosen one."""

    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    chosen: str
    is_common: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """One part of a timeline."""

    days: tuple[Day, ...]
    choices: tuple[Choice, ...]
    text: str
    url: str
    here: str
    more_url: str
    is_first: bool
    is_damaged: bool = False

    @property
    def common(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_common]

    @property
    def more_choices(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.is_common]

    @property
    def has_more_chosen(self) -> bool:
        return any(choice.chosen for choice in self.more_choices)

    @property
    def is_filtered(self) -> bool:
        return bool(self.text) or any(choice.chosen for choice in self.choices)


def read(request: HttpRequest, place: Place, *, is_panel: bool = False, is_part: bool = False) -> Timeline:
    """Read the part that the address asks for; a panel always begins at the top, and a later part offers no filters."""
    query = {} if is_panel else request.GET
    choices, text = _choices(request.user, place, query, is_part), query.get("text", "").strip()[:80]
    chosen = {choice.name: choice.chosen for choice in choices if choice.chosen}
    asked = query.get("after", ""), _instant(query.get("until", ""))
    entries, (after, until) = _part(request.user, place, chosen, text, asked)
    days = tuple(_days(entries, query.get("day", "")))
    url = f"{reverse('timeline')}?{place.query}"
    kept = f"{url}&{urlencode(chosen | ({'text': text} if text else {}))}".rstrip("&")
    last = {"after": after, "until": until.isoformat(), "day": days[-1].day.isoformat()} if until else {}
    more = f"{kept}&{urlencode(last)}" if last else ""
    return Timeline(days, choices, text, url, kept, more, is_first=not any(asked), is_damaged=_is_damaged(query))


def _part(user: Any, place: Place, chosen: Mapping[str, str], text: str, asked: Where) -> tuple[list[Entry], Where]:
    """Take the touches of one part and what stands between them; say where the next part begins."""
    after, until = asked
    page = _touches(user, place, chosen, text, after)
    touches, since = page.rows, page.rows[-1].at if page.after else None
    others, end = between(user, place, Span(since, until), text, _kinds_of(chosen))
    following = page.after
    if end is not None:
        touches, others = ([row for row in rows if row.at > end] for rows in (touches, others))
        following, since = write_cursor(touches[-1].at, touches[-1].pk) if touches else after, end
    entries = [Entry(row.at, "interactions/timeline_touch.html", row) for row in touches] + others
    return sorted(entries, key=lambda entry: entry.at, reverse=True), (following, since)


def _is_damaged(query: Any) -> bool:
    after, until = query.get("after", ""), query.get("until", "")
    return bool(after and read_cursor(after, "") is None) or bool(until and _instant(until) is None)


def _instant(text: str) -> datetime | None:
    """Read an instant of an address; a damaged one is none."""
    found = instant_of(text)
    return found if found and found.tzinfo else None


def _touches(user: Any, place: Place, chosen: Mapping[str, str], text: str, after: str) -> Page:
    if chosen.get("what", "touches") != "touches":
        return Page([], "", "")
    rows = _narrowed(queries.touches_at(user, place), chosen)
    if text:
        said = Q(note__icontains=text) & untold(user).told()
        rows = rows.filter(said | Q(contact__name__icontains=text))
    return take_page(rows, Order("at", is_descending=True), read_cursor(after, ""), SIZE)


def _kinds_of(chosen: Mapping[str, str]) -> list[str]:
    """Say what stands between the touches; a filter that only touches know leaves it out."""
    if set(chosen) - {"what"}:
        return []
    return [chosen["what"]] if "what" in chosen else [code for code, _label in kinds()]


def _choices(user: Any, place: Place, query: Any, is_part: bool) -> tuple[Choice, ...]:
    """Return the filters; those of a later part, which shows none, know what was chosen and look nothing up."""
    offered = [
        ("what", _("Everything"), [("touches", _("Touches")), *kinds()]),
        ("channel", _("All channels"), Channel.choices),
        ("direction", _("Both directions"), Direction.choices),
        ("machine", _("People and machines"), [("no", _("Only people")), ("yes", _("Only machines"))]),
        ("source", _("All ways of recording"), list(SOURCES.items())),
        ("private", _("Open and private"), [("yes", _("Only private")), ("no", _("Only open"))]),
    ]
    if place.contact is None and place.account is not None:
        offered.insert(2, ("person", _("Everybody"), _known(query, "person") if is_part else _people(place.account)))
    if programs := _known(query, "program") if is_part else _programs(user, place):
        offered.append(("program", _("All programs"), programs))
    return tuple(
        Choice(name, label, options, chosen if (chosen := query.get(name, "")) in dict(options) else "", name in COMMON)
        for name, label, options in offered
    )


def _known(query: Any, name: str) -> list[tuple[str, str]]:
    """Take a record that an earlier part offered at its number."""
    number = query.get(name, "")
    return [(number, number)] if number.isascii() and number.isdigit() and len(number) < LONGEST else []


def _people(account: Any) -> list[tuple[str, str]]:
    rows = Contact.objects.filter(account=account).order_by(NAME)[:MOST_PEOPLE]
    return [(str(contact.pk), contact.name) for contact in rows]


def _programs(user: Any, place: Place) -> list[tuple[str, str]]:
    """Return the programs that the touches of a place came from."""
    rows = queries.touches_at(user, place).exclude(program_id=None).order_by()
    ids = list(rows.values_list("program_id", flat=True).distinct()[:MOST_PROGRAMS])
    names = _program_names[0](ids) if ids and _program_names else {}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: pair[1])


COMMON = ("what", "channel", "person")
FIELDS = {
    "channel": "channel",
    "direction": "direction",
    "person": "contact_id",
    "source": "source",
    "program": "program_id",
}


def _narrowed(rows: QuerySet[Touch], chosen: Mapping[str, str]) -> QuerySet[Touch]:
    if machine := chosen.get("machine"):
        rows = rows.filter(human=machine == "no")
    if private := chosen.get("private"):
        rows = rows.filter(private__isnull=private == "no")
    if {"channel", "direction"} & set(chosen):
        rows = queries.interactions(rows)
    return rows.filter(**{field: chosen[name] for name, field in FIELDS.items() if name in chosen})


def _days(entries: Sequence[Entry], last_day: str) -> list[Day]:
    grouped = groupby(entries, key=lambda entry: timezone.localtime(entry.at).date())
    return [Day(day, tuple(rows), is_continued=day.isoformat() == last_day) for day, rows in grouped]

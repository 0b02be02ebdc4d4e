"""The timeline of a place: one part at a time, by cursor, under the headings of its days.

Touches set the pace; what else people hung on the record (notes, files) stands between them, by its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions import queries
from jornada.apps.interactions.models import Channel, Direction, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.market.models import Contact
from jornada.ui.paging import Order, read_cursor, take_page

SIZE = 25
MOST_PEOPLE = 50
MOST_PROGRAMS = 50
MOST_BESIDE = 200
SOURCES = {
    "manual": gettext_lazy("By hand"),
    "import": gettext_lazy("Import"),
    "api": gettext_lazy("API"),
    "form": gettext_lazy("Form"),
    "mail": gettext_lazy("Mailbox"),
    "calendar": gettext_lazy("Calendar"),
}

# Names the programs of touches, which rooms above know: ids in, names out.
_program_names: list[Callable[[Sequence[int]], Mapping[int, str]]] = []


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the timeline, and the template that shows it."""

    at: datetime
    template: str
    item: Any


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch that a part covers: after `since` (none: from the beginning), up to `until` (none: till now)."""

    since: datetime | None
    until: datetime | None


# Gives what stands beside the touches: (user, place, span, text that it must hold).
Beside = Callable[[Any, Place, Span, str], Iterable[Entry]]
_beside: dict[str, tuple[str, Beside]] = {}


def register_beside(code: str, label: Any, provider: Beside) -> None:
    """Let another kind of thing stand on timelines, under a name that the filter shows."""
    _beside[code] = (label, provider)


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


def read(request: HttpRequest, place: Place, *, is_panel: bool = False) -> Timeline:
    """Read the part that the address asks for; a panel always begins at the top."""
    query = {} if is_panel else request.GET
    choices, text = _choices(request.user, place, query), query.get("text", "").strip()[:80]
    chosen = {choice.name: choice.chosen for choice in choices if choice.chosen}
    after = query.get("after", "")
    rows, following = _touches(request.user, place, chosen, text, after)
    until = parse_datetime(query.get("until", "")) if after else None
    span = Span(rows[-1].at if following else None, until)
    entries = [Entry(row.at, "interactions/timeline_touch.html", row) for row in rows]
    entries += _others(request.user, place, span, chosen, text)
    days = tuple(_days(sorted(entries, key=lambda entry: entry.at, reverse=True), query.get("day", "")))
    url = f"{reverse('timeline')}?{place.query}"
    kept = f"{url}&{urlencode(chosen | ({'text': text} if text else {}))}".rstrip("&")
    last = {"after": following, "until": span.since.isoformat(), "day": days[-1].day.isoformat()} if following else {}
    more = f"{kept}&{urlencode(last)}" if last else ""
    return Timeline(days, choices, text, url, kept, more, is_first=not after)


def _touches(user: Any, place: Place, chosen: Mapping[str, str], text: str, after: str) -> tuple[Sequence[Touch], str]:
    if chosen.get("what", "touches") != "touches":
        return [], ""
    rows = _narrowed(queries.touches_at(user, place), chosen)
    if text:
        rows = rows.filter(Q(note__icontains=text) | Q(contact__name__icontains=text))
    page = take_page(rows, Order("at", is_descending=True), read_cursor(after, ""), SIZE)
    return page.rows, page.after


def _others(user: Any, place: Place, span: Span, chosen: Mapping[str, str], text: str) -> list[Entry]:
    """Return what stands between the touches; a filter that only touches know leaves it out."""
    if set(chosen) - {"what"}:
        return []
    wanted = [chosen["what"]] if "what" in chosen else list(_beside)
    return [entry for code in wanted if code in _beside for entry in _beside[code][1](user, place, span, text)]


def _choices(user: Any, place: Place, query: Any) -> tuple[Choice, ...]:
    kinds = [("touches", _("Touches")), *((code, label) for code, (label, _provider) in _beside.items())]
    offered = [
        ("what", _("Everything"), kinds),
        ("channel", _("All channels"), Channel.choices),
        ("direction", _("Both directions"), Direction.choices),
        ("machine", _("People and machines"), [("no", _("Only people")), ("yes", _("Only machines"))]),
        ("source", _("All ways of recording"), list(SOURCES.items())),
        ("private", _("Open and private"), [("yes", _("Only private")), ("no", _("Only open"))]),
    ]
    if place.contact is None and place.account is not None:
        people = Contact.objects.filter(account=place.account).order_by("name")[:MOST_PEOPLE]
        offered.insert(2, ("person", _("Everybody"), [(str(contact.pk), contact.name) for contact in people]))
    if programs := _programs(user, place):
        offered.append(("program", _("All programs"), programs))
    return tuple(
        Choice(name, label, options, chosen if (chosen := query.get(name, "")) in dict(options) else "", name in COMMON)
        for name, label, options in offered
    )


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
    return rows.filter(**{field: chosen[name] for name, field in FIELDS.items() if name in chosen})


def _days(entries: Sequence[Entry], last_day: str) -> list[Day]:
    grouped = groupby(entries, key=lambda entry: timezone.localtime(entry.at).date())
    return [Day(day, tuple(rows), is_continued=day.isoformat() == last_day) for day, rows in grouped]


def within(rows: QuerySet, span: Span, field: str = "created_at") -> QuerySet:
    """Narrow rows to the stretch of a part of the timeline."""
    if span.since is not None:
        rows = rows.filter(**{f"{field}__gt": span.since})
    if span.until is not None:
        rows = rows.filter(**{f"{field}__lte": span.until})
    return rows.order_by(f"-{field}", "-pk")[:MOST_BESIDE]

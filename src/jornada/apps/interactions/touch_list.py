"""The list of interactions: the log, the latest first, narrowed by channel, person, record and the like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.activities import activities
from jornada.apps.interactions.models import Channel, Direction, Outcome, Touch
from jornada.apps.interactions.queries import interactions, live_touches, visible_touches
from jornada.apps.interactions.sources import SOURCES
from jornada.apps.interactions.telling import heard, untold
from jornada.apps.market.lists import account_link, of_account, of_contact
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access
from jornada.apps.org.list_filters import period_filters
from jornada.apps.org.lists.kinds import List, register_list
from jornada.apps.org.lists.texts import linked_field, text_field
from jornada.apps.org.namesakes import people_to_find
from jornada.apps.org.words import with_words_here_or_there
from jornada.rules.access import Action
from jornada.ui.columns import Column
from jornada.ui.filters import Choice, Filter
from jornada.ui.list_fields import FieldFilter, ListField, apply
from jornada.ui.listing import build, respond

RECORD = "touch"
RELATED = ("account", "contact", "activity", "user", "product")
CHANNELS, DIRECTIONS, OUTCOMES = dict(Channel.choices), dict(Direction.choices), dict(Outcome.choices)
TONES = {"attempt": "neutral", "connection": "info", "meaningful": "good"}


def touch_list(request: HttpRequest) -> Any:
    """Show the interactions that the person sees; a file holds those that the person may export."""
    may_export = access.may(request.user, "account", "export")
    if request.GET.get("export"):
        access.require(request.user, "account", "export")
    rows = visible(request.user, "export" if request.GET.get("export") else "view").select_related(*RELATED)
    listing = build(request, RECORD, rows, can_export=may_export, **options(request))
    context = {
        "title": _("Interactions"),
        "empty_template": "interactions/touch_empty.html",
        "may_record": access.may(request.user, "account", "change"),
    }
    return respond(request, listing, "interactions/touch_list.html", context)


def register() -> None:
    """Let views of the list be kept, columns be chosen and rows be counted: nothing of the log is edited."""
    register_list(List(RECORD, gettext_lazy("Interactions"), Touch, visible, "touch_list", options))


def options(request: HttpRequest) -> dict[str, Any]:
    return {
        "columns": columns(request.user),
        "filters": filters(),
        "search": _search,
        "row_url": _address,
        "default_sort": "-at",
    }


def _search(rows: QuerySet[Touch], text: str) -> QuerySet[Touch]:
    return with_words_here_or_there(heard(rows), text, {"account": Account, "contact": Contact})


def columns(user: Any) -> list[Column]:
    lazy = gettext_lazy
    value = Column("value", lazy("Value"), 93, cell=lambda row: row.value, sort="value", kind="number", is_extra=True)
    return [
        Column("activity", lazy("Activity"), 0, cell=lambda row: row.activity.label, is_primary=True),
        Column("at", lazy("When"), 10, cell=lambda row: row.at, sort="at", kind="moment"),
        Column("account", lazy("Account"), 20, cell=account_link, kind="link"),
        Column("contact", lazy("Contact"), 30, cell=contact_link, kind="link", is_hidden_on_phone=True),
        Column("channel", lazy("Channel"), 40, cell=_channel),
        Column("direction", lazy("Direction"), 50, cell=_direction, is_minor=True),
        Column("outcome", lazy("Outcome"), 60, cell=_outcome, kind="badge", is_hidden_on_phone=True),
        Column("user", lazy("Person"), 70, cell=lambda row: row.user and row.user.name, kind="person"),
        Column("note", lazy("Note"), 80, cell=lambda row: row.note[:200], is_hidden_on_phone=True),
        Column("human", lazy("Human"), 90, cell=lambda row: row.human, kind="flag", is_extra=True),
        Column("source", gettext_lazy("Recorded by way of"), 91, cell=_source, is_extra=True),
        Column("product", lazy("Product"), 92, cell=lambda row: row.product and row.product.name, is_extra=True),
        replace(value, foot_of=untold(user).told() or None),
        Column("recorded", lazy("Recorded"), 94, cell=lambda row: row.recorded_at, kind="moment", is_extra=True),
    ]


def filters() -> list[Filter]:
    lazy = gettext_lazy
    return [
        Filter("channel", lazy("Channel"), _of_buyers("channel"), choices=lambda _r: Channel.choices, order=10),
        Filter("activity", lazy("Activity"), _equal("activity"), choices=_activities, order=20),
        Filter("direction", lazy("Direction"), _of_buyers("direction"), choices=lambda _r: Direction.choices, order=30),
        Filter("outcome", lazy("Outcome"), _equal("outcome"), choices=lambda _r: Outcome.choices, order=40),
        Filter("user", lazy("Person"), _equal("user"), choices=_people, order=50),
        Filter("human", lazy("Human"), _equal("human"), "flag", order=60, is_extra=True),
        Filter("source", gettext_lazy("Recorded by way of"), _of_source, choices=_sources, order=70, is_extra=True),
        Filter("account", lazy("Account"), of_account, "hidden"),
        Filter("contact", lazy("Contact"), of_contact, "hidden"),
        *period_filters("at", lazy("From"), lazy("Until")),
    ]


def list_fields(record: str) -> list[ListField]:
    """Let the list be narrowed by what has no control of its own: names of companies and people, notes, values."""
    if record != RECORD:
        return []
    return [
        linked_field("account", gettext_lazy("Account"), Account, 10),
        linked_field("contact", gettext_lazy("Contact"), Contact, 20),
        ListField("channel", gettext_lazy("Channel"), "choice", "channel", lambda _r: Channel.choices, order=30),
        ListField("activity", gettext_lazy("Activity"), "choice", "activity", _activities, order=40),
        ListField("user", gettext_lazy("Person"), "choice", "user", _people, order=50),
        _told_alone(text_field("note", gettext_lazy("Note"), "note", 60, has_blank=True)),
        _told_alone(ListField("value", gettext_lazy("Value"), "number", "value", order=70)),
        ListField("at", gettext_lazy("When"), "moment", "at", order=80),
    ]


def _told_alone(field: ListField) -> ListField:
    """Ask a field only of the rows that tell it to their reader."""

    def narrow(rows: QuerySet, test: str, values: Sequence[Any]) -> QuerySet:
        return apply(heard(rows), FieldFilter(field, test, "", tuple(values)))

    return replace(field, narrow=narrow)


def visible(user: Any, action: Action = "view") -> QuerySet[Touch]:
    """Return the interactions that the user sees, or may take along in a file."""
    rows = visible_touches(user) & live_touches()
    if action == "export" and access.how_far(user, "account", "export") != "all":
        mine = Q(account__in=visible_accounts(user, "export"))
        rows = rows.filter(mine | Q(account=None, contact__in=visible_contacts(user, "export")))
    return rows


def _equal(field: str) -> Any:
    return lambda rows, value: rows.filter(**{field: value})


def _of_buyers(field: str) -> Any:
    """Narrow to what passed between a buyer and us: our own decisions went through no channel."""
    return lambda rows, value: interactions(rows).filter(**{field: value})


def _of_source(rows: QuerySet, value: str) -> QuerySet:
    """Narrow to a way of recording, in the words of the index that leaves files out."""
    rows = rows.filter(source=value)
    return rows if value == "import" else rows.filter(~Q(source="import"))


def _address(row: Touch) -> str:
    record = row.account or row.contact
    return record.get_absolute_url() if record else ""


def contact_link(row: Touch) -> tuple[str, str] | None:
    return (row.contact.name, reverse("contact", args=[row.contact_id])) if row.contact_id else None


def _channel(row: Touch) -> Any:
    return "" if row.activity.is_decision else CHANNELS.get(row.channel, row.channel)


def _direction(row: Touch) -> Any:
    return "" if row.activity.is_decision else DIRECTIONS[row.direction]


def _outcome(row: Touch) -> tuple[str, str]:
    return (OUTCOMES[row.outcome], TONES[row.outcome]) if row.outcome in TONES else None


def _source(row: Touch) -> str:
    return str(SOURCES.get(row.source, row.source))


def _activities(_request: HttpRequest) -> list[Choice]:
    rows = (row for row in activities() if row.is_active)
    return sorted(((str(row.pk), row.label) for row in rows), key=lambda pair: pair[1])


def _people(_request: HttpRequest) -> list[Choice]:
    return [(str(pk), name) for pk, name in people_to_find()]


def _sources(_request: HttpRequest) -> list[Choice]:
    return list(SOURCES.items())

"""Refusals as Marketing's work: which wait, how their clocks stand, what was changed because of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jornada.apps.handoff.clock_views import ClockView, view_of
from jornada.apps.handoff.models import RefusalReply
from jornada.apps.handoff.queries import visible_offers
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.words import about
from jornada.apps.org import access
from jornada.apps.org.calendars import calendar_of_team
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.clocks import Clock

STATES = {"open": _("To answer"), "late": _("Late"), "answered": pgettext_lazy("refusals", "Answered"), "all": _("All")}
RELATED = (
    "offer__lead__account",
    "offer__lead__contact",
    "offer__lead__source",
    "offer__lead__owner__team",
    "offer__reason",
    "offer__answered_by",
    "offer__offered_by__team__calendar",
    "offer__version__agreement",
    "replied_by",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A refusal in the list: the clock of its answer while one is owed, and whether this person may answer."""

    reply: RefusalReply
    clock: ClockView | None
    may_answer: bool
    about: str


def refusals(
    user: Any, now: datetime, *, state: str = "all", reason: str = "", source: str = "", change: str = ""
) -> QuerySet[RefusalReply]:
    """Return the refusals that a person may see, narrowed."""
    rows = RefusalReply.objects.filter(offer__in=visible_offers(user).values("pk"), offer__status="refused")
    rows = rows.filter(_of_state(state, now))
    wanted = {"offer__reason__code": reason, "offer__lead__source__code": source, "change": change}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def ordered(rows: QuerySet[RefusalReply], state: str) -> QuerySet[RefusalReply]:
    """Put what is owed first, the most urgent on top; what is answered with the newest on top."""
    rows = rows.select_related(*RELATED)
    if state in ("answered", "all"):
        return rows.order_by("-offer__answered_at", "-pk")
    return rows.order_by("due_at", "pk")


def counts(rows: QuerySet[RefusalReply], now: datetime) -> dict[str, int]:
    """Count them by state (one query)."""
    return rows.aggregate(**{state: Count("pk", filter=_of_state(state, now) or None) for state in STATES})


def changes_made(rows: QuerySet[RefusalReply]) -> list[tuple[str, str, int]]:
    """Count what was changed because of refusals: (code, label, number)."""
    told = rows.exclude(change="").order_by().values_list("change").annotate(number=Count("pk")).order_by("-number")
    return [(code, str(RefusalReply.Change(code).label), number) for code, number in told]


def rows_of(user: Any, replies: list[RefusalReply], now: datetime) -> list[Row]:
    hours: dict[int, WorkingCalendar] = {}
    return [
        Row(reply, _clock(reply, hours, now), _may_answer(user, reply), about(user, reply.offer.lead))
        for reply in replies
    ]


def _of_state(state: str, now: datetime) -> Q:
    if state == "open":
        return Q(replied_at=None)
    if state == "late":
        return Q(replied_at=None, due_at__lte=now)
    return Q(replied_at__isnull=False) if state == "answered" else Q()


def _may_answer(user: Any, reply: RefusalReply) -> bool:
    return reply.replied_at is None and access.may(user, "lead", "change", reply.offer.lead)


def _clock(reply: RefusalReply, hours: dict[int, WorkingCalendar], now: datetime) -> ClockView | None:
    offer = reply.offer
    allowed = terms_of(offer.version).marketing.reply_to_refusal if offer.version else None
    if reply.replied_at or not allowed or not offer.answered_at or allowed <= timedelta(0):
        return None
    team = offer.offered_by.team if offer.offered_by_id and offer.offered_by else None
    key = team.pk if team else 0
    if key not in hours:
        hours[key] = calendar_of_team(team, now)
    return view_of(Clock(offer.answered_at, allowed), hours[key], now)

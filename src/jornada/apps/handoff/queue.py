"""What the queue shows: offers with their clocks, follow-ups, and what waits for Marketing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jornada.apps.handoff import queries
from jornada.apps.handoff.answers import Answer, open_answers
from jornada.apps.handoff.automatic import candidates, fitting
from jornada.apps.handoff.clock_views import ClockView, clocks_of
from jornada.apps.handoff.models import FollowUp, Offer
from jornada.apps.handoff.owed import who_left
from jornada.apps.handoff.terms import DATA, missing_data, terms_of
from jornada.apps.handoff.words import about, assignment_line
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.scoring.ranking import Ranked, may_rank, ranked
from jornada.apps.org.access import shown

SHOWN = 50
LOOKED_AT = 500
# By what it is expected to bring, times how urgent it is; or by the clock alone. The first is taken unless chosen.
ORDERS = ("value", "clock")
RELATED = (
    "lead__account__industry",
    "lead__contact",
    "lead__source",
    "lead__program",
    "reason",
    "lead__owner__team",
    "to__team",
    "offered_by",
    "version__agreement__team__calendar",
)


@dataclass(frozen=True, slots=True)
class Row:
    """An offer in a list: its clock, if one runs, and the answers this person can give."""

    offer: Offer
    clock: ClockView | None
    answers: list[Answer]
    why: str = ""
    about: str = ""
    rank: Ranked | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a list, and how many there are."""

    rows: list[Any]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def queue(user: Any, now: datetime, order: str = ORDERS[0]) -> dict[str, Part]:
    """Gather the parts of a person's queue; empty ones too."""
    return {
        "mine": (_ranked if order == "value" and may_rank(user) else _offers)(user, queries.queue_of(user), now),
        "noted": _seen_leads(user, _first(queries.offered_without_clock(user))),
        "unroutable": _offers(user, queries.unroutable(user), now),
        "lacking": _lacking(user) if queries.is_marketing(user) else Part([], 0),
        "follow_ups": _follow_ups(user, queries.open_follow_ups(user)),
        "of_nobody": _follow_ups(user, queries.follow_ups_of_nobody(user)),
        "questions": _first(queries.questions_to_answer(user)),
        "refusals": _refused(user) if queries.is_marketing(user) else Part([], 0),
        "made": _offers(user, queries.open_offers_made_by(user), now),
    }


def rows_of(user: Any, offers: Iterable[Offer], now: datetime) -> list[Row]:
    offers = list(offers)
    clocks = clocks_of(offers, now)
    return [
        Row(offer, clocks.get(offer.pk), open_answers(user, offer), _why(offer), about(user, offer.lead))
        for offer in offers
    ]


def with_clocks(offers: QuerySet[Offer], related: tuple[str, ...] = RELATED) -> QuerySet[Offer]:
    """Fetch what clocks and answers read, in a fixed number of queries."""
    return offers.select_related(*related).prefetch_related("questions", "assignments")


def by_value(offers: QuerySet[Offer], now: datetime, most: int) -> list[tuple[Offer, Ranked]]:
    """Order offers by what is expected to come of them, times how urgent each is; each with its rank and reasons."""
    leads = Lead.objects.filter(pk__in=offers.order_by().values("lead"))
    ranks = {each.lead.pk: each for each in ranked(leads, now, most)}
    place = {pk: number for number, pk in enumerate(ranks)}
    rows = sorted(with_clocks(offers.filter(lead__in=list(ranks))), key=lambda offer: place[offer.lead_id])
    return [(offer, ranks[offer.lead_id]) for offer in rows]


def _offers(user: Any, offers: QuerySet[Offer], now: datetime) -> Part:
    rows = rows_of(user, with_clocks(offers)[: SHOWN + 1], now)
    return Part(rows[:SHOWN], len(rows) if len(rows) <= SHOWN else offers.count())


def _ranked(user: Any, offers: QuerySet[Offer], now: datetime) -> Part:
    found = by_value(offers, now, SHOWN)
    rows = rows_of(user, [offer for offer, _rank in found], now)
    first = [replace(row, rank=rank) for row, (_offer, rank) in zip(rows, found, strict=True)]
    return Part(first, len(first) if len(first) < SHOWN else offers.count())


def _seen_leads(user: Any, part: Part) -> Part:
    return replace(part, rows=[shown(user, lead) for lead in part.rows])


def _follow_ups(user: Any, rows: QuerySet[FollowUp]) -> Part:
    """Give each with `left`, who accepted it and is gone."""
    part = _first(rows)
    for follow_up in part.rows:
        follow_up.left = who_left(follow_up)  # type: ignore[attr-defined]
        follow_up.offer.lead = shown(user, follow_up.offer.lead)
    return part


def _refused(user: Any) -> Part:
    part = _first(queries.refusals_to_answer(user))
    for reply in part.rows:
        reply.offer.lead = shown(user, reply.offer.lead)
    return part


def _first(rows: QuerySet[Any]) -> Part:
    found = list(rows[: SHOWN + 1])
    return Part(found[:SHOWN], len(found) if len(found) <= SHOWN else rows.count())


def _lacking(user: Any) -> Part:
    """List MQLs that an automatic agreement would hand over if they had the data it asks for, with what they lack."""
    clauses = [terms_of(version).qualified for version in queries.versions_in_force() if version.agreement.is_automatic]
    if not any(clause.needed for clause in clauses):
        return Part([], 0)
    rows = candidates().filter(pk__in=visible_leads(user).values("pk")).select_related("account", "contact")
    leads = list(rows[:LOOKED_AT])
    lacks: dict[int, list[list[str]]] = {lead.pk: [] for lead in leads}
    for clause in clauses:
        wanted = fitting(clause, list(lacks))
        for lead in leads:
            if lead.pk in wanted:
                lacks[lead.pk].append(missing_data(lead, clause.needed))
    least = [(lead, min(lacks[lead.pk], key=len, default=[])) for lead in leads]
    found = [(lead, ", ".join(str(DATA.get(name, name)) for name in names)) for lead, names in least if names]
    return Part(found[:SHOWN], len(found))


def _why(offer: Offer) -> str:
    """Say of an offer that nobody will answer why that is."""
    if offer.status in Offer.OPEN and offer.to is not None and not offer.to.is_active:
        return _("%(who)s is inactive and will not answer: give the lead to somebody else.") % {"who": offer.to}
    last = list(offer.assignments.all())[-1:]
    return assignment_line(last[0]) if last and offer.to_id is None else ""

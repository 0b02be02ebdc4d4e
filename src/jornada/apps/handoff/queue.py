"""What the queue shows: offers with their clocks, follow-ups, and what waits for Marketing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jornada.apps.handoff import queries
from jornada.apps.handoff.answers import Answer, open_answers
from jornada.apps.handoff.automatic import candidates
from jornada.apps.handoff.clock_views import ClockView, clocks_of
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.terms import DATA, missing_data, terms_of
from jornada.apps.handoff.words import assignment_line
from jornada.apps.leads.queries import visible_leads

SHOWN = 50
LOOKED_AT = 500
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


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a list, and how many there are."""

    rows: list[Any]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def queue(user: Any, now: datetime) -> dict[str, Part]:
    """Gather the parts of a person's queue; empty ones too."""
    return {
        "mine": _offers(user, queries.queue_of(user), now),
        "noted": _first(queries.offered_without_clock(user)),
        "unroutable": _offers(user, queries.unroutable(user), now),
        "lacking": _lacking(user) if queries.is_marketing(user) else Part([], 0),
        "follow_ups": _first(queries.open_follow_ups(user)),
        "questions": _first(queries.questions_to_answer(user)),
        "refusals": _first(queries.refusals_to_answer(user)) if queries.is_marketing(user) else Part([], 0),
        "made": _offers(user, queries.open_offers_made_by(user), now),
    }


def rows_of(user: Any, offers: Iterable[Offer], now: datetime) -> list[Row]:
    offers = list(offers)
    clocks = clocks_of(offers, now)
    return [Row(offer, clocks.get(offer.pk), open_answers(user, offer), _why(offer)) for offer in offers]


def with_clocks(offers: QuerySet[Offer], related: tuple[str, ...] = RELATED) -> QuerySet[Offer]:
    """Fetch what clocks and answers read, in a fixed number of queries."""
    return offers.select_related(*related).prefetch_related("questions", "assignments")


def _offers(user: Any, offers: QuerySet[Offer], now: datetime) -> Part:
    rows = rows_of(user, with_clocks(offers)[: SHOWN + 1], now)
    return Part(rows[:SHOWN], len(rows) if len(rows) <= SHOWN else offers.count())


def _first(rows: QuerySet[Any]) -> Part:
    found = list(rows[: SHOWN + 1])
    return Part(found[:SHOWN], len(found) if len(found) <= SHOWN else rows.count())


def _lacking(user: Any) -> Part:
    """List MQLs that an automatic agreement would hand over if they had the data it asks for, with what they lack."""
    needed = [
        terms_of(version).qualified.needed for version in queries.versions_in_force() if version.agreement.is_automatic
    ]
    if not any(needed):
        return Part([], 0)
    leads = candidates().filter(pk__in=visible_leads(user).values("pk")).select_related("account", "contact")
    found = []
    for lead in leads[:LOOKED_AT]:
        lacks = min((missing_data(lead, each) for each in needed), key=len)
        if lacks:
            found.append((lead, ", ".join(str(DATA.get(name, name)) for name in lacks)))
    return Part(found[:SHOWN], len(found))


def _why(offer: Offer) -> str:
    """Say of an offer without a receiver why nobody could take it."""
    last = list(offer.assignments.all())[-1:]
    return assignment_line(last[0]) if last and offer.to_id is None else ""

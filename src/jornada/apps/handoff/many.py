"""Many leads handed over at once under one agreement: what `offers.make_offer` does for one, with few statements."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jornada.apps.handoff import queries
from jornada.apps.handoff.clocks import first_look
from jornada.apps.handoff.models import AgreementVersion, Assignment, Offer, OfferEvent, RoutingMember
from jornada.apps.handoff.routing import Choice, Desk
from jornada.apps.handoff.terms import completeness, missing_data, terms_of
from jornada.apps.handoff.told import notices_about
from jornada.apps.leads.many import hand_over_leads
from jornada.apps.leads.models import Lead
from jornada.apps.market.personas import queries as personas
from jornada.apps.org import many
from jornada.apps.org.bulk import bulk_insert, next_ids
from jornada.apps.org.calendars import calendar_of_team, calendars_of_people
from jornada.apps.org.models import User
from jornada.apps.org.notices import tell_all
from jornada.rules.routing import Assignment as Decision

CLOCK, DATA = ("due_at", "look_at"), ("completeness", "missing")
OFFER = ("id", "lead", "to", *CLOCK, "is_hot", *DATA, "persona", "persona_state")
ASSIGNMENT = ("offer", "person", "rule", "why", "passed")


def make_offers(leads: Sequence[Lead], version: AgreementVersion, now: datetime) -> int:
    """Hand leads over by the routing of an agreement; those that somebody handed over meanwhile are left out."""
    with transaction.atomic():
        rows = _still_free(leads)
        desk = Desk(version.agreement, rows, now) if rows else None
        choices = [desk.decide(row) for row in rows] if desk else []
        people = User.objects.select_related("team__calendar").in_bulk({each.decision.person for each in choices})
        offers = _offers(rows, choices, version, people, now)
        _write(offers, choices, version, now)
        _count_turns(choices)
        hand_over_leads(None, [(offer.lead, people.get(offer.to_id)) for offer in offers], now)
        tell_all([notice for offer in offers for notice in notices_about(offer, now)])
    return len(rows)


def _still_free(leads: Sequence[Lead]) -> list[Lead]:
    """Hold the leads, in the order given, that are open and stand under no offer."""
    held = many.held(Lead, [lead.pk for lead in leads], "account", "contact")
    held = {pk: row for pk, row in held.items() if row.status == Lead.Status.OPEN}
    taken = set(Offer.objects.filter(lead__in=list(held), status__in=Offer.OPEN).values_list("lead", flat=True))
    free = queries.offerable(list(held)) - taken
    return [held[lead.pk] for lead in leads if lead.pk in free]


def _offers(
    rows: Sequence[Lead], choices: Sequence[Choice], version: AgreementVersion, people: Any, now: datetime
) -> list[Offer]:
    needed, known = terms_of(version).qualified.needed, _personas(rows)
    hours: dict[int | None, Any] = {**calendars_of_people(people.values(), now)}
    hours[None] = calendar_of_team(version.agreement.team, now)
    looks = {pk: first_look(version, calendar, now) for pk, calendar in hours.items()}
    made = []
    for row, choice in zip(rows, choices, strict=True):
        missing, to = missing_data(row, needed), choice.decision.person
        due_at, look_at = looks[to]
        offer = Offer(lead=row, version=version, to=people.get(to), is_hot=row.temperature == "hot", missing=missing)
        offer.completeness, offer.due_at, offer.look_at = completeness(needed, missing), due_at, look_at
        offer.persona, offer.persona_state = known.get(row.contact_id, (None, ""))
        offer.offered_at = offer.updated_at = now
        made.append(offer)
    return made


def _personas(rows: Sequence[Lead]) -> dict[int | None, tuple[Any, str]]:
    """Keep of which persona each contact is, and how sure that is, as it stands at the hand-over."""
    found = personas.personas_of([row.contact_id for row in rows if row.contact_id])
    states = personas.states_of(list(found.values())) if found else {}
    return {contact: (persona, states[persona.pk].state) for contact, persona in found.items()}


def _write(offers: Sequence[Offer], choices: Sequence[Choice], version: AgreementVersion, now: datetime) -> None:
    """Write the offers, why each went to whom, and that it was made; as tuples: models cost more than all else."""
    for number, offer in enumerate(offers, start=next_ids(Offer, len(offers))):
        offer.pk = number
    fresh = {"status": Offer.Status.WAITING.value, "note": "", "answer_note": "", "steps_done": "[]"}
    stamps = {"offered_at": now, "updated_at": now, "is_breached": False}
    bulk_insert(Offer, OFFER, map(_of_offer, offers), same={"version": version.pk, **fresh, **stamps})
    told = [(offer.pk, choice.decision) for offer, choice in zip(offers, choices, strict=True)]
    bulk_insert(Assignment, ASSIGNMENT, (_of_decision(*each) for each in told), same={"at": now})
    kinds = {True: OfferEvent.Kind.OFFERED.value, False: OfferEvent.Kind.UNROUTED.value}
    events = ((offer.pk, kinds[offer.to_id is not None], offer.to_id) for offer in offers)
    bulk_insert(OfferEvent, ("offer", "kind", "to"), events, same={"at": now, "note": ""})


def _of_offer(row: Offer) -> tuple[Any, ...]:
    clock, data = (row.due_at, row.look_at), (row.completeness, json.dumps(row.missing))
    return (row.pk, row.lead_id, row.to_id, *clock, row.is_hot, *data, row.persona_id, row.persona_state)


def _of_decision(offer: int, told: Decision) -> tuple[Any, ...]:
    return offer, told.person, told.rule, told.why, json.dumps([asdict(each) for each in told.passed])


def _count_turns(choices: Sequence[Choice]) -> None:
    """Add the turns that were given, and what raised whoever came back from an absence."""
    raised: Counter[tuple[int, int]] = Counter()
    for choice in choices:
        raised.update(choice.raised)
    given = Counter((each.decision.rule, each.decision.person) for each in choices if each.decision.rule is not None)
    for rule, person in raised.keys() | given.keys():
        turns = {"start": F("start") + raised[rule, person], "turns": F("turns") + given[rule, person]}
        RoutingMember.objects.filter(rule=rule, user=person).update(**turns)

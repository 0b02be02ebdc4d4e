"""Giving an offer to somebody: gather the facts, ask the rule, write the assignment down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import F

from jornada.apps.handoff import queries
from jornada.apps.handoff.conditions import leads_where
from jornada.apps.handoff.models import Agreement, Assignment, Offer, RoutingMember
from jornada.apps.leads.models import Lead
from jornada.rules.condition_json import from_json
from jornada.rules.routing import Assignment as Decision
from jornada.rules.routing import RoutingRule
from jornada.rules.routing_turns import Turns, levelled, route_by_turns


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a lead and why; `raised`: turns added to whoever came back from an absence, by (rule, person)."""

    decision: Decision
    raised: Mapping[tuple[int, int], int]


def decide(agreement: Agreement, lead: Lead, now: datetime, excluded: Iterable[int] = ()) -> Choice:
    """Say who gets a lead under an agreement, and why; writes nothing."""
    rows = queries.rules_of(agreement)
    owner = lead.account.owner_id if lead.account_id and lead.account else None
    named = {member.user_id for row in rows for member in row.members.all()} | ({owner} if owner else set())
    people = queries.people_to_route(named, now)
    turns = turns_of(rows)
    holds = {row.pk: row.condition is None or bool(leads_where(from_json(row.condition), [lead.pk])) for row in rows}
    decision = route_by_turns(turns, holds, people, account_owner=owner, excluded=frozenset(excluded))
    raised = {
        (each.rule.id, pk): number - each.given.get(pk, 0)
        for each in turns
        if each.rule.id == decision.rule
        for pk, number in levelled(each, people).items()
        if number != each.given.get(pk, 0)
    }
    return Choice(decision, raised)


def turns_of(rows: Iterable[queries.RoutingRule]) -> list[Turns]:
    """Read rules with their people and turns, as the log of assignments tells them."""
    rows = list(rows)
    given, away = queries.given_by_rule(rows), queries.away_at_last_turn(rows)
    found = []
    for row in rows:
        weights = {member.user_id: member.weight for member in row.members.all()}
        rule = RoutingRule(row.pk, row.way, tuple(weights), row.is_fallback)
        found.append(Turns(rule, weights, given.get(row.pk, {}), away.get(row.pk, frozenset())))
    return found


def assign(offer: Offer, choice: Choice, now: datetime) -> Assignment:
    """Write a decision down; the offer itself is the caller's to save."""
    decision = choice.decision
    offer.to_id = decision.person
    for (rule, person), number in choice.raised.items():
        RoutingMember.objects.filter(rule=rule, user=person).update(start=F("start") + number)
    return Assignment.objects.create(
        offer=offer,
        at=now,
        person_id=decision.person,
        rule_id=decision.rule,
        why=decision.why,
        passed=[asdict(each) for each in decision.passed],
    )


def assign_by_hand(offer: Offer, person: int, now: datetime) -> Assignment:
    offer.to_id = person
    return Assignment.objects.create(offer=offer, at=now, person_id=person, why=Assignment.Why.HAND)

"""Giving an offer to somebody: gather the facts, ask the rule, write the assignment down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db.models import F

from jornada.apps.handoff import queries
from jornada.apps.handoff.conditions import leads_where
from jornada.apps.handoff.models import Agreement, Assignment, Offer, RoutingMember
from jornada.apps.leads.models import Lead
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.rules.routing import Assignment as Decision
from jornada.rules.routing import RoutingRule
from jornada.rules.routing_turns import Turns, away_at, levelled, route_by_turns


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a lead and why; `raised`: turns added to whoever came back from an absence, by (rule, person)."""

    decision: Decision
    raised: Mapping[tuple[int, int], int]


class Desk:
    """The facts of routing, gathered once for several leads; each lead given out counts for those after it."""

    def __init__(self, agreement: Agreement, leads: Sequence[Lead], now: datetime) -> None:
        rows = queries.rules_of(agreement)
        owners = {owner for lead in leads if (owner := _owner(lead))}
        named = {member.user_id for row in rows for member in row.members.all()} | owners
        self.people = queries.people_to_route(named, now, counts_all=False)
        self.turns = turns_of(rows)
        ids = [lead.pk for lead in leads]
        self.holds = {row.pk: _where(row, ids) for row in rows}

    def decide(self, lead: Lead, excluded: Iterable[int] = ()) -> Choice:
        holds = {rule: ids is None or lead.pk in ids for rule, ids in self.holds.items()}
        out = frozenset(excluded)
        decision = route_by_turns(self.turns, holds, self.people, account_owner=_owner(lead), excluded=out)
        raised = self._raised(decision)
        self._count(decision)
        return Choice(decision, raised)

    def _raised(self, decision: Decision) -> dict[tuple[int, int], int]:
        return {
            (each.rule.id, pk): number - each.given.get(pk, 0)
            for each in self.turns
            if each.rule.id == decision.rule
            for pk, number in levelled(each, self.people).items()
            if number != each.given.get(pk, 0)
        }

    def _count(self, decision: Decision) -> None:
        if decision.person is None:
            return
        person = self.people[decision.person]
        self.people[person.id] = replace(person, load=person.load + 1)
        self.turns = [_after(each, decision, self.people) for each in self.turns]


def decide(agreement: Agreement, lead: Lead, now: datetime, excluded: Iterable[int] = ()) -> Choice:
    """Say who gets a lead under an agreement, and why; writes nothing."""
    return Desk(agreement, [lead], now).decide(lead, excluded)


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
    if decision.rule is not None:
        RoutingMember.objects.filter(rule=decision.rule, user=decision.person).update(turns=F("turns") + 1)
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


def _where(row: queries.RoutingRule, lead_ids: Sequence[int]) -> set[int] | None:
    """Return the leads of which the condition of a rule holds; None: it has none. One that cannot be read holds of
    nobody, and the page of the agreement says so: the other rules go on."""
    if row.condition is None:
        return None
    try:
        return leads_where(from_json(row.condition), lead_ids)
    except ConditionFormatError:
        return set()


def _owner(lead: Lead) -> int | None:
    return lead.account.owner_id if lead.account_id and lead.account else None


def _after(turns: Turns, decision: Decision, people: Mapping[int, queries.Person]) -> Turns:
    """Count the turn that a rule gave."""
    if turns.rule.id != decision.rule or decision.person is None:
        return turns
    given = dict(levelled(turns, people))
    given[decision.person] = given.get(decision.person, 0) + 1
    return replace(turns, given=given, was_away=away_at(turns.rule.id, decision))

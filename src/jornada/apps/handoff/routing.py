"""Giving an offer to somebody: gather the facts, ask the rule, write the assignment down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime

from jornada.apps.handoff import queries
from jornada.apps.handoff.conditions import leads_where
from jornada.apps.handoff.models import Agreement, Assignment, Offer
from jornada.apps.handoff.models import RoutingRule as Row
from jornada.apps.leads.models import Lead
from jornada.rules.condition_json import from_json
from jornada.rules.routing import Assignment as Decision
from jornada.rules.routing import Passed, Person, RoutingRule, route


def decide(agreement: Agreement, lead: Lead, now: datetime, excluded: Iterable[int] = ()) -> Decision:
    """Say who gets a lead under an agreement, and why; writes nothing."""
    rows = queries.rules_of(agreement)
    owner = lead.account.owner_id if lead.account_id and lead.account else None
    named = {member.user_id for row in rows for member in row.members.all()} | ({owner} if owner else set())
    people = queries.people_to_route(named, now)
    given = queries.given_by_rule(rows)
    holds = {row.pk: row.condition is None or bool(leads_where(from_json(row.condition), [lead.pk])) for row in rows}
    return _ask(rows, holds, people, given, owner, frozenset(excluded))


def assign(offer: Offer, decision: Decision, now: datetime) -> Assignment:
    """Write a decision down; the offer itself is the caller's to save."""
    offer.to_id = decision.person
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


def _ask(
    rows: list[Row],
    holds: Mapping[int, bool],
    people: Mapping[int, Person],
    given: Mapping[int, Mapping[int, int]],
    owner: int | None,
    excluded: frozenset[int],
) -> Decision:
    """Ask the rules one by one: turns and weights are those of each rule."""
    passed: list[Passed] = []
    for row in rows:
        weights = {member.user_id: member.weight for member in row.members.all()}
        rule = RoutingRule(row.pk, row.way, tuple(weights), row.is_fallback)
        weighted = {pk: replace(person, weight=weights.get(pk, 1.0)) for pk, person in people.items()}
        found = route([rule], holds, weighted, given.get(row.pk, {}), account_owner=owner, excluded=excluded)
        passed += found.passed
        if found.person is not None:
            return replace(found, passed=tuple(passed))
    return Decision(None, None, "nobody", tuple(passed))

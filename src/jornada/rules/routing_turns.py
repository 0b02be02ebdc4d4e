"""Turns of several routing rules: each counts its own, and whoever comes back from an absence goes on level.

The count of turns is what the log of assignments tells. Who was away at the last turn of a rule and is here now
has come back: their count is raised to that of the others, else they would be given every lead until they had
caught up with a month's holiday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jornada.rules.routing import Assignment, Passed, Person, RoutingRule, level_start, route


@dataclass(frozen=True, slots=True)
class Turns:
    """A rule, and how its turns stand.

    Attributes
    ----------
    rule : RoutingRule
    weights : mapping of int to float
        Share of turns of each of its people; more than 0.
    given : mapping of int to int
        Turns each has had under this rule; missing: none.
    was_away : frozenset of int
        Who could not take the last turn of this rule because they were away.
    """

    rule: RoutingRule
    weights: Mapping[int, float]
    given: Mapping[int, int]
    was_away: frozenset[int] = frozenset()


def route_by_turns(
    rules: Sequence[Turns],
    holds: Mapping[int, bool],
    people: Mapping[int, Person],
    *,
    account_owner: int | None = None,
    excluded: frozenset[int] = frozenset(),
) -> Assignment:
    """Say who gets a lead when each rule counts its own turns; else as `jornada.rules.routing.route`.

    Parameters
    ----------
    rules : sequence of Turns
        In order; the last resorts last.
    holds : mapping of int to bool
        Whether the condition of each rule holds for the lead.
    people : mapping of int to Person
        Everybody the rules name; weights are those of the rules.
    account_owner : int, optional
    excluded : frozenset of int

    Returns
    -------
    Assignment

    Examples
    --------
    >>> south = Turns(RoutingRule(1, "people", (10, 11)), {10: 1, 11: 1}, {10: 5, 11: 3})
    >>> route_by_turns([south], {1: True}, {10: Person(10), 11: Person(11)}).person
    11
    """
    passed: list[Passed] = []
    for each in rules:
        weighted = {pk: _weighted(people[pk], each) for pk in each.rule.people if pk in people}
        if each.rule.way == "account_owner" and account_owner is not None and account_owner in people:
            weighted[account_owner] = people[account_owner]
        found = route(
            [each.rule], holds, weighted, levelled(each, people), account_owner=account_owner, excluded=excluded
        )
        passed += found.passed
        if found.person is not None:
            return replace(found, passed=tuple(passed))
    return Assignment(None, None, "nobody", tuple(passed))


def levelled(turns: Turns, people: Mapping[int, Person]) -> Mapping[int, int]:
    """Count turns with those who have come back raised to the level of the others.

    Examples
    --------
    >>> south = Turns(RoutingRule(1, "people", (10, 11)), {10: 1, 11: 2}, {10: 12, 11: 2}, frozenset({11}))
    >>> levelled(south, {10: Person(10), 11: Person(11)})
    {10: 12, 11: 24}
    >>> levelled(south, {10: Person(10), 11: Person(11, is_away=True)})
    {10: 12, 11: 2}
    """
    here = [pk for pk in turns.weights if pk in people and not people[pk].is_away and people[pk].is_active]
    back = [pk for pk in here if pk in turns.was_away]
    if not back:
        return turns.given
    others = [_weighted(people[pk], turns) for pk in here if pk not in turns.was_away]
    raised = {pk: level_start(_weighted(people[pk], turns), others, turns.given) for pk in back}
    return {**turns.given, **raised}


def away_at(rule: int, decision: Assignment) -> frozenset[int]:
    """Say who of a rule was away when a decision was made.

    Examples
    --------
    >>> sorted(away_at(1, Assignment(11, 1, "turn", (Passed(1, 10, "away"), Passed(1, 12, "full")))))
    [10]
    """
    return frozenset(
        each.person for each in decision.passed if each.rule == rule and each.person and each.obstacle == "away"
    )


def _weighted(person: Person, turns: Turns) -> Person:
    weight = turns.weights.get(person.id, 1.0)
    return person if person.weight == weight else replace(person, weight=weight)

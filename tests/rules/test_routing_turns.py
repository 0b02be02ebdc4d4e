"""Turns of several rules, and coming back from an absence without being flooded."""

from jornada.rules.routing import Person, RoutingRule
from jornada.rules.routing_turns import Turns, away_at, levelled, route_by_turns

SOUTH = RoutingRule(2, "people", (10, 11))
HERE = {10: Person(10), 11: Person(11)}
AWAY = {10: Person(10), 11: Person(11, is_away=True)}


def played(days):
    """Give a lead a day under the people of each day, with counts and absences kept as the log keeps them."""
    given, was_away, got = {10: 0, 11: 0}, frozenset(), []
    for people in days:
        found = route_by_turns([Turns(SOUTH, {10: 1, 11: 1}, given, was_away)], {2: True}, people)
        given = dict(levelled(Turns(SOUTH, {10: 1, 11: 1}, given, was_away), people))
        given[found.person] = given.get(found.person, 0) + 1
        was_away = away_at(2, found)
        got.append(found.person)
    return got


def test_whoever_comes_back_takes_turns_like_the_others():
    got = played([HERE] * 2 + [AWAY] * 20 + [HERE] * 6)
    assert sorted(got[-6:]) == [10, 10, 10, 11, 11, 11]


def test_each_rule_counts_its_own_turns():
    north = Turns(RoutingRule(3, "people", (11, 10)), {10: 1, 11: 1}, {11: 4, 10: 4})
    south = Turns(SOUTH, {10: 1, 11: 1}, {10: 9})
    assert route_by_turns([south, north], {2: True, 3: True}, HERE).person == 11
    assert route_by_turns([south, north], {3: True}, HERE).person == 11


def test_a_rule_without_anybody_hands_on_with_its_reasons():
    rest = Turns(RoutingRule(9, "people", (10,), is_fallback=True), {10: 1}, {})
    first = Turns(RoutingRule(2, "people", (11,)), {11: 1}, {})
    found = route_by_turns([first, rest], {2: True, 9: True}, AWAY)
    assert (found.person, found.why, found.passed[0].obstacle) == (10, "fallback", "away")


def test_the_owner_of_the_account_needs_no_weight():
    owner = Turns(RoutingRule(1, "account_owner"), {}, {})
    assert route_by_turns([owner], {1: True}, HERE, account_owner=11).person == 11

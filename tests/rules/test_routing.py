"""Routing: the first rule that finds somebody decides, turns follow weights, nobody is a place of its own."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.routing import Person, RoutingRule, level_start, route

OWNER = RoutingRule(1, "account_owner")
SOUTH = RoutingRule(2, "people", (10, 11))
REST = RoutingRule(9, "people", (12,), is_fallback=True)
RULES = (REST, OWNER, SOUTH)
HOLDS = {1: True, 2: True, 9: True}
PEOPLE = {number: Person(number) for number in (10, 11, 12, 20)}


def test_the_account_owner_comes_first_when_the_rule_says_so():
    found = route(RULES, HOLDS, PEOPLE, {}, account_owner=20)
    assert (found.person, found.rule, found.why) == (20, 1, "account_owner")


def test_without_an_owner_the_next_rule_takes_turns():
    found = route(RULES, HOLDS, PEOPLE, {10: 3, 11: 2})
    assert (found.person, found.why) == (11, "turn")
    assert [(each.rule, each.obstacle) for each in found.passed] == [(1, "no_owner")]


@pytest.mark.parametrize(
    ("person", "obstacle"),
    [
        (Person(10, is_away=True), "away"),
        (Person(10, capacity=5, load=5), "full"),
        (Person(10, is_active=False), "inactive"),
    ],
)
def test_whoever_cannot_take_it_is_passed_over_with_the_reason(person, obstacle):
    found = route(RULES, HOLDS, {**PEOPLE, 10: person}, {})
    assert found.person == 11
    assert (2, 10, obstacle) in [(each.rule, each.person, each.obstacle) for each in found.passed]


def test_from_whom_it_was_taken_does_not_get_it_again():
    assert route(RULES, HOLDS, PEOPLE, {}, excluded=frozenset({10})).person == 11


def test_the_fallback_is_asked_last_whatever_its_place():
    away = {number: Person(number, is_away=True) for number in (10, 11)}
    found = route(RULES, HOLDS, {**PEOPLE, **away}, {})
    assert (found.person, found.why) == (12, "fallback")


def test_when_nobody_can_the_answer_says_why_for_each():
    found = route(RULES, HOLDS, {number: Person(number, is_away=True) for number in PEOPLE}, {}, account_owner=20)
    assert (found.person, found.why) == (None, "nobody")
    assert {each.person for each in found.passed} == {10, 11, 12, 20}


def test_a_rule_whose_condition_does_not_hold_is_passed_over():
    assert route(RULES, {2: False, 9: True}, PEOPLE, {}).person == 12


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 300))
def test_turns_follow_the_weights_at_every_moment(weights, leads):
    people = {number: Person(number, weight=weight) for number, weight in enumerate(weights)}
    rule, given_so_far = RoutingRule(1, "people", tuple(people)), Counter()
    for _ in range(leads):
        given_so_far[route([rule], {1: True}, people, given_so_far).person] += 1
    for number, weight in enumerate(weights):
        assert abs(given_so_far[number] - leads * weight / sum(weights)) <= max(weights)


def test_the_same_log_gives_the_same_decisions():
    draws = random.Random(3)
    holds = [{1: draws.random() < 0.5, 2: draws.random() < 0.7, 9: True} for _ in range(50)]

    def decide():
        given_so_far = Counter()
        for each in holds:
            given_so_far[route(RULES, each, PEOPLE, given_so_far, account_owner=20).person] += 1
        return given_so_far

    assert decide() == decide()


def test_whoever_comes_back_starts_level_and_is_not_flooded():
    assert level_start(PEOPLE[10], [PEOPLE[11], PEOPLE[12]], {10: 2, 11: 30, 12: 28}) == 28
    assert level_start(PEOPLE[10], [], {10: 2}) == 2

"""Routing replayed: loads, absences and turns as they were then; the same input, the same output."""

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from time import perf_counter

from jornada.rules.routing import Person, RoutingRule
from jornada.rules.routing_replay import Case, busiest, replay
from jornada.rules.routing_turns import Turns

NINE = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SOUTH = Turns(RoutingRule(1, "people", (10, 11)), {10: 1, 11: 1}, {})
PEOPLE = {10: Person(10), 11: Person(11), 20: Person(20)}


def cases(number, held=HOUR / 2, **more):
    return [Case(n, NINE + n * HOUR, frozenset({1}), until=NINE + n * HOUR + held, **more) for n in range(number)]


def whom(found):
    return [each.decision.person for each in found]


def test_turns_go_on_from_where_they_were():
    ahead = replace(SOUTH, given={10: 3, 11: 1})
    assert whom(replay(cases(4), [ahead], PEOPLE)) == [11, 11, 10, 11]


def test_a_full_desk_is_passed_over_until_something_leaves_it():
    people = {10: Person(10, capacity=1), 11: Person(11)}
    found = replay(cases(4, held=2.5 * HOUR), [replace(SOUTH, given={11: 9})], people)
    assert whom(found) == [10, 11, 11, 10]


def test_what_was_held_before_counts():
    people = {10: Person(10, capacity=1), 11: Person(11)}
    assert whom(replay(cases(1), [SOUTH], people, held=[(10, None)])) == [11]
    assert whom(replay(cases(1), [SOUTH], people, held=[(10, NINE)])) == [10]


def test_whoever_was_away_then_gets_none_and_comes_back_on_level():
    away = {10: [(NINE, NINE + 6 * HOUR)]}
    found = whom(replay(cases(12), [SOUTH], PEOPLE, away=away))
    assert found[:6] == [11] * 6
    assert Counter(found[6:]) == {10: 3, 11: 3}


def test_two_absences_that_touch_are_one():
    away = {10: [(NINE, NINE + 2 * HOUR), (NINE + 2 * HOUR, NINE + 4 * HOUR)]}
    assert 10 not in whom(replay(cases(4), [SOUTH], PEOPLE, away=away))


def test_whoever_is_away_twice_at_once_comes_back_after_the_last():
    away = {10: [(NINE, NINE + 5 * HOUR), (NINE + HOUR, NINE + 2 * HOUR)]}
    assert 10 not in whom(replay(cases(5), [SOUTH], PEOPLE, away=away))


def test_the_owner_of_the_account_comes_first():
    owner = Turns(RoutingRule(2, "account_owner"), {}, {})
    case = Case(1, NINE, frozenset({1, 2}), account_owner=20)
    assert whom(replay([case], [owner, SOUTH], PEOPLE)) == [20]


def test_a_case_of_no_rule_says_why_nobody_gets_it():
    [found] = replay([Case(1, NINE, frozenset())], [SOUTH], PEOPLE)
    assert (found.decision.person, found.decision.passed[0].obstacle) == (None, "condition")


def test_order_of_input_changes_nothing():
    made = cases(40)
    shuffled = random.Random(3).sample(made, len(made))
    assert replay(made, [SOUTH], PEOPLE) == replay(shuffled, [SOUTH], PEOPLE)


def test_the_busiest_moment_by_hand():
    spans = [(10, NINE, NINE + HOUR), (10, NINE + HOUR / 2, None), (11, NINE, NINE), (10, NINE + HOUR, NINE + 2 * HOUR)]
    assert busiest(spans) == {10: 2, 11: 0}


def test_thousands_of_leads_a_second():
    people = {number: Person(number, capacity=50) for number in range(30)}
    rules = [
        Turns(RoutingRule(rule, "people", tuple(range(30))), dict.fromkeys(range(30), 1.0), {}) for rule in range(6)
    ]
    made = [Case(n, NINE + n * HOUR / 60, frozenset({5}), until=NINE + (n + 60) * HOUR / 60) for n in range(2000)]
    start = perf_counter()
    replay(made, rules, people)
    assert 2000 / (perf_counter() - start) > 1000

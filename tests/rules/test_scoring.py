"""Scores of one record: worked by hand, then what must hold whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.condition_facts import Facts, TouchFact
from jornada.rules.condition_fields import Field, Vocabulary
from jornada.rules.conditions import Attribute, Did, Score
from jornada.rules.scoring import AttributeRule, BehaviourRule, Group, Model, account_score, kept, most_points, score
from jornada.rules.scoring_check import check_model
from jornada.rules.scoring_json import ScoringFormatError, model_from_json, model_to_json

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WHO, DOES, STOPS = (
    Group("who", "Who", "fit"),
    Group("does", "Does", "engagement", 40),
    Group("stops", "S", "engagement"),
)
TECH = AttributeRule("tech", "Technology", "who", 25, Attribute("industry", "is", "Tech"))
STUDENT = AttributeRule("student", "Student", "who", -40, Attribute("title", "contains", "student"))
CLICK = BehaviourRule("click", "Click", "does", 8, Did(("email.clicked",)), half_life_days=10)
DEMO = BehaviourRule("demo", "Demo", "does", 20, Did(("demo.requested",)), "first")
LEFT = BehaviourRule("left", "Unsubscribed", "stops", -15, Did(("email.unsubscribed",)))
MODEL = Model((WHO, DOES, STOPS), (TECH, STUDENT, CLICK, DEMO, LEFT), 100, (25, 15, 5), (30, 20, 10))


def touch(activity: str, days_ago: float, **more: object) -> TouchFact:
    return TouchFact(NOW - timedelta(days=days_ago), activity, **more)  # type: ignore[arg-type]


def test_a_score_worked_by_hand():
    touches = [touch("email.clicked", 0), touch("email.clicked", 10), touch("email.clicked", 20)]
    found = score(MODEL, Facts({"industry": "Tech"}, [*touches, touch("demo.requested", 40)]), NOW)
    # 8 + 4 + 2 for the clicks, 20 for the demo, 25 for the sector.
    assert (found.fit, found.engagement, found.points, found.grade) == (25, 34, 59, "A1")


def test_each_line_names_the_touches_behind_it():
    found = score(MODEL, Facts({}, [touch("demo.requested", 1), touch("email.clicked", 10)]), NOW)
    lines = {line.rule.code: line for line in found.fired}
    assert {code: [(each.place, each.points) for each in line.touches] for code, line in lines.items()} == {
        "click": [(1, 4)],
        "demo": [(0, 20)],
    }


def test_a_group_counts_for_no_more_than_its_cap():
    clicks = [touch("email.clicked", 0)] * 9
    found = score(MODEL, Facts({}, clicks), NOW)
    assert found.engagement == 40
    assert [(each.before, each.points) for each in found.groups if each.group.code == "does"] == [(72, 40)]


def test_negative_points_speak_against_but_the_whole_is_never_below_0():
    found = score(MODEL, Facts({"title": "Student"}, [touch("email.unsubscribed", 3)]), NOW)
    assert (found.fit, found.engagement, found.points, found.grade) == (-40, -15, 0, "D4")


def test_machines_never_count_even_where_a_rule_says_so():
    rule = replace(CLICK, did=Did(("email.clicked",), human_only=False))
    found = score(replace(MODEL, rules=(rule,)), Facts({}, [touch("email.clicked", 0, human=False)]), NOW)
    assert not found.fired


def test_what_has_not_happened_yet_does_not_count():
    assert score(MODEL, Facts({}, [touch("demo.requested", -1)]), NOW).points == 0


@pytest.mark.parametrize(
    ("repeat", "times", "window", "expected"),
    [
        ("every", 1, None, [True, True, True, True, True]),
        ("first", 1, None, [True, False, False, False, False]),
        ("at_most", 2, None, [True, True, False, False, False]),
        ("at_most", 1, 7, [True, False, True, False, True]),
        ("at_most", 2, 7, [True, True, True, True, True]),
    ],
)
def test_repeat_rules(repeat, times, window, expected):
    rule = replace(CLICK, repeat=repeat, times=times, window_days=window)
    assert kept([NOW + timedelta(days=day) for day in (0, 6, 7, 8, 14)], rule) == expected


def test_two_people_saturate():
    assert account_score([0.4, 0.5]) == pytest.approx(0.7)
    assert account_score([1, 0.2]) == 1


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0, 1))
def test_one_more_person_never_lowers_an_account(shares, another):
    assert max([0.0, *shares]) - 1e-12 <= account_score(shares) <= account_score([*shares, another]) + 1e-12 <= 1 + 1e-9


@given(st.lists(st.floats(0, 300), max_size=12), st.randoms())
def test_the_order_of_touches_changes_nothing(days, random):
    touches = [touch("email.clicked", day) for day in days]
    mixed = random.sample(touches, len(touches))
    assert score(MODEL, Facts({}, touches), NOW).points == pytest.approx(score(MODEL, Facts({}, mixed), NOW).points)


@given(st.lists(st.floats(0, 300), max_size=12), st.floats(0, 100))
def test_time_alone_never_raises_what_behaviour_gives(days, later):
    facts = Facts({}, [touch("email.clicked", day) for day in days])
    assert score(MODEL, facts, NOW + timedelta(days=later)).points <= score(MODEL, facts, NOW).points + 1e-9


@given(st.lists(st.floats(0, 60), max_size=10), st.integers(1, 3), st.floats(0.5, 20))
def test_no_window_counts_more_than_allowed(days, times, window):
    instants = sorted(NOW - timedelta(days=day) for day in days)
    rule = replace(CLICK, repeat="at_most", times=times, window_days=window)
    counted = [at for at, is_kept in zip(instants, kept(instants, rule), strict=True) if is_kept]
    for at in counted:
        assert sum(at <= other < at + timedelta(days=window) for other in counted) <= 2 * times
    assert bool(counted) == bool(instants)


def test_most_points_are_bounded_by_caps():
    assert most_points(MODEL, "fit") == 25
    assert most_points(MODEL, "engagement") == 40
    assert most_points(replace(MODEL, groups=(Group("does", "", "engagement"),)), "engagement") == float("inf")


def test_a_model_survives_being_stored():
    assert model_from_json(model_to_json(MODEL)) == MODEL


@pytest.mark.parametrize("raw", [None, {}, {"groups": [1]}, {**model_to_json(MODEL), "cap": "many"}])
def test_what_is_no_model_says_where(raw):
    with pytest.raises(ScoringFormatError):
        model_from_json(raw)


WORDS = Vocabulary(
    {code: Field(code, "text", code, code) for code in ("industry", "title", "type")},
    {code: (code, code) for code in ("email.clicked", "demo.requested", "email.unsubscribed")},
    scores={"main": ("Main", "Principal")},
)


def test_a_sound_model_has_no_faults():
    assert check_model(MODEL, WORDS) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rules": (replace(TECH, points=0),)}, "no_points"),
        ({"rules": (replace(TECH, group="gone"),)}, "no_group"),
        ({"rules": (replace(TECH, condition=Attribute("gone", "is", "x")),)}, "condition"),
        ({"rules": (replace(TECH, condition=Score("main", 10)),)}, "asks_score"),
        ({"rules": (replace(TECH, condition=Attribute("type", "is", "mql")),)}, "asks_outcome"),
        ({"rules": (replace(TECH, condition=Attribute("disposition", "is", "1")),)}, "asks_outcome"),
        ({"rules": (replace(TECH, condition=Attribute("set_aside_at", "within_days", 9)),)}, "asks_outcome"),
        ({"rules": (replace(TECH, condition=Attribute("return_on", "is_set")),)}, "asks_outcome"),
        ({"rules": (replace(TECH, condition=Attribute("test_bant", "is", "passed")),)}, "asks_outcome"),
        ({"rules": (replace(TECH, condition=Attribute("answer_bant_budget", "is", "yes")),)}, "asks_outcome"),
        ({"rules": (replace(CLICK, half_life_days=0),)}, "half_life"),
        ({"rules": (replace(CLICK, repeat="at_most", times=0),)}, "repeat"),
        ({"cap": 0}, "cap"),
        ({"fit_from": (10, 10, 5)}, "fit_from"),
        ({"groups": (replace(WHO, cap=-1), DOES, STOPS)}, "group_cap"),
        ({"wanted": ("Z9",)}, "wanted"),
    ],
)
def test_what_is_wrong_is_named(change, code):
    found = [fault for fault in check_model(replace(MODEL, **change), WORDS) if not fault.is_odd]
    assert code in [fault.code for fault in found]


def test_a_side_that_cannot_be_reached_is_pointed_at():
    found = check_model(replace(MODEL, fit_from=(90, 80, 70)), WORDS)
    assert [(fault.code, fault.is_odd) for fault in found] == [("fit_unreachable", True)]

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.apps.leads.intent.seed import BANT, SPICED
from jornada.rules.intent_test import Answer, IntentTest, Option, Question, faults, judge
from jornada.rules.intent_test_json import from_json, to_json, value_from_json, value_to_json

TODAY = date(2026, 3, 2)
SOON, FAR = TODAY + timedelta(days=30), TODAY + timedelta(days=300)


def answers(**values):
    return {code: Answer(value, TODAY) for code, value in values.items()}


@pytest.mark.parametrize(
    ("given_", "status", "met", "points"),
    [
        ({}, "open", 0, 0),
        ({"need": "Too much paper", "budget": "soon"}, "open", 2, 3),
        ({"need": "Too much paper", "budget": "yes", "authority": True}, "passed", 3, 6),
        ({"need": "Too much paper", "budget": "no", "authority": True, "timing": SOON}, "passed", 3, 6),
        ({"need": "Too much paper", "budget": "no", "timing": FAR}, "failed", 1, 2),
        ({"budget": "yes", "authority": True, "timing": SOON}, "open", 3, 6),
        ({"need": " ", "budget": "yes", "authority": True, "timing": SOON}, "failed", 3, 6),
        ({"budget": "gone"}, "open", 0, 0),
    ],
)
def test_bant_worked_by_hand(given_, status, met, points):
    result = judge(BANT, answers(**given_))
    assert (result.status, result.met, result.points) == (status, met, points)


def test_an_amount_and_points_decide_where_the_rule_says_so():
    test = IntentTest((Question("worth", "", "", "money", points=5, least=1000), Question("x", "", "", "text")), 0, 5)
    assert judge(test, answers(worth=1000.0)).status == "passed"
    assert judge(test, answers(worth=999.0)).status == "failed"


VALUES = {
    "budget": st.sampled_from(["yes", "soon", "no"]),
    "authority": st.booleans(),
    "need": st.sampled_from(["Paper", ""]),
    "timing": st.sampled_from([SOON, FAR]),
}


@given(st.fixed_dictionaries({}, optional=VALUES), st.fixed_dictionaries(VALUES))
def test_what_is_failed_no_further_answer_can_pass(some, rest):
    """Status is only final when it is: what is open may still become either, what is failed stays so."""
    before = judge(BANT, answers(**some))
    after = judge(BANT, answers(**{**rest, **some}))
    assert after.status != "open"
    if before.status != "open":
        assert after.status == before.status


@pytest.mark.parametrize("test", [BANT, SPICED])
def test_the_tests_it_comes_with_are_sound_and_survive_their_json(test):
    assert faults(test) == []
    assert from_json(to_json(test)) == test


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"questions": ()}, "no_questions"),
        ({"questions": (*BANT.questions, BANT.questions[0])}, "twice"),
        (
            {"questions": (replace(BANT.questions[0], options=(Option("a", "", ""),)), *BANT.questions[1:])},
            "few_options",
        ),
        ({"least_met": 9}, "too_many_met"),
        ({"least_points": 99}, "too_many_points"),
        ({"questions": BANT.questions[:2], "least_met": 0}, "no_rule"),
        ({"questions": (*BANT.questions, replace(BANT.questions[3], code="other"))}, "two_time_frames"),
    ],
)
def test_what_a_test_must_not_say_is_found(change, kind):
    assert kind in [code for _question, code in faults(replace(BANT, **change))]


def test_answers_survive_their_json():
    timing = BANT.question("timing")
    assert value_from_json(timing, value_to_json(SOON)) == SOON

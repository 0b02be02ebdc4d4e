"""Conditions over columns: worked by hand, and equal to the rule for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population, each_leaf, explain, matches
from jornada.analytics.errors import BadColumnError
from jornada.analytics.log import EventLog
from jornada.analytics.touch_index import index_touches, micros
from jornada.rules.condition_facts import Facts, evaluate
from jornada.rules.conditions import All, Attribute, Did, InList, Not, Score, StageIs, did_not
from tests.rules.conditions_at_random import CONDITIONS, FACTS, NOW, TEXTS


def population_of(people):
    """Write the facts of several subjects as columns; subject i has id 10 * i."""
    ids = np.arange(len(people), dtype=np.int64) * 10
    values = {name: [one.values.get(name) for one in people] for name in ("city", "size", "since", "key")}
    scores = [one.scores.get("fit", (np.nan, None)) for one in people]
    return Population(
        ids,
        {
            "city": Coded.encode(values["city"]),
            "size": np.array([np.nan if value is None else value for value in values["size"]], dtype=np.float64),
            "since": np.array(values["since"], dtype="datetime64[D]"),
            "key": np.array([-1 if value is None else int(value) for value in values["key"]], dtype=np.int8),
        },
        index_touches(log_of(people), ids),
        Coded.encode([one.stage for one in people]),
        {"fit": (np.array([points for points, _grade in scores]), Coded.encode([grade for _points, grade in scores]))},
        {pk: np.array([pk in one.lists for one in people], dtype=np.bool_) for pk in (1, 2)},
    )


def log_of(people):
    rows = [(number * 10, touch) for number, one in enumerate(people) for touch in one.touches]
    names = ("channel", "direction", "by", "outcome", "role")
    texts = {name: [getattr(touch, name) for _who, touch in rows] for name in names}
    return EventLog.from_columns(
        np.array([who for who, _touch in rows], dtype=np.int64),
        np.array([micros(touch.at) for _who, touch in rows], dtype=np.int64),
        [touch.activity for _who, touch in rows],
        human=np.array([touch.human for _who, touch in rows], dtype=np.bool_),
        **texts,
    )


PEOPLE = st.lists(FACTS, min_size=1, max_size=5)


@given(CONDITIONS, PEOPLE)
@settings(max_examples=200)
def test_all_at_once_says_what_the_rule_says_of_each(condition, people):
    everybody = population_of(people)
    assert matches(condition, everybody, NOW).tolist() == [evaluate(condition, one, NOW).holds for one in people]


@given(CONDITIONS, PEOPLE)
def test_each_leaf_is_true_false_or_unknown_as_the_rule_says(condition, people):
    everybody = population_of(people)
    for place, held, unknown in each_leaf(condition, everybody, NOW):
        said = [next(a.answer for a in evaluate(condition, one, NOW).answers if a.place == place) for one in people]
        assert held.tolist() == [answer == "true" for answer in said]
        assert unknown.tolist() == [answer == "unknown" for answer in said]


@given(CONDITIONS, PEOPLE)
@example(Attribute("city", "is_set"), [Facts({"city": ""})])
@settings(max_examples=40)
def test_one_taken_out_of_many_is_explained_the_same(condition, people):
    everybody = population_of(people)
    for place, one in enumerate(people):
        assert explain(condition, everybody, place, NOW) == evaluate(condition, one, NOW)


@given(CONDITIONS, PEOPLE, st.integers(0, 5))
@settings(max_examples=40)
def test_parts_by_subject_put_together_are_the_whole(condition, people, cut):
    everybody = population_of(people)
    places = np.arange(len(people))
    parts = [matches(condition, everybody.take(places[rows]), NOW) for rows in (slice(cut), slice(cut, None))]
    assert np.concatenate(parts).tolist() == matches(condition, everybody, NOW).tolist()


def test_clicks_without_a_meeting_by_hand():
    day = timedelta(days=1)
    rows = [(1, 2, "click"), (1, 3, "click"), (2, 1, "click"), (2, 1, "meet"), (2, 1, "click"), (3, 31, "click")]
    log = EventLog.from_columns(
        [who for who, _ago, _what in rows],
        [micros(NOW - ago * day) for _who, ago, _what in rows],
        [what for _who, _ago, what in rows],
    )
    some = Population(np.array([1, 2, 3, 4]), touches=index_touches(log, np.array([1, 2, 3, 4])))
    asks = All((Did(("click",), 2, days=30), did_not("meet")))
    assert matches(asks, some, NOW).tolist() == [True, False, False, False]


def test_touches_can_be_counted_for_the_contact_instead():
    log = EventLog.from_columns([1, 1, 1], [1, 2, 3], ["a", "a", "a"], contact=[8, -1, 8])
    index = index_touches(log, np.array([7, 8]), log.contact)
    assert index.count(Did(("a",)), NOW).tolist() == [0, 2]


def test_what_a_population_does_not_carry_is_unknown():
    bare = Population(np.array([1, 2]))
    leaf = [Attribute("x", "is", "y"), StageIs(("s",)), Score("m", 1.0), InList(1), Did(("a",))]
    assert not any(matches(one, bare, NOW).any() for one in leaf)
    assert matches(All((Attribute("x", "is_empty"), Not(InList(1)), did_not("a"))), bare, NOW).all()


def test_nobody_at_all_and_a_log_without_touches():
    nobody = Population(np.empty(0, np.int64), touches=index_touches(EventLog.empty(), np.empty(0, np.int64)))
    assert matches(Did(()), nobody, NOW).tolist() == []
    one = Population(np.array([5]), touches=index_touches(EventLog.empty(), np.array([5])))
    assert matches(did_not(), one, NOW).tolist() == [True]


def test_a_filter_on_a_column_that_the_log_lacks_lets_nothing_pass():
    log = EventLog.from_columns([1], [1], ["a"])
    assert index_touches(log, np.array([1])).count(Did(("a",), channels=("web",)), NOW).tolist() == [0]


def test_a_column_of_another_kind_is_refused():
    with pytest.raises(BadColumnError):
        matches(Attribute("x", "is_set"), Population(np.array([1]), {"x": np.array([1 + 2j])}), NOW)


def test_today_is_the_calendar_day_of_now_in_its_own_zone():
    late = datetime(2026, 3, 1, 23, tzinfo=UTC) + timedelta(hours=2)
    here = late.astimezone(datetime.fromisoformat("2026-03-01T00:00:00-03:00").tzinfo)
    days = Population(np.array([1]), {"since": np.array(["2026-03-01"], dtype="datetime64[D]")})
    asks = Attribute("since", "within_days", 1.0)
    assert [matches(asks, days, now).tolist() for now in (late, here)] == [[False], [True]]


def test_texts_of_the_sample_are_told_apart_as_people_would():
    assert len({text for text in TEXTS if text}) == 4
    cities = Population(np.array([1, 2]), {"city": Coded.encode(["São Paulo", "sao paulo"])})
    assert matches(Attribute("city", "is", "SÃO PAULO"), cities, NOW).all()

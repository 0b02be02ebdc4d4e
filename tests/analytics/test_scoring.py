"""Scores of everybody at once agree with the rule for one, now and at every moment of the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from jornada.analytics.coded import Coded
from jornada.analytics.conditions import Population
from jornada.analytics.log import EventLog
from jornada.analytics.scoring import DAY, Replay, account_scores, keep, score_all, weeks
from jornada.analytics.touch_index import LinkedTouches, TouchParts, index_touches
from jornada.rules.conditions import Attribute, Did
from jornada.rules.scoring import (
    CELLS,
    AttributeRule,
    BehaviourRule,
    Group,
    Model,
    account_score,
    kept,
    score,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MODEL = Model(
    (Group("who", "W", "fit", 30), Group("does", "D", "engagement", 40), Group("bad", "B", "engagement")),
    (
        AttributeRule("tech", "T", "who", 25, Attribute("industry", "is", "Tech")),
        AttributeRule("quiet", "Q", "bad", -5, Did((), at_least=0, at_most=0, days=60)),
        BehaviourRule("click", "C", "does", 8, Did(("click",)), half_life_days=10),
        BehaviourRule("web", "W", "does", 3, Did((), channels=("web",)), "at_most", 2, 7),
        BehaviourRule("demo", "D", "does", 20, Did(("demo",)), "first", half_life_days=90),
        BehaviourRule("left", "L", "bad", -9, Did(("left",)), "at_most", 2),
    ),
    100,
    (20, 10, 5),
    (30, 12, 3),
)


def some_people(seed: int, subjects: int = 60, touches: int = 900) -> Population:
    random = np.random.default_rng(seed)
    log = EventLog.from_columns(
        random.integers(0, subjects, touches),
        random.integers(0, 400, touches) * (DAY // 3) + 1_768_000_000_000_000,
        np.array(["click", "demo", "left", "call"])[random.integers(0, 4, touches)].tolist(),
        channel=np.array(["web", "email"])[random.integers(0, 2, touches)].tolist(),
        human=random.random(touches) < 0.8,
    )
    ids = np.arange(subjects, dtype=np.int64)
    industry = Coded.encode([("Tech", "Retail", None)[pick] for pick in random.integers(0, 3, subjects)])
    return Population(ids, {"industry": industry}, index_touches(log, ids))


@pytest.mark.parametrize("seed", range(5))
def test_everybody_is_scored_as_the_rule_scores_one(seed):
    some = some_people(seed)
    found = score_all(MODEL, some, NOW)
    for place in range(len(some)):
        one = score(MODEL, some.facts(place), NOW)
        assert (found.points[place], CELLS[found.cell[place]]) == (pytest.approx(one.points), one.grade)
        assert (found.fit[place], found.engagement[place]) == (one.fit, pytest.approx(one.engagement))


def test_a_replay_says_of_each_moment_what_was_true_then():
    some, moments = some_people(9), weeks(NOW - timedelta(days=120), NOW, 9)
    replay = Replay(MODEL, some)
    for now in moments:
        np.testing.assert_allclose(replay.at(now).points, score_all(MODEL, some, now).points, atol=1e-9)


def test_what_happens_later_changes_no_earlier_score():
    some = some_people(3)
    middle = NOW - timedelta(days=60)
    cut = some.touches.at <= int(middle.timestamp() * 1e6)
    early = replace(
        some.touches,
        starts=np.concatenate(([0], np.cumsum(cut)))[some.touches.starts],
        subject=some.touches.subject[cut],
        at=some.touches.at[cut],
        filters={name: column.take(cut) for name, column in some.touches.filters.items()},
        human=some.touches.human[cut],
    )
    known_then = replace(some, touches=early)
    np.testing.assert_array_equal(score_all(MODEL, some, middle).points, score_all(MODEL, known_then, middle).points)


def test_a_lead_without_a_person_is_scored_by_its_company():
    people, companies = some_people(1), some_people(2)
    parts = TouchParts([companies.touches], companies.ids)
    person, company = np.array([4, -1, 4, -1]), np.array([7, 7, -1, -1])
    leads = Population(np.arange(4), {}, LinkedTouches([(people.touches, person), (parts, company)]))
    model = replace(MODEL, rules=tuple(rule for rule in MODEL.rules if isinstance(rule, BehaviourRule)))
    of_person, of_company = (score_all(model, each, NOW).points for each in (people, companies))
    assert score_all(model, leads, NOW).points.tolist() == [of_person[4], of_company[7], of_person[4], 0]


@pytest.mark.parametrize(("times", "window"), [(1, 7.0), (2, 7.0), (3, 0.5), (2, None)])
def test_windows_open_as_the_rule_opens_them(times, window):
    random = np.random.default_rng(5)
    who, at = np.sort(random.integers(0, 9, 300)), random.integers(0, 200, 300) * (DAY // 2)
    order = np.lexsort((at, who))
    who, at = who[order], at[order]
    rule = BehaviourRule("c", "C", "g", 5, Did(), "at_most", times, window)
    start = datetime(1970, 1, 1, tzinfo=UTC)
    expected = [kept([start + timedelta(microseconds=int(each)) for each in at[who == one]], rule) for one in range(9)]
    assert keep(who, at, rule).tolist() == [each for one in expected for each in one]


def test_accounts_saturate_as_the_rule_says():
    account, person = np.array([0, 0, 1, -1, 0]), np.array([1, 2, 3, 4, 2])
    share, people = account_scores(account, person, np.array([0.4, 0.5, 0.3, 0.9, 0.1]), 3)
    np.testing.assert_allclose(share, [account_score([0.4, 0.5]), 0.3, 0])
    assert people.tolist() == [2, 1, 0]


def test_nobody_and_no_rules():
    empty = Population(np.empty(0, np.int64))
    assert len(score_all(MODEL, empty, NOW).points) == 0
    assert score_all(Model(), some_people(1), NOW).points.max() == 0

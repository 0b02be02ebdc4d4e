"""Trying a model on the past: worked by hand, nothing known too early, and truth that was planted is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from jornada.analytics.conditions import Population
from jornada.analytics.log import EventLog
from jornada.analytics.score_trial import NEVER, Leads, Share, lift_of, try_model
from jornada.analytics.scoring import DAY, weeks
from jornada.analytics.touch_index import index_touches, micros
from jornada.rules.conditions import Did
from jornada.rules.scoring import BehaviourRule, Group, Model

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MOMENTS = weeks(NOW - timedelta(days=364), NOW)
START = micros(MOMENTS[0])
MODEL = Model(
    (Group("g", "G", "engagement"),),
    (BehaviourRule("demo", "D", "g", 30, Did(("demo",)), half_life_days=30),),
    engagement_from=(25, 10, 5),
    wanted=("D1",),
)


def company(seed: int, number: int = 800, effect: float = 0.0):
    """Make leads of which some ask for a demo; they convert with an own chance, plus the effect if they asked."""
    random = np.random.default_rng(seed)
    created = START + random.integers(0, 364, number) * DAY
    asks = random.random(number) < 0.3
    log = EventLog.from_columns(
        np.flatnonzero(asks), created[asks] + random.integers(1, 20, asks.sum()) * DAY, ["demo"] * int(asks.sum())
    )
    converts = random.random(number) < 0.2 + effect * asks
    leads = Leads(created, np.where(converts, created + 60 * DAY, NEVER), *unanswered(number))
    ids = np.arange(number)
    return Population(ids, {}, index_touches(log, ids)), leads


def unanswered(number):
    return np.full(number, -1, np.int8), np.full(number, NEVER)


def test_the_share_of_a_good_rule_is_found():
    some, leads = company(1, 4000, effect=0.4)
    found = try_model(MODEL, some, leads, MOMENTS)
    assert found.precision.low < 0.6 < found.precision.high
    assert found.lift.low > 1.5
    assert found.base.of + found.young == 4000


def test_a_rule_without_effect_has_a_lift_of_1_in_most_worlds():
    covered = 0
    for seed in range(60):
        some, leads = company(seed)
        lift = try_model(MODEL, some, leads, MOMENTS).lift
        covered += lift.low <= 1 <= lift.high
    assert covered >= 53


def test_who_converts_before_being_chosen_was_missed():
    ids = np.arange(2)
    log = EventLog.from_columns([0, 1], [START + 50 * DAY] * 2, ["demo"] * 2)
    leads = Leads(np.full(2, START), START + np.array([20, 80]) * DAY, *unanswered(2))
    found = try_model(MODEL, Population(ids, {}, index_touches(log, ids)), leads, MOMENTS)
    assert (found.recall.hits, found.recall.of, found.precision.of) == (1, 2, 1)


def test_young_leads_are_left_out_and_counted():
    some, leads = company(3)
    found = try_model(MODEL, some, leads, MOMENTS, horizon_days=90)
    young = (leads.created_at > micros(NOW) - 90 * DAY).sum()
    assert (found.young, found.base.of) == (young, 800 - young)


def test_what_happens_after_a_moment_changes_nothing_before_it():
    some, leads = company(4, effect=0.3)
    half = len(MOMENTS) // 2
    late = EventLog.from_columns(np.arange(800), np.full(800, micros(MOMENTS[half]) + 1), ["demo"] * 800)
    both = replace(some, touches=index_touches(_joined(some, late), some.ids))
    before, after = (try_model(MODEL, each, leads, MOMENTS).volume[: half + 1] for each in (some, both))
    assert before == after


def _joined(some, late):
    index = some.touches
    subject = np.concatenate([index.ids[index.subject], late.subject_ids[late.subject]])
    return EventLog.from_columns(subject, np.concatenate([index.at, late.at]), ["demo"] * len(subject))


def test_acceptance_counts_the_answered_alone():
    ids = np.arange(4)
    log = EventLog.from_columns(ids, np.full(4, START + 20 * DAY), ["demo"] * 4)
    answered = START + np.array([40, 50, 0, 60]) * DAY
    leads = Leads(np.full(4, START), np.full(4, NEVER), np.array([1, 0, -1, 1], np.int8), answered)
    found = try_model(MODEL, Population(ids, {}, index_touches(log, ids)), leads, MOMENTS)
    assert (found.acceptance.hits, found.acceptance.of, found.unanswered) == (2, 3, 1)


def test_who_was_chosen_after_the_answer_tells_nothing_of_acceptance():
    ids = np.arange(3)
    log = EventLog.from_columns(ids, np.full(3, START + 20 * DAY), ["demo"] * 3)
    answered = START + np.array([10, 10, 40]) * DAY
    leads = Leads(np.full(3, START), np.full(3, NEVER), np.array([1, 1, 0], np.int8), answered)
    found = try_model(MODEL, Population(ids, {}, index_touches(log, ids)), leads, MOMENTS)
    assert (found.acceptance.hits, found.acceptance.of, found.unanswered) == (0, 1, 0)


def test_who_converted_before_is_no_new_qualified_lead():
    ids = np.arange(2)
    log = EventLog.from_columns(ids, np.full(2, START + 20 * DAY), ["demo"] * 2)
    leads = Leads(np.full(2, START), np.array([START + 5 * DAY, NEVER]), *unanswered(2))
    assert sum(try_model(MODEL, Population(ids, {}, index_touches(log, ids)), leads, MOMENTS).volume) == 1


def test_the_order_of_leads_changes_nothing():
    some, leads = company(5, effect=0.2)
    order = np.random.default_rng(0).permutation(800)
    mixed = replace(some.take(order), ids=np.arange(800))
    mixed = replace(mixed, touches=replace(mixed.touches, ids=np.arange(800)))
    other = Leads(leads.created_at[order], leads.converted_at[order], leads.answer[order], leads.answered_at[order])
    one, two = try_model(MODEL, some, leads, MOMENTS), try_model(MODEL, mixed, other, MOMENTS)
    assert (one.volume, one.precision, one.recall, one.lift) == (two.volume, two.precision, two.recall, two.lift)


def test_a_lead_counts_from_when_it_came_into_the_segment():
    ids = np.arange(4)
    log = EventLog.from_columns(ids, np.full(4, START + 20 * DAY), ["demo"] * 4)
    leads = Leads(np.full(4, START + DAY), START + np.array([80, 80, 30, 170]) * DAY, *unanswered(4))
    since = START + np.array([0, 0, 60, 60]) * DAY
    until = START + np.array([900, 10, 900, 900]) * DAY

    def belonged(now):
        return (since <= micros(now)) & (micros(now) < until)

    # The second leaves before it scores; the third converts before it comes; the fourth scores no more when it comes.
    found = try_model(MODEL, Population(ids, {}, index_touches(log, ids)), leads, MOMENTS, belonged=belonged)
    assert (found.precision.hits, found.precision.of, found.base.hits, found.base.of) == (1, 1, 2, 3)
    later = try_model(
        MODEL, Population(ids, {}, index_touches(log, ids)), leads, MOMENTS, horizon_days=130, belonged=belonged
    )
    assert later.base.hits == 3


def test_nothing_to_judge_says_nothing():
    nobody = Leads(np.empty(0, np.int64), np.empty(0, np.int64), *unanswered(0))
    found = try_model(MODEL, Population(np.empty(0, np.int64)), nobody, MOMENTS)
    assert found.precision == Share(0, 0, None, None, None)
    assert found.lift.times is None


@pytest.mark.parametrize(("counts", "times"), [((0, 10, 5, 100), 0.0), ((0, 0, 5, 100), None), ((5, 10, 5, 100), 10.0)])
def test_lift_at_the_edges(counts, times):
    assert lift_of(*counts).times == (times if times is None else pytest.approx(times))

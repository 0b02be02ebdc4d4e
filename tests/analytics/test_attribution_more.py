"""Credit per stage, behind a figure, against cost, by models, with intervals: by hand, turned round, known truths."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics.attribution import attribute
from jornada.analytics.attribution_bootstrap import credit_intervals
from jornada.analytics.attribution_hazard import data_driven, watched_after
from jornada.analytics.attribution_journeys import JourneyCut, journeys
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_return import disagreement, returns
from jornada.analytics.attribution_touches import advances, credited_touches, stage_journeys
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.markov_order import markov_order
from jornada.analytics.shapley_model import _added, modelled_shapley
from jornada.analytics.visits import derive_visits
from tests.analytics.logs import same
from tests.analytics.roads import ROAD, TOUCHES

FEW = settings(max_examples=30, deadline=None)
PATH = st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map(">".join)
COUNTED = st.lists(st.tuples(PATH, st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=10)
DAY = 86_400_000_000


def made(rows) -> Journeys:
    paths, conversions, nulls = zip(*rows, strict=True)
    return Journeys.from_paths(paths, conversions, nulls, [10 * each for each in conversions])


# -- per stage advance -------------------------------------------------------------------------------------


def furthest_by_hand(touches) -> list[int]:
    """Evidence for a stage further than any before in the cycle, walked one by one over derived visits."""
    log = log_of(touches)
    visits, found, best, cycle = derive_visits(log, ROAD, 40), [], {}, {}
    for row in range(len(visits)):
        who = int(visits.subject[row])
        if cycle.get(who) != visits.cycle[row]:
            cycle[who], best[who] = visits.cycle[row], -1
        if visits.stage[row] > best[who]:
            if best[who] >= 0 and visits.evidence[row] >= 0:
                found.append(int(visits.evidence[row]))
            best[who] = visits.stage[row]
    return sorted(found)


def log_of(touches) -> EventLog:
    subject, at, activity = ([touch[column] for touch in touches] for column in range(3))
    channel = [("web", "phone", "mail")[place % 3] for place in range(len(touches))]
    return EventLog.from_columns(subject, at, activity, channel=channel)


@FEW
@given(TOUCHES)
def test_advances_agree_with_walking_the_visits(touches):
    assert advances(derive_visits(log_of(touches), ROAD, 40)).tolist() == furthest_by_hand(touches)


def test_credit_for_an_advance_worked_by_hand():
    rows = [(1, 0, "to.one"), (1, 2, "talk"), (1, 4, "to.two"), (1, 5, "talk"), (1, 6, "to.four"), (2, 0, "to.one")]
    log = log_of(rows)
    visits = derive_visits(log, ROAD, 7)
    two = stage_journeys(log, visits, "two")
    assert (two.conversions.tolist(), two.nulls.tolist(), two.lengths.tolist()) == ([1, 0], [0, 1], [2, 1])
    assert stage_journeys(log, visits, "three").conversions.sum() == 1
    assert stage_journeys(log, visits).conversions.sum() == 2
    with pytest.raises(MeasureError, match="no stage"):
        stage_journeys(log, visits, "nine")


@FEW
@given(TOUCHES, st.integers(1, 9))
def test_journeys_to_a_stage_do_not_hang_on_cuts(touches, bucket):
    log = log_of([*touches, (50, 0, "to.one"), (50, 1, "talk"), (50, 2, "to.two")])
    ids = advances(derive_visits(log, ROAD, 40), "two")
    measure = JourneyCut((), "channel", None, "every", (), (), (), ids)
    whole, cut = run(measure, log), run(measure, log, bucket=bucket)
    assert same(whole.step, cut.step)
    assert same(whole.conversions, cut.conversions)


# -- the touches behind, cost, disagreement ----------------------------------------------------------------


@FEW
@given(COUNTED, st.sampled_from(["first", "linear", "u_shaped", "shapley"]))
def test_the_touches_behind_a_credit_add_up_to_it(rows, model):
    table = attribute(made(rows), [model])
    for place, name in enumerate(table.names):
        behind = credited_touches(made(rows), model, name)
        assert behind.conversions.sum() == pytest.approx(table.conversions[0, place], abs=1e-9)
        assert behind.value.sum() == pytest.approx(table.value[0, place], abs=1e-9)


def test_touches_name_their_subject_and_age():
    log = EventLog.from_columns([7, 7, 7], [0, 3, 9], ["see", "call", "deal.won"], channel=["web", "phone", None])
    behind = credited_touches(journeys(log), "last")
    assert (behind.subject_id.tolist(), behind.touch_id.tolist(), behind.age.tolist()) == ([7], [1], [6])
    with pytest.raises(MeasureError, match="No journey has"):
        credited_touches(journeys(log), "last", "fax")


def test_cost_and_return_worked_by_hand():
    table = attribute(Journeys.from_paths(["a>b", "b"], [1, 1], [0, 0], [100, 50]), ["first", "last"])
    found = returns(table, {"a": 50, "b": 120, "z": 9})
    np.testing.assert_allclose(found.roi, [[1.0, 50 / 120 - 1], [-1.0, 150 / 120 - 1]])
    assert found.is_clear.tolist() == [False, False]
    assert found.cost_per_conversion[0].tolist() == [50, 120]
    assert found.unused == {"z": 9}
    assert "z" in found.explain("pt")
    with pytest.raises(MeasureError, match="0 or more"):
        returns(table, {"a": -1})
    with pytest.raises(MeasureError, match="value"):
        returns(attribute(Journeys.from_paths(["a"], [1])), {"a": 1})


def test_names_on_which_models_disagree_are_marked():
    found = disagreement(attribute(Journeys.from_paths(["a>b", "c"], [1, 3]), ["first", "last", "linear"]))
    assert dict(zip(found.names, found.is_disputed.tolist(), strict=True)) == {"a": True, "b": True, "c": False}
    assert "a" in found.explain()
    assert not disagreement(attribute(Journeys.from_paths(["a", "b"], [1, 3]))).is_disputed.any()


# -- order of the chain ------------------------------------------------------------------------------------


def walks_of(count: int, seed: int, chance) -> Journeys:
    """Walk a chain over a and b whose next step hangs on what was remembered."""
    draw, paths, won = np.random.default_rng(seed), [], []
    for _ in range(count):
        path = [draw.choice(["a", "b"])]
        while draw.random() < 0.85:
            path.append("a" if draw.random() < chance(path) else "b")
        paths.append(">".join(path))
        won.append(int(draw.random() < 0.3))
    return Journeys.from_paths(paths, won, [1 - each for each in won])


def test_the_order_that_made_the_journeys_is_chosen():
    assert markov_order(walks_of(600, 1, lambda path: 0.8 if path[-1] == "a" else 0.3)).order == 1
    second = markov_order(walks_of(600, 2, lambda path: 0.9 if path[-2:-1] == ["a"] else 0.1))
    assert second.order == 2
    assert second.behind[0] > 3 * second.error[0]


def test_subjects_are_held_out_whole_and_rows_may_stand_in_any_order():
    walked = walks_of(200, 3, lambda path: 0.5)
    owned = replace(walked, subject_id=np.arange(200) // 4)
    assert markov_order(owned).subjects == 50
    assert np.isfinite(markov_order(owned).likelihood).all()
    with pytest.raises(MeasureError, match="as many subjects"):
        markov_order(walks_of(3, 1, lambda path: 0.5))


# -- Shapley from a model ----------------------------------------------------------------------------------


@FEW
@given(COUNTED)
def test_modelled_credit_adds_up_and_a_name_alone_earns_all_of_its_journeys(rows):
    rows = [*rows, ("a", 2, 1), ("b>c", 1, 3)]
    found = modelled_shapley(made(rows), orders=40)
    assert found.conversions.sum() == pytest.approx(sum(won for _, won, _ in rows), abs=1e-9)
    assert found.value.sum() == pytest.approx(10 * sum(won for _, won, _ in rows), abs=1e-9)
    alone = modelled_shapley(made([("a", 3, 1), ("b", 1, 5), ("c", 0, 2)]), orders=40)
    np.testing.assert_allclose(alone.conversions, [3, 1, 0], atol=1e-12)


def test_other_names_leave_modelled_credit_as_it_is():
    rows = [("a>b>c>d", 30, 20), ("a>c", 10, 30), ("b>d", 5, 40), ("d", 2, 60), ("a>b", 15, 9)]
    names = str.maketrans("abcd", "zyxw")
    old, new = (
        modelled_shapley(made(each), orders=40) for each in (rows, [(p.translate(names), *n) for p, *n in rows])
    )
    np.testing.assert_allclose(old.conversions, new.conversions[::-1], rtol=1e-6)


def test_sampling_comes_to_what_all_orders_say():
    has = np.array([[1, 1, 1], [1, 0, 1]], dtype=bool)
    coef = np.array([-2.0, 1.5, 0.7, -0.4])

    def worth(members, row):
        return 1 / (1 + np.exp(-(coef[0] + sum(coef[1 + m] for m in members if has[row, m]))))

    exact = np.zeros((2, 3))
    for order in permutations(range(3)):
        for row in range(2):
            for place, name in enumerate(order):
                exact[row, name] += (worth(order[: place + 1], row) - worth(order[:place], row)) / 6
    np.testing.assert_allclose(_added(has, coef, 3000, np.random.default_rng(1)), exact, atol=2e-3)


def test_the_stated_error_covers_what_sampling_does():
    rows = [("a>b>c>d", 30, 20), ("a>c", 10, 30), ("b>d", 5, 40), ("d", 2, 60), ("a>b", 15, 9)]
    near = modelled_shapley(made(rows), orders=20_000).conversions
    draws = [modelled_shapley(made(rows), orders=80, seed=seed) for seed in range(40)]
    within = [np.abs(draw.conversions - near) <= 2.1 * draw.error + 1e-12 for draw in draws]
    assert np.mean(within) > 0.85
    assert modelled_shapley(made(rows), orders=80, seed=3).conversions.tolist() == draws[3].conversions.tolist()


def test_a_name_that_does_nothing_earns_next_to_nothing():
    draw = np.random.default_rng(6)
    has = draw.random((4000, 3)) < 0.5
    has[~has.any(axis=1), 2] = True
    won = draw.random(4000) < 1 / (1 + np.exp(2 - 2 * has[:, 0]))
    paths = [">".join(np.array(list("xyz"))[row]) for row in has]
    found = modelled_shapley(Journeys.from_paths(paths, won, ~won), orders=80)
    # y and z still earn all of the journeys that have nothing else.
    assert found.log_odds[0] == pytest.approx(2, abs=0.3)
    assert np.abs(found.log_odds[1:]).max() < 0.3
    with pytest.raises(MeasureError, match="with and without"):
        modelled_shapley(made([("a", 1, 0)]))


# -- intervals ---------------------------------------------------------------------------------------------


def test_intervals_cover_a_known_share():
    hits = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        firsts = draw.random(200) < 0.3
        drawn = Journeys.from_paths(["a>b" if first else "b" for first in firsts], np.ones(200))
        found = credit_intervals(drawn, ["first"], replicates=60, seed=seed)
        hits += bool(found.low[0, 0] <= 0.3 <= found.high[0, 0])
    assert hits >= 35


def test_subjects_are_drawn_whole():
    paths = ["a", "b"] * 50
    apart = Journeys.from_paths(paths, np.ones(100))
    apart = replace(apart, subject_id=np.arange(100))
    together = replace(apart, subject_id=(np.arange(100) % 2 == 0).astype(int))
    wide, narrow = (credit_intervals(each, ["linear", "markov"], replicates=60) for each in (together, apart))
    assert (wide.subjects, narrow.subjects) == (2, 100)
    assert (wide.high - wide.low > 2 * (narrow.high - narrow.low)).all()


def test_intervals_hold_the_credit_of_every_model_and_are_the_same_again():
    rows = [("a>b", 20, 30), ("b>c", 10, 40), ("c", 5, 50), ("a>c>b", 9, 3)]
    found, again = (credit_intervals(made(rows), replicates=50, seed=2) for _ in range(2))
    assert ((found.low <= found.table.share) & (found.table.share <= found.high)).all()
    assert found.low.tolist() == again.low.tolist()
    nothing = credit_intervals(made([("a", 0, 5)]), ["linear"], replicates=20)
    assert nothing.explain("pt")
    with pytest.raises(MeasureError, match="20 replicates"):
        credit_intervals(made(rows), replicates=5)


# -- data-driven -------------------------------------------------------------------------------------------


def paced(count: int, seed: int, effect: dict[str, float], days: int = 40) -> tuple[EventLog, int]:
    """Touches at random; each day's chance of converting rises with the stock of `effect`'s names."""
    draw, names = np.random.default_rng(seed), list(effect)
    touch = draw.random((count, days, len(names))) < 0.12
    stock, alive, rows = np.zeros((count, len(names))), np.ones(count, bool), []
    for day in range(days):
        converts = alive & (draw.random(count) < 1 / (1 + np.exp(4.5 - stock @ np.array(list(effect.values())))))
        rows += [(int(who), day * DAY + DAY // 2, "deal.won", None) for who in np.flatnonzero(converts)]
        alive &= ~converts
        stock = stock * 2 ** (-1 / 7)
        for place, name in enumerate(names):
            came = alive & touch[:, day, place]
            rows += [(int(who), day * DAY + DAY // 2 + 1 + place, "touch", name) for who in np.flatnonzero(came)]
            stock[came, place] += 1
    who, at, what, channel = zip(*rows, strict=True)
    return EventLog.from_columns(who, at, what, channel=channel), days * DAY


@pytest.fixture(scope="module")
def pace():
    return paced(3000, 4, {"works": 1.0, "idle": 0.0})


def test_what_works_earns_and_what_only_stands_by_does_not(pace):
    log, now = pace
    cut = journeys(log)
    found = data_driven(cut, watched=watched_after(log, cut, now), period=timedelta(days=1))
    odds = dict(zip(found.names, found.log_odds.tolist(), strict=True))
    assert odds["works"] == pytest.approx(1.0, abs=0.2)
    assert odds["idle"] == pytest.approx(0.0, abs=0.15)
    share = dict(zip(found.names, (found.conversions / found.conversions.sum()).tolist(), strict=True))
    linear = attribute(cut, ["linear"]).share[0]
    assert share["works"] > linear[found.names.index("works")] + 0.15
    assert found.conversions.sum() == pytest.approx(cut.conversions[cut.lengths > 0].sum(), abs=1e-9)


def test_other_names_and_another_order_of_rows_change_nothing(pace):
    log, now = pace
    shuffled = np.random.default_rng(2).permutation(len(log))
    renamed = ["zz" if name == "idle" else name for name in log.channel.decode()]
    columns = (log.subject[shuffled], log.at[shuffled], np.array(log.activity.decode())[shuffled])
    other = EventLog.from_columns(*columns, touch_id=log.touch_id[shuffled], channel=[renamed[i] for i in shuffled])
    one, two = (
        data_driven(cut, watched=watched_after(each, cut, now)) for each in (log, other) for cut in [journeys(each)]
    )
    np.testing.assert_allclose(sorted(one.conversions), sorted(two.conversions), rtol=1e-6)


def test_a_single_channel_earns_all_and_too_little_is_refused(pace):
    log, now = pace
    cut = journeys(log.select((log.channel.codes == log.channel.code("works")) | (log.channel.codes < 0)))
    found = data_driven(cut, watched=watched_after(log, cut, now))
    assert found.conversions.tolist() == [pytest.approx(cut.conversions[cut.lengths > 0].sum())]
    assert found.explain("en") != found.explain("pt")
    with pytest.raises(MeasureError, match="at least 500"):
        data_driven(journeys(log.select_subjects(np.arange(log.subjects) < 50)))
    with pytest.raises(MeasureError, match="one by one"):
        data_driven(replace(Journeys.from_paths(["a"], [600]), age=np.array([1])))

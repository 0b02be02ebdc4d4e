"""Hold-outs, plans, looks at any time, what-ifs: by hand, published figures, turned around, known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics import holdout_uplift, replay, sample_size, sequential_test, simulate_road
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.experiment import newcombe


def split(held_hits, held, treated_hits, treated):
    group = [False] * held + [True] * treated
    success = [n < held_hits for n in range(held)] + [n < treated_hits for n in range(treated)]
    return group, success


# --- hold-outs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090), ((0, 10), (10, 10), 0.6075, 1.0)],
)
def test_intervals_are_those_of_newcombes_table(first, second, low, high):
    found = newcombe(np.array([first[0], second[0]]), np.array([first[1], second[1]]))
    assert (found[1], found[2]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_an_uplift_by_hand():
    found = holdout_uplift(*split(20, 100, 30, 100))
    assert (found.hits.tolist(), found.of.tolist()) == ([20, 30], [100, 100])
    assert found.difference[0] == pytest.approx(0.1)
    assert found.ratio[0] == pytest.approx(1.5)
    assert "cannot be told" in found.explain()
    assert "não se pode dizer" in found.explain("pt")


def test_swapped_groups_swap_the_difference():
    ahead, back = holdout_uplift(*split(20, 100, 45, 120)), holdout_uplift(*split(45, 120, 20, 100))
    assert ahead.difference[0] == pytest.approx(-back.difference[0])
    assert ahead.difference[1] == pytest.approx(-back.difference[2])
    assert ahead.ratio[1] == pytest.approx(1 / back.ratio[2])
    assert "adds" in ahead.explain()
    assert "takes" in back.explain()


def test_a_split_that_went_wrong_is_not_explained():
    found = holdout_uplift(*split(50, 400, 80, 520))
    assert found.is_split_wrong
    assert "not of the sizes planned" in found.explain()
    assert not holdout_uplift(*split(50, 400, 80, 520), planned_share=0.57).is_split_wrong


def test_cases_of_one_subject_do_not_count_as_many():
    draw = np.random.default_rng(2)
    rate = draw.beta(0.3, 0.7, 120)  # subjects differ much, so ten cases of one say little more than one
    success = draw.random((120, 10)) < rate[:, np.newaxis]
    group, subject = np.repeat(np.arange(120) % 2 == 1, 10), np.repeat(np.arange(120), 10)
    alone, together = holdout_uplift(group, success.ravel()), holdout_uplift(group, success.ravel(), subject=subject)
    assert (alone.method, together.method) == ("newcombe", "bootstrap")
    width = [found.difference[2] - found.difference[1] for found in (alone, together)]
    assert width[1] > 2 * width[0]
    assert together.difference[0] == pytest.approx(alone.difference[0])


def test_intervals_by_subject_cover_the_truth():
    covered = 0
    for seed in range(100):
        draw = np.random.default_rng(seed)
        side = np.arange(200) % 2
        rate = draw.beta(1 + side, 4, 200)
        success = draw.random((200, 5)) < rate[:, np.newaxis]
        found = holdout_uplift(
            np.repeat(side == 1, 5), success.ravel(), subject=np.repeat(np.arange(200), 5), seed=seed
        )
        covered += found.difference[1] <= 2 / 6 - 1 / 5 <= found.difference[2]
    assert covered >= 89  # 95 less chance


def test_empty_groups_and_wrong_columns():
    assert "cannot be told" in holdout_uplift([], []).explain()
    assert np.isnan(holdout_uplift(*split(0, 10, 3, 10)).ratio[0])
    with pytest.raises(MeasureError, match="both treated and held out"):
        holdout_uplift([True, False], [True, True], subject=[1, 1])
    with pytest.raises(WrongLengthError):
        holdout_uplift([True], [True, False])


# --- plans ----------------------------------------------------------------------------------------


def test_a_plan_finds_its_effect_as_often_as_promised():
    plan = sample_size(0.2, 0.08, power=0.8)
    draw = np.random.default_rng(1)
    held, treated = draw.binomial(plan.held_out, 0.2, 4000), draw.binomial(plan.treated, 0.28, 4000)
    rates, whole = (held / plan.held_out, treated / plan.treated), (held + treated) / (plan.held_out + plan.treated)
    z = (rates[1] - rates[0]) / np.sqrt(whole * (1 - whole) * (1 / plan.held_out + 1 / plan.treated))
    assert 0.78 < np.mean(z > 1.96) < 0.83


def test_a_size_by_hand():
    # (1.960 sqrt(2 x .325 x .675) + 1.282 sqrt(.25 x .75 + .4 x .6))^2 / .15^2 = 202.9
    plan = sample_size(0.25, 0.15, power=0.9)
    assert (plan.treated, plan.held_out) == (203, 203)
    assert "203" in plan.explain("pt")
    assert "weeks" in sample_size(0.1, 0.02, arrivals_week=500).explain()
    with pytest.raises(MeasureError):
        sample_size(0.95, 0.1)


# --- looks at any time ----------------------------------------------------------------------------


def peeked(seed, effect, experiments=2000, looks=50, step=40):
    draw = np.random.default_rng(seed)
    of = np.broadcast_to(np.arange(1, looks + 1) * step, (experiments, looks))
    hits, held = (np.cumsum(draw.binomial(step, p, (experiments, looks)), axis=1) for p in (0.2 + effect, 0.2))
    return hits, of, held, of


def test_looking_fifty_times_raises_no_more_false_alarms_than_stated():
    hits, of, held, _ = counts = peeked(3, 0.0)
    found = sequential_test(*counts, effect=0.05)
    assert found.has_ended.mean() <= 0.05
    assert np.any((found.low > 0) | (found.high < 0), axis=1).mean() <= 0.05
    whole = (hits + held) / (2 * of)
    naive = np.abs(hits - held) / of / np.sqrt(2 * whole * (1 - whole) / of)
    assert np.any(naive > 1.96, axis=1).mean() > 0.2


def test_an_effect_is_found_and_covered_at_all_looks():
    found = sequential_test(*peeked(4, 0.08), effect=0.05)
    assert found.has_ended.mean() > 0.9
    assert (
        np.mean(
            np.all((found.low <= 0.08) | np.isnan(found.low), axis=1)
            & np.all((found.high >= 0.08) | np.isnan(found.high), axis=1)
        )
        >= 0.95
    )


def test_before_thirty_cases_nothing_is_said():
    found = sequential_test([9, 20], [10, 25], [0, 0], [10, 25], effect=0.1)
    assert found.p.tolist() == [1, 1]
    assert "nothing can be told" in found.explain()


def test_what_was_found_stays_found():
    found = sequential_test([40, 45, 50], [50, 150, 400], [5, 45, 130], [50, 150, 400], effect=0.2)
    assert np.all(np.diff(found.p) <= 0)
    assert "may end" in found.explain()
    assert "ainda não" in sequential_test([10], [50], [9], [50], effect=0.1).explain("pt")
    with pytest.raises(MeasureError, match="do not fall"):
        sequential_test([5, 4], [9, 9], [1, 1], [9, 9], effect=0.1)


# --- what-ifs -------------------------------------------------------------------------------------

SCORE, WON = np.array([80, 65, 55, 40, 90, 52]), [True, True, False, False, True, False]


def test_a_threshold_replayed_by_hand():
    found = replay(SCORE >= 50, SCORE >= 60, WON, value=[10, 20, 0, 0, 30, 0])
    assert found.figures == ("chosen", "hits", "hit_rate", "found", "value")
    assert found.before[0].tolist() == [5, 3, 0.6, 1.0, 60]
    assert found.after[0].tolist() == [3, 3, 1.0, 1.0, 60]
    assert "not what choosing does" in found.explain()


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=30), st.integers(0, 9))
def test_replay_does_not_hang_on_the_order_of_rows(rows, seed):
    turn = np.random.default_rng(seed).permutation(len(rows))
    score, won = (np.array([row[column] for row in rows]) for column in (0, 1))
    plain, turned = replay(score > 3, score > 5, won), replay(score[turn] > 3, score[turn] > 5, won[turn])
    np.testing.assert_array_equal(plain.difference, turned.difference)


def test_a_rule_replayed_against_itself_changes_nothing():
    found = replay(SCORE >= 50, SCORE >= 50, WON)
    assert found.difference[:, :2].tolist() == [[0, 0]] * 3
    assert "No change in cases chosen" in found.explain()


def test_replayed_intervals_cover_the_truth():
    covered = 0
    for seed in range(100):
        draw = np.random.default_rng(seed)
        score = draw.random(400)
        found = replay(score > 0.3, score > 0.6, draw.random(400) < score, seed=seed)
        covered += found.difference[1, 2] <= 0.8 - 0.65 <= found.difference[2, 2]
    assert covered >= 89


def test_many_subjects_with_money_are_replayed_by_the_normal_limit():
    draw = np.random.default_rng(1)
    score, money = draw.random(30_000), draw.gamma(2, 50, 30_000)
    found = replay(score > 0.3, score > 0.6, draw.random(30_000) < score, value=money)
    assert found.difference[1, 4] < found.difference[0, 4] < found.difference[2, 4] < 0


def test_nothing_to_replay():
    assert "nothing to replay" in replay([], [], []).explain()
    with pytest.raises(WrongLengthError):
        replay([True], [True, False], [True])


def test_a_simulated_change_has_the_size_of_its_cause():
    steps = {"met": (3000, 10_000), "won": (900, 3000)}
    found = simulate_road(steps, [100] * 50, {"met": (1.5, 1.5)}, value=[10.0] * 20)
    after = 1.5 * 0.3 / (0.7 + 1.5 * 0.3)
    assert found.before[0].tolist() == pytest.approx([0.09, 9.0, 90.0], rel=0.03)
    assert found.after[0, 0] == pytest.approx(after * 0.3, rel=0.02)
    assert found.difference[1, 0] > 0


def test_a_change_that_is_a_guess_shows_as_one():
    steps = {"met": (3000, 10_000)}
    sure, guess = (simulate_road(steps, [100], {"met": ends}).difference for ends in ((1.2, 1.2), (0.9, 1.5)))
    assert guess[2, 0] - guess[1, 0] > 3 * (sure[2, 0] - sure[1, 0])
    assert "não se pode dizer" in simulate_road(steps, [100], {"met": (0.8, 1.2)}).explain("pt")
    with pytest.raises(MeasureError, match="one of met"):
        simulate_road(steps, [100], {"signed": (1, 2)})

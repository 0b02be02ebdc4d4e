"""Restricted means, competing outcomes, comparisons: against lifelines, by hand, turned around, known truth.

The figures named after lifelines were made once with lifelines 0.30.3; its Aalen-Johansen moves ties by chance, so the
times there differ.
"""

from __future__ import annotations

import random
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jornada.analytics.comparison import adjust, log_rank, mean_difference
from jornada.analytics.competing import OutcomeByTime, aalen_johansen, outcome_by_time
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.opportunities import Opportunities
from jornada.analytics.periods import DAY
from jornada.analytics.survival import kaplan_meier, restricted_mean
from tests.analytics.logs import same

# Weeks in remission of Gehan's leukaemia trial (Freireich et al. 1963), treated and not.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
UNTREATED = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
THIRD = [2, 4, 4, 7, 9, 12, 14, 14, 18, 20]
THIRD_LEFT = [1, 0, 1, 1, 0, 1, 1, 0, 1, 1]
NAMES = ("won", "lost")
ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), min_size=1, max_size=40)


def curve_of(times, left):
    order = np.argsort(times, kind="stable")
    return kaplan_meier(np.array(times)[order], np.array(left)[order])


def incidence_of(rows):
    return aalen_johansen([time for time, _ in rows], [outcome for _, outcome in rows], NAMES)


# --- the curve ------------------------------------------------------------------------------------


def test_the_curve_has_the_figures_of_lifelines():
    curve = curve_of(TREATED, RELAPSED)
    assert curve.at.tolist() == [6, 7, 10, 13, 16, 22, 23]
    theirs = [
        0.857142857142857, 0.8067226890756299, 0.7529411764705878, 0.6901960784313722, 0.6274509803921566,
        0.5378151260504199, 0.44817927170868327,
    ]  # fmt: skip
    np.testing.assert_allclose(curve.share, theirs, atol=1e-9)
    np.testing.assert_allclose(curve.low[[0, -1]], [0.619718, 0.188052], atol=1e-6)
    np.testing.assert_allclose(curve.high[[0, -1]], [0.951552, 0.680143], atol=1e-6)


def test_restricted_means_have_the_figures_of_lifelines():
    assert restricted_mean(curve_of(TREATED, RELAPSED), 20)[0] == pytest.approx(16.116526610644254, abs=1e-9)
    assert restricted_mean(curve_of(UNTREATED, [1] * 21), 20)[0] == pytest.approx(8.428571428571429, abs=1e-9)


def test_a_restricted_mean_worked_by_hand():
    mean, error = restricted_mean(curve_of([2, 4, 6], [1, 0, 1]), 5)
    assert mean == pytest.approx(2 + 3 * 2 / 3)
    assert error == pytest.approx((3 * 2 / 3) * np.sqrt(1 / (3 * 2)))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.integers(1, 12))
def test_when_all_have_left_the_restricted_mean_is_the_plain_one(times, horizon):
    mean, error = restricted_mean(curve_of(times, [1] * len(times)), horizon)
    capped = np.minimum(times, horizon)
    assert mean == pytest.approx(capped.mean())
    assert error == pytest.approx(capped.std() / np.sqrt(len(times)), abs=1e-9)


def test_the_restricted_mean_of_a_known_pace_is_found():
    draw = np.random.default_rng(8)
    stays, watched = draw.exponential(10, 40_000), draw.uniform(5, 60, 40_000)
    mean, error = restricted_mean(curve_of(np.minimum(stays, watched), stays <= watched), 20)
    assert abs(mean - 10 * (1 - exp(-2))) < 3 * error < 0.2


def test_beyond_what_was_watched_there_is_no_mean():
    assert np.isnan(restricted_mean(curve_of([2, 4], [1, 0]), 5)).all()
    assert np.isnan(restricted_mean(curve_of([], []), 5)).all()
    with pytest.raises(MeasureError, match="above 0"):
        restricted_mean(curve_of([2], [1]), 0)


# --- competing outcomes ---------------------------------------------------------------------------


def test_competing_outcomes_have_the_figures_of_lifelines():
    found = aalen_johansen(range(1, 13), [1, 2, 0, 1, 1, 2, 0, 2, 1, 0, 2, 0], NAMES)
    assert found.at.tolist() == [1, 2, 4, 5, 6, 8, 9, 11]
    last = [0.3796296296296296, 0.4537037037037037]
    np.testing.assert_allclose(found.share[:, -1], last, atol=1e-9)
    np.testing.assert_allclose(found.share[0, 2:4], [0.17592592592592593, 0.2685185185185185], atol=1e-9)
    won = [0.00636574074074074, 0.00636574074074074, 0.012843411827465328, 0.017701665142508767]
    lost = [0.012843411827465324, 0.020125076207895144, 0.02012507620789514, 0.02976156454808715]
    np.testing.assert_allclose(found.variance[0, :4], won, atol=1e-9)
    np.testing.assert_allclose(found.variance[1, 4:], lost, atol=1e-9)


@given(ROWS)
def test_outcomes_and_those_without_add_up_to_one(rows):
    found = incidence_of(rows)
    np.testing.assert_allclose(found.share.sum(axis=0) + found.still_open, 1, atol=1e-12)
    any_outcome = curve_of([time for time, _ in rows], [outcome > 0 for _, outcome in rows])
    np.testing.assert_allclose(found.still_open, any_outcome.share, atol=1e-12)


@given(ROWS)
def test_without_open_cases_the_shares_are_counted(rows):
    closed = [(time, max(1, outcome)) for time, outcome in rows]
    found = incidence_of(closed)
    for code in (1, 2):
        counted = [sum(when <= at and outcome == code for when, outcome in closed) for at in found.at]
        share = np.array(counted) / len(closed)
        np.testing.assert_allclose(found.share[code - 1], share, atol=1e-12)
        np.testing.assert_allclose(found.variance[code - 1], share * (1 - share) / len(closed), atol=1e-12)


@given(ROWS, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(rows, seed):
    assert same(incidence_of(rows), incidence_of(random.Random(seed).sample(rows, len(rows))))


@given(ROWS)
def test_swapped_outcomes_swap_the_shares(rows):
    swapped = incidence_of([(time, (0, 2, 1)[outcome]) for time, outcome in rows])
    np.testing.assert_allclose(swapped.share, incidence_of(rows).share[::-1], atol=1e-12)


@given(ROWS)
def test_a_doubled_population_has_the_same_shares_and_half_the_variance(rows):
    once, twice = incidence_of(rows), incidence_of(rows * 2)
    np.testing.assert_allclose(twice.share, once.share, atol=1e-12)
    assert (twice.variance <= once.variance + 1e-12).all()


def test_known_hazards_are_found_where_one_less_kaplan_meier_overstates():
    draw = np.random.default_rng(4)
    won, lost, watched = draw.exponential(20, 30_000), draw.exponential(10, 30_000), draw.uniform(5, 40, 30_000)
    time = np.minimum(np.minimum(won, lost), watched)
    outcome = np.select([time == won, time == lost], [1, 2], 0)
    found = aalen_johansen((time * DAY).astype(np.int64), outcome, NAMES).by(10)
    truth = (1 - exp(-10 * 0.15)) / 3
    assert found["won"] == pytest.approx(truth, abs=0.01)
    naive = 1 - curve_of((time * DAY).astype(np.int64), outcome == 1).still_here(10)[0]
    assert naive > truth + 0.1


def test_intervals_stay_within_bounds_and_cover_the_share():
    found = incidence_of([(1, 1), (2, 2), (3, 0), (4, 1), (5, 0)])
    happened = found.share > 0
    assert ((found.low <= found.share) & (found.low >= 0)).all()
    assert ((found.high >= found.share) & (found.high <= 1))[happened].all()
    assert np.isnan(found.high[~happened]).all()


def test_opportunities_are_won_lost_and_open_by_time():
    outcome = ["won", "lost", "open", "won", "won", "lost"]
    closed = [DAY, 2 * DAY, None, 9 * DAY, None, 3 * DAY]
    deals = Opportunities.from_columns(outcome, [1] * 6, [0, 0, 0, 0, 0, None], closed)
    found = outcome_by_time(deals, now=3 * DAY)
    # Won on day 1 and lost on day 2 of four; the one won on day 9 is not known yet on day 3.
    assert found.by(3) == {"won": 0.25, "lost": 0.25, "open": 0.5}
    assert np.isnan(found.by(4)["won"])
    assert same(found, run(OutcomeByTime(3 * DAY), deals, bucket=2))


def test_no_rows_give_no_shares():
    found = incidence_of([])
    assert found.share.shape == (2, 0)
    assert np.isnan(found.by(1)["open"])
    assert incidence_of([(3, 0)]).by(0) == {"won": 0, "lost": 0, "open": 1}


def test_wrong_rows_are_refused():
    with pytest.raises(WrongLengthError, match="2 times and 1 outcomes"):
        aalen_johansen([1, 2], [1], NAMES)
    for time, outcome in ((-1, 1), (1, 3), (1, -1)):
        with pytest.raises(MeasureError, match="0 to 2"):
            aalen_johansen([time], [outcome], NAMES)


# --- comparisons ----------------------------------------------------------------------------------


def test_log_rank_has_the_figures_of_lifelines():
    time, left = [*TREATED, *UNTREATED], [*RELAPSED, *[1] * 21]
    two = log_rank(time, left, [0] * 21 + [1] * 21)
    assert (two.statistic, two.p) == pytest.approx((16.792940989216547, 4.168809109334511e-05), abs=1e-9)
    three = log_rank([*time, *THIRD], [*left, *THIRD_LEFT], [0] * 21 + [1] * 21 + [2] * 10)
    assert (three.statistic, three.p) == pytest.approx((17.833950658438784, 0.00013409321986852552), abs=1e-9)
    assert three.freedom == 2
    assert three.observed.sum() == pytest.approx(three.expected.sum())


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 2)), min_size=1, max_size=40))
def test_log_rank_does_not_hang_on_the_order_of_rows_or_groups(rows):
    def tested(each, groups=(0, 1, 2)):
        return log_rank([row[0] for row in each], [row[1] for row in each], [groups[row[2]] for row in each])

    ours = tested(rows)
    for theirs in (tested(rows[::-1]), tested(rows, (2, 0, 1))):
        assert theirs.statistic == pytest.approx(ours.statistic, rel=1e-6, abs=1e-9)
        assert theirs.p == pytest.approx(ours.p, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_a_group_that_is_never_watched_while_others_leave_adds_no_freedom(order):
    times, left = [8, 2, 1, 9, 7, 6, 9, 5, 5, 9, 6], [0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1]
    groups = [order[group] for group in (0, 1, 2, 0, 0, 0, 0, 1, 1, 0, 0)]
    found = log_rank(times, left, groups)
    assert (round(found.statistic, 6), found.freedom, round(found.p, 6)) == (5.704289, 1, 0.016924)


def test_groups_alike_are_found_different_one_time_in_twenty():
    draw = np.random.default_rng(6)
    group = np.repeat([0, 1], 60)
    p = [log_rank(draw.exponential(1, 120), draw.random(120) < 0.8, group).p for _ in range(600)]
    assert 0.03 < np.mean(np.array(p) < 0.05) < 0.07


@pytest.mark.parametrize("rows", [([], [], []), ([1, 2], [True, True], [0, 0]), ([1, 2], [False, False], [0, 1])])
def test_without_two_groups_that_leave_nothing_can_be_compared(rows):
    found = log_rank(*rows)
    assert (found.statistic, found.freedom) == (0, 0)
    assert np.isnan(found.p)


def test_wrong_groups_are_refused():
    with pytest.raises(WrongLengthError, match="differ in length: 1, 1, 2"):
        log_rank([1], [True], [0, 1])
    with pytest.raises(MeasureError, match="negative"):
        log_rank([1], [True], [-1])


def test_means_of_two_groups_are_compared_with_an_interval():
    treated, untreated = curve_of(TREATED, RELAPSED), curve_of(UNTREATED, [1] * 21)
    found = mean_difference(treated, untreated, 20)
    errors = [restricted_mean(curve, 20)[1] for curve in (treated, untreated)]
    assert found.difference == pytest.approx(16.116526610644254 - 8.428571428571429)
    assert found.high - found.difference == pytest.approx(1.959963984540054 * np.hypot(*errors))
    assert found.p == pytest.approx(2 * stats.norm.sf(found.difference / np.hypot(*errors)))
    assert mean_difference(untreated, treated, 20).difference == -found.difference


def test_groups_without_spread_have_no_p():
    assert np.isnan(mean_difference(curve_of([5, 5], [1, 1]), curve_of([3, 3], [1, 1]), 9).p)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_values_are_scipys(p):
    np.testing.assert_allclose(adjust(p), stats.false_discovery_control(p), atol=1e-12)


def test_adjusting_leaves_out_what_is_no_test():
    assert adjust([]).tolist() == []
    adjusted = adjust([0.04, np.nan, 0.01])
    assert np.isnan(adjusted[1])
    assert adjusted[[0, 2]].tolist() == [0.04, 0.02]
    with pytest.raises(MeasureError, match="between 0 and 1"):
        adjust([1.5])

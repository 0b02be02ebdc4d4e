"""Late entry, Gray's test, and the words of stays: against lifelines, by hand, turned around, known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.comparison import log_rank, mean_difference
from jornada.analytics.competing import aalen_johansen
from jornada.analytics.dwell import Dwell, dwell
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.gray import gray_test
from jornada.analytics.periods import DAY
from jornada.analytics.survival import kaplan_meier
from tests.analytics.logs import same
from tests.analytics.roads import TOUCHES, lasting, walked

WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35])
LEFT = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
LATE = np.array([0, 2, 5, 0, 0, 3, 9, 0, 8, 0, 12, 0, 15, 3, 0, 20, 0, 30, 1, 10, 5])


def competing(seed, rows, groups=2, lift=0.0):
    """Cases whose share won is the same in each group (but for `lift`), whatever the pace of loss and watching."""
    draw = np.random.default_rng(seed)
    group, span = draw.integers(0, groups, rows), draw.exponential(1, rows)
    wins = draw.random(rows) < 0.4 + lift * group
    time = np.where(wins, span, span * np.where(group == 1, 0.3, 2))
    watched = draw.uniform(0, np.where(group == 1, 2, 4), rows)
    return np.minimum(time, watched), np.where(time > watched, 0, np.where(wins, 1, 2)), group


# --- late entry -----------------------------------------------------------------------------------


def test_late_entry_has_the_figures_of_lifelines():
    curve = kaplan_meier(WEEKS, LEFT, LATE)  # theirs: lifelines 0.30.3, fit(WEEKS, LEFT, entry=LATE)
    theirs = [0.785714285714286, 0.707142857142857, 0.636428571428572, 0.565714285714286, 0.502857142857143]
    np.testing.assert_allclose(curve.share[:5], theirs, atol=1e-12)
    np.testing.assert_allclose(curve.share[-1], 0.33523809523809506, atol=1e-12)
    np.testing.assert_allclose([curve.low[-1], curve.high[-1]], [0.110455, 0.581491], atol=1e-6)


def test_late_entry_at_nought_is_none():
    assert same(kaplan_meier(WEEKS, LEFT, np.zeros_like(LATE)), kaplan_meier(WEEKS, LEFT))


def test_entry_after_the_end_is_refused():
    with pytest.raises(MeasureError, match="before it is over"):
        kaplan_meier(np.array([1, 2]), np.array([1, 1]), np.array([0, 2]))


def test_stays_that_began_before_history_do_not_make_stages_look_slow():
    draw = np.random.default_rng(4)
    stay, age = draw.exponential(10, 60_000), draw.uniform(0, 100, 60_000)
    seen = stay > age
    order = np.argsort(stay[seen])
    time, entry = (1000 * column[seen][order] for column in (stay, age))
    naive, right = (
        kaplan_meier(time.astype(np.int64) + 1, np.ones(seen.sum()), late) for late in (None, entry.astype(np.int64))
    )
    assert naive.quantiles([0.5])[0, 0] > 15_000
    assert right.quantiles([0.5])[0, 1] < 10_000 * np.log(2) < right.quantiles([0.5])[0, 2]


def test_dwell_counts_from_the_age_when_history_starts():
    visits = walked([(1, 0, "to.one"), (1, 3, "to.two"), (2, 0, "to.one"), (2, 7, "to.two")], now=9)
    table = dwell(visits, watched_from=5)
    assert table.visits.tolist() == [1, 2, 0, 0]  # the stay from 0 to 3 was over before
    assert table.curves[0].at.tolist() == [7.0]


@given(TOUCHES, st.integers(0, 30), st.integers(1, 9))
def test_late_dwell_can_be_cut(touches, start, bucket):
    visits = walked(touches)
    cut = run(Dwell(visits.stages, watched_from=start), visits, bucket=bucket)
    assert same(cut, dwell(visits, watched_from=start))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(0, 8)), min_size=1, max_size=30))
def test_outcomes_add_up_to_one_with_late_entry(rows):
    time, outcome, entry = (np.array(column) for column in zip(*rows, strict=True))
    found = aalen_johansen(time, outcome, ("won", "lost"), np.minimum(entry, time - 1))
    np.testing.assert_allclose(found.share.sum(axis=0) + found.still_open, 1, atol=1e-12)


# --- Gray's test ----------------------------------------------------------------------------------


def test_with_one_outcome_gray_is_the_log_rank_score():
    time, outcome, _ = competing(1, 300)
    group = np.arange(300) % 2
    ours, theirs = gray_test(time, outcome > 0, group), log_rank(time, outcome > 0, group)
    np.testing.assert_allclose(ours.expected, theirs.expected, atol=1e-9)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=0.1)


def test_gray_worked_by_hand():
    # At 1: risks 2 and 2, one won in the first. At 2: a loss in the first leaves R = Y (1-F) / S = 1 * .5 / .5.
    # At 3: risks 0 (nobody watched) and 2. So expected in the first: 1 x 2/4 + 0.
    found = gray_test([1, 2, 3, 4], [1, 2, 1, 0], [0, 0, 1, 1])
    assert found.expected.tolist() == [0.5, 1.5]


def test_equal_shares_are_found_different_one_time_in_twenty():
    cases = [competing(seed, 120) for seed in range(300)]
    assert 0.02 <= np.mean([gray_test(*case).p < 0.05 for case in cases]) <= 0.09
    # The pace of winning differs all the same, and the log-rank test says so.
    assert np.mean([log_rank(time, won == 1, group).p < 0.05 for time, won, group in cases[:100]]) > 0.2


def test_a_difference_in_shares_is_found():
    found = gray_test(*competing(3, 1500, lift=0.15))
    assert found.p < 0.01
    assert "differs" in found.explain()
    assert "difere" in found.explain("pt")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30))
def test_gray_does_not_hang_on_the_order_of_rows_or_groups(rows):
    time, outcome, group = (np.array(column) for column in zip(*rows, strict=True))
    found, turned = gray_test(time, outcome, group), gray_test(time[::-1], outcome[::-1], 2 - group[::-1])
    assert found.freedom == turned.freedom
    np.testing.assert_allclose(found.statistic, turned.statistic, rtol=1e-6, atol=1e-9)


def test_gray_without_two_groups_tells_nothing():
    found = gray_test([], [], [])
    assert found.freedom == 0
    assert "nothing can be compared" in found.explain()
    with pytest.raises(WrongLengthError):
        gray_test([1], [1, 2], [0])


# --- tables, words, pictures ----------------------------------------------------------------------


def test_a_curve_says_its_median_or_that_it_cannot_be_told():
    assert "cannot be told yet" in kaplan_meier(WEEKS[:6], LEFT[:6]).explain()
    said = kaplan_meier(WEEKS * DAY, LEFT).explain("pt")
    assert "A metade saiu depois de 23,0 dias" in said
    assert "ainda não se pode dizer" in said


def test_the_slowest_stage_is_named():
    table = dwell(lasting(3, 500, mean=5 * DAY, watched=8 * DAY))
    assert "longest at one" in table.explain()
    assert {len(column) for column in table.columns().values()} == {4}
    bars, curves = table.charts()
    assert len(bars.series[0].x) == len(curves.series) == 4


def test_outcomes_by_time_are_said_with_their_intervals():
    time, outcome, _ = competing(2, 200)
    found = aalen_johansen((time * DAY).astype(np.int64), outcome, ("won", "lost"))
    assert "ganho: " in found.explain("pt")
    assert found.columns()["open"][-1] == pytest.approx(found.still_open[-1])
    assert len(found.charts()[0].series) == 3
    assert "cannot be told yet" in aalen_johansen([1], [1], ["won"]).explain()


def test_differences_are_said_or_said_to_be_unclear():
    slow, fast = (kaplan_meier(np.sort(times) * DAY, np.ones(len(times))) for times in (WEEKS + 9, WEEKS))
    assert "longer on average" in mean_difference(slow, fast, 20 * DAY).explain()
    assert "cannot be told" in mean_difference(fast, fast, 20 * DAY).explain()
    assert "shorter" in mean_difference(fast, slow, 20 * DAY).explain()
    assert "cannot be told" in log_rank([1, 2, 3, 4], [True] * 4, [0, 1, 0, 1]).explain()

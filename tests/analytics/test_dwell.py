"""Time at a stage: against SciPy's Kaplan-Meier, by hand, turned around, and with a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jornada.analytics.dwell import Dwell, dwell
from jornada.analytics.engine import run
from jornada.analytics.periods import DAY
from jornada.analytics.survival import kaplan_meier
from jornada.analytics.visits import EVIDENCE
from tests.analytics.logs import same
from tests.analytics.roads import TOUCHES, doubled, lasting, walked

STAYS = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=40)


def curve_of(stays):
    stays = sorted(stays)
    return kaplan_meier(np.array([time for time, _ in stays]), np.array([left for _, left in stays]))


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@given(STAYS)
def test_the_curve_agrees_with_scipy(stays):
    curve = curve_of(stays)
    left, here = ([time for time, gone in stays if gone is wanted] for wanted in (True, False))
    theirs = stats.ecdf(stats.CensoredData(uncensored=left, right=here)).sf
    np.testing.assert_allclose(curve.share, theirs.evaluate(curve.at), atol=1e-12)
    if len(curve.at) and curve.share[-1] > 0:
        bounds = theirs.confidence_interval(method="log-log")
        np.testing.assert_allclose(curve.low, bounds.low.evaluate(curve.at), atol=1e-12)
        np.testing.assert_allclose(curve.high, bounds.high.evaluate(curve.at), atol=1e-12)


def test_a_curve_worked_by_hand():
    curve = curve_of([(6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False)])
    # 8 watched: 3 leave at 6 (5/8), then of 4 one at 7 (3/4), then of 2 one at 10 (1/2).
    np.testing.assert_allclose(curve.share, [5 / 8, 15 / 32, 15 / 64])
    variance = 3 / (8 * 5) + 1 / (4 * 3) + 1 / (2 * 1)
    power = np.exp(1.959963984540054 * np.sqrt(variance) / -np.log(15 / 64))
    assert curve.low[-1] == pytest.approx((15 / 64) ** power)
    assert curve.quantiles((0.25, 0.5, 0.75))[:, 0].tolist() == [6, 7, 10]


def test_beyond_what_was_watched_nothing_is_known():
    curve = curve_of([(2 * DAY, True), (3 * DAY, False)])
    assert curve.still_here(1) == (1.0, 1.0, 1.0)
    assert curve.still_here(3)[0] == 0.5
    assert np.isnan(curve.still_here(4)).all()
    assert np.isnan(curve.quantiles([0.9])[0, 0])
    assert curve_of([(DAY, True)]).still_here(9)[0] == 0.0


def test_open_stays_are_not_taken_for_finished():
    table = dwell(walked([(1, 0, "to.one"), (1, 3, "to.two"), (2, 38, "to.one"), (3, 38, "to.one")]))
    assert (table.visits.tolist(), table.still_open.tolist()) == ([4, 1, 0, 0], [3, 0, 0, 0])
    assert table.median[0, 0] == 3.0


def test_a_known_median_is_found_although_most_are_still_here():
    table = dwell(lasting(3, 20_000, mean=1_000_000, watched=800_000))
    truth = 1_000_000 * np.log(2)
    assert table.median[1, 0] < truth < table.median[2, 0]
    assert np.isnan(table.p90[0, 0])


def test_some_ways_of_leaving_can_be_left_out():
    visits = walked([(1, 0, "to.two"), (1, 3, "to.three"), (2, 0, "to.two"), (2, 4, "out.two")], now=5)
    assert dwell(visits).still_open[1] == 0
    assert dwell(visits, leaving=[EVIDENCE]).still_open[1] == 1


def test_only_stays_entered_in_the_period_count():
    visits = walked([(1, 0, "to.one"), (1, 5, "to.two"), (2, 10, "to.one")], now=12)
    assert dwell(visits, since=5).visits.tolist() == [1, 1, 0, 0]
    assert dwell(visits, until=5).visits.tolist() == [1, 0, 0, 0]


@given(TOUCHES, st.integers(1, 9))
def test_cutting_changes_nothing(touches, bucket):
    visits = walked(touches)
    assert same(run(Dwell(visits.stages), visits, bucket=bucket), dwell(visits))


@given(TOUCHES)
def test_a_doubled_population_stays_as_long(touches):
    once, twice = dwell(walked(touches)), dwell(walked(doubled(touches)))
    assert same(once.median[0], twice.median[0])
    assert (once.visits * 2).tolist() == twice.visits.tolist()


def test_no_visits_give_no_times():
    table = dwell(walked([]))
    assert table.visits.tolist() == [0, 0, 0, 0]
    assert np.isnan(table.median).all()
    assert np.isnan(table.curves[0].still_here(1)).all()

"""Retention, repeat purchase, churn, segments, lifetime value: by hand, published figures, turned around, known truth.

Figures named after lifetimes were made once with lifetimes 0.11.3.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics import EventLog, activity_churn, cohorts, contract_churn, lifetime_value, repeat_purchase, rfm
from jornada.analytics.bgnbd import BgNbd, fit_bgnbd
from jornada.analytics.cohort import CohortTable
from jornada.analytics.engine import run
from jornada.analytics.errors import BadTimeError, MeasureError, WrongLengthError
from jornada.analytics.periods import DAY, period_labels, period_starts
from jornada.analytics.purchases import PurchaseSummary, purchases_of
from jornada.analytics.rfm import SEGMENT_CODES, scores
from jornada.analytics.sbg import shifted_beta_geometric
from jornada.analytics.spend import drawn_average, fit_gamma_gamma, independence
from tests.analytics.logs import same

X = [
    2, 0, 2, 1, 4, 0, 3, 1, 1, 1, 0, 0, 0, 3, 4, 0, 10, 13, 0, 1, 1, 3, 1, 1, 1, 10, 1, 0, 5, 1, 2, 0, 0, 3,
    6, 0, 1, 1, 8, 1, 1, 0, 1, 2, 1, 0, 0, 2, 5, 3, 0, 1, 19, 6, 2, 0, 1, 2, 3, 0,
]  # fmt: skip
SEEN = [
    10.1, 0, 16.1, 8.7, 6.9, 0, 13.8, 2, 1.4, 0, 0, 0, 0, 16.4, 29.7, 0, 18.4, 37.2, 0, 31.5, 6.1, 17.8, 13.4,
    0.5, 2.8, 25.4, 9.6, 0, 30, 3, 21, 0, 0, 7, 18, 0, 24.8, 13.2, 36, 17.1, 4.8, 0, 8.6, 22.4, 18, 0, 0, 0.5,
    21.3, 7.6, 0, 6.1, 33.4, 20.1, 8.2, 0, 1.8, 14.3, 23.4, 0,
]  # fmt: skip
AGE = [
    22, 22, 35, 29, 31, 32, 34, 20, 29, 22, 28, 38, 30, 21, 30, 22, 35, 38, 39, 32, 37, 27, 22, 30, 28, 33,
    39, 25, 37, 22, 26, 35, 24, 33, 29, 30, 38, 36, 36, 30, 39, 39, 22, 24, 26, 31, 36, 29, 39, 27, 38, 31,
    34, 24, 31, 36, 37, 37, 39, 22,
]  # fmt: skip
MEAN = [
    60.4, 47.9, 23.8, 72, 300.5, 240.6, 16.5, 57.9, 75.5, 76.4, 70.5, 60.7, 52.8, 94.3, 55.2, 54.8, 64.9,
    44.1, 62.4, 81.5, 32.3, 107.6, 98.4, 33.9, 30.7, 31.8, 40.6, 58, 37.7, 27.5, 147.7, 101.5, 54.1, 53.8,
    142.7, 37.9, 27.4, 91.5, 350, 72.5, 75.4, 19.8, 23.9,
]  # fmt: skip
ORDERS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 200), st.integers(1, 9)), max_size=40)


def orders(rows, shift=0):
    subject, day, value = ([row[column] for row in rows] for column in range(3))
    return EventLog.from_columns(
        [who + shift for who in subject], [each * DAY for each in day], ["order.placed"] * len(rows),
        value=np.array(value, dtype=float),
    )  # fmt: skip


def buyers(seed, count, drop=0.25, weeks=52):
    """Buyers of the BG/NBD kind with independent Gamma-Gamma money; all began at day 0."""
    draw = np.random.default_rng(seed)
    rate, stop = draw.gamma(1.5, 0.2, count), draw.beta(1, 1 / drop, count)
    gaps = np.cumsum(draw.exponential(1, (count, 60)) / rate[:, np.newaxis], axis=1)
    lives = draw.geometric(stop[:, np.newaxis], (count, 1))
    made = (gaps < weeks) & (np.arange(60) < lives)
    who, nth = np.nonzero(made)
    subject, week = np.append(np.arange(count), who), np.append(np.zeros(count), gaps[who, nth])
    value = draw.gamma(4, 1 / draw.gamma(5, 1 / 60, count)[subject])
    at = (week * 7 * DAY).astype(np.int64)
    return EventLog.from_columns(subject, at, ["order.placed"] * len(subject), value=value), rate, lives[:, 0]


# --- retention ------------------------------------------------------------------------------------

ROWS = [(1, 0, 5), (1, 35, 7), (1, 95, 1), (2, 3, 4), (3, 40, 2), (3, 75, 2)]


def test_exact_and_rolling_retention_by_hand():
    exact, rolling = (cohorts(orders(ROWS), 125 * DAY, kind=kind) for kind in ("exact", "rolling"))
    # Members 1 and 2 began in January and are seen to the end of age 3 (day 120 and 123), 3 to the end of age 1.
    assert exact.cohorts == ("1970-01", "1970-02")
    assert exact.observed.tolist() == [[2, 2, 2, 2], [1, 1, 0, 0]]
    assert exact.active.tolist() == [[2, 1, 0, 1], [1, 1, 0, 0]]
    assert rolling.active.tolist() == [[2, 1, 1, 1], [1, 1, 0, 0]]
    assert exact.value.tolist() == [[9, 7, 0, 1], [2, 2, 0, 0]]
    np.testing.assert_allclose(exact.value_per_member[0], [4.5, 8, 8, 8.5])


def test_young_members_do_not_count_as_lost():
    young = cohorts(orders([*ROWS, (9, 120, 1)]), 125 * DAY)
    assert young.size.sum() == 4
    assert young.observed.sum(axis=0).tolist() == cohorts(orders(ROWS), 125 * DAY).observed.sum(axis=0).tolist()


def test_the_title_says_which_retention_it_is():
    log, _, _ = buyers(2, 200)
    exact, rolling = (cohorts(log, 360 * DAY, kind=kind, ages=6) for kind in ("exact", "rolling"))
    assert "exact retention" in exact.explain()
    assert "retenção móvel" in rolling.explain("pt")
    assert "Rolling" in rolling.charts()[0].title
    assert "cannot be told yet" in cohorts(orders(ROWS), 125 * DAY).explain()


def test_known_retention_is_within_its_interval():
    draw = np.random.default_rng(3)
    here = draw.random((5000, 4)) < [1, 0.6, 0.4, 0.3]
    who, age = np.nonzero(here)
    found = cohorts(EventLog.from_columns(who, (age * 30 + 1) * DAY, ["order.placed"] * len(who)), 200 * DAY, ages=4)
    share, low, high = found.overall
    assert np.all((low <= [1, 0.6, 0.4, 0.3]) & (np.array([1, 0.6, 0.4, 0.3]) <= high + 1e-12))
    assert share[0] == 1


@given(ORDERS, st.integers(1, 9), st.sampled_from(["exact", "rolling"]))
def test_cohorts_can_be_cut(rows, bucket, kind):
    log = orders(rows)
    whole = cohorts(log, 210 * DAY, kind=kind)
    starts = period_starts(int(log.at.min()) if rows else 0, int(log.at.max()) if rows else 0, "month")
    measure = CohortTable(None, starts, period_labels(starts, "month"), kind, 30 * DAY, 24, 210 * DAY)
    assert same(run(measure, log, bucket=bucket), whole)


@given(ORDERS)
def test_a_doubled_population_has_the_same_retention(rows):
    once, twice = (
        cohorts(orders(rows), 210 * DAY),
        cohorts(orders(rows + [(w + 50, d, v) for w, d, v in rows]), 210 * DAY),
    )
    assert same(once.rate, twice.rate)
    assert (2 * once.size).tolist() == twice.size.tolist()


def test_wrong_retention_is_refused():
    with pytest.raises(MeasureError, match="exact or rolling"):
        cohorts(EventLog.empty(), 0, kind="soft")
    assert cohorts(EventLog.empty(), 0).cohorts == ()


# --- repeat purchase and churn --------------------------------------------------------------------


def test_repeat_purchase_by_hand():
    log = orders([(1, 0, 1), (1, 10, 1), (1, 30, 1), (2, 0, 1), (3, 95, 1)])
    table = repeat_purchase(log, 100 * DAY, days=60).columns()
    assert table["buyers"] == [3, 1, 1]
    assert table["bought_again"] == [1, 1, 0]
    assert table["rate"][:2] == [0.5, 1.0]  # of those watched for 10 days, one of two
    assert table["median_days"][1] == 20


def test_recent_buyers_are_not_taken_for_faithless():
    draw = np.random.default_rng(7)
    first, wait = draw.uniform(0, 100, 3000), 1 + draw.exponential(40, 3000)
    again = first + wait < 100
    log = orders(
        [*((n, first[n], 1) for n in range(3000)), *((n, first[n] + wait[n], 1) for n in np.flatnonzero(again))]
    )
    found = repeat_purchase(log, 100 * DAY, days=60, most=1).columns()
    assert found["low"][0] < 1 - np.exp(-59 / 40) < found["high"][0]
    assert again.mean() < found["low"][0]


def test_who_is_not_active_and_who_comes_back():
    log = orders([(1, 0, 1), (2, 1, 1), (2, 40, 1), (1, 65, 1), (3, 66, 1), (3, 100, 1)])
    found = activity_churn(log, 95 * DAY)  # April is still running
    assert found.periods == ("1970-01", "1970-02", "1970-03")
    assert (found.active.tolist(), found.new.tolist(), found.back.tolist()) == ([2, 1, 2], [2, 0, 1], [0, 0, 1])
    assert (found.lost.hits.tolist(), found.lost.of.tolist()) == ([0, 1, 1], [0, 2, 1])
    assert "came back" in found.explain()
    assert "cannot be told" in activity_churn(EventLog.empty(), 0).explain()


def test_running_contracts_are_censored():
    curve = contract_churn([0, 0, 0, 10], [5, 20, -1, -1], now=15)
    assert (curve.at.tolist(), curve.cases, curve.left) == ([5.0], 4, 1)
    assert contract_churn([0, 0], [5, -1], now=15, watched_from=8).cases == 1
    with pytest.raises(BadTimeError):
        contract_churn([5], [3], now=9)
    with pytest.raises(WrongLengthError):
        contract_churn([5], [3, 4], now=9)


# --- shifted beta-geometric -----------------------------------------------------------------------

# Fader & Hardie 2007, table 1: customers left of 1,000 after each year; fitted there to the first seven.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]


@pytest.mark.parametrize(("left", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_published_retention_is_fitted_and_projected(left, alpha, beta):
    gone = (-np.diff(left[:8])).tolist()
    found = shifted_beta_geometric([*range(1, 8), 7], [True] * 7 + [False], count=[*gone, left[7]], horizon=12)
    assert (found.alpha, found.beta) == (pytest.approx(alpha, abs=2e-3), pytest.approx(beta, abs=5e-3))
    np.testing.assert_allclose(found.observed, np.array(left[:8]) / 1000)
    assert np.abs(found.share - np.array(left) / 1000).max() < 0.025
    assert np.all(np.diff(found.rates) > 0)


def test_projections_cover_the_truth():
    covered = []
    for seed in range(40):
        draw = np.random.default_rng(seed)
        leave = draw.geometric(draw.beta(0.8, 3.0, 800))
        found = shifted_beta_geometric(np.minimum(leave, 6), leave <= 6, horizon=20)
        truth = np.exp(sum(np.log(3.0 + n) - np.log(3.8 + n) for n in range(20)))
        covered.append(found.low[20] <= truth <= found.high[20])
    assert np.mean(covered) >= 0.85  # 95 % less chance


def test_too_few_who_left_are_not_projected():
    found = shifted_beta_geometric([1, 2, 3], [True, False, False])
    assert "cannot be projected" in found.explain()
    assert np.isnan(found.share).all()
    assert "não se pode projetar" in shifted_beta_geometric([], []).explain("pt")
    with pytest.raises(MeasureError):
        shifted_beta_geometric([0], [True])


# --- purchases, segments --------------------------------------------------------------------------


@given(ORDERS, st.integers(1, 9))
def test_purchases_can_be_cut(rows, bucket):
    measure = PurchaseSummary(("order.placed",), 150 * DAY)
    assert same(run(measure, orders(rows), bucket=bucket), purchases_of(orders(rows), 150 * DAY))


def test_equal_figures_have_equal_scores():
    assert scores([1] * 6 + [2, 3]).tolist() == [2, 2, 2, 2, 2, 2, 5, 5]
    assert scores([7, 7, 7]).tolist() == [3, 3, 3]
    assert scores(range(10)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 9))
def test_scores_do_not_hang_on_the_order_of_rows(figures, seed):
    turn = np.random.default_rng(seed).permutation(len(figures))
    assert scores(np.array(figures)[turn]).tolist() == scores(figures)[turn].tolist()


def test_champions_bought_lately_often_and_much():
    log, _, _ = buyers(5, 300)
    found = rfm(log, 365 * DAY)
    top = found.segment == SEGMENT_CODES.index("champions")
    asleep = found.segment == SEGMENT_CODES.index("lost")
    assert found.money[top].min() > np.median(found.money)
    assert found.days_ago[top].max() < found.days_ago[asleep].min()
    assert "campeões" in found.explain("pt")
    assert set(found.columns()["segment"]) <= set(SEGMENT_CODES)
    assert "need 30" in rfm(orders(ROWS), 200 * DAY).explain()


# --- lifetime value -------------------------------------------------------------------------------


def test_the_model_has_the_figures_of_lifetimes():
    found = fit_bgnbd(X, SEEN, AGE)
    theirs = (0.6212859330320779, 4.231578145944167, 0.6590226973652179, 1.5327861406278218)
    np.testing.assert_allclose((found.r, found.alpha, found.a, found.b), theirs, rtol=2e-4)
    ahead = [0.3999331593, 0.2179788849, 0.2543144605, 0.1517099057, 0.0393557575, 0.1611919996]
    np.testing.assert_allclose(found.expected(10, X[:6], SEEN[:6], AGE[:6]), ahead, rtol=1e-4)
    alive = [0.4407185387, 1.0, 0.4069299022, 0.3348942562, 0.0324171924, 1.0]
    np.testing.assert_allclose(found.alive(X[:6], SEEN[:6], AGE[:6]), alive, rtol=1e-4)


def test_the_published_customer_is_expected_to_buy_as_published():
    # CDNOW: parameters of table 2, and customer 1 with x = 2, t = 30.43, T = 38.86 over 39 weeks: 1.226.
    model = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)
    assert model.expected(39, [2], [30.43], [38.86])[0] == pytest.approx(1.226, abs=2e-3)


def test_money_has_the_figures_of_lifetimes():
    count = np.array([x for x in X if x])
    found = fit_gamma_gamma(count, MEAN)
    np.testing.assert_allclose((found.p, found.q, found.v), (11.1002550, 3.1444129, 14.8741694), rtol=5e-4)
    assert found.expected([2, 0], [60.4, 0])[0] == pytest.approx(61.86168, rel=1e-4)
    assert found.expected([2, 0], [60.4, 0])[1] == pytest.approx(76.994069, rel=1e-4)


def test_future_purchases_of_simulated_buyers_are_expected_about_right():
    log, _, _ = buyers(1, 3000, weeks=78)
    known = log.select(log.at < 39 * 7 * DAY)
    found = lifetime_value(known, 39 * 7 * DAY, horizon_weeks=39, discount_yearly=0.0)
    came = log.value[log.at >= 39 * 7 * DAY].sum()
    assert found.method == "gamma-gamma"
    assert found.purchases.sum() == pytest.approx(np.count_nonzero(log.at >= 39 * 7 * DAY), rel=0.1)
    assert found.value.sum() == pytest.approx(came, rel=0.12)
    assert "discounted" in found.explain()


def test_money_that_goes_with_frequency_is_not_modelled_apart():
    log, rate, _ = buyers(4, 400)
    tied = EventLog.from_columns(
        log.subject_ids[log.subject],
        log.at,
        ["order.placed"] * len(log),
        value=log.value * rate[log.subject_ids[log.subject]],
    )
    found = lifetime_value(tied, 364 * DAY)
    assert found.method == "own average"
    assert "go together" in found.explain()
    assert "andam juntos" in found.explain("pt")


def test_discount_and_margin_lower_the_value():
    log, _, _ = buyers(6, 150)
    plain, later = (lifetime_value(log, 364 * DAY, discount_yearly=each) for each in (0.0, 0.2))
    assert later.value.sum() < plain.value.sum()
    half = lifetime_value(log, 364 * DAY, discount_yearly=0.0, margin=0.5)
    np.testing.assert_allclose(half.value, plain.value / 2)
    assert len(plain.charts()[0].series[0].x) == 101


def test_under_a_hundred_buyers_there_is_an_average_only():
    found = lifetime_value(buyers(8, 60)[0], 364 * DAY)
    assert found.method == "average"
    assert "fewer than 100" in found.explain()
    assert np.isnan(found.value).all()
    assert found.charts() == ()


def test_averages_are_drawn_by_hand():
    # Within: (50 + 50) / 2 = 50. Between: (2 x 100 + 2 x 100 - 50) / 2 = 175.
    drawn = drawn_average([2, 2], [10 + 20, 30 + 40], [500, 2500])
    np.testing.assert_allclose(drawn, [(2 * 175 * 15 + 50 * 25) / 400, (2 * 175 * 35 + 50 * 25) / 400])
    assert drawn_average([1, 1], [5.0, 5.0], [25.0, 25.0]).tolist() == [5.0, 5.0]


def test_independence_is_spearmans():
    from scipy import stats

    draw = np.random.default_rng(0)
    x, m = draw.integers(1, 6, 80), draw.normal(size=80)
    rho, p = independence(x, m)
    theirs = stats.spearmanr(x, m)
    assert (rho, p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    assert np.isnan(independence([1, 1], [2.0, 3.0])).all()


def test_what_cannot_be_modelled_is_refused():
    with pytest.raises(MeasureError, match="bought twice"):
        fit_bgnbd([0, 0], [0, 0], [5, 5])
    with pytest.raises(MeasureError, match="between the first and now"):
        fit_bgnbd([1], [6], [5])
    with pytest.raises(MeasureError, match="above 0"):
        fit_gamma_gamma([1, 1], [5, 0])
    with pytest.raises(MeasureError, match="no value column"):
        lifetime_value(EventLog.empty(), 0)

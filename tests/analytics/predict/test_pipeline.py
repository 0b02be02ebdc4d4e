"""Hazard, buying times and forecasts: by hand, against a known truth, and what they must not know."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.errors import MeasureError
from jornada.analytics.opportunities import UNKNOWN, Opportunities
from jornada.analytics.periods import DAY
from jornada.analytics.predict.backtest import backtest, pinball
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.hazard import fit_hazard
from jornada.analytics.predict.pipeline import BLOCK, buying_times, forecast, month_shock
from jornada.analytics.predict.stays import StageHistory, stays_of

WEEK = 7 * DAY
MONTHS, SHOCK = 40, 0.35


def company(seed, deals=3000, months=MONTHS, shock=SHOCK):
    """Simulate deals month by month; in a good month all of them win more readily."""
    draw = np.random.default_rng(seed)
    luck = np.exp(shock * draw.standard_normal(months) - shock**2 / 2)
    opened = draw.integers(0, months * BLOCK, deals)
    outcome, closed = np.zeros(deals, np.int8), np.full(deals, UNKNOWN)
    for week in range(months * BLOCK // WEEK):
        now = week * WEEK
        is_open = (outcome == 0) & (opened <= now)
        win = 1 - np.exp(-0.03 * luck[now // BLOCK])
        fate = draw.random(deals)
        for code, hit in ((1, is_open & (fate < win)), (2, is_open & (fate >= win) & (fate < win + 0.04))):
            outcome[hit], closed[hit] = code, now + draw.integers(0, WEEK, hit.sum())
    return Opportunities.from_columns(outcome, draw.lognormal(8, 0.5, deals), opened, closed)


def test_stays_worked_by_hand():
    deals = Opportunities.from_columns(["won", "open", "lost"], [1, 1, 1], [0, 5, None], [30, None, 9])
    history = StageHistory.from_columns([1, 0, 0, 2], ["demo", "offer", "demo", "demo"], [5, 10, 0, 1])
    found = stays_of(deals, history, 20)
    assert found.deal.tolist() == [0, 0, 1]
    assert found.left.tolist() == [10, 20, 20]
    assert found.to.tolist() == [1, -1, -1]
    assert stays_of(deals, history, 31).to.tolist() == [1, 2, -1]


def test_chances_worked_by_hand():
    # 100 deals see week 0, 40 are won in it; the other 60 are lost in week 1.
    deals = Opportunities.from_columns(
        ["won"] * 4000 + ["lost"] * 6000, [1] * 10000, [0] * 10000, [3 * DAY] * 4000 + [10 * DAY] * 6000
    )
    hazard = fit_hazard(stays_of(deals, None, 99 * WEEK))
    assert hazard.at_risk[0, :3].tolist() == [10000, 6000, 0]
    won = hazard.won_by(np.array([0, 0]), np.array([0, 1]), 5)
    assert won[1] == pytest.approx([0.4, 0], abs=0.005)
    assert won[5] == pytest.approx([0.4, 0], abs=0.01)


def test_a_stay_that_goes_on_says_nothing_of_its_last_period():
    deals = Opportunities.from_columns(["open"] * 5 + ["won"] * 35, [1] * 40, [0] * 40, [None] * 5 + [DAY] * 35)
    assert fit_hazard(stays_of(deals, None, 10 * DAY)).at_risk[0, :2].tolist() == [40, 0]


def test_known_chances_are_found_again():
    found = fit_hazard(stays_of(company(1, deals=20_000, shock=0.0), None, MONTHS * BLOCK))
    weeks = found.chance[0, 1:6]
    assert weeks[:, 1] == pytest.approx(1 - np.exp(-0.03), abs=0.004)
    assert weeks[:, 2] == pytest.approx(0.04, abs=0.004)


def test_a_late_stage_buys_sooner_and_an_old_deal_less():
    draw = np.random.default_rng(2)
    early = draw.integers(1, 20, 4000) * DAY
    fast = draw.random(4000) < 0.5
    closed = early + np.where(fast, 3 * DAY, 300 * DAY)
    deals = Opportunities.from_columns(np.where(fast, 1, 2), np.ones(4000), np.zeros(4000, int), closed)
    both = np.concatenate((np.zeros(4000, int), early))
    history = StageHistory.from_columns(np.tile(np.arange(4000), 2), np.repeat(["demo", "offer"], 4000), both)
    hazard = fit_hazard(stays_of(deals, history, 999 * DAY))
    young_demo, young_offer, old_offer = hazard.won_by(np.array([0, 1, 1]), np.array([0, 0, 20]), 2)[2]
    assert young_offer > young_demo > old_offer


def test_buying_times_add_up_and_grow():
    deals = company(3)
    found = buying_times(deals, as_of=30 * BLOCK, days=(30, 60, 90))
    assert (np.diff(found.chance, axis=1) > 0).all()
    came = [((deals.outcome == 1) & (deals.closed < 30 * BLOCK + day * DAY))[found.deal].mean() for day in found.days]
    assert found.chance.mean(axis=0) == pytest.approx(came, abs=0.08)
    assert "expected to be won" in found.explain()


def test_the_interval_holds_in_its_share_of_companies_and_without_the_shared_month_it_would_not():
    inside, narrow = 0, 0
    for seed in range(40):
        deals = company(seed)
        found = forecast(deals, as_of=(MONTHS - 3) * BLOCK, days=60, draws=400, seed=seed)
        won = (deals.outcome[found.deal] == 1) & (deals.closed[found.deal] < found.as_of + 60 * DAY)
        came = float(deals.value[found.deal][won].sum())
        inside += found.low <= came <= found.high
        spread = 1.2816 * float(np.sqrt(np.sum(found.chance * (1 - found.chance) * found.value**2)))
        narrow += abs(came - found.expected) <= spread
    # 80 % are promised; of 40 fewer than 26 would be chance in 1 of 100.
    assert inside >= 26
    assert narrow < inside


def test_what_came_later_is_not_known():
    deals, as_of = company(4), 25 * BLOCK
    later = deals.closed >= as_of
    outcome, closed = np.where(later, 0, deals.outcome).astype(np.int8), np.where(later, UNKNOWN, deals.closed)
    hidden = Opportunities(outcome, deals.value, deals.opened, closed, {}).select(deals.opened < as_of)
    one, other = (forecast(each, as_of=as_of, draws=100) for each in (deals, hidden))
    assert one.expected == pytest.approx(other.expected)
    assert (one.low, one.high, one.shock) == (other.low, other.high, other.shock)


def test_values_that_give_the_outcome_away_are_replaced_by_typical_ones():
    deals = company(5)
    zeroed = Opportunities(
        deals.outcome, np.where(deals.outcome == 2, 0.0, deals.value), deals.opened, deals.closed, {}
    )
    found = forecast(zeroed, as_of=25 * BLOCK, draws=100)
    assert found.values == "typical"
    assert np.ptp(found.value) == 0
    assert found.expected == pytest.approx(forecast(deals, as_of=25 * BLOCK, draws=100).expected, rel=0.1)
    assert "typical of won deals" in found.explain()


def test_past_forecasts_are_scored_beside_the_last_rate():
    deals = company(6)
    found = backtest(
        deals,
        days_made=[month * BLOCK for month in range(MONTHS)],
        known_until=(MONTHS - 2) * BLOCK,
        days=60,
        draws=200,
    )
    assert found.as_of.max() + 60 * DAY <= (MONTHS - 2) * BLOCK
    assert 0.6 <= found.coverage <= 1
    assert abs(found.bias) < 0.25
    assert found.pinball < min(found.pinball_last, found.pinball_stage)
    assert "past forecasts" in found.explain()
    assert "previsões passadas" in found.explain("pt")


def test_the_order_of_deals_changes_no_expectation():
    deals = company(7)
    order = np.random.default_rng(7).permutation(len(deals))
    one, other = (forecast(each, as_of=25 * BLOCK, draws=100) for each in (deals, deals.select(order)))
    assert one.expected == pytest.approx(other.expected)
    assert one.stage_weighted == pytest.approx(other.stage_weighted)


def test_luck_that_months_share_is_measured():
    draw = np.random.default_rng(8)
    expected = np.full(200, 50.0)
    assert month_shock(draw.poisson(expected).astype(float), expected) < 0.1
    lucky = draw.poisson(expected * np.exp(0.4 * draw.standard_normal(200))).astype(float)
    assert month_shock(lucky, expected) == pytest.approx(0.42, abs=0.1)


def test_pinball_worked_by_hand():
    points = np.array([[5.0, 10.0, 15.0], [5.0, 10.0, 15.0]])
    assert pinball(points, np.array([10.0, 20.0])) == pytest.approx((0.5 + 0 + 0.5 + 1.5 + 5 + 4.5) / 6)


def test_too_little_or_nothing_is_said():
    few = Opportunities.from_columns(["won"] * 3, [1] * 3, [0] * 3, [5] * 3)
    with pytest.raises(TooFewError, match="3 deals won, and at least 30"):
        forecast(few, as_of=9)
    with pytest.raises(TooFewError, match="0 deals won"):
        buying_times(Opportunities.from_columns([], [], [], []), as_of=9)
    with pytest.raises(MeasureError, match="horizon over"):
        backtest(few, days_made=[1], known_until=999 * DAY)
    with pytest.raises(MeasureError, match="group 'size'"):
        forecast(company(9), as_of=25 * BLOCK, like="size")
    with pytest.raises(MeasureError, match="more than 0 days"):
        forecast(few, as_of=9, days=0)

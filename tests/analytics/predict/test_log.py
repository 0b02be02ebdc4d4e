"""Prediction from the log: only what came before a cut-off is used, and known truth is found again."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.history import past_of
from jornada.analytics.predict.log import predict_log

HORIZON = 30


def simulated(seed, subjects=1500, days=300):
    """Make touches fortnight by fortnight; the eager are called more, and buy more readily."""
    draw = np.random.default_rng(seed)
    born, eager = draw.integers(0, days - 60, subjects), draw.gamma(1.0, 1.5, subjects)
    parts, bought = [], np.full(subjects, days * 10)
    for start in range(0, days, 14):
        is_open = (born <= start) & (bought > start)
        buys = is_open & (draw.random(subjects) < 0.03 * eager)
        bought[buys] = start + 14
        rates = {"call.connected": eager * is_open, "page.viewed": 1.0 * is_open, "deal.won": 0.0}
        for name, rate in rates.items():
            count = buys if name == "deal.won" else draw.poisson(rate)
            rows = np.repeat(np.arange(subjects), count)
            parts.append((rows, start + 14 * (name == "deal.won") + draw.random(len(rows)) * 13, [name] * len(rows)))
    who, at, what = (np.concatenate(column) for column in zip(*parts, strict=True))
    return EventLog.from_columns(who, (at * DAY).astype(np.int64), what.astype(object))


@pytest.fixture(scope="module")
def log():
    return simulated(1)


CUTOFFS = [day * DAY for day in range(60, 300, 30)]


def predicted(log, **options):
    options = {"cutoffs": CUTOFFS, "as_of": 300 * DAY, "horizon_days": HORIZON, "boosting": False, **options}
    return predict_log(log, ("deal.won",), **options)


def test_features_worked_by_hand():
    log = EventLog.from_columns(
        [1, 1, 1, 1, 2, 3], np.array([0, 50, 95, 100, 20, 300]) * DAY, ["look", "call", "call", "call", "look", "look"],
        channel=["web", "phone", "phone", "phone", "web", "web"], contact=[1, 2, 1, 5, -1, 3],
        human=[True, True, True, True, False, True],
    )  # fmt: skip
    past = past_of(log, 100 * DAY, attributes={"size": [10, 20, 30]})
    assert past.subject.tolist() == [0]
    row = {name: column[0] for name, column in past.frame.columns.items()}
    assert (row["touches"], row["touches_30d"], row["touches_90d"]) == (3, 1, 2)
    assert (row["recency_days"], row["age_days"], row["active_days"]) == (5, 100, 95)
    assert row["trend"] == pytest.approx(np.log(2 / 2))
    assert (row["activity:call"], row["activity:look"], row["channel:phone"], row["people"]) == (2, 0, 2, 2)
    assert row["size"] == 10


def test_what_comes_later_changes_nothing(log):
    before = 150 * DAY
    cut = log.select(log.at < before)
    one, other = past_of(log, before), past_of(cut, before)
    assert log.subject_ids[one.subject].tolist() == cut.subject_ids[other.subject].tolist()
    for name, column in other.frame.columns.items():
        assert np.array_equal(one.frame.columns[name], column, equal_nan=True)


def test_calls_are_found_to_matter_and_the_horizon_is_kept(log):
    found, subject = predicted(log)
    assert found.quality.verdict == "works"
    assert found.quality.slope_low < 1 < found.quality.slope_high
    assert {"activity:call.connected", "channel"} & {
        name for name, _ in found.weighed()[:6]
    } or found.quality.auc > 0.55
    test = subject[found.part == 2]
    assert len(np.unique(test)) == len(test)


def test_those_converted_already_are_left_out(log):
    found, subject = predicted(log)
    won = np.zeros(log.subjects, dtype=bool)
    rows = log.activity.lookup(("deal.won",))[log.activity.codes] & (log.at < 300 * DAY)
    won[log.subject[rows]] = True
    assert not won[subject[found.part == 3]].any()
    assert found.happened[found.part < 3].any()


def test_the_order_of_touches_changes_nothing(log):
    order = np.random.default_rng(0).permutation(len(log))
    what = np.array(log.activity.decode())[order]
    turned = EventLog.from_columns(log.subject_ids[log.subject][order], log.at[order], what)
    one, other = (predicted(each)[0] for each in (log, turned))
    assert one.chance == pytest.approx(other.chance, abs=1e-9)


def test_young_cutoffs_are_not_used_and_too_few_are_refused(log):
    with pytest.raises(TooFewError, match="cut-offs"):
        predicted(log, cutoffs=[200 * DAY, 280 * DAY])


def test_wrong_questions_are_named(log):
    with pytest.raises(MeasureError, match="No touch of the log is"):
        predict_log(log, ("deal.signed",), cutoffs=CUTOFFS, as_of=300 * DAY)
    with pytest.raises(MeasureError, match="more than 0 days"):
        predict_log(log, ("deal.won",), cutoffs=CUTOFFS, as_of=300 * DAY, horizon_days=0)
    with pytest.raises(WrongLengthError, match="size: 2 values"):
        past_of(log, DAY, attributes={"size": [1, 2]})

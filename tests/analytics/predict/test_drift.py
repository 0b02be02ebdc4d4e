"""Drift: found where planted, not where nothing changed, at the stated rate."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.predict.drift import drift, drift_of, held, psi
from jornada.analytics.predict.frame import Frame
from jornada.analytics.predict.logistic import sigmoid
from jornada.analytics.predict.sources import lead_quality
from jornada.analytics.predict.table import predict_table
from tests.analytics.predict.tables import simulated


def test_an_index_worked_by_hand():
    index, expected, _ = psi(["a"] * 50 + ["b"] * 50, ["a"] * 80 + ["b"] * 20)
    assert index == pytest.approx(0.3 * np.log(0.8 / 0.5) + 0.3 * np.log(0.5 / 0.2))
    assert expected == pytest.approx(1 / 100 + 1 / 100)


def test_without_change_the_index_follows_its_law():
    draw = np.random.default_rng(0)
    found = np.array([psi(draw.normal(size=400), draw.normal(size=300)) for _ in range(300)])
    assert found[:, 0].mean() == pytest.approx(found[0, 1], rel=0.1)
    assert (found[:, 2] < 0.05).mean() < 0.08
    # The usual limit would cry wolf on small samples.
    small = [psi(draw.normal(size=60), draw.normal(size=60))[0] for _ in range(100)]
    assert np.mean(np.array(small) > 0.1) > 0.5


def test_no_false_alarm_over_many_columns_and_planted_drift_is_found():
    alarms = 0
    for seed in range(40):
        then, now = (Frame.from_columns(simulated(500, 2 * seed + side)[0]) for side in (0, 1))
        alarms += drift(then, now).has_moved.any()
    assert alarms <= 6
    columns, _, _ = simulated(500, 99)
    moved = drift(then, Frame.from_columns({**columns, "size": columns["size"] * 1.5}))
    assert [name for name, has in zip(moved.names, moved.has_moved, strict=True) if has] == ["size"]
    assert "size" in moved.explain()


def test_blanks_and_values_never_seen_before_are_drift():
    column = np.arange(400.0)
    assert psi(column, np.where(column % 2, column, np.nan))[2] < 1e-6
    assert psi(["a", "b"] * 200, ["a", "c"] * 200)[2] < 1e-6


def test_the_score_of_a_prediction_is_watched_too():
    columns, won, _ = simulated(2000, 3)
    found = predict_table(columns, won, time=np.arange(2000), boosting=False)
    later = simulated(500, 4)[0]
    assert not drift_of(found, Frame.from_columns(later)).has_moved.any()
    moved = drift_of(found, Frame.from_columns({**later, "calls": later["calls"] + 2}))
    assert {"calls", "(score)"} <= set(np.array(moved.names)[moved.has_moved])


def test_probabilities_that_no_longer_hold_are_to_be_learnt_again():
    alarms = {0.0: 0, 0.5: 0}
    for shift in alarms:
        for seed in range(50):
            draw = np.random.default_rng(seed)
            odds = draw.normal(-1, 1, 1200)
            days = np.datetime64("2025-01-01") + np.arange(1200) // 4
            came = draw.random(1200) < sigmoid(odds + shift * (days >= np.datetime64("2025-08-01")))
            alarms[shift] += held(sigmoid(odds), came, days).is_due
    assert alarms[0.0] <= 4
    assert alarms[0.5] >= 40


def test_months_worked_by_hand():
    days = np.array(["2025-01-03", "2025-01-20", "2025-02-01"], dtype="datetime64[D]")
    found = held([0.5, 0.5, 0.2], [True, False, True], days)
    assert found.columns()["month"].tolist() == ["2025-01", "2025-02"]
    assert found.seen.tolist() == [1, 1]
    assert found.expected.tolist() == [1, 0.2]
    assert found.error.tolist() == pytest.approx([0.5**0.5, 0.4])


def test_small_sources_are_drawn_towards_the_whole():
    draw = np.random.default_rng(5)
    sources = np.repeat([f"s{place}" for place in range(30)], 40)
    true = np.repeat(draw.beta(4, 16, 30), 40)
    found = lead_quality([*sources, None], np.append(draw.random(1200) < true, True))
    assert found.names[-1] == ""
    assert found.mean[-1] < 0.5 < found.raw[-1]
    assert found.of.sum() == 1201


def test_what_cannot_be_compared_is_said():
    with pytest.raises(MeasureError, match="empty"):
        psi([], [1.0])
    with pytest.raises(MeasureError, match="alike"):
        psi([1.0], ["a"])
    with pytest.raises(WrongLengthError):
        held([0.5], [True, False], np.array(["2025-01-01"], dtype="datetime64[D]"))
    with pytest.raises(WrongLengthError):
        lead_quality(["a"], [True, False])

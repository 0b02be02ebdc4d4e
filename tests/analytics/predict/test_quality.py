"""Figures that judge probabilities: by hand, against brute force, and against a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.predict.calibrate import calibrate
from jornada.analytics.predict.logistic import fit_logistic, logit, sigmoid
from jornada.analytics.predict.quality import auc_of, judge


def test_figures_worked_by_hand():
    found = judge([0.2, 0.2, 0.6, 0.6, 0.9], [False, True, False, True, True])
    # Pairs: 0.2* against 0.2 half, against 0.6 none; 0.6* wins once, ties once; 0.9* wins twice.
    assert found.auc == (0.5 + 0 + 1 + 0.5 + 2) / 6
    assert found.brier == pytest.approx((0.04 + 0.64 + 0.36 + 0.16 + 0.01) / 5)
    assert found.bin_mean.tolist() == pytest.approx([0.2, 0.6, 0.9])
    assert found.bin_rate.rate.tolist() == [0.5, 0.5, 1.0]
    assert found.ece == pytest.approx((2 * 0.3 + 2 * 0.1 + 0.1) / 5)
    assert found.average_precision == pytest.approx(1 / 3 * 1 + 1 / 3 * 2 / 3 + 1 / 3 * 3 / 5)


def test_the_parts_of_the_brier_score_add_up():
    draw = np.random.default_rng(0)
    told = draw.random(500)
    found = judge(told, draw.random(500) < told)
    parts = found.reliability - found.resolution + found.uncertainty + found.within
    assert parts == pytest.approx(found.brier, abs=1e-12)


def test_the_auc_counts_pairs_and_its_error_is_delongs():
    draw = np.random.default_rng(1)
    score, true = draw.integers(0, 6, 60).astype(float), draw.random(60) < 0.4
    wins = (score[true][:, None] > score[~true]) + 0.5 * (score[true][:, None] == score[~true])
    auc, error = auc_of(score, true)
    assert auc == pytest.approx(wins.mean())
    spread = wins.mean(axis=1).var(ddof=1) / true.sum() + wins.mean(axis=0).var(ddof=1) / (~true).sum()
    assert error == pytest.approx(spread**0.5)


def test_lift_shares_out_ties_at_the_edge():
    assert judge(np.full(20, 0.5), np.arange(20) < 4).lift_10 == pytest.approx(1)
    assert judge(np.arange(20) / 20, np.arange(20) >= 18).lift_10 == pytest.approx(10)


def test_true_probabilities_are_found_calibrated_in_their_share_of_seeds():
    slopes, aucs = [], []
    for seed in range(60):
        draw = np.random.default_rng(seed)
        true = sigmoid(draw.normal(-1, 1, 800))
        found = judge(true, draw.random(800) < true)
        slopes.append(found.slope_low < 1 < found.slope_high)
        aucs.append(found.verdict == "works")
    assert sum(slopes) >= 53
    assert all(aucs)


def test_scores_without_meaning_are_no_better_than_the_base_rate():
    none = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        none += judge(draw.uniform(0.1, 0.3, 400), draw.random(400) < 0.2).verdict == "none"
    assert none >= 56


def test_good_order_with_bad_probabilities_only_ranks():
    draw = np.random.default_rng(2)
    true = draw.uniform(0.02, 0.2, 4000)
    assert judge(true**0.1, draw.random(4000) < true, 0.11).verdict == "ranks"


@pytest.mark.parametrize("events", [300, 1500])
def test_calibration_mends_bold_scores(events):
    draw = np.random.default_rng(events)
    odds = draw.normal(-1, 1, events * 5)
    found = calibrate(3 * odds + 1, draw.random(len(odds)) < sigmoid(odds))
    assert found.kind == ("platt" if events < 1000 else "isotonic")
    assert np.abs(found.apply(3 * odds + 1) - sigmoid(odds)).mean() < 0.03


def test_calibration_does_not_turn_a_ranking_around():
    found = calibrate(np.arange(200.0) / 50, np.arange(200) < 100)
    assert found.slope == 0
    assert np.diff(found.apply(np.array([0.0, 3.0]))) >= 0


def test_the_regression_is_the_most_likely_one():
    draw = np.random.default_rng(3)
    design = draw.normal(size=(400, 3))
    happened = draw.random(400) < sigmoid(design @ [1.0, -0.5, 0] - 0.3)
    fitted = fit_logistic(design, happened, ridge=0.0)
    left = happened - sigmoid(fitted.log_odds(design))
    assert np.abs(np.column_stack((np.ones(400), design)).T @ left).max() < 1e-6
    assert np.abs(fitted.weights - [1.0, -0.5, 0]).max() < 3 * np.sqrt(np.diag(fitted.covariance)[1:]).max()


def test_log_odds_and_back():
    assert sigmoid(logit(np.array([0.1, 0.5]))).tolist() == pytest.approx([0.1, 0.5])
    assert sigmoid(np.array([-1e4, 1e4])).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("chance", "happened", "error"),
    [
        ([0.1], [True, False], WrongLengthError),
        ([0.1, 0.2], [True, True], MeasureError),
        ([2, 0], [True, False], MeasureError),
    ],
)
def test_what_cannot_be_judged_is_said(chance, happened, error):
    with pytest.raises(error):
        judge(chance, happened)

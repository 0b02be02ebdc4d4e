"""Regression of yes and no: the figures of statsmodels, by hand, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from jornada.analytics.binomial import LINKS, clustered, fit_binomial, spline, spline_knots, spline_slope
from jornada.analytics.errors import MeasureError

ROW = np.arange(240)
SUBJECT, PERIOD = ROW // 6, ROW % 6
TOUCHES = (SUBJECT * 7 + PERIOD**2) % 5 + PERIOD * (SUBJECT % 3)
EVENT = (SUBJECT * 5 + PERIOD * 3 + (SUBJECT % 7) * TOUCHES) % 11 < 3
X = np.column_stack([np.ones(240), PERIOD, TOUCHES]).astype(float)
# statsmodels 0.15.0: GLM(Binomial(link)).fit(tol=1e-14): params, bse.
THEIRS = {
    "logit": (
        [-1.1724292473015303, 0.21298290252659027, -0.06483345643827869],
        [0.28638892766018287, 0.09654692350793113, 0.0492910019381698],
    ),
    "cloglog": (
        [-1.3094363811403558, 0.1792968599303763, -0.05487666038349627],
        [0.24834399347183825, 0.0792817972819145, 0.04045162114579286],
    ),
}
# The same with cov_type="cluster", use_correction=False, times sqrt(40 / 39). For the cloglog it puts the
# observed information where we have the expected one, so only the logit can be compared.
THEIR_CLUSTERED = [0.26583008999448476, 0.09939341251128257, 0.04841821338727988]


@pytest.mark.parametrize("link", LINKS)
def test_coefficients_and_errors_are_those_of_statsmodels(link):
    fit = fit_binomial(X, np.ones(240), EVENT, link)
    assert fit.has_settled
    np.testing.assert_allclose(fit.coef, THEIRS[link][0], atol=2e-8)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.bread)), THEIRS[link][1], rtol=1e-7)


def test_clustered_errors_are_those_of_statsmodels():
    fit = fit_binomial(X, np.ones(240), EVENT)
    rows = (fit.weight * (EVENT - fit.mean))[:, None] * X
    scores = np.add.reduceat(rows, np.arange(0, 240, 6))
    np.testing.assert_allclose(np.sqrt(np.diag(clustered(scores, fit.bread))), THEIR_CLUSTERED, rtol=1e-9)


@pytest.mark.parametrize("link", LINKS)
def test_rows_alike_may_stand_together(link):
    cells, place = np.unique(X, axis=0, return_inverse=True)
    together = fit_binomial(cells, np.bincount(place.ravel()), np.bincount(place.ravel(), EVENT), link)
    np.testing.assert_allclose(together.coef, fit_binomial(X, np.ones(240), EVENT, link).coef, atol=1e-8)


@pytest.mark.parametrize("link", LINKS)
def test_two_groups_by_hand(link):
    fit = fit_binomial(np.array([[1.0, 0], [1, 1]]), [100, 50], [20, 25], link)
    one, other = (
        np.log(share / (1 - share)) if link == "logit" else np.log(-np.log(1 - share)) for share in (0.2, 0.5)
    )
    np.testing.assert_allclose(fit.coef, [one, other - one], atol=1e-8)


def test_a_spline_goes_on_straight_and_its_slope_is_its_slope():
    knots = np.array([2.0, 5, 9])
    at = np.linspace(0, 14, 57)
    columns, step = spline(at, knots), 1e-6
    assert np.ptp(np.diff(columns[at >= 9], axis=0), axis=0).max() < 1e-12
    numeric = (spline(at + step, knots) - spline(at - step, knots)) / (2 * step)
    np.testing.assert_allclose(spline_slope(at, knots), numeric, atol=1e-6)


def test_knots_never_ask_more_than_the_values_hold():
    assert spline_knots(np.array([1, 1, 1]), np.ones(3)).tolist() == []
    assert spline_knots(np.array([0, 1]), np.ones(2)).tolist() == []
    assert len(spline_knots(np.array([0, 1, 2]), np.ones(3))) == 1
    assert spline_knots(np.arange(9), np.zeros(9)).tolist() == []


def test_what_it_does_not_know_it_refuses():
    with pytest.raises(MeasureError, match="probit"):
        fit_binomial(X, np.ones(240), EVENT, "probit")
    with pytest.raises(MeasureError, match="3 or 4"):
        spline_knots(np.arange(9), np.ones(9), 7)

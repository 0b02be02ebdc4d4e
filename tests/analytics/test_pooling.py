"""Shares drawn towards the whole: by hand, turned around, and with a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from jornada.analytics import beta_binomial_pool
from jornada.analytics.errors import MeasureError, WrongLengthError

HITS, OF = [1, 30, 10, 55, 0], [2, 100, 100, 100, 0]


def drawn(seed, groups, alpha=4.0, beta=16.0):
    draw = np.random.default_rng(seed)
    share, of = draw.beta(alpha, beta, groups), draw.integers(5, 60, groups)
    return share, draw.binomial(of, share), of


def test_a_share_is_drawn_by_the_weight_of_the_whole():
    found = beta_binomial_pool(HITS, OF)
    np.testing.assert_allclose(found.mean, (found.alpha + np.array(HITS)) / (found.weight + np.array(OF)))
    assert 0.318 < found.mean[0] < 0.5
    assert found.mean[4] == pytest.approx(found.alpha / found.weight)


def test_the_common_distribution_is_the_likeliest():
    found = beta_binomial_pool(HITS[:4], OF[:4])

    def fit(alpha, beta):
        return stats.betabinom.logpmf(HITS[:4], OF[:4], alpha, beta).sum()

    near = [(found.alpha * a, found.beta * b) for a in (0.98, 1, 1.02) for b in (0.98, 1, 1.02)]
    assert max(fit(*place) for place in near) == fit(found.alpha, found.beta)


def test_a_known_distribution_is_found_and_intervals_cover():
    share, hits, of = drawn(5, 4000)
    found = beta_binomial_pool(hits, of)
    assert found.alpha == pytest.approx(4, rel=0.15)
    assert found.beta == pytest.approx(16, rel=0.15)
    assert 0.935 < np.mean((found.low <= share) & (share <= found.high)) < 0.965
    assert np.mean((found.mean - share) ** 2) < np.mean((found.raw - share) ** 2)


def test_groups_that_do_not_differ_are_said_to_be_alike():
    draw = np.random.default_rng(1)
    of = draw.integers(20, 200, 300)
    found = beta_binomial_pool(draw.binomial(of, 0.2), of)
    assert found.is_alike
    assert "cannot be told" in found.explain()
    assert "não se pode dizer" in found.explain("pt")
    assert np.abs(found.is_outside).sum() <= 3


def test_limits_of_the_funnel_hold_the_share_they_promise():
    found = beta_binomial_pool([20_000, 20], [100_000, 100])
    inner = stats.binom.cdf(np.floor(found.funnel_95[1, 1] * 100), 100, found.overall)
    assert 0.95 < inner < 0.985
    assert found.funnel_95[0, 0] == pytest.approx(0.2 - 1.96 * 0.4 / np.sqrt(100_000), abs=1e-4)


def test_order_and_names_change_nothing():
    turned = beta_binomial_pool(HITS[::-1], OF[::-1], list("edcba"))
    plain = beta_binomial_pool(HITS, OF, list("abcde"))
    np.testing.assert_allclose(turned.mean[::-1], plain.mean, rtol=1e-4)
    assert dict(zip(turned.names, turned.hits, strict=True)) == dict(zip(plain.names, plain.hits, strict=True))


def test_none_one_and_all_alike():
    assert "nothing" in beta_binomial_pool([], []).explain()
    one = beta_binomial_pool([3], [10])
    assert one.is_alike
    assert one.mean[0] == pytest.approx(3.5 / 11)
    none = beta_binomial_pool([0, 0], [5, 9])
    assert 0 < none.mean[0] < 0.1
    assert none.is_outside.tolist() == [0, 0]


def test_what_cannot_be_a_share_is_refused():
    with pytest.raises(MeasureError, match="numerator"):
        beta_binomial_pool([3], [2])
    with pytest.raises(WrongLengthError):
        beta_binomial_pool([3], [4, 5])


def test_the_table_and_the_pictures_have_a_place_per_group():
    found = beta_binomial_pool(HITS, OF)
    assert {len(column) for column in found.columns().values()} == {5}
    funnel, league = found.charts("pt")
    assert len(funnel.series) == 5
    assert len(league.series[0].x) == 5

"""What a purchase of each buyer is worth, small numbers drawn towards the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, divided


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model of money per purchase.

    Attributes
    ----------
    p, q, v : float
        Purchases of a buyer are Gamma(p, nu), and nu is Gamma(q, v) among buyers; the mean over buyers is
        p v / (q - 1).
    """

    p: float
    q: float
    v: float

    def expected(self, count: Any, mean: Any) -> Floats:
        """Expect the money per purchase of each buyer, given how many purchases had which average."""
        x, m = np.asarray(count, dtype=np.float64), np.nan_to_num(np.asarray(mean, dtype=np.float64))
        expected: Floats = self.p * (self.v + x * m) / (self.p * x + self.q - 1)
        return expected


def fit_gamma_gamma(count: Any, mean: Any) -> GammaGamma:
    """Fit money per purchase by maximum likelihood.

    Fader & Hardie 2013, "The Gamma-Gamma model of monetary value" (brucehardie.com/notes/025), equation
    1a. It takes money and frequency for independent: test that first (`independence`). On the CDNOW
    sample it gives p = 6.25, q = 3.74, gamma = 15.45, as published there.

    Parameters
    ----------
    count : array of int, shape (buyers,)
        Purchases behind each average, 1 or more.
    mean : array of float, shape (buyers,)
        Average money per purchase, above 0.

    Returns
    -------
    GammaGamma

    Raises
    ------
    MeasureError
        If fewer than 2 buyers are left, or a count or an average is not above 0.

    Examples
    --------
    >>> model = fit_gamma_gamma([1, 2, 5, 3, 1, 8], [10.0, 30.0, 22.0, 14.0, 55.0, 20.0])
    >>> bool(10 < model.expected([1], [10.0])[0] < 25)
    True
    """
    from scipy.optimize import minimize
    from scipy.special import gammaln

    x, m = np.asarray(count, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    if x.shape != m.shape or len(x) < 2 or np.any(x < 1) or not np.all(m > 0):
        raise MeasureError(
            "Money per purchase needs 2 buyers or more, each with a count of 1 or more and an average above 0."
        )
    scale = float(m.mean())
    money = m / scale

    def misfit(place: Floats) -> float:
        p, q, v = np.exp(place)
        shape = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) + (p * x - 1) * np.log(money)
        return -float(np.mean(shape + p * x * np.log(x) - (p * x + q) * np.log(x * money + v)))

    bounds = ((-6.0, 9.0), (1e-3, 9.0), (-9.0, 9.0))
    found = [
        minimize(
            misfit, start, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-8, "maxiter": 2000}
        )
        for start in ((1.0, 1.0, 1.0), (0.0, 2.0, 2.0))
    ]
    p, q, v = np.exp(min(found, key=lambda one: float(one.fun)).x).tolist()
    return GammaGamma(p, q, v * scale)


def independence(count: Any, mean: Any) -> tuple[float, float]:
    """Test whether how often buyers buy goes with how much they pay; give Spearman's rho and its p.

    Examples
    --------
    >>> rho, p = independence([1, 2, 3, 4, 5, 6, 7, 8], [3, 1, 4, 1, 5, 9, 2, 6])
    >>> round(rho, 2), p > 0.05
    (0.5, True)
    """
    from scipy.special import stdtr

    x, m = _ranks(count), _ranks(mean)
    if len(x) < 3 or x.std() == 0 or m.std() == 0:
        return float("nan"), float("nan")
    rho = float(np.corrcoef(x, m)[0, 1])
    freedom = len(x) - 2
    t = abs(rho) * np.sqrt(freedom / max(1e-300, 1 - rho**2))
    return rho, float(2 * stdtr(freedom, -t))


def drawn_average(count: Any, total: Any, squares: Any) -> Floats:
    """Draw each buyer's average purchase towards that of all, the less it bought the more.

    With the variance within buyers s^2 and between them t^2, both from the analysis of variance, a buyer
    with n purchases gets (n t^2 mean + s^2 all) / (n t^2 + s^2): empirical Bayes, Efron & Morris 1977.
    For fewer than 100 buyers, where a model of purchases would be guesswork.

    Parameters
    ----------
    count, total, squares : array, shape (buyers,)
        Purchases, their sum and the sum of their squares.

    Returns
    -------
    ndarray of float64, shape (buyers,)

    Examples
    --------
    >>> drawn_average([1, 4, 4], [90.0, 80.0, 200.0], [8100.0, 1800.0, 10200.0]).round(1).tolist()
    [86.3, 20.4, 49.8]
    """
    n, money = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    means, buyers = divided(money, n), len(n)
    if buyers < 2:
        return means
    whole, all_n = money.sum() / n.sum(), n.sum()
    within = max(float(np.sum(np.asarray(squares) - n * means**2)), 0.0) / max(all_n - buyers, 1)
    balanced = (all_n - np.sum(n**2) / all_n) / (buyers - 1)
    between = max((float(np.sum(n * (means - whole) ** 2)) / (buyers - 1) - within) / balanced, 0.0)
    if between == 0:
        return np.full(buyers, whole)
    drawn: Floats = (n * between * means + within * whole) / (n * between + within)
    return drawn


def _ranks(column: Any) -> Floats:
    _, place, counts = np.unique(np.asarray(column), return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return ranks

"""How often buyers without a contract will buy: the beta-geometric/NBD model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted model; times in the unit it was fitted in.

    Attributes
    ----------
    r, alpha : float
        Of the Gamma distribution of purchase rates among buyers: mean r / alpha per unit of time.
    a, b : float
        Of the Beta distribution of the chance to stop after a purchase: mean a / (a + b).
    log_likelihood : float
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected(self, ahead: float | Floats, repeats: Any, recency: Any, age: Any) -> Floats:
        """Expect the number of purchases in the time ahead, per buyer.

        Equation 10 of Fader, Hardie & Lee 2005; the hypergeometric series is taken after Euler's
        transformation, which keeps it within (0, 1) for old buyers too.
        """
        from scipy.special import hyp2f1

        x, seen, t = (np.asarray(column, dtype=np.float64) for column in (repeats, recency, age))
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = ahead / (alpha + t + ahead)
        # Close to a = 1 the formula divides 0 by 0; a hair beside it is the limit to 1e-7.
        a = a + 1e-7 if abs(a - 1) < 1e-7 else a
        series = hyp2f1(r + x, b + x, a + b + x - 1, z)
        shrink = np.exp((r + x) * (np.log(alpha + t) - np.log(alpha + t + ahead)))
        top = (a + b + x - 1) / (a - 1) * (1 - shrink * series)
        return np.asarray(top * self.alive(x, seen, t), dtype=np.float64)

    def alive(self, repeats: Any, recency: Any, age: Any) -> Floats:
        """Say with what probability each buyer has not stopped; 1 for those who bought once."""
        x, seen, t = (np.asarray(column, dtype=np.float64) for column in (repeats, recency, age))
        odds = np.exp((self.r + x) * (np.log(self.alpha + t) - np.log(self.alpha + seen)))
        stopped = np.where(x > 0, self.a / (self.b + np.maximum(x, 1) - 1) * odds, 0)
        return np.asarray(1 / (1 + stopped), dtype=np.float64)


def fit_bgnbd(repeats: Any, recency: Any, age: Any) -> BgNbd:
    """Fit the model by maximum likelihood.

    A buyer purchases at a rate of its own, Gamma(r, alpha) among buyers, and after each purchase stops
    for good with a chance of its own, Beta(a, b). Fader, Hardie & Lee 2005, "Counting your customers
    the easy way", Marketing Science 24:275-284; likelihood: equation 6. On the CDNOW sample of 2,357
    buyers it gives r = 0.243, alpha = 4.414, a = 0.793, b = 2.426, as published there in table 2.

    Parameters
    ----------
    repeats : array of int, shape (buyers,)
        Purchases after the first.
    recency, age : array of float, shape (buyers,)
        From the first purchase to the last, and until now; recency 0 for those who bought once.

    Returns
    -------
    BgNbd

    Raises
    ------
    MeasureError
        If columns differ in length, nobody bought twice, or a recency lies beyond the age.

    Examples
    --------
    >>> draw = np.random.default_rng(5)
    >>> model = fit_bgnbd([0, 1, 3, 0, 2, 5], [0, 10, 20, 0, 9, 28], [30, 30, 30, 25, 30, 30])
    >>> 0 < model.r / model.alpha < 1, 0 < model.a / (model.a + model.b) < 1
    (True, True)
    """
    from scipy.optimize import minimize

    x, seen, t = (np.asarray(column, dtype=np.float64) for column in (repeats, recency, age))
    if not x.shape == seen.shape == t.shape or not np.any(x > 0):
        raise MeasureError("Repeats, recency and age are as many, and somebody must have bought twice.")
    if np.any(seen > t) or np.any(x < 0) or np.any((seen > 0) & (x == 0)):
        raise MeasureError("A last purchase lies between the first and now, and after it only when there are repeats.")
    scale = float(t.max()) or 1.0
    kinds, often = np.unique(np.stack((x, seen / scale, t / scale)), axis=1, return_counts=True)

    def misfit(place: Floats) -> float:
        return -float(np.sum(often * _likelihood(np.exp(place), *kinds))) / len(x)

    starts = ((0.0, 0.0, 0.0, 0.0), (-1.0, -1.0, 0.0, 1.0))
    bounds = ((-9.0, 9.0),) * 4
    found = [minimize(misfit, start, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-7,
                      "maxiter": 2000}) for start in starts]  # fmt: skip
    best = min(found, key=lambda one: float(one.fun))
    r, alpha, a, b = np.exp(best.x).tolist()
    # The rate per unit: time was scaled so that the oldest buyer is 1.
    return BgNbd(r, alpha * scale, a, b, float(-best.fun * len(x) - x.sum() * np.log(scale)))


def _likelihood(model: Floats, x: Floats, seen: Floats, t: Floats) -> Floats:
    from scipy.special import betaln, gammaln

    r, alpha, a, b = model
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    going = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + t)
    stopped = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + seen)
    both: Floats = rate + np.where(x > 0, np.logaddexp(going, stopped), going)
    return both

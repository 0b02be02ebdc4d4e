"""Regression of yes and no on columns of numbers, with intervals that know which rows belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints

Link = Literal["logit", "cloglog"]
LINKS: tuple[Link, ...] = ("logit", "cloglog")
MOST_STEPS = 40
# Beyond it a chance is 0 or 1 to the last digit of a float.
FARTHEST = 30.0


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """A fitted regression.

    Attributes
    ----------
    coef : ndarray of float64, shape (columns,)
        On the scale of the link: log-odds (logit) or log-hazard (cloglog).
    bread : ndarray of float64, shape (columns, columns)
        Inverse of Fisher's information: the covariance when rows are independent.
    mean, weight : ndarray of float64, shape (rows,)
        Fitted chance, and what one unit of residual adds to the score.
    has_settled : bool
        False when the steps did not come to rest; then the figures mean nothing.
    """

    coef: Floats
    bread: Floats
    mean: Floats
    weight: Floats
    has_settled: bool


def fit_binomial(x: Floats, trials: Any, events: Any, link: Link = "logit") -> Fit:
    """Fit the chance of an event by iteratively reweighted least squares (Fisher scoring).

    Maximises the sum of events log m + (trials - events) log(1 - m), where m = 1 / (1 + exp(-x b)) for
    the logit and 1 - exp(-exp(x b)) for the complementary log-log: McCullagh & Nelder 1989,
    "Generalized linear models", chapters 2 and 4. A step that makes the fit worse is halved.

    Parameters
    ----------
    x : ndarray of float64, shape (rows, columns)
        With its own column of ones.
    trials, events : array of numbers, shape (rows,)
        Rows alike may stand together: how many there were, and how many had the event.
    link : {"logit", "cloglog"}

    Returns
    -------
    Fit

    Raises
    ------
    MeasureError
        If the link is unknown.

    Examples
    --------
    >>> fit = fit_binomial(np.array([[1.0, 0], [1, 1]]), [10, 10], [2, 5])
    >>> fit.coef.round(3).tolist(), float(round(fit.mean[1], 3))
    ([-1.386, 1.386], 0.5)
    """
    if link not in LINKS:
        raise MeasureError(f"{link!r} is no link; choose one of {', '.join(LINKS)}.")
    n, y = np.asarray(trials, dtype=np.float64), np.asarray(events, dtype=np.float64)
    coef = _start(x, n, y, link)
    best, settled = -np.inf, False
    step = np.zeros_like(coef)
    for _ in range(MOST_STEPS):
        mean, weight, information = _scored(x @ coef, n, link)
        likelihood = _likelihood(mean, n, y)
        if likelihood < best - 1e-9 * abs(best):
            step = step / 2
            coef = coef - step
            continue
        best = likelihood
        score = x.T @ (weight * (y - n * mean))
        bread = _inverse(x.T @ (x * information[:, None]))
        step = bread @ score
        settled = bool(np.abs(score @ step) < 1e-17 * max(1.0, abs(best)))
        if settled:
            break
        coef = coef + step
    return Fit(coef, bread, mean, weight, settled and bool(np.all(np.diag(bread) > 0)))


def clustered(scores: Floats, bread: Floats) -> Floats:
    """Give the covariance of coefficients when rows of one subject belong together.

    The sandwich bread (sum of u u') bread x G / (G - 1), u being the score of each of G subjects: Liang
    & Zeger 1986, "Longitudinal data analysis using generalized linear models", Biometrika 73:13-22.

    Parameters
    ----------
    scores : ndarray of float64, shape (subjects, columns)
        Sum over the rows of a subject of weight x (event - chance) x row; nil rows may be left out.
    bread : ndarray of float64, shape (columns, columns)

    Examples
    --------
    >>> clustered(np.array([[1.0], [-1.0]]), np.array([[0.5]])).tolist()
    [[1.0]]
    """
    groups = len(scores)
    meat = scores.T @ scores
    covariance: Floats = bread @ meat @ bread * (groups / max(1, groups - 1))
    return covariance


def spline_knots(value: Ints, weight: Any, count: int = 3) -> Floats:
    """Place the knots of `spline` at quantiles of whole numbers.

    At shares 0.4, 0.8, 0.99 of the weight for three knots, 0.3, 0.6, 0.9, 0.99 for four. The last lies
    far out, since the curve is straight after it: put at 0.95, it moves a turning point by a touch.

    Parameters
    ----------
    value : ndarray of int64, shape (rows,)
    weight : array of numbers, shape (rows,)
    count : {3, 4}

    Returns
    -------
    ndarray of float64
        Ascending; fewer than asked where values repeat, none that the values cannot hold.

    Raises
    ------
    MeasureError
        If there are to be other than 3 or 4 knots.

    Examples
    --------
    >>> spline_knots(np.arange(101), np.ones(101)).tolist()
    [40.0, 80.0, 99.0]
    """
    shares = {3: (0.4, 0.8, 0.99), 4: (0.3, 0.6, 0.9, 0.99)}
    if count not in shares:
        raise MeasureError(f"A spline has 3 or 4 knots; got {count}.")
    order = np.argsort(value, kind="stable")
    reached = np.cumsum(np.asarray(weight, dtype=np.float64)[order])
    if not len(reached) or reached[-1] <= 0:
        return np.zeros(0)
    places = np.searchsorted(reached, np.array(shares[count]) * reached[-1] - 1e-9)
    different = np.unique(value)
    knots = np.unique(value[order][places])
    kept: Floats = knots[knots > different[0]][: max(0, len(different) - 2)].astype(np.float64)
    return kept


def spline(value: Any, knots: Floats) -> Floats:
    """Write numbers as columns of a cubic spline that is straight after its last knot.

    Columns x and (k - x)^3 where x lies below knot k, else 0. As natural as a natural cubic spline where
    data grow thin (Stone & Koo 1985, "Additive splines in statistics"), and free at the other end, where
    most data lie: nobody has fewer than no touches.

    Parameters
    ----------
    value : array of numbers, shape (rows,)
    knots : ndarray of float64
        Ascending; without any the spline is the straight line.

    Returns
    -------
    ndarray of float64, shape (rows, 1 + knots)
        The first column is the value itself, so that a straight line is a curve without the others.

    Examples
    --------
    >>> spline([0, 1, 4], np.array([2.0, 4])).tolist()
    [[0.0, 0.5, 4.0], [1.0, 0.0625, 1.6875], [4.0, 0.0, 0.0]]
    """
    x = np.asarray(value, dtype=np.float64)
    return np.column_stack([x, *(np.maximum(knot - x, 0) ** 3 / knots[-1] ** 2 for knot in knots)])


def spline_slope(value: Any, knots: Floats) -> Floats:
    """Give the slopes of the columns of `spline` at some places; same shape."""
    x = np.asarray(value, dtype=np.float64)
    return np.column_stack([np.ones_like(x), *(-3 * np.maximum(knot - x, 0) ** 2 / knots[-1] ** 2 for knot in knots)])


def _start(x: Floats, n: Floats, y: Floats, link: Link) -> Floats:
    """Begin near the data: one weighted least-squares step on shares drawn a little to the middle."""
    share = (y + 0.5) / (n + 1)
    if link == "logit":
        line, weight = np.log(share / (1 - share)), n * share * (1 - share)
    else:
        rate = -np.log1p(-share)
        line, weight = np.log(rate), n * rate
    # Rows without a trial say nothing.
    heavy = x * weight[:, None]
    coef: Floats = _inverse(heavy.T @ x) @ (heavy.T @ line)
    return coef


def _scored(line: Floats, n: Floats, link: Link) -> tuple[Floats, Floats, Floats]:
    """Give per row the chance, the weight of a residual, and the information."""
    line = np.clip(line, -FARTHEST, FARTHEST if link == "logit" else 3.5)
    if link == "logit":
        mean = 1 / (1 + np.exp(-line))
        return mean, np.ones_like(mean), n * mean * (1 - mean)
    rate = np.exp(line)
    mean = -np.expm1(-rate)
    weight = rate / mean
    return mean, weight, n * weight * rate * (1 - mean)


def _likelihood(mean: Floats, n: Floats, y: Floats) -> float:
    # Sums, not products of vectors: threads for so little cost more than they save.
    hits = y * np.log(np.maximum(mean, 1e-300))
    return float((hits + (n - y) * np.log1p(-np.minimum(mean, 1 - 1e-16))).sum())


def _inverse(matrix: Floats) -> NDArray[np.float64]:
    # Columns of very different size (a cubic beside a one) are put on one scale first.
    size = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    scaled = matrix / np.outer(size, size)
    inverse: Floats = np.linalg.pinv(scaled, rcond=1e-12, hermitian=True) / np.outer(size, size)
    return inverse

"""Shares of many groups, the small ones drawn towards what all have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import percent
from jornada.analytics.words.pooling import WORDS

# Fewer imagined cases than this, and the groups have nothing in common.
LEAST_WEIGHT = 1e-2


@dataclass(frozen=True, eq=False, slots=True)
class Pooled(Result):
    """Shares per group under a common Beta distribution, and the limits of chance around the whole.

    Attributes
    ----------
    names : tuple of str
    hits, of : ndarray of int64, shape (groups,)
        Numerator and denominator.
    raw : ndarray of float64
        hits / of, 0 to 1; NaN where `of` is 0.
    mean, low, high : ndarray of float64
        Share of the group drawn towards the others (posterior mean), and its interval.
    above : ndarray of float64
        Probability that the group's true share lies above that of all groups together.
    alpha, beta : float
        The common distribution; alpha / (alpha + beta) is the typical share, alpha + beta how many
        cases of its own a group needs until it counts as much as what all have in common.
    is_alike : bool
        The groups differ by no more than chance would have it.
    overall : float
        All hits over all cases.
    funnel_95, funnel_998 : ndarray of float64, shape (2, groups)
        Low and high limit between which 95 % and 99.8 % of groups of this size fall by chance alone.
    level : float
        Of the interval.
    """

    names: tuple[str, ...]
    hits: Ints
    of: Ints
    raw: Floats
    mean: Floats
    low: Floats
    high: Floats
    above: Floats
    alpha: float
    beta: float
    is_alike: bool
    overall: float
    funnel_95: Floats
    funnel_998: Floats
    level: float

    @property
    def is_outside(self) -> Ints:
        """1 above, -1 below the 99.8 % limits of the funnel, 0 within; shape (groups,)."""
        with np.errstate(invalid="ignore"):
            side: Ints = (self.raw > self.funnel_998[1]).astype(np.int64) - (self.raw < self.funnel_998[0])
        return side

    @property
    def weight(self) -> float:
        """Imagined cases that the common distribution is worth."""
        return self.alpha + self.beta

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per group."""
        return {
            "group": self.names,
            "hits": self.hits.tolist(),
            "of": self.of.tolist(),
            "raw": self.raw.tolist(),
            "mean": self.mean.tolist(),
            "low": self.low.tolist(),
            "high": self.high.tolist(),
            "above": self.above.tolist(),
            "funnel_low": self.funnel_998[0].tolist(),
            "funnel_high": self.funnel_998[1].tolist(),
            "is_outside": self.is_outside.tolist(),
        }

    def explain(self, language: Language = "en") -> str:
        """Say whether the groups differ by more than chance."""
        words = WORDS[language]
        if not self.of.sum():
            return words["nothing"]
        whole = percent(self.overall, language)
        if self.is_alike:
            return words["alike"].format(groups=len(self.names), whole=whole)
        marked = [name for name, side in zip(self.names, self.is_outside.tolist(), strict=True) if side]
        text = words["differ"].format(groups=len(self.names), whole=whole, weight=round(self.weight))
        return text + words["outside" if marked else "inside"].format(names=", ".join(marked[:5]))

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the funnel plot and the league of shrunken shares."""
        words = WORDS[language]
        by_size, best = np.argsort(self.of, kind="stable"), np.argsort(-self.mean, kind="stable")
        sizes = self.of[by_size].tolist()
        limits = [
            Series(f"{share} %", sizes, limit[side][by_size].tolist(), is_faint=True)
            for share, limit in (("95", self.funnel_95), ("99.8", self.funnel_998))
            for side in (0, 1)
        ]
        funnel = Chart("points", words["funnel"], words["cases"], words["share"], (
            Series(words["groups"], sizes, self.raw[by_size].tolist()), *limits), is_share=True)  # fmt: skip
        names = [self.names[place] for place in best]
        heights = (column[best].tolist() for column in (self.mean, self.low, self.high))
        shown = Series(words["drawn"], names, *heights)
        return funnel, Chart("bar", words["league"], "", words["share"], (shown,), is_share=True)


def beta_binomial_pool(hits: Any, of: Any, names: Sequence[str] | None = None, *, level: float = 0.95) -> Pooled:
    """Estimate the share of each of many groups, borrowing from the others where a group is small.

    The true shares of the groups are taken to follow a Beta(alpha, beta) distribution, whose two numbers
    are fitted by maximum likelihood to all groups at once; a group's share is then Beta(alpha + hits,
    beta + of - hits). Its mean is (alpha + hits) / (alpha + beta + of). Efron & Morris 1977, "Stein's
    paradox in statistics", Scientific American 236:119-127; Morris 1983, JASA 78:47-55. The interval
    takes alpha and beta for known, which makes it a little narrow under about ten groups. Limits of
    the funnel plot: interpolated binomial quantiles around the overall share, Spiegelhalter 2005,
    "Funnel plots for comparing institutional performance", Statistics in Medicine 24:1185-1202.

    Parameters
    ----------
    hits, of : array of int, shape (groups,)
        Numerator, from 0 to the denominator; denominator, 0 or more.
    names : sequence of str, optional
        Numbers from 1 when left out.
    level : float, default 0.95
        Of the interval, between 0 and 1.

    Returns
    -------
    Pooled

    Raises
    ------
    WrongLengthError
        If hits, denominators and names differ in length.
    MeasureError
        If a numerator is negative or larger than its denominator, or the level is not between 0 and 1.

    Examples
    --------
    >>> found = beta_binomial_pool([1, 30, 10, 55], [2, 100, 100, 100], ["new", "a", "b", "c"])
    >>> found.raw.round(2).tolist(), found.mean.round(2).tolist()
    ([0.5, 0.3, 0.1, 0.55], [0.37, 0.3, 0.11, 0.54])
    """
    from scipy.special import betainc, betaincinv

    above, below = np.atleast_1d(np.asarray(hits, np.int64)), np.atleast_1d(np.asarray(of, np.int64))
    called = tuple(names) if names is not None else tuple(str(place + 1) for place in range(len(below)))
    _check(above, below, called, level)
    overall = float(divided(above.sum(), below.sum()))
    alpha, beta, is_alike = _fitted(above, below, overall)
    left, right = alpha + above, beta + below - above
    tail = (1 - level) / 2
    narrow, wide = (_limits(below, overall, share) for share in (0.95, 0.998))
    return Pooled(
        called, above, below, divided(above, below), left / (left + right),
        betaincinv(left, right, tail), betaincinv(left, right, 1 - tail),
        1 - betainc(left, right, overall), alpha, beta, is_alike, overall, narrow, wide, level,
    )  # fmt: skip


def _check(above: Ints, below: Ints, names: tuple[str, ...], level: float) -> None:
    if not len(above) == len(below) == len(names):
        raise WrongLengthError(
            f"{len(above)} numerators, {len(below)} denominators, {len(names)} names; all must agree."
        )
    if np.any(above < 0) or np.any(above > below):
        raise MeasureError("A share's numerator must lie between 0 and its denominator; look at how it was counted.")
    if not 0 < level < 1:
        raise MeasureError(f"The level of an interval lies between 0 and 1; got {level}.")


def _fitted(above: Ints, below: Ints, overall: float) -> tuple[float, float, bool]:
    """Fit the common distribution, and tell whether one share for all fits as well."""
    if np.count_nonzero(below) < 2:
        # Nothing to borrow from: half an imagined case of each kind, Jeffreys' distribution.
        return 0.5, 0.5, True
    total = float(below.sum())
    if overall in (0.0, 1.0):
        return float(above.sum()) + 0.5, total - float(above.sum()) + 0.5, True
    share, weight, fit = _likeliest(above, below, overall, total)
    alike = float(above.sum() * np.log(overall) + (below - above).sum() * np.log(1 - overall))
    # The common share is known no better than from all cases: their number is the largest weight.
    if fit <= alike + 1e-6 * abs(alike):
        return overall * total, (1 - overall) * total, True
    return share * weight, (1 - share) * weight, False


def _likeliest(above: Ints, below: Ints, overall: float, total: float) -> tuple[float, float, float]:
    """Find the typical share and the weight under which the hits are likeliest."""
    from scipy.optimize import minimize
    from scipy.special import betaln, expit

    kinds, often = np.unique(np.stack((above, below)), axis=1, return_counts=True)
    hit, missed = kinds[0], kinds[1] - kinds[0]

    def misfit(place: Floats) -> float:
        share, weight = expit(place[0]), np.exp(place[1])
        a, b = share * weight, (1 - share) * weight
        return -float(often @ (betaln(a + hit, b + missed) - betaln(a, b)))

    middle = float(np.log(overall / (1 - overall)))
    bounds = ((-14.0, 14.0), (np.log(LEAST_WEIGHT), np.log(max(total, 10.0))))
    tried = [minimize(misfit, (middle, start), bounds=bounds, method="L-BFGS-B") for start in (1.0, 4.0, 9.0)]
    best = min(tried, key=lambda one: float(one.fun))
    return float(expit(best.x[0])), float(np.exp(best.x[1])), -float(best.fun)


def _limits(below: Ints, overall: float, share: float) -> Floats:
    """Give the binomial quantiles around the overall share, interpolated between whole hits."""
    from scipy.special import bdtr, bdtrik

    result = np.full((2, len(below)), np.nan)
    inner = below > 0
    if np.isnan(overall) or overall in (0.0, 1.0):
        result[:, inner] = overall
        return result
    size = below[inner]
    for row, tail in enumerate(((1 - share) / 2, (1 + share) / 2)):
        place = np.nan_to_num(np.ceil(np.maximum(bdtrik(tail, size, overall), 0)))
        here = bdtr(place, size, overall)
        before = np.where(place > 0, bdtr(np.maximum(place - 1, 0), size, overall), 0.0)
        result[row, inner] = np.clip((place - (here - tail) / (here - before)) / size, 0, 1)
    return result

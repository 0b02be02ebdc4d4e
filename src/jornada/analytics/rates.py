"""Shares with their numerator, denominator and interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, divided
from jornada.analytics.result import Language, Result

Z_95 = 1.959963984540054


@dataclass(frozen=True, eq=False, slots=True)
class Rates(Result):
    """Shares, one per row, each with what it is made of.

    Attributes
    ----------
    hits, of : ndarray of int64
        Numerator and denominator.
    rate : ndarray of float64
        Share, 0 to 1; NaN where `of` is 0.
    low, high : ndarray of float64
        95 % interval after Wilson; NaN where `of` is 0.
    """

    hits: NDArray[np.int64]
    of: NDArray[np.int64]
    rate: Floats
    low: Floats
    high: Floats

    @classmethod
    def count(cls, hits: Any, of: Any) -> Rates:
        """Make shares of counts."""
        above, below = np.atleast_1d(np.asarray(hits, np.int64)), np.atleast_1d(np.asarray(of, np.int64))
        low, high = wilson(above, below)
        return cls(above, below, divided(above, below), low, high)

    def columns(self) -> dict[str, Any]:
        """Give one row per share."""
        return {name: getattr(self, name) for name in ("hits", "of", "rate", "low", "high")}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.rates import say_rates

        return say_rates(self, language)


def wilson(hits: Any, of: Any, z: float = Z_95) -> tuple[Floats, Floats]:
    """Give the interval of a share.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22:209-212.

    Parameters
    ----------
    hits, of : array of numbers
        Numerator, from 0 to the denominator; denominator.
    z : float, default 1.96
        Normal quantile; 1.96 gives 95 %.

    Returns
    -------
    low, high : ndarray of float64
        Shares, 0 to 1; NaN where `of` is 0.

    Raises
    ------
    MeasureError
        If a numerator is negative or larger than its denominator.

    Examples
    --------
    >>> low, high = wilson([8], [10])
    >>> low.round(3), high.round(3)
    (array([0.49]), array([0.943]))
    """
    above, below = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if np.any(above < 0) or np.any(above > below * (1 + 1e-9)):
        raise MeasureError("A share's numerator must lie between 0 and its denominator; look at how it was counted.")
    share = divided(above, below)
    pull = divided(z * z, below)
    centre = (share + pull / 2) / (1 + pull)
    half = z / (1 + pull) * np.sqrt(np.maximum(divided(share * (1 - share), below) + divided(pull, 4 * below), 0))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)

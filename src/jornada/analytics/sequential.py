"""A comparison that may be looked at any time: always-valid p-values and intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.experiments import SEQUENTIAL

LEAST = 30


@dataclass(frozen=True, eq=False, slots=True)
class Sequential(Result):
    """How the comparison stood at each look; last axis: looks.

    Attributes
    ----------
    of : ndarray of int64, shape (looks,)
        Cases in both groups by then.
    difference, low, high : ndarray of float64, shape (..., looks)
        Treated less held out; interval that covers the truth at all looks together with 1 - level.
    p : ndarray of float64, shape (..., looks)
        Always-valid: the smallest so far.
    level : float
        Share of false alarms, however often one looks.
    """

    of: Ints
    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    level: float

    @property
    def has_ended(self) -> Any:
        """Whether a difference was found by the last look; one per experiment."""
        return self.p[..., -1] <= self.level if self.p.shape[-1] else np.zeros(self.p.shape[:-1], dtype=np.bool_)

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per look."""
        table = {"cases": self.of, "difference": self.difference, "low": self.low, "high": self.high, "p": self.p}
        return {name: column.tolist() for name, column in table.items()}

    def explain(self, language: Language = "en") -> str:
        """Say whether the experiment may end, and with what."""
        words, looks = SEQUENTIAL[language], self.p.shape[-1]
        if not looks or np.isnan(self.low[-1]):
            return words["nothing"].format(least=LEAST)
        points = [number(100 * float(column[-1]), language, 1) for column in (self.difference, self.low, self.high)]
        return words["ended" if self.has_ended else "going"].format(
            gain=points[0], low=points[1], high=points[2], p=number(float(self.p[-1]), language, 4),
            level=percent(self.level, language, 0), cases=number(int(self.of[-1]), language),
        )  # fmt: skip

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the difference with its interval, look by look."""
        words, table = SEQUENTIAL[language], self.columns()
        line = Series(words["difference"], table["cases"], table["difference"], table["low"], table["high"])
        return (Chart("line", words["title"], words["cases"], words["difference"], (line,), is_share=True),)


def sequential_test(
    hits: Any, of: Any, held_hits: Any, held_of: Any, *, effect: float, level: float = 0.05
) -> Sequential:
    """Compare two shares at every look, with a stated error however often one looks.

    Mixture sequential probability ratio test, the effect under the alternative being normal around 0 with
    standard deviation tau = `effect`: with s^2 the variance of the difference d, the ratio is
    sqrt(s^2 / (s^2 + tau^2)) exp(d^2 tau^2 / (2 s^2 (s^2 + tau^2))); its inverse, the smallest so far, is
    an always-valid p-value, and the interval is what would not be refused. Johari, Pekelis & Walsh 2017,
    "Always valid inference", arXiv:1512.04922. A test made for one look at the end raises a false alarm
    in a quarter of experiments when looked at fifty times. The normal approximation starts when both
    groups have 30 cases; before that nothing is said.

    Parameters
    ----------
    hits, of, held_hits, held_of : array of int, shape (..., looks)
        Successes and cases so far, treated and held out; none falls from look to look.
    effect : float
        The size of effect that matters, above 0; any choice is valid, a good one ends sooner.
    level : float, default 0.05

    Returns
    -------
    Sequential

    Raises
    ------
    WrongLengthError
        If the columns differ in shape.
    MeasureError
        If a count falls, or exceeds its cases, or effect or level are out of range.

    Examples
    --------
    >>> found = sequential_test([8, 30, 70], [40, 120, 250], [5, 12, 28], [40, 120, 250], effect=0.1)
    >>> found.p.round(3).tolist(), bool(found.has_ended)
    ([1.0, 0.049, 0.0], True)
    """
    counts = [np.asarray(column, dtype=np.int64) for column in (hits, of, held_hits, held_of)]
    if len({column.shape for column in counts}) != 1:
        raise WrongLengthError("Successes and cases of both groups need one figure per look each.")
    steps = [np.diff(column, axis=-1, prepend=0) for column in counts]
    if any(np.any(step < 0) for step in steps) or np.any(counts[0] > counts[1]) or np.any(counts[2] > counts[3]):
        raise MeasureError("Counts so far do not fall from look to look, and successes do not exceed cases.")
    if not effect > 0 or not 0 < level < 1:
        raise MeasureError(f"The effect lies above 0, the level between 0 and 1; got {effect} and {level}.")
    gain, variance = _difference(*counts)
    told, tau = np.minimum(counts[1], counts[3]) >= LEAST, effect**2
    p = np.where(
        told,
        np.minimum(
            np.sqrt((variance + tau) / variance) * np.exp(-(gain**2) * tau / (2 * variance * (variance + tau))), 1
        ),
        1,
    )
    half = np.sqrt(variance * (variance + tau) / tau * (2 * np.log(1 / level) + np.log((variance + tau) / variance)))
    low, high = (np.where(told, bound, inf) for bound, inf in ((gain - half, -np.inf), (gain + half, np.inf)))
    # What was ruled out once stays ruled out.
    low, high = np.maximum.accumulate(low, axis=-1), np.minimum.accumulate(high, axis=-1)
    low, high = (np.where(np.isfinite(bound), bound, np.nan) for bound in (low, high))
    everybody: Ints = (counts[1] + counts[3]).reshape(-1, gain.shape[-1])[0] if gain.size else counts[1].reshape(-1)
    return Sequential(everybody, gain, low, high, np.minimum.accumulate(p, axis=-1), level)


def _difference(hits: Ints, of: Ints, held_hits: Ints, held_of: Ints) -> tuple[Floats, Floats]:
    """Give the difference of shares and its variance, with one imagined success and failure in each group."""
    gain = np.zeros(hits.shape)
    variance = np.zeros(hits.shape)
    for sign, above, below in ((1, hits, of), (-1, held_hits, held_of)):
        gain += sign * above / np.maximum(below, 1)
        share = (above + 1) / (below + 2)
        variance += share * (1 - share) / np.maximum(below, 1)
    return gain, variance

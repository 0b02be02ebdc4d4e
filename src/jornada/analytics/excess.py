"""How much slower, or leakier, some stays are than comparable ones, or than a target."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.competing import Incidence, aalen_johansen
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.rates import Z_95
from jornada.analytics.stays import LEAKED
from jornada.analytics.survival import FEW_EVENTS, Curve, kaplan_meier, mean_beyond

UNKNOWN = (float("nan"),) * 3


@dataclass(frozen=True, slots=True)
class Excess:
    """What is above the expected, with its 95 % interval and two-sided p; NaN when it cannot be told."""

    value: float
    low: float
    high: float
    p: float
    expected: float = float("nan")


NOTHING = Excess(*UNKNOWN, float("nan"))


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Stays of one stage, in ascending order of time."""

    time: Ints
    kind: Ints
    stratum: Ints

    def where(self, chosen: NDArray[np.bool_]) -> Group:
        """Keep some of the stays."""
        return Group(self.time[chosen], self.kind[chosen], self.stratum[chosen])

    @property
    def curve(self) -> Curve:
        """Share still here by time."""
        return kaplan_meier(self.time, self.kind > 0)

    @property
    def outcomes(self) -> Incidence:
        """Share moved and leaked by time."""
        return aalen_johansen(self.time, self.kind, ("moved", "leaked"))


def beyond_target(own: Group, target: float) -> Excess:
    """Say how long stays last beyond a target on average; p tests that half have left by then.

    The mean is taken up to the longest time that was watched. E max(T - target, 0) is the area under the
    curve from the target on.
    """
    curve = own.curve
    share, variance = _at(curve, target)
    if curve.left < FEW_EVENTS or not share > 0 or np.isnan(curve.last) or target >= curve.last:
        return NOTHING
    mean, error = mean_beyond(curve, target, curve.last)
    if share == 1:
        # Nobody has left by then: the chance of that among so many, were it even for each.
        p = min(1.0, 2 * 0.5 ** float(np.count_nonzero(own.time >= target)))
        return Excess(mean, mean - Z_95 * error, mean + Z_95 * error, p, target)
    z = (np.log(-np.log(0.5)) - np.log(-np.log(share))) / (sqrt(variance) / -np.log(share))
    return Excess(mean, mean - Z_95 * error, mean + Z_95 * error, erfc(abs(z) / sqrt(2)), target)


def slower(own: Group, rest: Group) -> Excess:
    """Compare mean stays, up to a horizon that both were watched, stratum by stratum."""
    found = []
    for mine, theirs, weight in _pairs(own, rest):
        first, second = mine.curve, theirs.curve
        horizon = _horizon(first, second, mine, theirs)
        if horizon <= 0 or min(first.left, second.left) < FEW_EVENTS:
            continue
        (mean, error), (other, other_error) = (mean_beyond(curve, 0, horizon) for curve in (first, second))
        found.append((weight, mean - other, error**2 + other_error**2, other))
    return _weighted(found)


def leakier(own: Group, rest: Group) -> Excess:
    """Compare the shares that leaked by the horizon, stratum by stratum."""
    found = []
    for mine, theirs, weight in _pairs(own, rest):
        horizon = _horizon(mine.curve, theirs.curve, mine, theirs)
        if horizon <= 0:
            continue
        (share, variance), (other, other_variance) = (_leaked(group.outcomes, horizon) for group in (mine, theirs))
        leaks = [np.count_nonzero(group.kind == LEAKED) for group in (mine, theirs)]
        if sum(leaks) >= 2 * FEW_EVENTS and variance + other_variance > 0:
            found.append((weight, share - other, variance + other_variance, other))
    return _weighted(found)


def _pairs(own: Group, rest: Group) -> list[tuple[Group, Group, float]]:
    strata, counts = np.unique(own.stratum, return_counts=True)
    pairs = [(own.where(own.stratum == each), rest.where(rest.stratum == each)) for each in strata.tolist()]
    return [(mine, theirs, float(n)) for (mine, theirs), n in zip(pairs, counts, strict=True) if len(theirs.time)]


def _horizon(first: Curve, second: Curve, mine: Group, theirs: Group) -> float:
    """Find how far to compare: where nine in ten of all have left, if both were watched so long."""
    time = np.concatenate((mine.time, theirs.time))
    order = np.argsort(time, kind="stable")
    kind = np.concatenate((mine.kind, theirs.kind))[order]
    ninth = kaplan_meier(time[order], kind > 0).quantiles((0.9,))[0, 0]
    watched = [curve.last for curve in (first, second) if not (len(curve.share) and curve.share[-1] == 0)]
    return float(min([*watched, *([ninth] if np.isfinite(ninth) else []), max(first.last, second.last)]))


def _weighted(found: list[tuple[float, float, float, float]]) -> Excess:
    """Average over strata by the stays of the group that is asked about."""
    if not found:
        return NOTHING
    weight, difference, variance, expected = np.array(found).T
    share: Floats = weight / weight.sum()
    value, error = float(share @ difference), float(np.sqrt(share**2 @ variance))
    if error == 0:
        return NOTHING
    p = erfc(abs(value) / error / sqrt(2))
    return Excess(value, value - Z_95 * error, value + Z_95 * error, p, float(share @ expected))


def _at(curve: Curve, time: float) -> tuple[float, float]:
    place = int(np.searchsorted(curve.at, time, side="right")) - 1
    return (float(curve.share[place]), float(curve.variance[place])) if place >= 0 else (1.0, 0.0)


def _leaked(found: Incidence, horizon: float) -> tuple[float, float]:
    place = int(np.searchsorted(found.at, horizon, side="right")) - 1
    return (float(found.share[1, place]), float(found.variance[1, place])) if place >= 0 else (0.0, 0.0)

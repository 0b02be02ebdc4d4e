"""Attribution by rule: which part of a journey's credit each of its touches earns."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints

HALF_LIFE = timedelta(days=7)
DIRECT = ("direct", "(direct)")


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """What the rules can be told.

    Attributes
    ----------
    half_life : timedelta, default 7 days
        Of time decay: a touch this much older earns half. In B2B, a quarter of the median cycle.
    direct : collection of str
        Names that last non-direct passes over, in any case of letters.
    """

    half_life: timedelta = HALF_LIFE
    direct: Collection[str] = DIRECT

    def __post_init__(self) -> None:
        if self.half_life <= timedelta(0):
            raise MeasureError(f"The half-life must be longer than nothing; got {self.half_life}.")


def touch_weights(journeys: Journeys, rule: str, options: RuleOptions | None = None) -> Floats:
    """Say the share of its journey's credit that each touch earns.

    With places first, lead, opportunity and last: a role's touch earns the role's share, the touches
    without a role share the rest evenly. What a journey lacks (no opportunity, no touch in between)
    goes to the others in proportion; a touch with two roles earns both.

    ================  =====  ====  ===========  =====  ====
    rule              first  lead  opportunity  last   rest
    ================  =====  ====  ===========  =====  ====
    first             100
    last                                        100
    last_non_direct                             100
    linear                                             100
    u_shaped          40                        40     20
    w_shaped          30     30    30                  10
    full_path         22.5   22.5  22.5         22.5   10
    j_shaped          20                        60     20
    inverse_j         60                        20     20
    ================  =====  ====  ===========  =====  ====

    `time_decay` gives 2^(-age / half-life), scaled to 1 per journey. `last_non_direct` takes the last
    touch of any when all are direct. Definitions as in HubSpot, "Understand attribution reporting",
    and Google Ads, "About attribution models" (position-based 40/20/40, half-life of 7 days).

    Parameters
    ----------
    journeys : Journeys
        Each with at least one touch.
    rule : str
    options : RuleOptions, optional

    Returns
    -------
    ndarray of float64, shape (touches,)
        0 to 1; sums to 1 in each journey.

    Raises
    ------
    MeasureError
        If the rule is unknown, or needs times or milestones that the journeys lack.

    Examples
    --------
    >>> touch_weights(Journeys.from_paths(["a>b>c>d"], [1]), "u_shaped").tolist()
    [0.4, 0.1, 0.1, 0.4]
    """
    if reason := why_not(journeys, rule):
        raise MeasureError(f"{rule} cannot be worked out: {reason}")
    if not len(journeys.step):
        return np.empty(0)
    return RULES[rule](journeys, options or RuleOptions())


def why_not(journeys: Journeys, rule: str) -> str:
    """Say why a rule cannot be worked out for these journeys; empty when it can."""
    if rule not in RULES:
        return f"there is no such rule; there are {', '.join(RULES)}."
    if rule == "time_decay" and journeys.age is None:
        return "it needs the time of each touch, which paths without times do not tell."
    if rule in {"w_shaped", "full_path"} and (journeys.lead is None or journeys.opportunity is None):
        return "it needs the touches that made the lead and the opportunity, which these journeys do not tell."
    return ""


def _last_non_direct(journeys: Journeys, options: RuleOptions) -> Floats:
    skipped = {name.casefold() for name in options.direct}
    is_direct = np.array([name.casefold() in skipped for name in journeys.names], dtype=np.bool_)
    place = np.where(is_direct[journeys.step], -1, np.arange(len(journeys.step)))
    last = np.maximum.reduceat(place, journeys.offsets[:-1])
    weights = np.zeros(len(journeys.step))
    weights[np.where(last < 0, journeys.offsets[1:] - 1, last)] = 1
    return weights


def _time_decay(journeys: Journeys, options: RuleOptions) -> Floats:
    # Counted from the last touch: only differences matter, and old journeys do not vanish to 0.
    assert journeys.age is not None
    older = journeys.age - journeys.age[journeys.offsets[1:] - 1][journeys.journey]
    return _scaled(np.exp2(-older / microseconds(options.half_life)), journeys)


def _by_place(
    *, first: float = 0, lead: float = 0, opportunity: float = 0, last: float = 0, rest: float = 0
) -> Callable[[Journeys, RuleOptions], Floats]:
    """Make the rule that gives shares to places and the rest to the touches between."""

    def weigh(journeys: Journeys, options: RuleOptions) -> Floats:
        starts, ends = journeys.offsets[:-1], journeys.offsets[1:] - 1
        weights, has_role = np.zeros(len(journeys.step)), np.zeros(len(journeys.step), dtype=np.bool_)
        places = [(rows, share) for rows, share in ((starts, first), (ends, last)) if share]
        for share, place in ((lead, journeys.lead), (opportunity, journeys.opportunity)):
            if share and place is not None:
                places.append(((starts + place)[place >= 0], share))
        for rows, share in places:
            weights[rows] += share
            has_role[rows] = True
        if first == 1 or last == 1:
            return weights
        return _scaled(weights + _spread(rest, ~has_role, journeys) if rest else weights, journeys)

    return weigh


def _spread(share: float, among: NDArray[np.bool_], journeys: Journeys) -> Floats:
    count = np.add.reduceat(among.astype(np.int64), journeys.offsets[:-1])
    each: Floats = share / np.maximum(count, 1)
    return np.where(among, each[journeys.journey], 0.0)


def _scaled(weights: Floats, journeys: Journeys) -> Floats:
    total: Floats = np.add.reduceat(weights, journeys.offsets[:-1])
    return weights / total[journeys.journey]


# Names that fit into the bits of one number.
BITS = 64

RULES: dict[str, Callable[[Journeys, RuleOptions], Floats]] = {
    "first": _by_place(first=1),
    "last": _by_place(last=1),
    "last_non_direct": _last_non_direct,
    "linear": _by_place(rest=1),
    "u_shaped": _by_place(first=0.4, rest=0.2, last=0.4),
    "w_shaped": _by_place(first=0.3, lead=0.3, opportunity=0.3, rest=0.1),
    "full_path": _by_place(first=0.225, lead=0.225, opportunity=0.225, last=0.225, rest=0.1),
    "j_shaped": _by_place(first=0.2, rest=0.2, last=0.6),
    "inverse_j": _by_place(first=0.6, rest=0.2, last=0.2),
    "time_decay": _time_decay,
}


def distinct_names(journeys: Journeys) -> tuple[Ints, Ints]:
    """List the different names of each journey, as (journey, name), ascending."""
    kinds = max(1, len(journeys.names))
    if kinds <= BITS and len(journeys.step):
        return _by_bits(journeys, kinds)
    keys = journeys.journey * kinds + journeys.step
    keys.sort()
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return keys // kinds, keys % kinds


def _by_bits(journeys: Journeys, kinds: int) -> tuple[Ints, Ints]:
    """The same for so few names that those of a journey fit into the bits of a number: no sorting."""
    bits = np.uint64(1) << np.arange(kinds, dtype=np.uint64)
    filled = np.flatnonzero(journeys.lengths)
    seen = np.bitwise_or.reduceat(bits[journeys.step], journeys.offsets[filled])
    met = np.empty((len(filled), kinds), dtype=np.bool_)
    for name, bit in enumerate(bits):
        met[:, name] = (seen & bit) != 0
    journey, found = np.nonzero(met)
    return filled[journey], found

"""Whether two records are the same person or company: evidence field by field, weighed and told.

Fellegi and Sunter's sum of weights (A Theory for Record Linkage, JASA 64, 1969): each field that both records fill in
agrees to some level, and each level is so many times likelier among duplicates than among strangers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["contact", "account"]
Level = Literal["same", "near", "part", "other"]
LEVELS: tuple[Level, ...] = ("other", "part", "near", "same")
MISSING = -1

# How often candidates agree to each level (other, part, near, same): duplicates, then strangers. They hold until
# the base itself has enough candidates to learn better ones from.
Shares = tuple[float, float, float, float]
USUAL: Mapping[str, tuple[Shares, Shares]] = {
    "name": ((0.03, 0.10, 0.17, 0.70), (0.62, 0.30, 0.05, 0.03)),
    "company_name": ((0.04, 0.08, 0.18, 0.70), (0.70, 0.20, 0.06, 0.04)),
    "email": ((0.15, 0.08, 0.12, 0.65), (0.965, 0.020, 0.010, 0.005)),
    "phone": ((0.20, 0.00, 0.08, 0.72), (0.93, 0.00, 0.02, 0.05)),
    # One tax id is one company, by whatever names it goes.
    "tax_id": ((0.03, 0.01, 0.11, 0.85), (0.9718, 0.018, 0.01, 0.0002)),
    "domain": ((0.12, 0.08, 0.05, 0.75), (0.93, 0.03, 0.01, 0.03)),
    "company": ((0.12, 0.05, 0.13, 0.70), (0.72, 0.03, 0.05, 0.20)),
    "birth_date": ((0.05, 0.05, 0.15, 0.75), (0.955, 0.03, 0.01, 0.005)),
    "address": ((0.08, 0.12, 0.20, 0.60), (0.90, 0.07, 0.02, 0.01)),
    "city": ((0.12, 0.00, 0.13, 0.75), (0.83, 0.00, 0.02, 0.15)),
    "postcode": ((0.10, 0.00, 0.15, 0.75), (0.90, 0.00, 0.03, 0.07)),
}
NAMES = ("name", "company_name")
# Of these a company has several.
OF_SEVERAL = ("domain", "phone", "email")
# Those who share a switchboard have other names: two of one name and one phone are hardly strangers.
STRANGERS_ALIKE: Mapping[str, Shares] = {"phone": (0.975, 0.00, 0.015, 0.01)}
# Of candidates with names alike, and of those without, so many are usually duplicates.
USUAL_SHARE = {True: 0.30, False: 0.05}
DUPLICATE = 0.5
SURE = 0.95
# A name may be rare or common: the weight of equal values moves by at most this many bits.
MOST_BITS = 6.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How likely each level is.

    Attributes
    ----------
    duplicates, strangers : mapping of str to four shares
        Per field, the share of candidates that agree to each of `LEVELS`; each sums to 1.
    share : float
        Share of duplicates among candidates, between 0 and 1.
    """

    duplicates: Mapping[str, Shares]
    strangers: Mapping[str, Shares]
    share: float


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field says.

    Attributes
    ----------
    field : str
    level : str
        One of `LEVELS`.
    bits : float
        Weight of evidence: +1 doubles the odds of a duplicate, -1 halves them. That names are alike at all counts to
        the name.
    """

    field: str
    level: Level
    bits: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer about two records.

    Attributes
    ----------
    probability : float
        That they are the same, 0 to 1.
    reasons : tuple of Reason
        The strongest first, whichever way it points.
    is_branch : bool
        Both tax ids are complete and share the root only: head office and branch, never duplicates.
    """

    probability: float
    reasons: tuple[Reason, ...]
    is_branch: bool = False

    @property
    def is_duplicate(self) -> bool:
        """Say whether they are more likely the same than not."""
        return self.probability >= DUPLICATE and not self.is_branch


@dataclass(frozen=True, slots=True)
class Known:
    """The weights of a base: one set for pairs with names alike (near or same), one for all others.

    Candidates are found by name or by something else, so that what they have in common depends on their names: of
    strangers found by their company all have the same company, of namesakes hardly any.
    """

    alike: Weights
    unlike: Weights

    def of(self, levels: Mapping[str, int]) -> Weights:
        """Choose the set for a pair."""
        return self.alike if has_like_names(levels) else self.unlike


def has_like_names(levels: Mapping[str, int]) -> bool:
    """Say whether the names agree at least nearly.

    Examples
    --------
    >>> has_like_names({"name": 2}), has_like_names({"email": 3})
    (True, False)
    """
    return any(levels.get(name, MISSING) >= LEVELS.index("near") for name in NAMES)


def are_namesakes(levels: Mapping[str, int], is_distinctive: bool = False) -> bool:
    """Say whether two companies are called the same, legal form aside, and nothing tells them apart.

    They are hardly likelier one than two, yet people look for just these. In one city another domain or phone does not
    tell them apart, for a company has several; a tax id, or an address, always does. A distinctive name (one of its
    words is hardly anybody else's) is as telling as the city.

    Examples
    --------
    >>> are_namesakes({"company_name": 3, "city": MISSING}), are_namesakes({"company_name": 3, "city": 0})
    (True, False)
    >>> are_namesakes({"company_name": 3, "city": 3, "domain": 0}), are_namesakes({"company_name": 3, "domain": 0})
    (True, False)
    >>> are_namesakes({"company_name": 3, "city": 0, "phone": 0}, is_distinctive=True)
    True
    """
    in_one_city = levels.get("city", MISSING) >= LEVELS.index("near")
    aside = NAMES + OF_SEVERAL if in_one_city or is_distinctive else NAMES
    aside = (*aside, "city") if is_distinctive else aside
    others = (level for name, level in levels.items() if name not in aside)
    is_same = levels.get("company_name", MISSING) == LEVELS.index("same")
    return is_same and all(level == MISSING or level >= LEVELS.index("near") for level in others)


def is_worth_a_look(levels: Mapping[str, int], is_duplicate: bool) -> bool:
    """Say whether people should see a pair of two records that was just made.

    Parameters
    ----------
    levels : mapping of str to int
        How alike each field is, as `LEVELS` counts; what is missing on a side may be left out.
    is_duplicate : bool
        Whether the pair was judged to be probably the same.

    Returns
    -------
    bool
        True as well for two of one tax id, and for companies that are called the same.

    Examples
    --------
    >>> is_worth_a_look({"tax_id": 3, "company_name": 0}, False), is_worth_a_look({"phone": 3}, False)
    (True, False)
    """
    return is_duplicate or levels.get("tax_id") == LEVELS.index("same") or are_namesakes(levels)


def usual_weights(fields: tuple[str, ...], alike: bool) -> Weights:
    """Return the weights for a base that nobody has learnt from yet, of pairs with names alike or of others.

    Examples
    --------
    >>> usual_weights(("email",), alike=True).strangers["email"][3]
    0.005
    >>> usual_weights(("name",), alike=True).strangers["name"]
    (0.0, 0.0, 0.625, 0.375)
    """
    sides = [{name: _within(name, USUAL[name][side], alike) for name in fields} for side in (0, 1)]
    special = {name: shares for name, shares in STRANGERS_ALIKE.items() if alike and name in fields}
    return Weights(sides[0], sides[1] | special, USUAL_SHARE[alike])


def usual(fields: tuple[str, ...]) -> Known:
    """Return both sets of usual weights.

    Examples
    --------
    >>> usual(("email",)).alike.share
    0.3
    """
    return Known(usual_weights(fields, alike=True), usual_weights(fields, alike=False))


def judge(levels: Mapping[str, int], known: Known, rarity: Mapping[str, float] | None = None) -> Judgement:
    """Weigh what the fields of two records say.

    Parameters
    ----------
    levels : mapping of str to int
        Per field the place in `LEVELS`, or `MISSING` where either record leaves it blank (says nothing).
    known : Known
    rarity : mapping of str to float, optional
        Bits to add where the values are the same: above zero for a rare value, below for a common one.

    Returns
    -------
    Judgement

    Raises
    ------
    KeyError
        If a field has no weights.

    Examples
    --------
    >>> known = usual(("name", "email"))
    >>> judge({"name": 3, "email": 3}, known).is_duplicate
    True
    >>> judge({"name": 3, "email": 0}, known).is_duplicate
    False
    """
    weights = known.of(levels)
    reasons = [
        Reason(
            name,
            LEVELS[level],
            bits_of(name, level, weights)
            + _moved(level, (rarity or {}).get(name, 0.0))
            + (_odds(weights.share) - _odds(known.unlike.share) if name in NAMES else 0.0),
        )
        for name, level in levels.items()
        if level != MISSING
    ]
    total = _odds(known.unlike.share) + sum(reason.bits for reason in reasons)
    is_branch = levels.get("tax_id", MISSING) == LEVELS.index("part")
    strongest = sorted(reasons, key=lambda reason: -abs(reason.bits))
    return Judgement(1 / (1 + 2.0 ** -max(min(total, 1000), -1000)), tuple(strongest), is_branch)


def bits_of(field: str, level: int, weights: Weights) -> float:
    """Return the weight of evidence of a level, in bits.

    Examples
    --------
    >>> round(bits_of("tax_id", 3, usual_weights(("tax_id",), alike=True)), 1)
    12.0
    """
    return math.log2((weights.duplicates[field][level] + 1e-6) / (weights.strangers[field][level] + 1e-6))


def rarity_bits(count: float, usual_count: float) -> float:
    """Say how much more (or less) an equal value tells than equal values do on average.

    Parameters
    ----------
    count : float
        How many records have this value, at least 1.
    usual_count : float
        How many have the value of a record on average, weighed by records.

    Examples
    --------
    >>> rarity_bits(400, 100)
    -2.0
    """
    return max(-MOST_BITS, min(MOST_BITS, math.log2(usual_count / max(count, 1.0))))


def _odds(share: float) -> float:
    return math.log2(share / (1 - share))


def _moved(level: int, bits: float) -> float:
    return bits if level == LEVELS.index("same") else 0.0


def _within(name: str, shares: Shares, alike: bool) -> Shares:
    """Keep the levels of a name that the set is for."""
    if name not in NAMES:
        return shares
    one, two, three, four = shares
    total = three + four if alike else one + two
    return (0.0, 0.0, three / total, four / total) if alike else (one / total, two / total, 0.0, 0.0)

"""Which traits go with an event more, or less, often than chance would have it: refusals, late answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.comparison import adjust
from jornada.analytics.errors import WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.standing_out import WORDS

LEVEL = 0.05
LEAST_CASES, LEAST_EXPECTED = 20, 5.0
Masks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class StandingOut(Result):
    """How often an event happens with each trait, beside how often without it.

    Attributes
    ----------
    names : tuple of str
    hits, of : ndarray of int64, shape (traits,)
        Events and cases among those with the trait.
    rest_hits, rest_of : ndarray of int64
        The same among those without it.
    rate, rest_rate : ndarray of float64
        Shares, 0 to 1; NaN where there is no case.
    lift, low, high : ndarray of float64
        rate / rest_rate with its 95 % interval; NaN where it was not tested.
    q : ndarray of float64
        Probability of a difference as large by chance, corrected for the number of traits; NaN: not tested.
    alone : ndarray of bool
        Stands out, and also does among the cases without any of the stronger findings of its side.
    level : float
        A trait stands out when q is below it: of all that do, this share at most does so by chance.
    """

    names: tuple[str, ...]
    hits: Ints
    of: Ints
    rest_hits: Ints
    rest_of: Ints
    rate: Floats
    rest_rate: Floats
    lift: Floats
    low: Floats
    high: Floats
    q: Floats
    alone: Masks
    level: float = LEVEL

    @property
    def more(self) -> list[int]:
        """Return the traits with which it happens more often, the surest first."""
        return [place for place in self._found() if self.lift[place] > 1]

    @property
    def less(self) -> list[int]:
        """Return the traits with which it happens less often, the surest first."""
        return [place for place in self._found() if self.lift[place] < 1]

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per trait."""
        plain = ("hits", "of", "rest_hits", "rest_of", "rate", "rest_rate", "lift", "low", "high", "q", "alone")
        return {"trait": self.names, **{name: getattr(self, name).tolist() for name in plain}}

    def explain(self, language: Language = "en") -> str:
        """Say what stands out, the surest three of each side."""
        words, tested = WORDS[language], int(np.isfinite(self.q).sum())
        if not tested:
            return words["nothing"]
        found, left = self._found(), len(self.names) - tested
        said = words["found" if found else "none"].format(
            tested=tested, found=len(found), p=number(float(np.nanmin(self.q)), language, 3)
        )
        for key, places in (("more", self.more[:3]), ("less", self.less[:3])):
            said += "".join(words[key].format(**self._told(place, language)) for place in places)
        return said + (" " + words["left"].format(left=left) if left else "")

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the lift of what was tested."""
        words, places = WORDS[language], [*self.more, *self.less]
        rows = [column[places].tolist() for column in (self.lift, self.low, self.high)]
        bars = Series(words["lift"], [self.names[place] for place in places], *rows)
        return (Chart("bar", words["title"], words["trait"], words["lift"], (bars,), marks={"1": 1.0}),)

    def _found(self) -> list[int]:
        known = np.flatnonzero(np.nan_to_num(self.q, nan=1.0) < self.level)
        return [int(place) for place in known[np.argsort(self.q[known], kind="stable")]]

    def _told(self, place: int, language: Language) -> dict[str, str]:
        ends = {name: number(float(getattr(self, name)[place]), language, 1) for name in ("lift", "low", "high")}
        of = number(int(self.of[place]), language)
        return {"name": self.names[place], "rate": percent(float(self.rate[place]), language), "of": of, **ends}


def standing_out(traits: Mapping[str, Any], event: Any, *, subject: Any = None, level: float = LEVEL) -> StandingOut:
    """Test which traits go with an event more, or less, often than others.

    Share with the trait against share without it: z with Yates' correction for continuity, two-sided
    (Fleiss, Levin & Paik 2003, "Statistical Methods for Rates and Proportions", section 3.3); interval of
    the ratio on the log scale (Katz et al. 1978, Biometrics 34:469-474). Where a subject has several cases, the
    counts are divided by the design effect of the trait (Rao & Scott 1992, Biometrics 48:577-585), never by
    less than 1. p-values are corrected for the number of traits after Benjamini & Hochberg 1995. A trait
    is tested with 20 cases of its own and 20 without it; where fewer than 5 events, or others, are to be
    expected on a side, by Fisher's exact test, the smaller tail doubled.

    Parameters
    ----------
    traits : mapping of str to array of bool, each of shape (cases,)
    event : array of bool, shape (cases,)
        Whether it happened; cases that are still open are to be left out before.
    subject : array of int, optional
        Whose case it is; one each when left out.
    level : float, default 0.05

    Returns
    -------
    StandingOut

    Raises
    ------
    WrongLengthError
        If a trait or the subjects differ in length from the events.

    Examples
    --------
    >>> event = np.arange(200) % 4 == 0
    >>> event[:40] = True
    >>> found = standing_out({"list": np.arange(200) < 40, "fifth": np.arange(200) % 5 == 0}, event)
    >>> [found.names[place] for place in found.more], found.lift.round(1).tolist()
    (['list'], [4.0, 1.0])
    """
    happened = np.asarray(event, dtype=np.bool_)
    masks = [np.asarray(mask, dtype=np.bool_) for mask in traits.values()]
    whose = None if subject is None else np.unique(np.asarray(subject), return_inverse=True)[1]
    if any(mask.shape != happened.shape for mask in masks) or (whose is not None and whose.shape != happened.shape):
        raise WrongLengthError("Traits, events and subjects need one entry per case.")
    table = np.array(masks, dtype=np.bool_).reshape(len(masks), len(happened))
    counts = _counts(table, happened)
    effect = _design_effects(table, happened, whose)
    p = _p_values(counts, effect)
    lift, low, high = _lifts(counts, effect, np.isfinite(p))
    q = adjust(p)
    hits, of, rest_hits, rest_of = counts
    rate, rest_rate = divided(hits, of), divided(rest_hits, rest_of)
    alone = _alone(table, happened, q, lift, level, whose)
    return StandingOut(tuple(traits), hits, of, rest_hits, rest_of, rate, rest_rate, lift, low, high, q, alone, level)


def _counts(table: Masks, event: Masks) -> tuple[Ints, Ints, Ints, Ints]:
    of = table.sum(axis=1, dtype=np.int64)
    hits = (table & event).sum(axis=1, dtype=np.int64)
    return hits, of, int(event.sum()) - hits, len(event) - of


def _p_values(counts: tuple[Ints, Ints, Ints, Ints], effect: Floats) -> Floats:
    hits, of, rest_hits, rest_of = (column / effect for column in counts)
    whole = of + rest_of
    share = divided(hits + rest_hits, whole)
    inverse = divided(1.0, of) + divided(1.0, rest_of)
    gap = np.abs(divided(hits, of) - divided(rest_hits, rest_of))
    z = divided(np.maximum(gap - inverse / 2, 0), np.sqrt(share * (1 - share) * inverse))
    expected = np.minimum(np.minimum(of, rest_of) * share, np.minimum(of, rest_of) * (1 - share))
    is_enough = (counts[1] >= LEAST_CASES) & (counts[3] >= LEAST_CASES)
    is_enough &= (counts[0] + counts[2] > 0) & (counts[0] + counts[2] < counts[1] + counts[3])
    p: Floats = np.where(is_enough, _two_tails(np.nan_to_num(z)), np.nan)
    few = np.flatnonzero(is_enough & (np.nan_to_num(expected) < LEAST_EXPECTED))
    if len(few):
        p[few] = _exact(*(np.round(column[few]) for column in (hits, of, rest_hits, rest_of)))
    return p


def _two_tails(z: Floats) -> Floats:
    """Give the chance of so many standard deviations or more, either way: a few traits, so one by one."""
    return np.array([math.erfc(one / math.sqrt(2)) for one in z.tolist()])


def _exact(hits: Floats, of: Floats, rest_hits: Floats, rest_of: Floats) -> Floats:
    """Double the smaller tail of the hypergeometric distribution: Fisher's exact test.

    SciPy has it, too, but to load that takes a page of the scoreboard seconds on a slow machine.
    """
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int((of + rest_of).max()) + 1)))])
    columns = (column.astype(np.int64).tolist() for column in (hits, of, rest_hits, rest_of))
    return np.array([_smaller_tail(logs, *counts) for counts in zip(*columns, strict=True)])


def _smaller_tail(logs: Floats, hits: int, of: int, rest_hits: int, rest_of: int) -> float:
    whole, events = of + rest_of, hits + rest_hits
    drawn = np.arange(max(0, events - rest_of), min(of, events) + 1)
    ways = _ways(logs, of, drawn) + _ways(logs, rest_of, events - drawn) - _ways(logs, whole, events)
    chance = np.exp(ways)
    tails = float(chance[drawn >= hits].sum()), float(chance[drawn <= hits].sum())
    return min(2 * min(tails), 1.0)


def _ways(logs: Floats, of: int, chosen: Any) -> Any:
    """Give the logarithm of the number of ways to choose some of these."""
    return logs[of] - logs[chosen] - logs[of - chosen]


def _lifts(counts: tuple[Ints, Ints, Ints, Ints], effect: Floats, is_tested: Masks) -> tuple[Floats, Floats, Floats]:
    """Give the ratio of shares; half a case is added on both sides where one has no event at all."""
    hits, of, rest_hits, rest_of = (column.astype(np.float64) for column in counts)
    add = 0.5 * ((hits == 0) | (rest_hits == 0))
    first, second = divided(hits + add, of + add), divided(rest_hits + add, rest_of + add)
    spread = divided(1 - first, hits + add) + divided(1 - second, rest_hits + add)
    half = Z_95 * np.sqrt(np.maximum(effect * spread, 0))
    lift = np.where(is_tested, divided(first, second), np.nan)
    return lift, lift * np.exp(-half), lift * np.exp(half)


def _design_effects(table: Masks, event: Masks, whose: Ints | None) -> Floats:
    """Say by how much cases of the same subjects tell less than as many of different ones."""
    if whose is None or len(np.unique(whose)) == len(event):
        return np.ones(len(table))
    residual = event - event.mean()
    order = np.argsort(whose, kind="stable")
    starts = np.flatnonzero(np.diff(whose[order], prepend=-1))
    found = np.empty(len(table))
    for place, mask in enumerate(table):
        score = residual * (mask - mask.mean())
        alike = float((score**2).sum())
        within = np.add.reduceat(score[order], starts)
        found[place] = max(float((within**2).sum()) / alike, 1.0) if alike > 0 else 1.0
    return found


def _alone(table: Masks, event: Masks, q: Floats, lift: Floats, level: float, whose: Ints | None) -> Masks:
    """Say which findings remain once the cases of the stronger ones of their side are set aside."""
    alone = np.zeros(len(table), dtype=np.bool_)
    found = np.flatnonzero(np.nan_to_num(q, nan=1.0) < level)
    found = found[np.argsort(q[found], kind="stable")]
    for side in (found[lift[found] > 1], found[lift[found] < 1]):
        left = np.ones(len(event), dtype=np.bool_)
        for place in side:
            mine, happened = table[place : place + 1, left], event[left]
            counts = _counts(mine, happened)
            p = _p_values(counts, _design_effects(mine, happened, None if whose is None else whose[left]))[0]
            share, rest = divided(counts[0], counts[1])[0], divided(counts[2], counts[3])[0]
            alone[place] = bool(p < level and (share > rest) == (lift[place] > 1))
            if alone[place]:
                left &= ~table[place]
    return alone

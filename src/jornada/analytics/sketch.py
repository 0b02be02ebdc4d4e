"""Quantiles that can be put together from pieces of any size: spans of time counted in bins of growing width.

An exact median needs every value; a sketch needs a few thousand counts for each group, however many
touches they stand for. The bins are the same everywhere, so that sketches add up exactly: the answer
does not depend on how the log was cut. DDSketch: Masson, Rim & Lee 2019, "DDSketch: a fast and
fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12:2195-2205.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, add_tallies, tally
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS
from jornada.analytics.result import Language, Result

ERROR = 0.005
# Bins for spans from a microsecond to 2^63 of them at half a percent.
_BINS = 1 << 13


@dataclass(frozen=True, slots=True)
class Sketch:
    """Counts of spans by group and bin, ready to be added to others.

    Attributes
    ----------
    groups : int
        How many groups there are.
    key : ndarray of int64
        group x bins + bin, ascending, those that occur.
    count : ndarray of int64
        How many spans lie there.
    """

    groups: int
    key: Ints
    count: Ints


@dataclass(frozen=True, eq=False, slots=True)
class SketchedQuantiles(Result):
    """Quantiles of each group from a sketch, within half a percent of a value of the exact rank.

    Attributes
    ----------
    names : tuple of str
    number : ndarray of int64
        Spans in each group.
    shares : tuple of float
        Which quantiles, 0 to 1.
    values : ndarray of float64, shape (shares, groups)
        Microseconds; NaN for an empty group.
    """

    names: tuple[str, ...]
    number: Ints
    shares: tuple[float, ...]
    values: Floats

    def columns(self) -> dict[str, Any]:
        """Give one row per group that occurs; times in seconds."""
        there = self.number > 0
        named = [name for name, is_there in zip(self.names, there, strict=True) if is_there]
        quantiles = {f"q{round(100 * share)}_seconds": row[there] / MICROS for share, row in self._rows()}
        return {"group": named, "number": self.number[there], **quantiles}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.sketched import say_sketch

        return say_sketch(self, language)

    def _rows(self) -> list[tuple[float, Floats]]:
        return list(zip(self.shares, self.values, strict=True))


@dataclass(frozen=True, slots=True)
class SketchedGaps:
    """A measure: time between an activity and the one that directly follows it, by pair, sketched.

    Attributes
    ----------
    activities : tuple of str
        Of the log, in the order of its codes.
    shares : tuple of float
        Which quantiles to read, 0 to 1.

    Examples
    --------
    >>> from jornada.analytics.engine import run
    >>> log = EventLog.from_columns([1, 1, 2, 2], [0, 1000, 0, 3000], list("abab"))
    >>> found = run(SketchedGaps(("a", "b"), (1.0,)), log, bucket=2)
    >>> found.columns()["group"], bool(abs(found.values[0, 1] / 3000 - 1) <= ERROR)
    (['a → b'], True)
    """

    activities: tuple[str, ...]
    shares: tuple[float, ...] = (0.5, 0.9)

    def kernel(self, log: EventLog) -> Sketch:
        kinds = len(self.activities)
        if log.activity.values != self.activities:
            raise MeasureError("The measure and the log must list the same activities in the same order.")
        codes, is_inner = log.activity.codes.astype(np.int64), np.ones(max(0, len(log) - 1), dtype=np.bool_)
        is_inner[log.offsets[1:-1] - 1] = False
        pair = codes[:-1] * kinds + codes[1:]
        return sketch(pair[is_inner], np.diff(log.at)[is_inner], kinds * kinds)

    def merge(self, parts: Sequence[Sketch]) -> Sketch:
        return merge(parts)

    def finish(self, part: Sketch) -> SketchedQuantiles:
        names = tuple(f"{source} → {target}" for source in self.activities for target in self.activities)
        return read(part, names, self.shares)


@dataclass(frozen=True, slots=True)
class SketchedDurations:
    """A measure: time from first to last touch of a subject, sketched.

    Examples
    --------
    >>> from jornada.analytics.engine import run
    >>> log = EventLog.from_columns([1, 1, 2, 2], [0, 1000, 0, 3000], list("abab"))
    >>> run(SketchedDurations(), log).number.tolist()
    [2]
    """

    shares: tuple[float, ...] = (0.5, 0.9)

    def kernel(self, log: EventLog) -> Sketch:
        spans = log.at[log.offsets[1:] - 1] - log.at[log.offsets[:-1]]
        return sketch(np.zeros(len(spans), dtype=np.int64), spans, 1)

    def merge(self, parts: Sequence[Sketch]) -> Sketch:
        return merge(parts)

    def finish(self, part: Sketch) -> SketchedQuantiles:
        return read(part, ("duration",), self.shares)


def sketch(group: Ints, span: Ints, groups: int) -> Sketch:
    """Count spans by group and bin.

    Parameters
    ----------
    group : ndarray of int64, shape (rows,)
        From 0 to `groups` - 1.
    span : ndarray of int64, shape (rows,)
        Microseconds, 0 or more.
    groups : int

    Returns
    -------
    Sketch

    Raises
    ------
    MeasureError
        If a span is negative.

    Examples
    --------
    >>> sketch(np.array([0, 0, 1]), np.array([0, 5, 5]), 2).count.tolist()
    [1, 1, 1]
    """
    if len(span) and span.min() < 0:
        raise MeasureError("Spans of time are 0 or more; one of them is negative.")
    key, count = tally(group * _BINS + _bin(span), groups * _BINS)
    return Sketch(groups, key, count)


def merge(parts: Sequence[Sketch]) -> Sketch:
    """Add sketches of the same groups up."""
    if any(part.groups != parts[0].groups for part in parts):
        raise MeasureError("Sketches of different groups cannot be added up.")
    key, count = add_tallies([part.key for part in parts], [part.count for part in parts])
    return Sketch(parts[0].groups, key, count)


def read(part: Sketch, names: Sequence[str], shares: Sequence[float]) -> SketchedQuantiles:
    """Read quantiles off a sketch: for a share q of n spans, the bin of the one of rank floor((n - 1) q).

    Raises
    ------
    MeasureError
        If a share does not lie between 0 and 1.
    """
    if not all(0 <= share <= 1 for share in shares):
        raise MeasureError(f"Quantiles lie between 0 and 1; got {', '.join(map(str, shares))}.")
    group = part.key // _BINS
    number = np.bincount(group, weights=part.count, minlength=part.groups).astype(np.int64)
    before = np.concatenate(([0], np.cumsum(number)[:-1]))
    running = np.cumsum(part.count)
    values = np.full((len(shares), part.groups), np.nan)
    filled = np.flatnonzero(number)
    for row, share in enumerate(shares):
        rank = before[filled] + np.floor((number[filled] - 1) * share).astype(np.int64)
        place = np.searchsorted(running, rank, side="right")
        values[row, filled] = _middle(part.key[place] % _BINS)
    return SketchedQuantiles(tuple(names), number, tuple(shares), values)


def _bin(span: Ints) -> Ints:
    """Place spans: bin 0 holds 0, bin k those from gamma^(k - 1) on, up to gamma^k."""
    positive = np.maximum(span, 1).astype(np.float64)
    place = np.floor(np.log(positive) / np.log(_gamma())).astype(np.int64) + 1
    return np.where(span > 0, place, 0)


def _middle(place: Ints) -> Floats:
    """Name the value of a bin from which none in it differs by more than the error."""
    gamma = _gamma()
    return np.where(place > 0, 2 * gamma**place / (gamma + 1), 0.0)


def _gamma() -> float:
    return (1 + ERROR) / (1 - ERROR)

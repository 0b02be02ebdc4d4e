"""Detours: ways around where others go straight, and the time they take more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import (
    Floats,
    Ints,
    add_tallies,
    divided,
    quantiles,
    sort_by_group,
    tally,
    tally_subjects,
)
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.visits import Visits
from jornada.analytics.walks import Walks, walks
from jornada.analytics.words import flow as words


@dataclass(frozen=True, eq=False, slots=True)
class Detours(Result):
    """Ways from one name to another through others, where the straight way exists; most common first.

    Attributes
    ----------
    paths : tuple of tuple of str
        From start to end, both included.
    count, subjects : ndarray of int64, shape (paths,)
        How often taken, and by how many subjects.
    direct : ndarray of int64
        How often others, or the same, went straight.
    share : ndarray of float64
        count / (count + direct), 0 to 1.
    median, direct_median : ndarray of float64
        Time around, and straight, microseconds.
    """

    paths: tuple[tuple[str, ...], ...]
    count: Ints
    subjects: Ints
    direct: Ints
    share: Floats
    median: Floats
    direct_median: Floats

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def extra(self) -> Floats:
        """Time that the way around takes more than the straight one at the median, microseconds."""
        return self.median - self.direct_median

    def columns(self) -> dict[str, Any]:
        return {
            "path": [" > ".join(path) for path in self.paths],
            "count": self.count,
            "subjects": self.subjects,
            "direct": self.direct,
            "share": self.share,
            "median_seconds": self.median / MICROS,
            "direct_median_seconds": self.direct_median / MICROS,
            "extra_seconds": self.extra / MICROS,
        }

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if not len(self):
            return wrote.pick(*words.NOBODY_GOES_AROUND_WHERE)
        slower = self.extra[0] >= 0
        return wrote.pick(
            *words.THE_MOST_COMMON_DETOUR,
            path=" > ".join(self.paths[0]),
            count=wrote.number(int(self.count[0])),
            subjects=wrote.number(int(self.subjects[0])),
            direct=wrote.number(int(self.direct[0])),
            extra=wrote.time(abs(float(self.extra[0])) / MICROS),
            more=wrote.pick(*words.MORE) if slower else wrote.pick(*words.LESS),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        title = wrote.pick(*words.MOST_COMMON_DETOURS)
        names = [" > ".join(path) for path in self.paths]
        return (Chart("bar", title, "", wrote.pick(*words.TIMES), (Series(title, names, self.count.tolist()),)),)


# Per number of names in between, from 0: the ways as numbers in base `names`, how often, by how many subjects.
Tallies = tuple[tuple[Ints, Ints, Ints], ...]


@dataclass(frozen=True, slots=True)
class DetourCounts:
    """The measure that counts the ways of each length."""

    longest: int

    def kernel(self, data: Walks) -> Tallies:
        kinds, found = len(data.names), []
        for between in range(self.longest + 1):
            rows = _ways(data, between)
            keys, cells = _keys(data, rows, between), kinds ** (between + 2)
            way, count = tally(keys, cells)
            # Positions keep the packed pairs of subject and way small.
            place = np.searchsorted(way, keys)
            subjects = tally_subjects(data.subject[rows].astype(np.int32), place, np.arange(len(way)), max(1, len(way)))
            found.append((way, count, subjects))
        return tuple(found)

    def merge(self, parts: Sequence[Tallies]) -> Tallies:
        merged = []
        for each in zip(*parts, strict=True):
            way, count, subjects = zip(*each, strict=True)
            merged.append((*add_tallies(way, count), add_tallies(way, subjects)[1]))
        return tuple(merged)

    def finish(self, part: Tallies) -> Tallies:
        return part


@dataclass(frozen=True, slots=True)
class DetourTimes:
    """The measure that takes the median time of some ways of one length."""

    between: int
    ways: tuple[int, ...]

    def kernel(self, data: Walks) -> tuple[Ints, Ints]:
        rows = _ways(data, self.between)
        keys, asked = _keys(data, rows, self.between), np.array(self.ways, dtype=np.int64)
        place = np.minimum(np.searchsorted(asked, keys), len(asked) - 1)
        is_asked = asked[place] == keys
        spans = data.at[rows + self.between + 1] - data.at[rows]
        return place[is_asked], spans[is_asked]

    def merge(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        place, span = (np.concatenate(column) for column in zip(*parts, strict=True))
        return place, span

    def finish(self, part: tuple[Ints, Ints]) -> Floats:
        offsets = np.concatenate(([0], np.cumsum(np.bincount(part[0], minlength=len(self.ways)))))
        median: Floats = quantiles(sort_by_group(*part), offsets, (0.5,))[0]
        return median


def detours(
    data: EventLog | Visits | Walks, *, longest: int = 3, most: int = 20, collapse_repeats: bool = True
) -> Detours:
    """Find the most common ways around: a to b through others, where b also follows a directly.

    A detour goes from a to another name b with 1 to `longest` steps in between, none of which is a or
    b, and counts wherever it stands in a walk. The straight way is b directly after a.

    Parameters
    ----------
    data : EventLog, Visits or Walks
    longest : int, default 3
        Steps in between, 1 to 6.
    most : int, default 20
        How many to list.
    collapse_repeats : bool, default True
        Whether a step repeated directly counts once; repeats are loops, not detours.

    Returns
    -------
    Detours

    Raises
    ------
    MeasureError
        If `longest` is out of range, or there are too many names for it.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2, 2, 2], [0, 2, 0, 5, 9], ["a", "b", "a", "x", "b"])
    >>> found = detours(log)
    >>> found.paths, found.direct.tolist(), found.extra.tolist()
    ((('a', 'x', 'b'),), [1], [7.0])
    """
    made = walks(data, collapse_repeats=collapse_repeats)
    kinds = len(made.names)
    if not 1 <= longest <= 6:
        raise MeasureError(f"A detour has 1 to 6 steps in between; got {longest}.")
    if kinds ** (longest + 2) >= 1 << 62:
        raise MeasureError(f"{kinds} names are too many for detours of {longest} steps; take a lower number.")
    tallies = run(DetourCounts(longest), made)
    between, way, count, subjects, direct = _around(tallies, kinds, most)
    median, straight = np.full(len(way), np.nan), np.full(len(way), np.nan)
    ends = way // kinds ** (between + 1) * kinds + way % max(1, kinds)
    for length in range(1, longest + 1):
        rows = between == length
        median[rows] = _times(made, length, way[rows])
    straight[:] = _times(made, 0, ends)
    paths = tuple(_spelled(made.names, *each) for each in zip(way.tolist(), between.tolist(), strict=True))
    return Detours(paths, count, subjects, direct, divided(count, count + direct), median, straight)


def _ways(data: Walks, between: int) -> Ints:
    """Find the rows from which a way with so many names in between leads to another name."""
    rows = np.arange(max(0, len(data) - between - 1))
    ends = rows + between + 1
    step, first, last = data.step, data.step[rows], data.step[ends]
    holds: NDArray[np.bool_] = (data.subject[rows] == data.subject[ends]) & (first != last)
    for inner in range(1, between + 1):
        middle = step[rows + inner]
        holds &= (middle != first) & (middle != last)
    return rows[holds]


def _keys(data: Walks, rows: Ints, between: int) -> Ints:
    keys = np.zeros(len(rows), dtype=np.int64)
    for place in range(between + 2):
        keys *= len(data.names)
        keys += data.step[rows + place]
    return keys


def _around(tallies: Tallies, kinds: int, most: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Join the lengths, keep what has a straight way, rank by how often, then by shortness and name."""
    straight, straight_count, _ = tallies[0]
    between = np.concatenate([np.full(len(each[0]), n, np.int64) for n, each in enumerate(tallies)][1:])
    way, count, subjects = (np.concatenate([each[i] for each in tallies[1:]]) for i in range(3))
    ends = way // kinds ** (between + 1) * kinds + way % max(1, kinds)
    place = np.minimum(np.searchsorted(straight, ends), max(0, len(straight) - 1))
    has = straight[place] == ends if len(straight) else np.zeros(len(ends), dtype=np.bool_)
    direct = straight_count[place] if len(straight) else np.zeros(len(ends), dtype=np.int64)
    rank = np.flatnonzero(has)
    rank = rank[np.lexsort((way[rank], between[rank], -count[rank]))][:most]
    return between[rank], way[rank], count[rank], subjects[rank], direct[rank]


def _times(data: Walks, between: int, ways: Ints) -> Floats:
    asked, place = np.unique(ways, return_inverse=True)
    if not len(asked):
        return np.empty(0)
    median: Floats = run(DetourTimes(between, tuple(asked.tolist())), data)[place]
    return median


def _spelled(names: tuple[str, ...], way: int, between: int) -> tuple[str, ...]:
    digits = [way // len(names) ** place % len(names) for place in range(between + 2)]
    return tuple(names[digit] for digit in reversed(digits))

"""Paths between two activities or stages: which ways lead from one to the other, and how long they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided, quantiles
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.path_hash import Hashes, path_hashes
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.visits import Visits
from jornada.analytics.walks import Walks, walks
from jornada.analytics.words import flow as words


@dataclass(frozen=True, eq=False, slots=True)
class PathsBetween(Result):
    """Ways from one name to another, the most common first.

    Attributes
    ----------
    source, target : str
    paths : tuple of tuple of str
        What was passed through, both ends included.
    count : ndarray of int64, shape (paths,)
        How often the way was taken.
    subjects : ndarray of int64
        By how many subjects.
    share : ndarray of float64
        Of all ways from source to target, those not listed included; 0 to 1.
    median, p90 : ndarray of float64
        Time from the beginning of the first step to the beginning of the last, microseconds.
    total : int
        All ways taken, listed or not.
    different : int
        How many different ones.
    all_median, all_p90 : float
        Time over all of them, microseconds; NaN without one.
    came, arrived : int
        Subjects that came to the source, and those of them that later came to the target.
    """

    source: str
    target: str
    paths: tuple[tuple[str, ...], ...]
    count: Ints
    subjects: Ints
    share: Floats
    median: Floats
    p90: Floats
    total: int
    different: int
    all_median: float
    all_p90: float
    came: int
    arrived: int

    def __len__(self) -> int:
        return len(self.paths)

    def columns(self) -> dict[str, Any]:
        return {
            "path": [" > ".join(path) for path in self.paths],
            "steps": [len(path) - 1 for path in self.paths],
            "count": self.count,
            "subjects": self.subjects,
            "share": self.share,
            "median_seconds": self.median / MICROS,
            "p90_seconds": self.p90 / MICROS,
        }

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        values: dict[str, object] = {"source": self.source, "target": self.target, "came": wrote.number(self.came)}
        if not self.total:
            return wrote.pick(
                *words.OF_SUBJECTS_THAT_CAME_2,
                **values,
            )
        return wrote.pick(
            *words.OF_SUBJECTS_THAT_CAME,
            **values,
            arrived=wrote.number(self.arrived),
            median=wrote.time(self.all_median / MICROS),
            different=wrote.number(self.different),
            path=" > ".join(self.paths[0]),
            share=wrote.share(float(self.share[0])),
        )

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        title = Numerals(language).pick(*words.WAYS_FROM_TO, a=self.source, b=self.target)
        names = [" > ".join(path) for path in self.paths]
        return (Chart("bar", title, "", "", (Series(title, names, self.share.tolist()),), is_share=True),)


@dataclass(frozen=True, eq=False, slots=True)
class BetweenPart:
    """Each way taken: its number, time, subject, and where it stands in which piece."""

    pieces: tuple[Walks, ...]
    path: Hashes
    span: Ints
    subject: Ints
    piece: Ints
    first: Ints
    last: Ints
    came: int


@dataclass(frozen=True, slots=True)
class Between:
    """The measure behind `paths_between`."""

    source: str
    target: str
    most: int

    def kernel(self, data: Walks) -> BetweenPart:
        first, last = _stretches(data, data.code(self.source), data.code(self.target))
        lengths = last - first + 1
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        rows = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - first, lengths)
        came = len(np.unique(data.subject[data.step == data.code(self.source)]))
        return BetweenPart(
            pieces=(data,),
            path=path_hashes(data.names, data.step[rows], offsets),
            span=data.at[last] - data.at[first],
            subject=data.subject_ids[data.subject[first]],
            piece=np.zeros(len(first), dtype=np.int64),
            first=first,
            last=last,
            came=came,
        )

    def merge(self, parts: Sequence[BetweenPart]) -> BetweenPart:
        before = np.cumsum([0, *(len(part.pieces) for part in parts)])
        piece = [part.piece + start for part, start in zip(parts, before.tolist(), strict=False)]
        columns = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("path", "span", "subject", "first", "last")
        }
        pieces = tuple(each for part in parts for each in part.pieces)
        return BetweenPart(pieces, piece=np.concatenate(piece), came=sum(part.came for part in parts), **columns)

    def finish(self, part: BetweenPart) -> PathsBetween:
        order = np.lexsort((part.span, part.path))
        path = part.path[order]
        starts = np.flatnonzero(np.concatenate(([True], path[1:] != path[:-1]))[: len(path)])
        offsets = np.concatenate((starts, [len(path)])).astype(np.int64)
        count = np.diff(offsets)
        # Of ways equally often taken the one met first comes first: the order does not hang on hashes.
        met = np.minimum.reduceat(order, starts) if len(starts) else starts
        rank = np.lexsort((met, -count))[: self.most]
        median, p90 = quantiles(part.span[order], offsets, (0.5, 0.9))
        whole = quantiles(np.sort(part.span), np.array([0, len(path)]), (0.5, 0.9))[:, 0]
        return PathsBetween(
            source=self.source,
            target=self.target,
            paths=tuple(_spelled(part, row) for row in met[rank].tolist()),
            count=count[rank],
            subjects=_distinct(np.repeat(np.arange(len(count)), count), part.subject[order], len(count))[rank],
            share=divided(count, len(path))[rank],
            median=median[rank],
            p90=p90[rank],
            total=len(path),
            different=len(count),
            all_median=float(whole[0]),
            all_p90=float(whole[1]),
            came=part.came,
            arrived=len(np.unique(part.subject)),
        )


def paths_between(
    data: EventLog | Visits | Walks, source: str, target: str, *, most: int = 20, collapse_repeats: bool = False
) -> PathsBetween:
    """List the ways that lead from one activity or stage to another.

    A way begins at the first `source` after the subject's last `target` (or from the start) and ends
    at the next `target`; going round by `source` again is part of the way. Each way counts once.

    Parameters
    ----------
    data : EventLog, Visits or Walks
    source, target : str
        Two different names.
    most : int, default 20
        How many to list.
    collapse_repeats : bool, default False
        Whether a step repeated directly counts once.

    Returns
    -------
    PathsBetween

    Raises
    ------
    MeasureError
        If a name is unknown, or both are the same.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2, 3], [0, 4, 9, 0, 3, 0], ["a", "x", "b", "a", "b", "a"])
    >>> found = paths_between(log, "a", "b")
    >>> found.paths, found.median.tolist(), (found.came, found.arrived)
    ((('a', 'x', 'b'), ('a', 'b')), [9.0, 3.0], (3, 2))
    """
    made = walks(data, collapse_repeats=collapse_repeats)
    if made.code(source) == made.code(target):
        raise MeasureError(f"Paths lead between two different names; got {source!r} twice.")
    return run(Between(source, target, most), made)


def _stretches(data: Walks, source: int, target: int) -> tuple[Ints, Ints]:
    """Find the rows where ways begin and end."""
    ends, begins = np.flatnonzero(data.step == target), np.flatnonzero(data.step == source)
    following = np.searchsorted(ends, begins)
    reaches = following < len(ends)
    begins, following = begins[reaches], following[reaches]
    same = data.subject[begins] == data.subject[ends[following]]
    found, first = np.unique(following[same], return_index=True)
    return begins[same][first], ends[found]


def _spelled(part: BetweenPart, row: int) -> tuple[str, ...]:
    data = part.pieces[int(part.piece[row])]
    codes = data.step[int(part.first[row]) : int(part.last[row]) + 1]
    return tuple(data.names[code] for code in codes.tolist())


def _distinct(group: Ints, subject: Ints, groups: int) -> Ints:
    order = np.lexsort((subject, group))
    group, subject = group[order], subject[order]
    is_new = np.ones(len(group), dtype=np.bool_)
    is_new[1:] = (group[1:] != group[:-1]) | (subject[1:] != subject[:-1])
    return np.bincount(group[is_new], minlength=groups)

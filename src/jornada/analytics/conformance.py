"""Conformance: how far actual walks keep to the designed road, which moves are extra and which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.visits import Visits
from jornada.analytics.walks import Walks, walks
from jornada.analytics.words import flow as words

LONGEST = 62


@dataclass(frozen=True, eq=False, slots=True)
class Conformance(Result):
    """Moves in common, extra and missing, per subject, per name and over all.

    Attributes
    ----------
    road : tuple of str
        The designed order.
    names : tuple of str
        Names of the walks; those that are not on the road are always extra.
    subject_ids : ndarray of int64, shape (subjects,)
        Subjects with a walk.
    fitting, extra, missing : ndarray of int64, shape (subjects,)
        Moves.
    extra_at : ndarray of int64, shape (names,)
        Extra moves by what they go to.
    missing_at, designed_at : ndarray of int64, shape (road,)
        How often a place of the road is missing, and how often it was due.
    """

    road: tuple[str, ...]
    names: tuple[str, ...]
    subject_ids: Ints
    fitting: Ints
    extra: Ints
    missing: Ints
    extra_at: Ints
    missing_at: Ints
    designed_at: Ints

    @property
    def fit(self) -> Floats:
        """Share of the moves, actual and designed together, that fit, per subject; 0 to 1."""
        return divided(2 * self.fitting, 2 * self.fitting + self.extra + self.missing)

    @property
    def overall(self) -> float:
        """The fit over all moves of all subjects, 0 to 1; NaN without a walk."""
        fitting, wrong = int(self.fitting.sum()), int(self.extra.sum() + self.missing.sum())
        return 2 * fitting / (2 * fitting + wrong) if fitting + wrong else float("nan")

    @property
    def perfect(self) -> int:
        """Subjects without an extra or missing move."""
        return int(np.count_nonzero(self.extra + self.missing == 0))

    def columns(self) -> dict[str, Any]:
        moves = {name: getattr(self, name) for name in ("fit", "fitting", "extra", "missing")}
        return {"subject": self.subject_ids, **moves}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if not len(self.subject_ids):
            return wrote.pick(*words.THERE_IS_NO_WALK_2)
        text = wrote.pick(
            *words.ACTUAL_WALKS_FIT_THE,
            fit=wrote.share(self.overall),
            perfect=wrote.number(self.perfect),
            subjects=wrote.number(len(self.subject_ids)),
        )
        if self.extra.any():
            worst = int(np.argmax(self.extra_at))
            text += wrote.pick(
                *words.MOST_EXTRA_MOVES_GO,
                name=self.names[worst],
                count=wrote.number(int(self.extra_at[worst])),
            )
        if self.missing.any():
            worst = int(np.argmax(self.missing_at))
            text += wrote.pick(
                *words.MOST_OFTEN_LEFT_OUT,
                name=self.road[worst],
                count=wrote.number(int(self.missing_at[worst])),
                due=wrote.number(int(self.designed_at[worst])),
            )
        return text

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        extra = dict(zip(self.names, self.extra_at.tolist(), strict=True))
        series = (
            Series(wrote.pick(*words.EXTRA), self.road, [extra.get(name, 0) for name in self.road]),
            Series(wrote.pick(*words.MISSING), self.road, self.missing_at.tolist()),
        )
        title = wrote.pick(*words.MOVES_OFF_THE_DESIGNED)
        return (Chart("bar", title, "", wrote.pick(*words.MOVES), series),)


Part = tuple[Ints, ...]


@dataclass(frozen=True, slots=True)
class Conform:
    """The measure behind `conformance`; a part holds the columns of `Conformance` from `subject_ids` on."""

    road: tuple[str, ...]
    names: tuple[str, ...]
    until: int
    from_start: bool

    def kernel(self, data: Walks) -> Part:
        places = {name: place for place, name in enumerate(self.road)}
        table = np.array([*(places.get(name, -1) for name in self.names), -1], dtype=np.int64)
        place = table[data.step]
        has_walk = data.lengths > 0
        fitting, bits = longest_ordered(place, data.offsets, len(self.road))
        first, last = _ends(place, data, len(self.road))
        if self.from_start:
            first[:] = 0
        last = np.maximum(last, self.until)
        due = (np.arange(len(self.road)) >= first[:, None]) & (np.arange(len(self.road)) <= last[:, None])
        kept = ((bits[:, None] >> np.arange(len(self.road))) & 1).astype(np.bool_)
        due, kept = due[has_walk], kept[has_walk]
        extra_at = np.bincount(data.step, minlength=len(self.names))
        for code, name in enumerate(self.names):
            extra_at[code] -= np.count_nonzero(kept[:, places[name]]) if name in places else 0
        fitting = fitting[has_walk]
        extra, missing = data.lengths[has_walk] - fitting, due.sum(axis=1) - fitting
        missing_at = (due & ~kept).sum(axis=0)
        return data.subject_ids[has_walk], fitting, extra, missing, extra_at, missing_at, due.sum(axis=0)

    def merge(self, parts: Sequence[Part]) -> Part:
        columns = list(zip(*parts, strict=True))
        per_subject = tuple(np.concatenate(column) for column in columns[:4])
        return *per_subject, *(np.sum(column, axis=0) for column in columns[4:])

    def finish(self, part: Part) -> Conformance:
        return Conformance(self.road, self.names, *part)


def conformance(
    data: EventLog | Visits | Walks,
    road: Sequence[str] | None = None,
    *,
    until: str | None = None,
    from_start: bool = True,
    collapse_repeats: bool = True,
) -> Conformance:
    """Compare actual walks with the designed road, by aligning the two in the best way.

    The design for a subject is every place of the road once, in order, from the first up to the
    furthest one that the subject came to. The best alignment keeps as many moves as can be kept in
    rising order (a longest increasing subsequence); the other actual moves are *extra* (returns,
    repeats, names that are not on the road), the other designed ones are *missing* (skipped, or come
    to only out of order). Fit: 2 x fitting / (actual + designed moves), which is 1 less the cost of
    the alignment over the cost of keeping nothing (Adriansyah, van Dongen, van der Aalst 2011,
    "Conformance checking using cost-based fitness analysis", EDOC 2011:55-64, with unit costs).
    Of several best alignments the one that stands first in the walk is taken.

    Parameters
    ----------
    data : EventLog, Visits or Walks
    road : sequence of str, optional
        The designed order, 1 to 62 different names; the stages of the map when left out.
    until : str, optional
        A place that every walk should come to: what is missing up to it counts for all.
    from_start : bool, default True
        Whether walks should begin at the first place; False: at the earliest one they came to (for
        histories that start midway).
    collapse_repeats : bool, default True
        Whether a step repeated directly counts once.

    Returns
    -------
    Conformance

    Raises
    ------
    MeasureError
        If the road is empty, too long, or names a place twice, or `until` is not on it.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2, 2], [0, 1, 2, 0, 1, 2], list("abcaca"))
    >>> found = conformance(log, ["a", "b", "c"])
    >>> found.fit.round(2).tolist(), found.extra.tolist(), found.missing.tolist()
    ([1.0, 0.67], [0, 1], [0, 1])
    """
    made = walks(data, collapse_repeats=collapse_repeats)
    places = tuple(made.names if road is None else road)
    if not 1 <= len(places) <= LONGEST or len(set(places)) < len(places):
        raise MeasureError(f"A road has 1 to {LONGEST} places, each once; got {len(places)}: {', '.join(places[:70])}.")
    if until is not None and until not in places:
        raise MeasureError(f"{until!r} is not on the road; it has {', '.join(places)}.")
    goal = -1 if until is None else places.index(until)
    return run(Conform(places, made.names, goal, from_start), made)


def longest_ordered(place: Ints, offsets: Ints, places: int) -> tuple[Ints, Ints]:
    """Find how many steps of each walk can be kept in strictly rising order, and which places they are.

    One step of all walks at a time: with b(p) the best so far that ends at place p or before, a step to
    place p makes it b(p - 1) + 1.

    Parameters
    ----------
    place : ndarray of int64, shape (steps,)
        From 0 to `places` - 1; -1 for what is never kept.
    offsets : ndarray of int64, shape (walks + 1,)
    places : int
        62 at most.

    Returns
    -------
    length : ndarray of int64, shape (walks,)
    bits : ndarray of int64, shape (walks,)
        Bit p is set when place p is kept.

    Examples
    --------
    >>> length, bits = longest_ordered(np.array([0, 2, 1, 2]), np.array([0, 4]), 3)
    >>> length.tolist(), bits.tolist()
    ([3], [7])
    """
    lengths = np.diff(offsets)
    order = np.argsort(-lengths, kind="stable")
    starts, ends = offsets[:-1][order], -lengths[order]
    best = np.zeros((len(lengths), places + 1), dtype=np.int16)
    bits = np.zeros((len(lengths), places + 1), dtype=np.int64)
    columns = np.arange(places + 1)
    for number in range(int(lengths.max(initial=0))):
        going = int(np.searchsorted(ends, -number))
        to = place[starts[:going] + number]
        walk = np.flatnonzero(to >= 0)
        to = to[walk]
        longer, kept = best[walk, to] + np.int16(1), bits[walk, to] | (np.int64(1) << to)
        gains: NDArray[np.bool_] = (columns > to[:, None]) & (best[walk] < longer[:, None])
        best[walk] = np.where(gains, longer[:, None], best[walk])
        bits[walk] = np.where(gains, kept[:, None], bits[walk])
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return best[back, -1].astype(np.int64), bits[back, -1]


def _ends(place: Ints, data: Walks, places: int) -> tuple[Ints, Ints]:
    """Say the first and the furthest place of the road that each walk came to; none: an empty range."""
    first = np.full(data.subjects, places, dtype=np.int64)
    last = np.full(data.subjects, -1, dtype=np.int64)
    on_road = place >= 0
    np.minimum.at(first, data.subject[on_road], place[on_road])
    np.maximum.at(last, data.subject[on_road], place[on_road])
    return first, last

"""How many touches: per subject, activity, channel, direction, person, period, or any of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints, add_tallies, tally, tally_subjects
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.periods import Period, period_labels, period_starts
from jornada.analytics.result import Chart, Language, Result

ID_COLUMNS = ("program", "content", "product", "contact", "user")
DIMENSIONS = ("subject", "period", "human", *CODED_COLUMNS, *ID_COLUMNS)


@dataclass(frozen=True, eq=False, slots=True)
class CountTable(Result):
    """Touches and subjects per group, in the order of the groups.

    Attributes
    ----------
    keys : dict of str to ndarray of int64
        By dimension: real id (`subject`, `user`, ...), 0 or 1 (`human`), or position in `labels`; -1
        where nothing is known, which is a group of its own.
    labels : dict of str to tuple of str
        Texts of the coded dimensions and of periods.
    touches : ndarray of int64
    subjects : ndarray of int64
        Subjects with at least one such touch.
    """

    keys: dict[str, Ints]
    labels: dict[str, tuple[str, ...]]
    touches: Ints
    subjects: Ints

    def __len__(self) -> int:
        return len(self.touches)

    def rows(self) -> list[tuple[Any, ...]]:
        """Write the table out: (key, ..., touches, subjects), None for unknown."""
        columns = [_spelled(self.keys[name], self.labels.get(name)) for name in self.keys]
        return list(zip(*columns, self.touches.tolist(), self.subjects.tolist(), strict=True))

    def columns(self) -> dict[str, Any]:
        """Give one row per group; None for unknown."""
        keys = {name: _spelled(key, self.labels.get(name)) for name, key in self.keys.items()}
        return {**keys, "touches": self.touches, "subjects": self.subjects}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.counting import say_counts

        return say_counts(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.counting import chart_counts

        return chart_counts(self, language)


@dataclass(frozen=True, eq=False, slots=True)
class CountPart:
    """Counts by key; a key packs the groups of all dimensions but the subject."""

    key: Ints
    touches: Ints
    subjects: Ints
    subject: list[Ints]


@dataclass(frozen=True, slots=True)
class Counts:
    """The measure behind `counts`: how many groups each dimension has, unknown included."""

    sizes: dict[str, int]
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    starts: Ints | None = None
    by_subject: bool = False
    with_subjects: bool = True

    def kernel(self, log: EventLog) -> CountPart:
        cells = prod(self.sizes.values())
        if self.by_subject:
            return self._by_subject(log, cells)
        keys = self._keys(log, np.zeros(len(log), dtype=np.int64))
        key, touches = tally(keys, cells)
        if not self.with_subjects:
            return CountPart(key, touches, np.zeros_like(touches), [])
        return CountPart(key, touches, tally_subjects(log.subject, keys, key, cells), [])

    def _by_subject(self, log: EventLog, cells: int) -> CountPart:
        if not self.sizes:
            ones = np.ones(log.subjects, np.int64)
            return CountPart(np.zeros(log.subjects, np.int64), log.lengths, ones, [log.subject_ids])
        # Touches stand subject by subject: the subject's part of the key is repeated, not looked up.
        keys = self._keys(log, np.repeat(np.arange(log.subjects) * cells, log.lengths))
        if log.subjects * cells <= max(1 << 16, 2 * len(log)):
            counted = np.bincount(keys, minlength=log.subjects * cells)
            pairs = np.flatnonzero(counted != 0)
            touches = counted[pairs]
        else:
            pairs, touches = tally(keys, cells * log.subjects)
        subject = pairs // cells
        key = pairs - subject * cells
        return CountPart(key, touches, np.ones(len(key), np.int64), [log.subject_ids[subject]])

    def merge(self, parts: Sequence[CountPart]) -> CountPart:
        key, touches, subjects = ([getattr(part, name) for part in parts] for name in ("key", "touches", "subjects"))
        if self.by_subject:
            who = [np.concatenate([ids for part in parts for ids in part.subject])]
            return CountPart(np.concatenate(key), np.concatenate(touches), np.concatenate(subjects), who)
        return CountPart(*add_tallies(key, touches), add_tallies(key, subjects)[1], [])

    def finish(self, part: CountPart) -> CountTable:
        keys, rest = {}, part.key
        for place, (name, size) in enumerate(reversed(self.sizes.items()), 1):
            rest, code = (rest, rest) if place == len(self.sizes) else np.divmod(rest, size)
            keys[name] = code - 1
        if self.by_subject:
            keys["subject"] = part.subject[0]
        return CountTable(dict(reversed(keys.items())), self.labels, part.touches, part.subjects)

    def _keys(self, log: EventLog, keys: Ints) -> Ints:
        """Add the groups of all dimensions to the keys; unknown, code -1, is the first group of each."""
        step = 1
        for name, size in reversed(self.sizes.items()):
            codes = _codes(log, name, self.starts)
            keys += codes if step == 1 else np.multiply(codes, step, dtype=np.int64)
            step *= size
        keys += _first_cell(self.sizes)
        return keys


def counts(
    log: EventLog,
    by: Sequence[str] = (),
    *,
    period: Period | None = None,
    zone: str = "UTC",
    subjects: bool = True,
) -> CountTable:
    """Count touches per group of one or more dimensions.

    Parameters
    ----------
    log : EventLog
    by : sequence of str
        Of `subject`, `activity`, `channel`, `direction`, `by`, `outcome`, `role`, `human`, `program`,
        `content`, `product`, `contact`, `user`. Empty: one group. The subject stands first in the
        table, the period last.
    period : {"day", "week", "month", "quarter", "year"}, optional
        One more dimension, called `period`.
    zone : str, default "UTC"
        Time zone of the periods.
    subjects : bool, default True
        Whether to count subjects too.

    Returns
    -------
    CountTable

    Raises
    ------
    MeasureError
        If a dimension is unknown or the log lacks it.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2], [1, 2, 3], ["a", "a", "b"], channel=["web", None, "web"])
    >>> counts(log, ["channel"]).rows()
    [(None, 1, 1), ('web', 2, 2)]
    >>> counts(log, ["subject"]).rows()
    [(1, 2, 1), (2, 1, 1)]
    """
    sizes = {name: _size(log, name) for name in by if name != "subject"}
    labels = {name: getattr(log, name).values for name in sizes if name in CODED_COLUMNS}
    starts = None
    if period is not None:
        starts = period_starts(int(log.at.min()), int(log.at.max()), period, zone) if len(log) else log.at
        sizes["period"], labels["period"] = len(starts) + 1, period_labels(starts, period, zone)
    if prod(sizes.values()) > 2**40:
        raise MeasureError(f"Counting by {', '.join(sizes)} makes too many groups; ask for fewer dimensions.")
    return run(Counts(sizes, labels, starts, "subject" in by, subjects), log)


def _first_cell(sizes: dict[str, int]) -> int:
    """Say the key of code 0 in every dimension: one step of each above the unknown."""
    cell = 0
    for size in sizes.values():
        cell = cell * size + 1
    return cell


def _size(log: EventLog, name: str) -> int:
    if name not in DIMENSIONS or name == "period":
        raise MeasureError(f"{name!r} is no dimension of a log; choose from {', '.join(DIMENSIONS)}.")
    column = getattr(log, name)
    if column is None:
        raise MeasureError(f"The log does not carry {name!r}; leave it out, or build the log with it.")
    if isinstance(column, Coded):
        return len(column.values) + 1
    return int(column.max(initial=0)) + 2


def _codes(log: EventLog, name: str, starts: Ints | None) -> Any:
    if name == "period" and starts is not None:
        return np.searchsorted(starts, log.at, side="right") - 1
    column = getattr(log, name)
    return column.codes if isinstance(column, Coded) else column


def _spelled(key: Ints, labels: tuple[str, ...] | None) -> list[Any]:
    table: list[str | None] | None = None if labels is None else [*labels, None]
    return [(None if code < 0 else code) if table is None else table[code] for code in key.tolist()]

"""Person-periods: each case cut into periods of equal length, with the touches it had had before each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.interactions_cases import OPEN, WON, Cases
from jornada.analytics.periods import DAY

COLUMNS = ("age", "count", "others", "stage", "segment")
AGE, COUNT, OTHERS, STAGE, SEGMENT = range(len(COLUMNS))
# Lengths that people name: hour, day, week, four weeks, quarter, year.
LENGTHS = (DAY // 24, DAY, 7 * DAY, 28 * DAY, 91 * DAY, 365 * DAY)
MOST_PERIODS = 60
BUCKET = 1 << 15


@dataclass(frozen=True, eq=False, slots=True)
class PersonPeriods:
    """Rows of cases by period, alike rows standing together as one cell.

    Attributes
    ----------
    cells : ndarray of int64, shape (cells, 5)
        Columns as in `COLUMNS`: age in periods from 0, touches of the kind asked for and all others
        before the period began, stage when it began (-1: none), segment.
    trials, events : ndarray of int64, shape (cells,)
        Rows of the cell, and those in which the conversion came.
    cell : ndarray of int32, shape (rows,)
        Cell of each row: case after case, period after period.
    offsets : ndarray of int64, shape (cases + 1,)
        Where the rows of each case start.
    has_event : ndarray of bool, shape (cases,)
        Whether the conversion came in the case's last row.
    period : int
        Length of a period in microseconds.
    """

    cells: NDArray[np.int64]
    trials: Ints
    events: Ints
    cell: NDArray[np.int32]
    offsets: Ints
    has_event: NDArray[np.bool_]
    period: int

    def __len__(self) -> int:
        return len(self.cell)

    def scores(self, rows: Floats, mean: Floats, weight: Floats) -> Floats:
        """Add up the scores of each case.

        Parameters
        ----------
        rows : ndarray of float64, shape (cells, columns)
            The row of numbers that each cell stands for; zeros for cells that are left out.
        mean, weight : ndarray of float64, shape (cells,)
            Fitted chance, and weight of a residual.

        Returns
        -------
        ndarray of float64, shape (cases, columns)
        """
        from scipy.sparse import csr_array

        cases = len(self.offsets) - 1
        ones = np.ones(len(self.cell), np.int8)
        table = csr_array((ones, self.cell, self.offsets), shape=(cases, len(self.cells)))
        scores: Floats = np.asarray(table @ (rows * (-mean * weight)[:, None]))
        last = self.cell[self.offsets[1:][self.has_event] - 1]
        scores[self.has_event] += (rows * weight[:, None])[last]
        return scores


@dataclass(frozen=True, slots=True)
class Periods:
    """The measure behind `person_periods`."""

    period: int
    kind: int | None = None
    most: int = MOST_PERIODS * 10

    def kernel(self, cases: Cases) -> PersonPeriods:
        rows, has_event = self._rows(cases)
        offsets = np.concatenate(([0], np.cumsum(rows))).astype(np.int64)
        own = np.ones(len(cases.at), np.bool_) if self.kind is None else cases.kind == self.kind
        case, age = cases.case, -(-(cases.at - np.repeat(cases.began, cases.touches)) // self.period)
        reached = age < rows[case]
        place = offsets[case] + age
        columns = np.empty((int(offsets[-1]), len(COLUMNS)), np.int64)
        columns[:, AGE] = np.arange(len(columns)) - np.repeat(offsets[:-1], rows)
        columns[:, COUNT] = _so_far(place[reached & own], offsets, rows)
        columns[:, OTHERS] = _so_far(place[reached & ~own], offsets, rows) if self.kind is not None else 0
        columns[:, STAGE] = self._stages(cases, rows, offsets)
        columns[:, SEGMENT] = np.repeat(cases.segment, rows)
        cells, cell = _alike(columns)
        ends = offsets[1:][has_event] - 1
        return PersonPeriods(
            cells=cells,
            trials=np.bincount(cell, minlength=len(cells)),
            events=np.bincount(cell[ends], minlength=len(cells)),
            cell=cell,
            offsets=offsets,
            has_event=has_event,
            period=self.period,
        )

    def merge(self, parts: Sequence[PersonPeriods]) -> PersonPeriods:
        stacked = np.concatenate([part.cells for part in parts])
        cells, place = _alike(stacked)
        starts = np.cumsum([0, *(len(part.cells) for part in parts)])
        trials, events = (
            np.bincount(place, np.concatenate([getattr(part, name) for part in parts]), len(cells)).astype(np.int64)
            for name in ("trials", "events")
        )
        lengths = np.concatenate([np.diff(part.offsets) for part in parts])
        return PersonPeriods(
            cells=cells,
            trials=trials,
            events=events,
            cell=np.concatenate([place[start + part.cell] for start, part in zip(starts[:-1], parts, strict=True)]),
            offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            has_event=np.concatenate([part.has_event for part in parts]),
            period=self.period,
        )

    def finish(self, part: PersonPeriods) -> PersonPeriods:
        return part

    def _rows(self, cases: Cases) -> tuple[Ints, NDArray[np.bool_]]:
        """Count the periods of each case at risk, and say whether the conversion came in the last.

        A period that `now` cuts short is left out for all: kept for those who converted in it alone,
        it would make conversions of nothing.
        """
        watched = (cases.now - cases.began) // self.period
        needed = np.maximum(1, -(-(cases.ended - cases.began) // self.period))
        rows = np.where(cases.ending == OPEN, watched, np.minimum(needed, watched))
        rows = np.minimum(rows, self.most)
        return rows, (cases.ending == WON) & (needed <= rows)

    def _stages(self, cases: Cases, rows: Ints, offsets: Ints) -> Ints:
        if not cases.stages:
            return np.full(int(offsets[-1]), -1, np.int64)
        marks = np.diff(cases.stage_offsets)
        case = np.repeat(np.arange(len(cases)), marks)
        age = np.maximum(0, -(-(cases.stage_at - cases.began[case]) // self.period))
        reached = age < rows[case]
        mark = np.zeros(int(offsets[-1]), np.int64)
        # Of several changes within a period the last one holds: marks ascend, the larger one stays.
        np.maximum.at(mark, (offsets[case] + age)[reached], np.flatnonzero(reached) + 1)
        mark = np.maximum.accumulate(mark) if len(mark) else mark
        is_own = mark > np.repeat(cases.stage_offsets[:-1], rows)
        stages: Ints = np.where(is_own, np.concatenate(([-1], cases.stage))[mark], -1)
        return stages


def person_periods(cases: Cases, period: timedelta | None = None, *, kind: str | None = None) -> PersonPeriods:
    """Cut cases into periods, with the touches that each had had when a period began.

    A period runs from just after its start to its end; touches up to its start count for it, touches in
    it only for the next one. So a case that ends soon does not look as if few touches had done it.

    Parameters
    ----------
    cases : Cases
    period : timedelta, optional
        Length of a period; a week or whatever cuts most cases into 60 periods or less when left out.
    kind : str, optional
        Count touches of this kind of `cases.kinds`, and all others apart.

    Returns
    -------
    PersonPeriods

    Raises
    ------
    MeasureError
        If the period is not above 0, or there is no such kind.

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.log import EventLog
    >>> at = [0, 3 * DAY, 16 * DAY, 0]
    >>> log = EventLog.from_columns([1, 1, 1, 2], at, ["call", "call", "deal.won", "call"])
    >>> rows = person_periods(cases(log, conversion=["deal.won"], now=21 * DAY), timedelta(days=7))
    >>> for cell, trials, events in zip(rows.cells.tolist(), rows.trials, rows.events):
    ...     print(cell[:2], trials, events)
    [0, 1] 2 0
    [1, 1] 1 0
    [1, 2] 1 0
    [2, 1] 1 0
    [2, 2] 1 1
    """
    length = default_period(cases) if period is None else microseconds(period)
    if length <= 0:
        raise MeasureError(f"A period must be longer than nothing; got {period}.")
    if kind is not None and kind not in cases.kinds:
        raise MeasureError(f"No touch is of kind {kind!r}; there are {', '.join(cases.kinds) or 'none'}.")
    place = None if kind is None else cases.kinds.index(kind)
    return run(Periods(length, place), cases, bucket=BUCKET)


def default_period(cases: Cases) -> int:
    """Choose the shortest length with a name that cuts nine in ten cases into 60 periods or less."""
    if not len(cases):
        return 7 * DAY
    long = float(np.quantile(cases.ended - cases.began, 0.9))
    fitting = [length for length in LENGTHS if long / length <= MOST_PERIODS]
    return fitting[0] if fitting else LENGTHS[-1]


def _so_far(place: Ints, offsets: Ints, rows: Ints) -> Ints:
    """Add up touches along each case; `place` is the row from which a touch counts."""
    total = np.cumsum(np.bincount(place, minlength=int(offsets[-1])))
    before = np.concatenate(([0], total))[offsets[:-1]]
    so_far: Ints = total - np.repeat(before, rows)
    return so_far


def _alike(columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Find the different rows, in ascending order, and which of them each row is."""
    if not len(columns):
        return columns, np.zeros(0, np.int32)
    low = columns.min(axis=0)
    sizes = columns.max(axis=0) - low + 1
    if float(np.prod(sizes.astype(np.float64))) > 2**62:
        found, place = np.unique(columns, axis=0, return_inverse=True)
        return found, place.ravel().astype(np.int32)
    key = np.zeros(len(columns), np.int64)
    for column in range(columns.shape[1]):
        key *= sizes[column]
        key += columns[:, column] - low[column]
    keys, place = _unique(key, int(np.prod(sizes)))
    cells = np.empty((len(keys), columns.shape[1]), np.int64)
    for column in reversed(range(columns.shape[1])):
        keys, cells[:, column] = np.divmod(keys, sizes[column])
    return cells + low, place.astype(np.int32)


def _unique(key: Ints, size: int) -> tuple[Ints, Ints]:
    """Find the different keys and the place of each: by a table where it is small, else by sorting."""
    if size > max(1 << 16, 4 * len(key)):
        return np.unique(key, return_inverse=True)
    there = np.zeros(size, np.bool_)
    there[key] = True
    place = np.cumsum(there) - 1
    return np.flatnonzero(there), place[key]

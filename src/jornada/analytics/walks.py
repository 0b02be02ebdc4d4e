"""Walks: what each subject passed through in order, whether activities of a log or stages of a map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits


@dataclass(frozen=True, eq=False)
class Walks:
    """Steps of all subjects, ordered by subject and time.

    Attributes
    ----------
    names : tuple of str
        What a step can be: activities, or stages in the order of the map.
    step : ndarray of int32, shape (steps,)
        Positions in `names`.
    at : ndarray of int64, shape (steps,)
        When the step began, microseconds UTC.
    offsets : ndarray of int64, shape (subjects + 1,)
        Where each subject's walk starts; a walk may be empty.
    subject_ids : ndarray of int64, shape (subjects,)
    """

    names: tuple[str, ...]
    step: NDArray[np.int32]
    at: Ints
    offsets: Ints
    subject_ids: Ints

    def __len__(self) -> int:
        return len(self.step)

    @property
    def subjects(self) -> int:
        """How many walks there are, empty ones included."""
        return len(self.subject_ids)

    @cached_property
    def lengths(self) -> Ints:
        """Steps per subject, shape (subjects,)."""
        return np.diff(self.offsets)

    @cached_property
    def subject(self) -> Ints:
        """Position of each step's subject, shape (steps,)."""
        return np.repeat(np.arange(self.subjects), self.lengths)

    @cached_property
    def place(self) -> Ints:
        """Number of each step in its walk, from 0, shape (steps,)."""
        return np.arange(len(self)) - np.repeat(self.offsets[:-1], self.lengths)

    def code(self, name: str) -> int:
        """Say the position of a name.

        Raises
        ------
        MeasureError
            If no walk can have such a step.
        """
        if name not in self.names:
            raise MeasureError(f"No walk has a step {name!r}; there are {', '.join(self.names)}.")
        return self.names.index(name)

    def buckets(self, n: int) -> list[Walks]:
        """Cut by subject into at most `n` parts of about the same number of steps, as views."""
        goals = np.linspace(0, len(self), max(1, n) + 1)[1:-1]
        cuts = np.unique(np.concatenate(([0], np.searchsorted(self.offsets, goals), [self.subjects])))
        return [self._slice(int(first), int(last)) for first, last in pairwise(cuts)] or [self]

    def collapsed(self) -> Walks:
        """Count a step repeated directly once; it began when the first of them did."""
        kept = np.ones(len(self), dtype=np.bool_)
        kept[1:] = (self.step[1:] != self.step[:-1]) | (self.place[1:] == 0)
        offsets = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))[self.offsets]
        return replace(self, step=self.step[kept], at=self.at[kept], offsets=offsets)

    def _slice(self, first: int, last: int) -> Walks:
        rows = slice(int(self.offsets[first]), int(self.offsets[last]))
        offsets = self.offsets[first : last + 1] - self.offsets[first]
        return replace(
            self, step=self.step[rows], at=self.at[rows], offsets=offsets, subject_ids=self.subject_ids[first:last]
        )


def walks(data: EventLog | Visits | Walks, *, collapse_repeats: bool = False) -> Walks:
    """Read the walks off a log (a step is a touch) or off visits (a step is a visit to a stage).

    Parameters
    ----------
    data : EventLog, Visits or Walks
        Walks are given back as they are.
    collapse_repeats : bool, default False
        Whether a step repeated directly counts once. Say so in the title.

    Returns
    -------
    Walks

    Examples
    --------
    >>> made = walks(EventLog.from_columns([1, 1, 1, 2], [0, 1, 2, 0], list("aabb")), collapse_repeats=True)
    >>> made.names, made.step.tolist(), made.offsets.tolist()
    (('a', 'b'), [0, 1, 1], [0, 2, 3])
    """
    made = data if isinstance(data, Walks) else _of_visits(data) if isinstance(data, Visits) else _of_log(data)
    return made.collapsed() if collapse_repeats else made


def _of_log(log: EventLog) -> Walks:
    return Walks(log.activity.values, log.activity.codes, log.at, log.offsets, log.subject_ids)


def _of_visits(visits: Visits) -> Walks:
    offsets = np.searchsorted(visits.subject, np.arange(len(visits.subject_ids) + 1)).astype(np.int64)
    return Walks(visits.stages, visits.stage.astype(np.int32), visits.entered_at, offsets, visits.subject_ids)

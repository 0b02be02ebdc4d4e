"""What a proposed map is read from: who does what first, and what alternates with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.log import EventLog

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False, slots=True)
class OrderCounts:
    """Counts over all subjects; all add up from piece to piece.

    Attributes
    ----------
    before : ndarray of int64, shape (activities, activities)
        Subjects that do both and did the row's first, at an earlier time, before the column's first.
    moves : ndarray of int64, shape (activities, activities)
        How often the column directly follows the row.
    subjects, again, touches : ndarray of int64, shape (activities,)
        Subjects that do it, that do it more than once, and how often it is done.
    position : ndarray of float64, shape (activities,)
        Sum over touches of where they stand in their log, 0 first to 1 last.
    population : ndarray of int64, shape (1,)
        Subjects with any of the activities.
    """

    before: Ints
    moves: Ints
    subjects: Ints
    again: Ints
    touches: Ints
    position: Floats
    population: Ints

    @property
    def precedence(self) -> Floats:
        """Mean lead of each activity over the others: 1 always first, -1 always last.

        Over the others that enough subjects share with it (at least 5, or 1 % of the rarer one).
        """
        both = self.before + self.before.T
        least = np.maximum(5, np.minimum(self.subjects[:, None], self.subjects) // 100)
        counts = (both >= least) & ~np.eye(len(both), dtype=np.bool_)
        lead = np.where(counts, divided(self.before - self.before.T, both), 0.0)
        return np.nan_to_num(divided(lead.sum(axis=1), counts.sum(axis=1)))

    @property
    def mean_position(self) -> Floats:
        """Mean place in the log, 0 first to 1 last."""
        return divided(self.position, self.touches)


@dataclass(frozen=True, slots=True)
class OrderOf:
    """The measure that counts `OrderCounts` over some activities of a log."""

    activities: tuple[str, ...]

    def kernel(self, log: EventLog) -> OrderCounts:
        kinds = len(self.activities)
        log = log.select(log.activity.lookup(self.activities)[log.activity.codes])
        place = {name: code for code, name in enumerate(self.activities)}
        code = np.array([*(place.get(name, -1) for name in log.activity.values), -1])[log.activity.codes]
        same = log.subject[1:] == log.subject[:-1]
        moves = np.bincount(code[:-1][same] * kinds + code[1:][same], minlength=kinds * kinds)
        done = np.bincount(log.subject * kinds + code, minlength=log.subjects * kinds).reshape(-1, kinds)
        number = np.arange(len(log)) - np.repeat(log.offsets[:-1], log.lengths)
        position = (number + 0.5) / log.lengths[log.subject]
        return OrderCounts(
            before=_before(_first_times(log, code, kinds)),
            moves=moves.reshape(kinds, kinds),
            subjects=np.count_nonzero(done, axis=0),
            again=np.count_nonzero(done > 1, axis=0),
            touches=np.bincount(code, minlength=kinds),
            position=np.bincount(code, weights=position, minlength=kinds).astype(np.float64),
            population=np.array([log.subjects]),
        )

    def merge(self, parts: Sequence[OrderCounts]) -> OrderCounts:
        return OrderCounts(
            *(np.sum([getattr(part, field.name) for part in parts], axis=0) for field in fields(OrderCounts))
        )

    def finish(self, part: OrderCounts) -> OrderCounts:
        return part


def _first_times(log: EventLog, code: Ints, kinds: int) -> Ints:
    first = np.full((log.subjects, kinds), NEVER)
    np.minimum.at(first, (log.subject, code), log.at)
    return first


def _before(first: Ints) -> Ints:
    """Count who did one thing before another; of those who never did one of them, nobody counts."""
    has = first != NEVER
    counts = [np.count_nonzero((own[:, None] < first) & has, axis=0) for own in first.T]
    return np.array(counts, dtype=np.int64).reshape(first.shape[1], first.shape[1])

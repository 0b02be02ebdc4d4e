"""Stays at stages with what their subjects are and what happened in them, for measures that compare them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import EventLog
from jornada.analytics.visits import CLOSED, EXIT, EXPIRY, OPEN, Visits

ONGOING, MOVED, LEAKED = range(3)
_KIND_OF = np.full(5, MOVED, dtype=np.int64)
_KIND_OF[[OPEN]], _KIND_OF[[EXIT, EXPIRY, CLOSED]] = ONGOING, LEAKED


class StayRows(NamedTuple):
    """Columns of stays, one row each.

    `kind` is 0 still going on, 1 moved on by evidence, 2 leaked: by exit, expiry or the end of the cycle.
    `end` is where it was left or watched last; times in microseconds.
    """

    stage: Ints
    segment: Ints
    stratum: Ints
    entered: Ints
    end: Ints
    kind: Ints
    waiting: Ints
    touches: Ints
    value: Floats

    @property
    def time(self) -> Ints:
        """How long each stay lasted, or has lasted so far."""
        return self.end - self.entered


@dataclass(frozen=True, eq=False, slots=True)
class Stays:
    """Visits beside attributes of their subjects and, where known, their touches; cut by subject.

    Attributes
    ----------
    visits : Visits
    segment, stratum : Coded or None
        One value per subject of the visits.
    value : ndarray of float64 or None
        Money per subject, NaN where unknown.
    log : EventLog or None
        The touches that the visits were derived from.
    """

    visits: Visits
    segment: Coded | None = None
    stratum: Coded | None = None
    value: Floats | None = None
    log: EventLog | None = None

    @classmethod
    def of(
        cls, visits: Visits, segment: Any = None, stratum: Any = None, value: Any = None, log: EventLog | None = None
    ) -> Stays:
        """Check columns and put them together; text columns may come as lists."""
        subjects = len(visits.subject_ids)
        coded = [_coded(column) for column in (segment, stratum)]
        money = None if value is None else np.asarray(value, dtype=np.float64)
        named = (("segment", coded[0]), ("stratum", coded[1]), ("value", money))
        for name, column in named:
            if column is not None and len(column) != subjects:
                raise WrongLengthError(f"{name}: has {len(column)} rows; the visits have {subjects} subjects.")
        if log is not None and not np.array_equal(log.subject_ids, visits.subject_ids):
            raise MeasureError("The log has other subjects than the visits; give the log they were derived from.")
        return cls(visits, coded[0], coded[1], money, log)

    def __len__(self) -> int:
        return max(len(self.visits), 0 if self.log is None else len(self.log))

    def buckets(self, n: int) -> list[Stays]:
        """Cut by subject into at most `n` parts, as views."""
        pieces = self.visits.buckets(n)
        ends = np.cumsum([len(piece.subject_ids) for piece in pieces]).tolist()
        starts = [0, *ends[:-1]]
        return [self._piece(piece, first, last) for piece, first, last in zip(pieces, starts, ends, strict=True)]

    def rows(self, quiet: int) -> StayRows:
        """Lay out the stays; time without a touch for longer than `quiet` microseconds is waiting."""
        visits = self.visits
        end = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
        waiting, touches = np.zeros(len(visits), np.int64), np.full(len(visits), -1, np.int64)
        if self.log is not None:
            waiting, touches = _waiting(visits, end, self.log, quiet)
        value = np.full(len(visits), np.nan) if self.value is None else self.value[visits.subject]
        return StayRows(
            visits.stage.astype(np.int64), _codes(self.segment, visits), _codes(self.stratum, visits),
            visits.entered_at, end, _KIND_OF[visits.left_by], waiting, touches, value,
        )  # fmt: skip

    def _piece(self, visits: Visits, first: int, last: int) -> Stays:
        rows = slice(first, last)
        segment, stratum = (None if column is None else column.take(rows) for column in (self.segment, self.stratum))
        value = None if self.value is None else self.value[rows]
        log = None if self.log is None else self.log._slice(first, last)
        return Stays(visits, segment, stratum, value, log)


def joined_rows(parts: Sequence[StayRows]) -> StayRows:
    """Put the rows of several pieces under each other."""
    return StayRows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def stay_of_touches(visits: Visits, log: EventLog) -> Ints:
    """Say during which visit each touch happened.

    Returns
    -------
    ndarray of int64, shape (touches,)
        Row of the visit that was current; the later one at the instant of a move; -1 for none.

    Examples
    --------
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 1, 2], [0, 5, 9, 3], ["page.viewed", "demo.held", "note.made", "note.made"])
    >>> stay_of_touches(derive_visits(log, DEFAULT_MAP, now=20), log).tolist()
    [0, 1, 1, -1]
    """
    both_subject = np.concatenate((visits.subject, log.subject)).astype(np.int64)
    both_at = np.concatenate((visits.entered_at, log.at))
    order = _sorted_by_time(both_subject, both_at)
    is_visit = order < len(visits)
    current = np.maximum.accumulate(np.where(is_visit, order, -1)) if len(order) else order
    found = np.full(len(log), -1, dtype=np.int64)
    found[order[~is_visit] - len(visits)] = current[~is_visit]
    there = np.flatnonzero(found >= 0)
    stay = found[there]
    gone = (visits.subject[stay] != log.subject[there]) | (
        (visits.left_by[stay] != OPEN)
        & (log.at[there] >= visits.left_at[stay])
        & (log.at[there] > visits.entered_at[stay])
    )
    found[there[gone | (log.at[there] > visits.now)]] = -1
    return found


def _sorted_by_time(subject: Ints, at: Ints) -> Ints:
    """Order by (subject, time); of equals those that stand first. Two sorted runs merge in one pass."""
    if not len(at):
        return at.astype(np.int64)
    low = int(at.min())
    bits = (int(at.max()) - low).bit_length()
    if bits + int(subject.max()).bit_length() > 62:
        return np.lexsort((at, subject))
    return np.argsort((subject << bits) | (at - low), kind="stable")


def _waiting(visits: Visits, end: Ints, log: EventLog, quiet: int) -> tuple[Ints, Ints]:
    """Sum up the time without a touch beyond `quiet`, and count the touches, per stay."""
    stay = stay_of_touches(visits, log)
    counts = stay >= 0
    if log.human is not None:
        counts &= log.human
    stay, at = stay[counts], log.at[counts]
    touches = np.bincount(stay, minlength=len(visits))
    first = np.flatnonzero(np.diff(stay, prepend=-1)) if len(stay) else stay
    before = np.empty(len(at), dtype=np.int64)
    before[1:] = at[:-1]
    before[first] = visits.entered_at[stay[first]]
    last_seen = visits.entered_at.copy()
    last_seen[stay] = at
    idle = np.maximum(at - before - quiet, 0)
    # Sums of whole microseconds are exact in a float up to 285 years.
    waiting = np.bincount(stay, weights=idle, minlength=len(visits)).astype(np.int64)
    return waiting + np.maximum(end - last_seen - quiet, 0), touches


def _codes(column: Coded | None, visits: Visits) -> Ints:
    if column is None:
        return np.zeros(len(visits), dtype=np.int64)
    return column.codes[visits.subject].astype(np.int64)


def _coded(column: Any) -> Coded | None:
    return column if column is None or isinstance(column, Coded) else Coded.encode(column)

"""Cases: each subject from its start to its conversion, its loss or now, with the touches on the way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.grouped import Ints
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.visits import Visits
from jornada.rules.catalogue import DECISIONS

OPEN, WON, LOST = range(3)
ENDINGS = ("open", "won", "lost")
BLANK = "(blank)"
DEFAULT_LEAVE_OUT = tuple(sorted(DECISIONS))
Flags = NDArray[np.bool_]
Codes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Cases:
    """One case per subject, in ascending order of subject ids; its touches in order of time.

    Attributes
    ----------
    subject_ids, began, ended : ndarray of int64, shape (cases,)
        Microseconds UTC; `ended` is `now` where the case is still open.
    ending : ndarray of int8, shape (cases,)
        0 open, 1 won, 2 lost; texts in `ENDINGS`.
    offsets : ndarray of int64, shape (cases + 1,)
        Touches of case i are ``offsets[i]`` to ``offsets[i + 1] - 1``.
    at : ndarray of int64, shape (touches,)
        When, from the start of the case to before its end.
    kind : ndarray of int32, shape (touches,)
        Position in `kinds`.
    kinds : tuple of str
        Channels, directions or whatever was asked to be told apart; one name when nothing was.
    now : int
        Up to when was looked, microseconds UTC.
    segment : ndarray of int32, shape (cases,)
        Position in `segments`.
    segments : tuple of str
    stage_offsets, stage_at, stage : ndarray
        Changes of stage of each case: when, and position in `stages`; none without visits.
    stages : tuple of str
    subject_names : tuple of str or None
        When subjects came as text.
    """

    subject_ids: Ints
    began: Ints
    ended: Ints
    ending: NDArray[np.int8]
    offsets: Ints
    at: Ints
    kind: Codes
    kinds: tuple[str, ...]
    now: int
    segment: Codes
    segments: tuple[str, ...]
    stage_offsets: Ints
    stage_at: Ints
    stage: Codes
    stages: tuple[str, ...]
    subject_names: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.began)

    @property
    def touches(self) -> Ints:
        """Touches of each case up to its end, shape (cases,)."""
        return np.diff(self.offsets)

    @property
    def case(self) -> Ints:
        """Case of each touch, shape (touches,)."""
        return np.repeat(np.arange(len(self)), self.touches)

    @property
    def is_won(self) -> Flags:
        """Whether the case ended in the conversion, shape (cases,)."""
        won: Flags = self.ending == WON
        return won

    def buckets(self, n: int) -> list[Cases]:
        """Cut into at most `n` parts of about as many cases, as views on the same memory."""
        cuts = np.unique(np.linspace(0, len(self), max(1, n) + 1).astype(np.int64)).tolist()
        return [self._slice(first, last) for first, last in pairwise(cuts)] or [self]

    def _slice(self, first: int, last: int) -> Cases:
        own = slice(first, last)
        touches = slice(int(self.offsets[first]), int(self.offsets[last]))
        marks = slice(int(self.stage_offsets[first]), int(self.stage_offsets[last]))
        per_case = {name: getattr(self, name)[own] for name in ("subject_ids", "began", "ended", "ending", "segment")}
        return replace(
            self,
            **per_case,
            offsets=self.offsets[first : last + 1] - self.offsets[first],
            at=self.at[touches],
            kind=self.kind[touches],
            stage_offsets=self.stage_offsets[first : last + 1] - self.stage_offsets[first],
            stage_at=self.stage_at[marks],
            stage=self.stage[marks],
        )


@dataclass(frozen=True, slots=True)
class CaseCut:
    """The measure behind `cases`."""

    conversion: tuple[str, ...]
    lost: tuple[str, ...]
    starts: tuple[str, ...]
    leave_out: tuple[str, ...]
    by: str | None
    now: int

    def kernel(self, log: EventLog) -> Cases:
        first, last, ending = self._ends(log)
        has_case = first >= 0
        row = np.arange(len(log))
        kept = ~_is_any(log, (*self.conversion, *self.lost, *self.starts, *self.leave_out))
        kept &= (row >= first[log.subject]) & (row < last[log.subject]) & has_case[log.subject]
        if log.human is not None:
            kept &= log.human
        length = np.bincount(log.subject[kept], minlength=log.subjects)[has_case]
        first, last, ending = first[has_case], last[has_case], ending[has_case]
        ended = np.full(len(first), self.now)
        ended[ending != OPEN] = log.at[last[ending != OPEN]]
        kinds, kind = _kinds(log, self.by)
        nothing = np.zeros(0, np.int64)
        return Cases(
            subject_ids=log.subject_ids[has_case],
            began=log.at[first],
            ended=ended,
            ending=ending,
            offsets=np.concatenate(([0], np.cumsum(length))).astype(np.int64),
            at=log.at[kept],
            kind=kind[kept],
            kinds=kinds,
            now=self.now,
            segment=np.zeros(len(first), np.int32),
            segments=("",),
            stage_offsets=np.zeros(len(first) + 1, np.int64),
            stage_at=nothing,
            stage=nothing.astype(np.int32),
            stages=(),
            subject_names=log.subject_names,
        )

    def merge(self, parts: Sequence[Cases]) -> Cases:
        kinds = tuple(sorted({name for part in parts for name in part.kinds}))
        kind = [Coded(part.kind, part.kinds).recode(kinds).codes for part in parts]
        names = ("subject_ids", "began", "ended", "ending", "at", "segment", "stage_at", "stage")
        joined: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        offsets = np.concatenate(([0], np.cumsum(np.concatenate([part.touches for part in parts])))).astype(np.int64)
        marks = np.zeros(len(offsets), np.int64)
        return replace(parts[0], **joined, kinds=kinds, kind=np.concatenate(kind), offsets=offsets, stage_offsets=marks)

    def finish(self, part: Cases) -> Cases:
        """Forget kinds that no touch kept has."""
        used = np.flatnonzero(np.bincount(part.kind, minlength=1))
        kind = np.searchsorted(used, part.kind).astype(np.int32)
        return replace(part, kinds=tuple(part.kinds[code] for code in used.tolist()), kind=kind)

    def _ends(self, log: EventLog) -> tuple[Ints, Ints, NDArray[np.int8]]:
        """Find per subject the row where its case starts (-1: none), where it ends, and how it ends."""
        first = log.offsets[:-1].copy()
        if self.starts:
            first = _first_rows(log, np.flatnonzero(_is_any(log, self.starts)), -1)
        wins = _is_any(log, self.conversion)
        rows = np.flatnonzero(wins | _is_any(log, self.lost))
        # What starts a case may also be what ends one, as a sale that is followed by the next sale.
        after = rows > first[log.subject[rows]] if self.starts else rows >= first[log.subject[rows]]
        last = _first_rows(log, rows[after & (first[log.subject[rows]] >= 0)], len(log))
        ending = np.full(log.subjects, OPEN, np.int8)
        ended = np.flatnonzero(last < len(log))
        ending[ended] = np.where(wins[last[ended]], WON, LOST)
        return first, last, ending


def cases(
    log: EventLog,
    *,
    conversion: Collection[str],
    lost: Collection[str] = (),
    starts: Collection[str] = (),
    leave_out: Collection[str] = DEFAULT_LEAVE_OUT,
    by: str | None = None,
    now: datetime | int | None = None,
    segments: Any = None,
    visits: Visits | None = None,
) -> Cases:
    """Cut a log into one case per subject: from its start to its first conversion, loss, or now.

    Parameters
    ----------
    log : EventLog
    conversion : collection of str
        Activities that are the success; the first one after the start ends the case.
    lost : collection of str
        Activities that end a case without success. Without any, a case without success is open.
    starts : collection of str
        Activities that start a case, no touches themselves; the first touch starts it when left out.
    leave_out : collection of str
        Activities that are no touch; by default our own decisions (`rules.catalogue.DECISIONS`).
    by : str, optional
        Text column of the log that tells kinds of touches apart, such as "channel" or "direction".
    now : datetime or int, optional
        Up to when to look, aware or in microseconds UTC; the last touch of the log when left out.
    segments : str, or array of text or Coded, shape (subjects,), optional
        Name of an attribute of the log's subjects, or a segment for each in the order of `log.subject_ids`.
    visits : Visits, optional
        Where subjects stood, to compare like with like.

    Returns
    -------
    Cases

    Raises
    ------
    MeasureError
        If there is no conversion to look for, or the log lacks the column or attribute asked for.
    WrongLengthError
        If there is not one segment per subject.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2], [0, 5, 9, 3], ["call", "mail", "deal.won", "call"])
    >>> found = cases(log, conversion=["deal.won"])
    >>> found.touches.tolist(), found.is_won.tolist(), found.ended.tolist()
    ([2, 1], [True, False], [9, 9])
    """
    if not conversion:
        raise MeasureError("Say which activity is the success, such as deal.won; none was given.")
    until = _instant(now, log)
    _check_by(log, by)
    segment = segment_column(segments, log)
    ids = log.subject_ids
    if len(log) and int(log.at.max()) > until:
        log = log.select(log.at <= until)
    words = (tuple(conversion), tuple(lost), tuple(starts), tuple(leave_out))
    found = run(CaseCut(*words, by, until), log)
    if segment is not None:
        own = segment.codes[np.searchsorted(ids, found.subject_ids)]
        found = replace(found, segment=own, segments=segment.values)
    return found if visits is None else _with_stages(found, visits)


def days(span: float) -> float:
    """Write microseconds as days."""
    return span / (timedelta(days=1) / timedelta(microseconds=1))


def segment_column(segments: Any, log: EventLog) -> Coded | None:
    """Make a column of segments in alphabetical order, the blank one among them; None when none were given."""
    if segments is None:
        return None
    if isinstance(segments, str):
        segments = _attribute(log, segments)
    column = segments if isinstance(segments, Coded) else Coded.encode(segments)
    if len(column) != log.subjects:
        raise WrongLengthError(f"There are {len(column)} segments and {log.subjects} subjects; each subject needs one.")
    names = tuple(sorted({*column.values, *((BLANK,) if (column.codes < 0).any() else ())}))
    codes = column.recode(names).codes
    blank = names.index(BLANK) if BLANK in names else 0
    return Coded(np.where(codes < 0, blank, codes).astype(np.int32), names)


def _attribute(log: EventLog, name: str) -> Coded:
    known = log.attributes or {}
    if name not in known:
        there = ", ".join(known) or "none; give it some by with_attributes"
        raise MeasureError(f"The log has no attribute {name!r} of its subjects to make segments of; it has {there}.")
    return known[name]


def _is_any(log: EventLog, activities: Collection[str]) -> Flags:
    return log.activity.lookup(activities)[log.activity.codes]


def _first_rows(log: EventLog, rows: Ints, missing: int) -> Ints:
    """Give the first of some rows, ascending, of each subject."""
    subject = log.subject[rows]
    is_first = np.concatenate(([True], subject[1:] != subject[:-1]))[: len(rows)]
    found = np.full(log.subjects, missing, dtype=np.int64)
    found[subject[is_first]] = rows[is_first]
    return found


def _kinds(log: EventLog, by: str | None) -> tuple[tuple[str, ...], Codes]:
    if by is None:
        return ("touches",), np.zeros(len(log), np.int32)
    column: Coded = getattr(log, by)
    names = tuple(sorted({*column.values, BLANK}))
    codes = column.recode(names).codes
    return names, np.where(codes < 0, names.index(BLANK), codes).astype(np.int32)


def _check_by(log: EventLog, by: str | None) -> None:
    if by is not None and (by not in CODED_COLUMNS or getattr(log, by) is None):
        there = [name for name, _ in log.columns() if name in CODED_COLUMNS]
        raise MeasureError(f"The log has no text column {by!r} to tell touches apart by; it has {', '.join(there)}.")


def _instant(now: datetime | int | None, log: EventLog) -> int:
    if now is None:
        return int(log.at.max()) if len(log) else 0
    if isinstance(now, datetime):
        if now.tzinfo is None:
            raise MeasureError(f"now must know its time zone; {now} does not. Add tzinfo, such as UTC.")
        return round(now.timestamp() * 1_000_000)
    return int(now)


def _with_stages(found: Cases, visits: Visits) -> Cases:
    place = np.searchsorted(found.subject_ids, visits.subject_id)
    known = place < len(found)
    known[known] &= found.subject_ids[place[known]] == visits.subject_id[known]
    known[known] &= visits.entered_at[known] <= found.ended[place[known]]
    case = place[known]
    offsets = np.concatenate(([0], np.cumsum(np.bincount(case, minlength=len(found))))).astype(np.int64)
    return replace(
        found,
        stage_offsets=offsets,
        stage_at=visits.entered_at[known],
        stage=visits.stage[known].astype(np.int32),
        stages=visits.stages,
    )

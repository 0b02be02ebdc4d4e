"""What works where: does an activity at a stage go with moving on, against comparable cases without it?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.comparison import adjust
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.interactions_cases import DEFAULT_LEAVE_OUT, segment_column
from jornada.analytics.interactions_matched import Pair, matched_odds
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.visits import EVIDENCE, Visits
from jornada.analytics.words.interactions import number, say

# First count of each band of touches before, and of other touches in the window, that is taken for similar.
EARLIER = np.array([0, 1, 3, 6, 11, 21])
BESIDE = np.array([0, 1, 2, 4, 8])
FEW_EXPOSED = 30
SHOWN = 20


@dataclass(frozen=True, eq=False, slots=True)
class WhatWorks(Result):
    """Activities at stages, the surest findings first.

    Attributes
    ----------
    activities, stages : tuple of str
        One per row.
    exposed, exposed_moved : ndarray of int64, shape (rows,)
        Windows at the stage with the activity, and those after which the case moved on in time.
    without, without_moved : ndarray of int64
        Comparable windows without it.
    odds_ratio, low, high : ndarray of float64
        After Mantel and Haenszel, with its 95 % interval; NaN where it cannot be told.
    p, q : ndarray of float64
        Two-sided, and corrected for the number of comparisons.
    within_days : float
    """

    activities: tuple[str, ...]
    stages: tuple[str, ...]
    exposed: Ints
    exposed_moved: Ints
    without: Ints
    without_moved: Ints
    odds_ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    q: Floats
    within_days: float

    def __len__(self) -> int:
        return len(self.activities)

    @property
    def is_told(self) -> NDArray[np.bool_]:
        """Rows whose difference holds after correction (q below 0.05)."""
        with np.errstate(invalid="ignore"):
            told: NDArray[np.bool_] = self.q < 0.05
        return told

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per activity and stage."""
        names = ("exposed", "exposed_moved", "without", "without_moved", "odds_ratio", "low", "high", "p", "q")
        return {"activity": list(self.activities), "stage": list(self.stages)} | {
            name: getattr(self, name).tolist() for name in names
        }

    def explain(self, language: Language = "en") -> str:
        """Say what holds after correction, and of how many pairs nothing can be told."""
        tests = len(self)
        if not tests:
            return say("works_empty", language)
        told = np.flatnonzero(self.is_told)
        if not len(told):
            return say("works_none", language, tests=tests)
        lines = [self._line(int(row), language) for row in told[:SHOWN]]
        if tests > len(told):
            lines.append(say("works_rest", language, rest=tests - len(told), tests=tests))
        return " ".join([*lines, say("works_caveat", language)])

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw odds ratios with their intervals; those that do not hold after correction are pale."""
        axis = say("works_axis", language)
        title = say("works_title", language, days=number(self.within_days, language, 0))
        lines = []
        for told in (True, False):
            rows = np.flatnonzero((self.is_told == told) & ~np.isnan(self.odds_ratio))[:SHOWN]
            names = [f"{self.activities[row]} · {self.stages[row]}" for row in rows.tolist()]
            y, low, high = (column[rows].tolist() for column in (self.odds_ratio, self.low, self.high))
            lines.append(Series(say("told" if told else "not_told", language), names, y, low, high, is_faint=not told))
        return (Chart("points", title, "", axis, [line for line in lines if line.x]),)

    def _line(self, row: int, language: Language) -> str:
        figures = {"times": self.odds_ratio, "low": self.low, "high": self.high}
        written = {name: number(float(column[row]), language) for name, column in figures.items()}
        span = number(self.within_days, language, 0)
        return say("works", language, activity=self.activities[row], stage=self.stages[row], days=span, **written)


@dataclass(frozen=True, eq=False, slots=True)
class WorksPart:
    """Windows of stays, and which activities fell into which window.

    `stage`, `band`, `earlier`, `segment`, `moved`, `subject`, `touches` have one entry per window;
    `window`, `code` and `times` one per activity and window in which it occurs.
    """

    stage: Ints
    band: Ints
    earlier: Ints
    segment: Ints
    moved: NDArray[np.bool_]
    subject: Ints
    touches: Ints
    window: Ints
    code: Ints
    times: Ints
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Stays:
    """Stays of the subjects of a piece: position of the subject in the piece, and where windows start."""

    subject: Ints
    stage: Ints
    entered: Ints
    left: Ints
    moves_on: NDArray[np.bool_]
    offsets: Ints


@dataclass(frozen=True, slots=True)
class Works:
    """The measure behind `what_works`."""

    visits: Visits
    dimension: str
    within: int
    step: int
    leave_out: tuple[str, ...]
    equally_touched: bool
    segment: Coded = field(repr=False)
    subject_ids: Ints = field(repr=False)

    def kernel(self, log: EventLog) -> WorksPart:
        stays = self._stays(log)
        windows = np.diff(stays.offsets)
        stay = np.repeat(np.arange(len(windows)), windows)
        number_in_stay = np.arange(len(stay)) - np.repeat(stays.offsets[:-1], windows)
        starts = stays.entered[stay] + number_in_stay * self.step
        subject = stays.subject[stay]
        moved = stays.moves_on[stay] & (stays.left[stay] <= starts + self.step + self.within)
        window, code, times = self._exposures(log, stays)
        places = np.searchsorted(self.subject_ids, log.subject_ids)
        return WorksPart(
            stage=stays.stage[stay],
            band=np.floor(np.log2(number_in_stay + 1)).astype(np.int64),
            earlier=np.searchsorted(EARLIER, _touches_before(log, subject, starts), side="right"),
            segment=self.segment.codes[places][subject].astype(np.int64),
            moved=moved,
            subject=log.subject_ids[subject],
            touches=np.bincount(window, times, len(stay)).astype(np.int64),
            window=window,
            code=code,
            times=times,
            names=getattr(log, self.dimension).values,
        )

    def merge(self, parts: Sequence[WorksPart]) -> WorksPart:
        if any(part.names != parts[0].names for part in parts):
            raise MeasureError("Pieces of a log must share their list of activities; put them together with concat.")
        starts = np.cumsum([0, *(len(part.stage) for part in parts)])
        names = ("stage", "band", "earlier", "segment", "moved", "subject", "touches", "code", "times")
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        window = np.concatenate([part.window + start for part, start in zip(parts, starts[:-1], strict=True)])
        return WorksPart(**joined, window=window, names=parts[0].names)

    def finish(self, part: WorksPart) -> WhatWorks:
        pairs = list(_pairs(part, self.equally_touched))
        figures = np.array([pair.figures for _, _, pair in pairs]).reshape(len(pairs), 8)
        q = adjust(figures[:, 7])
        order = np.lexsort((-figures[:, 0], np.nan_to_num(figures[:, 7], nan=2.0)))
        exposed, exposed_moved, without, without_moved = figures[order, :4].astype(np.int64).T
        odds_ratio, low, high, p = figures[order, 4:].T
        return WhatWorks(
            activities=tuple(part.names[pairs[row][0]] for row in order),
            stages=tuple(self.visits.stages[pairs[row][1]] for row in order),
            exposed=exposed,
            exposed_moved=exposed_moved,
            without=without,
            without_moved=without_moved,
            odds_ratio=odds_ratio,
            low=low,
            high=high,
            p=p,
            q=q[order],
            within_days=self.within / microseconds(timedelta(days=1)),
        )

    def _stays(self, log: EventLog) -> _Stays:
        visits = self.visits
        place = np.searchsorted(log.subject_ids, visits.subject_id)
        known = place < log.subjects
        known[known] = log.subject_ids[place[known]] == visits.subject_id[known]
        rows = np.flatnonzero(known)
        goes_up = np.zeros(len(visits), np.bool_)
        goes_up[:-1] = (visits.subject[1:] == visits.subject[:-1]) & (visits.stage[1:] > visits.stage[:-1])
        left = np.where(visits.is_open, visits.now, visits.left_at)[rows]
        entered = visits.entered_at[rows]
        # Still at the stage when the window ends, and watched to the end of the time to move on.
        stays_for = -(-(left - entered) // self.step) - 1
        watched = (visits.now - self.within - entered) // self.step
        windows = np.maximum(0, np.minimum(stays_for, watched))
        return _Stays(
            subject=place[rows],
            stage=visits.stage[rows].astype(np.int64),
            entered=entered,
            left=left,
            moves_on=((visits.left_by == EVIDENCE) & goes_up)[rows],
            offsets=np.concatenate(([0], np.cumsum(windows))).astype(np.int64),
        )

    def _exposures(self, log: EventLog, stays: _Stays) -> tuple[Ints, Ints, Ints]:
        """Find the windows in which each activity occurs, and how often."""
        codes = getattr(log, self.dimension).codes
        counts = (codes >= 0) & ~log.activity.lookup(self.leave_out)[log.activity.codes]
        if log.human is not None:
            counts &= log.human
        subject, at, code = log.subject[counts].astype(np.int64), log.at[counts], codes[counts].astype(np.int64)
        stay = _last_before(stays.subject, stays.entered, subject, at)
        own = stay >= 0
        own[own] = stays.subject[stay[own]] == subject[own]
        stay, at, code = stay[own], at[own], code[own]
        number_in_stay = -(-(at - stays.entered[stay]) // self.step) - 1
        window = stays.offsets[stay] + number_in_stay
        inside = (number_in_stay >= 0) & (window < stays.offsets[stay + 1]) & (at <= stays.left[stay])
        kinds = max(1, len(getattr(log, self.dimension).values))
        found, times = np.unique(window[inside] * kinds + code[inside], return_counts=True)
        return found // kinds, found % kinds, times


def what_works(
    log: EventLog,
    visits: Visits,
    *,
    within: timedelta = timedelta(days=14),
    dimension: str = "activity",
    step: timedelta | None = None,
    leave_out: Collection[str] = DEFAULT_LEAVE_OUT,
    equally_touched: bool = True,
    segments: Any = None,
) -> WhatWorks:
    """Compare cases at a stage with an activity to comparable ones without it: who moves on in time?

    Stays are cut into windows of equal length. A window with the activity is compared to windows
    without it at the same stage, in the same band of time since entry (1, 2 to 3, 4 to 7 ... windows),
    with similarly many touches before and in the window, so that a busy case is not taken for a working
    activity, and in the same segment; all still stand at the stage when the
    window ends and were watched for the time to move on after it. Odds ratios are put together over
    these strata after Mantel & Haenszel 1959, "Statistical aspects of the analysis of data from
    retrospective studies of disease", Journal of the National Cancer Institute 22:719-748; intervals
    know which windows are one subject (infinitesimal jackknife); p-values are corrected after Benjamini
    & Hochberg 1995.

    Parameters
    ----------
    log : EventLog
    visits : Visits
        Of the same subjects.
    within : timedelta, default 14 days
        Time to move on to a later stage, after the window.
    dimension : str, default "activity"
        Or "channel", or another text column of the log.
    step : timedelta, optional
        Length of a window; half of `within` when left out.
    leave_out : collection of str
        Activities that are no touch; by default our own decisions (`rules.catalogue.DECISIONS`).
    equally_touched : bool, default True
        Whether to compare with windows that had as many touches: this activity against others. False:
        with windows that had as many others, this activity against none; a case gone silent then
        stands for what happens without it.
    segments : str, or array of text or Coded, shape (subjects,), optional
        Name of an attribute, or one for each subject as in `log.subject_ids`; only subjects of one segment
        are compared.

    Returns
    -------
    WhatWorks
        A touch that placed the subject at the stage is no activity at that stage.

    Raises
    ------
    MeasureError
        If the log lacks the dimension, or a span is not above 0.
    WrongLengthError
        If there is not one segment per subject.

    Examples
    --------
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1], [0, 10**12], ["page.viewed", "page.viewed"])
    >>> print(what_works(log, derive_visits(log, DEFAULT_MAP, 10**12)).explain())
    Cannot tell: no stage was watched long enough with and without an activity.
    """
    if dimension not in CODED_COLUMNS or getattr(log, dimension) is None:
        there = [name for name, _ in log.columns() if name in CODED_COLUMNS]
        raise MeasureError(f"The log has no text column {dimension!r}; it has {', '.join(there)}.")
    span = microseconds(within)
    length = span // 2 if step is None else microseconds(step)
    if span <= 0 or length <= 0:
        raise MeasureError("The time to move on and the length of a window must be longer than nothing.")
    column = segment_column(segments, log) or Coded(np.zeros(log.subjects, np.int32), ("",))
    measure = Works(visits, dimension, span, length, tuple(leave_out), equally_touched, column, log.subject_ids)
    return run(measure, log)


def _pairs(part: WorksPart, equally_touched: bool) -> Iterator[tuple[int, int, Pair]]:
    """Go through the activities at stages that occur often enough, with their comparison."""
    codes, packed = len(part.names), _packed(part)
    key = part.stage[part.window] * codes + part.code
    # Sorted once, the windows of an activity at a stage are a slice.
    order = np.argsort(key, kind="stable")
    found, starts, exposed = np.unique(key[order], return_index=True, return_counts=True)
    place = np.empty(len(part.stage), np.int64)
    for stage in np.unique(found[exposed >= FEW_EXPOSED] // max(1, codes)).tolist():
        rows = np.flatnonzero(part.stage == stage)
        place[rows] = np.arange(len(rows))
        _, base = np.unique(packed[rows], return_inverse=True)
        _, subject = np.unique(part.subject[rows], return_inverse=True)
        for at in np.flatnonzero((found // codes == stage) & (exposed >= FEW_EXPOSED)).tolist():
            own = order[starts[at] : starts[at] + exposed[at]]
            has = place[part.window[own]]
            beside = part.touches[rows]
            if not equally_touched:
                beside[has] -= part.times[own]
            stratum = base.ravel() * len(BESIDE) + np.searchsorted(BESIDE, beside, side="right") - 1
            pair = matched_odds(stratum, part.moved[rows], subject.ravel(), has)
            yield int(found[at]) % codes, int(stage), pair


def _packed(part: WorksPart) -> Ints:
    key = np.zeros(len(part.stage), np.int64)
    for column in (part.stage, part.band, part.earlier, part.segment):
        key = key * (int(column.max(initial=0)) + 1) + column
    return key


def _touches_before(log: EventLog, subject: Ints, at: Ints) -> Ints:
    """Count the touches of subjects up to some instants."""
    return _last_before(log.subject, log.at, subject, at, side="right") + 1 - log.offsets[subject]


def _last_before(group: Any, time: Ints, subject: Ints, at: Ints, side: Any = "left") -> Ints:
    """Find in rows sorted by (group, time) the last one before (subject, at), or up to it; -1: none."""
    if not len(time) or not len(at):
        return np.full(len(at), -1, np.int64)
    low = min(int(time.min()), int(at.min()))
    span = max(int(time.max()), int(at.max())) - low + 1
    keys = group.astype(np.int64) * span + (time - low)
    found: Ints = np.searchsorted(keys, subject * span + (at - low), side=side) - 1
    return found

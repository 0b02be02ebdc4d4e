"""Conversion from stage to stage, for a cohort of subjects by the start of their road."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Ints
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.visits import Visits

# What a part counts per stage, in this order; the cohort itself stands in the row after the last stage.
ENTERED, ADVANCED, REACHED = range(3)


@dataclass(frozen=True, eq=False, slots=True)
class ConversionTable(Result):
    """Conversion per stage, in map order.

    Attributes
    ----------
    stages : tuple of str
    cohort, cohort_immature : int
        Subjects whose road began a full window before now; those it began for later.
    entered : ndarray of int64, shape (stages,)
        Subjects of the whole cohort with evidence for the stage.
    step : Rates
        Step rate: of the subjects that entered the stage a full window before now, those that went
        on to the next stage or any later one within the window. Empty for the last stage.
    step_immature : Rates
        So far, of those that entered it later. They may still go on.
    cumulative : Rates
        Cumulative rate: of the cohort, those that reached the stage or any later one within the
        window of their start.
    cumulative_immature : Rates
        So far, of the immature cohort.
    """

    stages: tuple[str, ...]
    cohort: int
    cohort_immature: int
    entered: Ints
    step: Rates
    step_immature: Rates
    cumulative: Rates
    cumulative_immature: Rates

    def columns(self) -> dict[str, Any]:
        """Give one row per stage, rates of the mature cohort with their intervals."""
        from jornada.analytics.words.rates import rate_columns

        return {
            "stage": self.stages,
            "entered": self.entered,
            **rate_columns(self.step, "step_rate"),
            **rate_columns(self.cumulative, "cumulative_rate"),
        }

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.rates import say_conversion

        return say_conversion(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.rates import chart_conversion

        return chart_conversion(self, language)


@dataclass(frozen=True, slots=True)
class StageConversion:
    """The measure behind `stage_conversion`; times in microseconds."""

    stages: tuple[str, ...]
    within: int | None = None
    since: int | None = None
    until: int | None = None

    def kernel(self, visits: Visits) -> Ints:
        """Count per stage, what is counted, and mature (0) or not (1)."""
        roads = _Roads(visits, self.since, self.until)
        counts = np.zeros((len(self.stages) + 1, 3, 2), dtype=np.int64)
        counts[-1, ENTERED] = self._split(roads.began, visits.now)
        for stage in range(len(self.stages)):
            rows = roads.first_rows(np.flatnonzero(roads.stage == stage))
            later = roads.next_row(rows, np.flatnonzero(roads.stage > stage), self.within)
            counts[stage, ENTERED] = self._split(roads.at[rows], visits.now)
            counts[stage, ADVANCED] = self._split(roads.at[rows[later]], visits.now)
            reached = roads.first_rows(np.flatnonzero(roads.stage >= stage))
            began = roads.began[roads.member[reached]]
            in_time = roads.at[reached] - began <= (np.inf if self.within is None else self.within)
            counts[stage, REACHED] = self._split(began[in_time], visits.now)
        return counts

    def merge(self, parts: Sequence[Ints]) -> Ints:
        total: Ints = np.sum(parts, axis=0)
        return total

    def finish(self, part: Ints) -> ConversionTable:
        stages, cohort = part[:-1], part[-1, ENTERED]
        goes_on = np.arange(len(self.stages)) < len(self.stages) - 1
        step = [Rates.count(stages[:, ADVANCED, age], stages[:, ENTERED, age] * goes_on) for age in (0, 1)]
        everyone = np.ones(len(self.stages), dtype=np.int64)
        total = [Rates.count(stages[:, REACHED, age], cohort[age] * everyone) for age in (0, 1)]
        entered = stages[:, ENTERED].sum(axis=1)
        return ConversionTable(self.stages, int(cohort[0]), int(cohort[1]), entered, *step, *total)

    def _split(self, at: Ints, now: int) -> tuple[int, int]:
        mature = len(at) if self.within is None else int(np.count_nonzero(at <= now - self.within))
        return mature, len(at) - mature


def stage_conversion(
    visits: Visits, *, within: timedelta | None = None, since: int | None = None, until: int | None = None
) -> ConversionTable:
    """Say how the subjects of a cohort go on from each stage.

    The cohort are the subjects with a cycle that began in the period; the first such cycle counts.
    Falls by expiry are no entries. Skipping is allowed: a subject that reaches a later stage has
    gone on. Rates are of mature subjects only, since counting the young ones would take "not yet"
    for "no"; those stand apart.

    Parameters
    ----------
    visits : Visits
    within : timedelta, optional
        Window after entering a stage (step rate) and after the start (cumulative rate). None: ever
        until now, and everybody is mature.
    since, until : int, optional
        The cycle began from `since` to before `until`, microseconds UTC.

    Returns
    -------
    ConversionTable

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 2], [0, 9, 5], ["form.submitted", "demo.held", "form.submitted"])
    >>> table = stage_conversion(derive_visits(log, DEFAULT_MAP, now=20))
    >>> table.entered[:5].tolist(), table.step.rate[1].item(), table.cumulative.rate[4].item()
    ([0, 2, 0, 0, 1], 0.5, 0.5)
    """
    span = None if within is None else microseconds(within)
    return run(StageConversion(visits.stages, span, since, until), visits)


class _Roads:
    """The evidence visits of the cohort: one road per member, in order of time."""

    def __init__(self, visits: Visits, since: int | None, until: int | None) -> None:
        subject = visits.subject
        starts = np.ones(len(visits), dtype=np.bool_)
        starts[1:] = (subject[1:] != subject[:-1]) | (visits.cycle[1:] != visits.cycle[:-1])
        begin = np.flatnonzero(starts)
        low, high = (since if since is not None else -np.inf), (until if until is not None else np.inf)
        asked = (visits.entered_at[begin] >= low) & (visits.entered_at[begin] < high)
        asked[asked] = _is_first(subject[begin[asked]])
        kept = np.repeat(asked, np.diff(np.concatenate((begin, [len(visits)])))) & (visits.behaviour >= 0)
        self.began = visits.entered_at[begin[asked]]
        self.member = np.cumsum(starts & kept)[kept] - 1
        self.stage, self.at = visits.stage[kept], visits.entered_at[kept]

    def first_rows(self, rows: Ints) -> Ints:
        """Keep each member's first of some rows."""
        return rows[_is_first(self.member[rows])]

    def next_row(self, rows: Ints, wanted: Ints, within: int | None) -> Ints:
        """Find which rows are followed by a wanted row of the same member in time."""
        if not len(wanted):
            return rows[:0]
        place = np.searchsorted(wanted, rows, side="right")
        after = wanted[np.minimum(place, len(wanted) - 1)]
        follows = (place < len(wanted)) & (self.member[after] == self.member[rows])
        if within is not None:
            follows &= self.at[after] - self.at[rows] <= within
        return np.flatnonzero(follows)


def _is_first(ids: NDArray[Any]) -> NDArray[np.bool_]:
    first = np.ones(len(ids), dtype=np.bool_)
    first[1:] = ids[1:] != ids[:-1]
    return first

"""The full funnel: any order, optional and repeated steps, exclusions, entries, cohorts, breakdowns, times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.funnel import FunnelTable
from jornada.analytics.funnel_chains import NEVER, reach
from jornada.analytics.funnel_plan import FunnelPlan, Order, Step, Unit, plan_of
from jornada.analytics.grouped import Floats, Ints, quantiles, sort_by_group
from jornada.analytics.log import CODED_COLUMNS, EventLog
from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.periods import Period, period_labels, period_starts
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.survival import Curve, kaplan_meier
from jornada.analytics.words import funnel as words


@dataclass(frozen=True, eq=False, slots=True)
class ConversionTimes:
    """How long it takes to come to each step.

    Attributes
    ----------
    median, p90 : ndarray of float64, shape (steps,)
        From the start of the chain that first reached the step, microseconds, of those that reached
        it: too short while others are still under way. NaN without one.
    still : tuple of Curve
        Per step the share that has not reached it, by time since the entry; those not there yet are
        censored now (Kaplan-Meier).
    honest : ndarray of float64, shape (steps, 2, 3)
        Time since the entry after which half, and nine tenths, of all that entered have reached the
        step, each with the ends of its 95 % interval, microseconds; NaN: not so many ever.
    """

    median: Floats
    p90: Floats
    still: tuple[Curve, ...]
    honest: Floats


@dataclass(frozen=True, eq=False, slots=True)
class FunnelReport(Result):
    """A funnel over all, over each group, and its times.

    Attributes
    ----------
    plan : FunnelPlan
        What was asked.
    table : FunnelTable
        Over all. The step rate of a step is of the required step before it; in any order, step k
        stands for any k different steps.
    groups : tuple of str
        Cohorts, or values of the breakdown; "" where unknown. Empty when none was asked for.
    tables : tuple of FunnelTable
        One per group; units add up to those over all.
    times : ConversionTimes
    """

    plan: FunnelPlan
    table: FunnelTable
    groups: tuple[str, ...]
    tables: tuple[FunnelTable, ...]
    times: ConversionTimes

    def columns(self) -> dict[str, Any]:
        tables = [("", self.table), *zip(self.groups, self.tables, strict=True)]
        steps = len(self.plan.steps)
        columns: dict[str, Any] = {
            "group": [name for name, _ in tables for _ in range(steps)],
            "step": [" | ".join(step.activities) for step in self.plan.steps] * len(tables),
            "optional": [step.optional for step in self.plan.steps] * len(tables),
        }
        figures: dict[str, list[Any]] = {
            "reached": [table.mature for _, table in tables],
            "reached_too_recently": [table.immature for _, table in tables],
            "step_rate": [table.step.rate for _, table in tables],
            "cumulative_rate": [table.cumulative.rate for _, table in tables],
            "cumulative_low": [table.cumulative.low for _, table in tables],
            "cumulative_high": [table.cumulative.high for _, table in tables],
        }
        return columns | {name: np.concatenate(each) for name, each in figures.items()}

    def explain(self, language: Language = "en") -> str:
        wrote, last = Numerals(language), self.plan.required[-1]
        entered, came = int(self.table.mature[0]), int(self.table.mature[last])
        if not entered:
            return wrote.pick(*words.NOBODY, early=wrote.number(int(self.table.immature[0])))
        rates = self.table.cumulative
        text = wrote.pick(
            *(words.ENTRIES if self.plan.unit == "entry" else words.SUBJECTS),
            entered=wrote.number(entered),
            came=wrote.number(came),
            rate=wrote.share(float(rates.rate[last])),
            interval=wrote.interval(float(rates.low[last]), float(rates.high[last]), is_share=True),
            early=wrote.number(int(self.table.immature[0])),
        )
        steps = [place for place in self.plan.required[1:] if not np.isnan(self.table.step.rate[place])]
        if steps:
            worst = min(steps, key=lambda place: float(self.table.step.rate[place]))
            name = " | ".join(self.plan.steps[worst].activities)
            text += wrote.pick(*words.WORST, step=name, rate=wrote.share(float(self.table.step.rate[worst])))
        if came:
            text += wrote.pick(*words.TIME, median=wrote.time(float(self.times.median[last]) / MICROS))
            half = float(self.times.honest[last, 0, 0])
            text += wrote.pick(*(words.HALF_NEVER if np.isnan(half) else words.HALF), half=wrote.time(half / MICROS))
        return text

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        wrote = Numerals(language)
        names = [" | ".join(step.activities) for step in self.plan.steps]
        shown = [(wrote.pick(*words.ALL), self.table), *zip(self.groups, self.tables, strict=True)]
        series = [
            Series(
                name,
                names,
                table.cumulative.rate.tolist(),
                table.cumulative.low.tolist(),
                table.cumulative.high.tolist(),
                is_faint=int(table.mature[0]) < 30,
            )
            for name, table in shown
        ]
        title = wrote.pick(*(words.TITLE_ENTRIES if self.plan.unit == "entry" else words.TITLE_SUBJECTS))
        return Chart("bar", title, "", wrote.pick(*words.SHARE), series, is_share=True), self._by_time(wrote)

    def _by_time(self, wrote: Numerals) -> Chart:
        curve = self.times.still[self.plan.required[-1]]
        days = (np.asarray(curve.at) / MICROS / 86_400).tolist()
        series = Series("", days, (1 - curve.share).tolist(), (1 - curve.high).tolist(), (1 - curve.low).tolist())
        return Chart("step", wrote.pick(*words.BY_TIME), wrote.pick(*words.DAYS), "", (series,), is_share=True)


@dataclass(frozen=True, eq=False, slots=True)
class FunnelUnits:
    """Units of a piece: their group, entry, and when each step was reached and its chain had begun."""

    group: Ints
    entry: Ints
    at: Ints
    since: Ints


@dataclass(frozen=True, slots=True)
class FullFunnel:
    """The measure behind `conversion_funnel`. A group is read per subject, or off the touch that opens."""

    plan: FunnelPlan
    now: int
    groups: tuple[str, ...] = ()
    column: str = ""
    ids: Ints | None = None
    codes: Ints | None = None
    period: Period | None = None
    zone: str = "UTC"

    def kernel(self, log: EventLog) -> FunnelUnits:
        found = reach(log, self.plan, self.now)
        group = np.zeros(len(found.entry), dtype=np.int64)
        if self.column:
            group = getattr(log, self.column).codes[found.row].astype(np.int64)
        elif self.ids is not None and self.codes is not None:
            group = self.codes[np.searchsorted(self.ids, log.subject_ids[found.subject])]
        return FunnelUnits(group, found.entry, found.at, found.since)

    def merge(self, parts: Sequence[FunnelUnits]) -> FunnelUnits:
        names = ("group", "entry", "at", "since")
        return FunnelUnits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def finish(self, part: FunnelUnits) -> FunnelReport:
        groups, group = self._groups(part)
        reached, span = part.at != NEVER, self.plan.span or 0
        mature = part.entry <= self.now - span
        tables = [self._table(reached[group == code], mature[group == code]) for code in range(len(groups))]
        whole = self._table(reached, mature)
        return FunnelReport(self.plan, whole, groups, tuple(tables), _times(part, self.now, self.plan))

    def _groups(self, part: FunnelUnits) -> tuple[tuple[str, ...], Ints]:
        if self.period is None:
            # Unknown is a group of its own, the last one, where there is any.
            names = (*self.groups, "") if (part.group < 0).any() else self.groups
            return names, np.where(part.group < 0, len(self.groups), part.group)
        if not len(part.entry):
            return (), part.group
        starts = period_starts(int(part.entry.min()), int(part.entry.max()), self.period, self.zone)
        return period_labels(starts, self.period, self.zone), np.searchsorted(starts, part.entry, side="right") - 1

    def _table(self, reached: Any, mature: Any) -> FunnelTable:
        old, young = reached[mature].sum(axis=0), reached[~mature].sum(axis=0)
        before, last = np.zeros(len(self.plan.steps), dtype=np.int64), 0
        for place, step in enumerate(self.plan.steps):
            before[place] = last
            last = last if step.optional else place
        steps = tuple(step.activities for step in self.plan.steps)
        first = np.repeat(old[:1], len(old))
        return FunnelTable(steps, old, young, Rates.count(old, old[before]), Rates.count(old, first))


def conversion_funnel(
    log: EventLog,
    steps: Sequence[Step],
    *,
    order: Order = "ordered",
    within: timedelta | None = None,
    without: Collection[str] = (),
    unit: Unit = "subject",
    by: str | Coded | Sequence[str | None] | None = None,
    cohort: Period | None = None,
    zone: str = "UTC",
    now: int | None = None,
) -> FunnelReport:
    """Count who takes some steps, with all that can be asked of a funnel; distinct subjects always.

    Times rise strictly from step to step; a tie raises no step. Of several chains of a subject the one
    that gets furthest counts, whichever touch it starts with (`funnel.funnel` is the plain case).

    Parameters
    ----------
    log : EventLog
    steps : sequence of str, of collections of str, or of FunnelStep
        1 to 64. A `FunnelStep` may be optional, have a window of its own (since the required step before)
        and exclusions of its own. The same activity may come again.
    order : {"ordered", "strict", "any"}
        `ordered`: other touches may lie between. `strict`: each step directly follows the one before in
        the subject's log. `any`: any order; level k counts those with k different steps within one window.
    within : timedelta, optional
        Window from first to last step, inclusive.
    without : collection of str
        Activities that must not lie between first and last step.
    unit : {"subject", "entry"}
        `subject`: each once. `entry`: each time that a subject enters while no entry of it is running; an
        entry runs until the last required step or until the window is over.
    by : str, Coded or sequence of str, optional
        Breakdown: a text column of the log, read off the touch that opens; or one value per subject, in
        the order of `log.subject_ids`.
    cohort : {"day", "week", "month", "quarter", "year"}, optional
        Breakdown by the period of the entry. Either this or `by`.
    zone : str, default "UTC"
        IANA name of the zone whose midnight begins a period.
    now : int, optional
        As-of time, microseconds UTC; the last touch of the log when left out.

    Returns
    -------
    FunnelReport

    Raises
    ------
    MeasureError
        If the question contradicts itself.
    WrongLengthError
        If `by` does not have one value per subject.

    Examples
    --------
    >>> from jornada.analytics.funnel_plan import FunnelStep
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2], [0, 3, 9, 0, 9], ["see", "call", "buy", "see", "buy"])
    >>> report = conversion_funnel(log, ["see", FunnelStep(("call",), optional=True), "buy"])
    >>> report.table.mature.tolist(), report.times.median.tolist()
    ([2, 1, 2], [0.0, 3.0, 9.0])
    """
    plan = plan_of(steps, order=order, within=within, without=without, unit=unit)
    if by is not None and cohort is not None:
        raise MeasureError("A funnel is broken down by a cohort or by a value, not by both; select one group first.")
    as_of = int(log.at.max(initial=0)) if now is None else now
    if by is None:
        return run(FullFunnel(plan, as_of, period=cohort, zone=zone), log)
    if isinstance(by, str):
        if by not in CODED_COLUMNS or getattr(log, by) is None:
            raise MeasureError(f"The log has no text column {by!r} to break the funnel down by.")
        return run(FullFunnel(plan, as_of, getattr(log, by).values, by), log)
    values = by if isinstance(by, Coded) else Coded.encode(by)
    if len(values) != log.subjects:
        raise WrongLengthError(f"A breakdown needs one value per subject ({log.subjects}); got {len(values)}.")
    codes = values.codes.astype(np.int64)
    return run(FullFunnel(plan, as_of, values.values, ids=log.subject_ids, codes=codes), log)


def _times(part: FunnelUnits, now: int, plan: FunnelPlan) -> ConversionTimes:
    median, p90 = np.full((2, part.at.shape[1]), np.nan)
    curves, honest = [], np.full((part.at.shape[1], 2, 3), np.nan)
    end = np.full(len(part.entry), now)
    if plan.unit == "entry" and plan.span is not None:
        end = np.minimum(end, part.entry + plan.span)
    for step in range(part.at.shape[1]):
        has = part.at[:, step] != NEVER
        spans = np.sort(part.at[has, step] - part.since[has, step])
        median[step], p90[step] = quantiles(spans, np.array([0, len(spans)]), (0.5, 0.9))[:, 0]
        time = np.where(has, part.at[:, step], end) - part.entry
        # Of those that leave and those that are only seen so long, the leavers come first.
        packed = sort_by_group(np.zeros(len(time), np.int64), time * 2 + ~has)
        curves.append(kaplan_meier(packed // 2, packed % 2 == 0))
        honest[step] = curves[-1].quantiles((0.5, 0.9))
    return ConversionTimes(median, p90, tuple(curves), honest)

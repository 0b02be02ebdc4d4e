"""How many of those who began together are still active, and what they bring, by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import rows_of
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY, Period, period_labels, period_starts
from jornada.analytics.rates import wilson
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.cohorts import COHORTS

Kind = Literal["exact", "rolling"]
SMALL = 30


@dataclass(frozen=True, eq=False, slots=True)
class Cohorts(Result):
    """Retention by cohort and age.

    Attributes
    ----------
    cohorts : tuple of str
        Periods of the first activity.
    kind : {"exact", "rolling"}
        Active within that age exactly, or at that age or any later one.
    step_days : float
        How long one age lasts; age 0 starts with the first activity.
    size : ndarray of int64, shape (cohorts,)
    active, observed : ndarray of int64, shape (cohorts, ages)
        Members active at that age, of those observed to its end.
    value : ndarray of float64, shape (cohorts, ages)
        Money at that age of the members observed to its end.
    """

    cohorts: tuple[str, ...]
    kind: Kind
    step_days: float
    size: Ints
    active: Ints
    observed: Ints
    value: Floats

    @property
    def rate(self) -> Floats:
        """Share active, 0 to 1, shape (cohorts, ages); NaN where nobody was observed so long."""
        return divided(self.active, self.observed)

    @property
    def value_per_member(self) -> Floats:
        """Money per member observed to that age, summed up to it; shape (cohorts, ages)."""
        return np.cumsum(divided(self.value, self.observed), axis=1)

    @property
    def overall(self) -> Floats:
        """Share active at each age over all cohorts observed to it, and its interval; shape (3, ages)."""
        active, observed = self.active.sum(axis=0), self.observed.sum(axis=0)
        return np.stack((divided(active, observed), *wilson(active, observed)))

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per cohort and age that somebody was observed to."""
        cohort, age = np.nonzero(self.observed)
        active, observed = self.active[cohort, age], self.observed[cohort, age]
        low, high = wilson(active, observed)
        return {
            "cohort": [self.cohorts[place] for place in cohort.tolist()],
            "age": age.tolist(),
            "active": active.tolist(),
            "observed": observed.tolist(),
            "rate": divided(active, observed).tolist(),
            "low": low.tolist(),
            "high": high.tolist(),
            "value": self.value[cohort, age].tolist(),
            "value_per_member": self.value_per_member[cohort, age].tolist(),
        }

    def explain(self, language: Language = "en") -> str:
        """Say how many are left at the latest age that enough were observed to."""
        words, observed = COHORTS[language], self.observed.sum(axis=0)
        enough = np.flatnonzero(observed >= SMALL)
        if not len(enough) or enough[-1] == 0:
            return words["few"].format(members=number(int(self.size.sum()), language))
        age = int(enough[-1])
        share, low, high = (percent(float(figure), language) for figure in self.overall[:, age])
        return words[self.kind].format(
            members=number(int(observed[age]), language), days=number(age * self.step_days, language),
            until=number((age + 1) * self.step_days, language), share=share, low=low, high=high,
        )  # fmt: skip

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the triangle, and the share over all cohorts."""
        words = COHORTS[language]
        ages = list(range(self.active.shape[1]))
        rows = tuple(
            Series(name, ages, row, is_faint=size < SMALL)
            for name, row, size in zip(self.cohorts, self.rate.tolist(), self.size.tolist(), strict=True)
        )
        share, low, high = self.overall.tolist()
        line = Series(words["all"], ages, share, low, high)
        title, note = words[f"{self.kind}_title"], words["note"].format(days=number(self.step_days, language))
        return (
            Chart("heat", title, words["age"], words["cohort"], rows, is_share=True, note=note),
            Chart("line", title, words["age"], words["share"], (line,), is_share=True, note=note),
        )


@dataclass(frozen=True, eq=False, slots=True)
class CohortTable:
    """The measure behind `cohorts`; a part holds the counts by cohort and age."""

    activities: tuple[str, ...] | None
    starts: Ints
    labels: tuple[str, ...]
    kind: Kind
    step: int
    ages: int
    now: int

    def kernel(self, log: EventLog) -> tuple[Ints, Ints, Ints, Floats]:
        rows = np.arange(len(log)) if self.activities is None else rows_of(log, self.activities)
        rows = rows[log.at[rows] <= self.now]
        if log.human is not None:
            rows = rows[log.human[rows]]
        subject, at = log.subject[rows], log.at[rows]
        begins = np.flatnonzero(np.diff(subject, prepend=-1))
        first = np.repeat(at[begins], np.diff(np.append(begins, len(at))))
        cohort_of = np.searchsorted(self.starts, at[begins], side="right") - 1
        seen_to = (self.now - at[begins]) // self.step  # whole ages that each member was observed
        place = np.searchsorted(begins, np.arange(len(at)), side="right") - 1
        age = (at - first) // self.step
        counts = age < np.minimum(seen_to, self.ages)[place]
        money = np.zeros(len(at)) if log.value is None else np.nan_to_num(log.value[rows])
        value = self._table(cohort_of[place[counts]], age[counts], money[counts])
        observed = self._until(cohort_of, np.minimum(seen_to, self.ages))
        size = np.bincount(cohort_of, minlength=len(self.starts))
        return size, self._active(place, age, cohort_of, seen_to), observed, value

    def merge(self, parts: Sequence[tuple[Ints, Ints, Ints, Floats]]) -> tuple[Ints, Ints, Ints, Floats]:
        size, active, observed, value = (np.sum(column, axis=0) for column in zip(*parts, strict=True))
        return size, active, observed, value

    def finish(self, part: tuple[Ints, Ints, Ints, Floats]) -> Cohorts:
        size, active, observed, value = part
        held = np.flatnonzero(size)
        ages = int(np.count_nonzero(observed.sum(axis=0)))
        labels = tuple(self.labels[place] for place in held.tolist())
        step_days = self.step / DAY
        return Cohorts(
            labels, self.kind, step_days, size[held], active[held, :ages], observed[held, :ages], value[held, :ages]
        )

    def _active(self, place: Ints, age: Ints, cohort_of: Ints, seen_to: Ints) -> Ints:
        limit = np.minimum(seen_to, self.ages)
        if self.kind == "rolling":
            latest = np.zeros(len(cohort_of), dtype=np.int64)
            np.maximum.at(latest, place, age)
            return self._until(cohort_of, np.minimum(latest + 1, limit))
        within = age < limit[place]
        keys = np.unique(place[within] * np.int64(self.ages) + age[within])
        who, when = np.divmod(keys, self.ages)
        return self._table(cohort_of[who], when, None).astype(np.int64)

    def _until(self, cohort: Ints, ages: Ints) -> Ints:
        """Count members once at each age below theirs."""
        ends = np.zeros((len(self.starts), self.ages + 1), dtype=np.int64)
        np.add.at(ends, (cohort, ages), 1)
        counted: Ints = ends[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
        return counted

    def _table(self, cohort: Ints, age: Ints, weights: Floats | None) -> Floats:
        cells = len(self.starts) * self.ages
        counted = np.bincount(cohort * self.ages + age, weights=weights, minlength=cells)
        return counted.reshape(len(self.starts), self.ages).astype(np.float64)


def cohorts(
    log: EventLog,
    now: int,
    *,
    activities: Sequence[str] | None = None,
    period: Period = "month",
    step_days: float = 30,
    ages: int = 24,
    kind: Kind = "exact",
    zone: str = "UTC",
) -> Cohorts:
    """Count how many of those who began in the same period are active at each age, and what they bring.

    A member's ages are counted from its own first activity in steps of so many days, and a member counts
    at an age only if it was observed to the end of it; so young cohorts are not taken for faithless, and
    no age mixes cohorts of different maturity. "exact": active within that age; "rolling": at that age
    or any later one until now. Both are in use and differ widely; the title says which. Fader & Hardie
    2007, "How to project customer retention", Journal of Interactive Marketing 21:76-90.

    Parameters
    ----------
    log : EventLog
    now : int
        As-of time, microseconds UTC.
    activities : sequence of str, optional
        What counts as active; any touch of a human when left out.
    period : {"day", "week", "month", "quarter", "year"}
        Of the first activity, in the time zone `zone`.
    step_days : float, default 30
        How long one age lasts.
    ages : int, default 24
        How many at most.
    kind : {"exact", "rolling"}

    Returns
    -------
    Cohorts

    Raises
    ------
    MeasureError
        If the kind or the period is unknown, or steps or ages are not above 0.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 2, 3], [0, 35 * DAY, 0, 70 * DAY], ["order.placed"] * 4)
    >>> found = cohorts(log, now=90 * DAY)
    >>> found.cohorts, found.active.tolist(), found.observed.tolist()
    (('1970-01', '1970-03'), [[2, 1, 0], [0, 0, 0]], [[2, 2, 2], [0, 0, 0]])
    """
    if kind not in get_args(Kind) or not step_days > 0 or ages < 1:
        raise MeasureError(
            f"Retention is exact or rolling, steps and ages lie above 0; got {kind}, {step_days}, {ages}."
        )
    first, last = (int(log.at.min()), int(log.at.max())) if len(log) else (0, 0)
    starts = period_starts(first, last, period, zone)
    measure = CohortTable(
        None if activities is None else tuple(activities), starts, period_labels(starts, period, zone), kind,
        round(step_days * DAY), ages, now,
    )  # fmt: skip
    return run(measure, log)

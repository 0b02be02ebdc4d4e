"""Landmark analysis: of those still open at an age, do the more touched convert more from then on?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isnan
from typing import Any

import numpy as np

from jornada.analytics.binomial import clustered, fit_binomial
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.interactions_cases import WON, Cases, days
from jornada.analytics.interactions_periods import default_period
from jornada.analytics.rates import Z_95, Rates
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words.interactions import caveat, cut_note, number, say, verdict

# First count of each group of cases: none, one or two, three to five, and so on.
GROUPS = (0, 1, 3, 6, 11, 21)
LEAST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Trend:
    """Log-odds of converting that one more touch goes with, with its 95 % interval.

    Attributes
    ----------
    per_touch, low, high : float
        NaN where it cannot be told.
    cases, events : int
        What it rests on.
    """

    per_touch: float
    low: float
    high: float
    cases: int
    events: int

    @property
    def is_known(self) -> bool:
        """Whether there was enough to tell."""
        return not isnan(self.per_touch)


@dataclass(frozen=True, eq=False, slots=True)
class LandmarkTable(Result):
    """Conversion within a horizon, by touches so far, of the cases still open at fixed ages.

    Attributes
    ----------
    age_days : ndarray of float64, shape (rows,)
        Age of the landmark; rows go by age and group.
    least, most : ndarray of int64, shape (rows,)
        Touches so far, of the group; `most` is -1 for the last group: no limit.
    rate : Rates, of shape (rows,)
        Of the cases open at that age with so many touches, those converted within the horizon.
    trends : tuple of Trend
        One per age.
    pooled : Trend
        Of all ages together; rows of one case belong together.
    horizon_days : float
    immature : tuple of int
        Per age, cases left out since they came in less than age and horizon before now.
    """

    age_days: Floats
    least: Ints
    most: Ints
    rate: Rates
    trends: tuple[Trend, ...]
    pooled: Trend
    horizon_days: float
    immature: tuple[int, ...]

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per age and group of touches."""
        return {
            "age_days": self.age_days.tolist(),
            "touches_from": self.least.tolist(),
            "touches_to": self.most.tolist(),
            "cases": self.rate.of.tolist(),
            "converted": self.rate.hits.tolist(),
            "rate": self.rate.rate.tolist(),
            "low": self.rate.low.tolist(),
            "high": self.rate.high.tolist(),
        }

    def explain(self, language: Language = "en") -> str:
        """Say what the trend is worth."""
        if not self.pooled.is_known:
            return say("landmark_none", language, events=self.pooled.events, least=LEAST_EVENTS)
        opening = say(
            "landmark",
            language,
            ages=", ".join(number(age, language, 0) for age in np.unique(self.age_days)),
            horizon=number(self.horizon_days, language, 0),
            cases=self.pooled.cases,
            events=self.pooled.events,
        )
        finding = verdict(self.pooled.per_touch, self.pooled.low, self.pooled.high, language)
        return f"{opening} {finding} {caveat(language)}"

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw one line per age."""
        lines = []
        for age in np.unique(self.age_days):
            own = np.flatnonzero((self.age_days == age) & (self.rate.of > 0))
            names = [_group_name(int(self.least[row]), int(self.most[row])) for row in own]
            y, low, high = (column[own].tolist() for column in (self.rate.rate, self.rate.low, self.rate.high))
            is_faint = bool(self.rate.of[own].sum() < 30)
            title = say("at_age", language, age=number(age, language, 0))
            lines.append(Series(title, names, y, low, high, is_faint=is_faint))
        horizon = number(self.horizon_days, language, 0)
        chart = Chart(
            "points",
            say("landmark_title", language, horizon=horizon),
            say("touches_so_far", language),
            say("converted", language),
            lines,
            is_share=True,
            note=cut_note(language),
        )
        return (chart,)


@dataclass(frozen=True, eq=False, slots=True)
class LandmarkPart:
    """Per case and age: touches so far, and whether it converted within the horizon.

    `state` is 1 or 0 of the cases that count, -1 of those ended before, -2 of the immature.
    """

    touches: Ints
    state: Ints


@dataclass(frozen=True, slots=True)
class Landmark:
    """The measure behind `landmark`."""

    ages: tuple[int, ...]
    horizon: int
    kind: int | None = None

    def kernel(self, cases: Cases) -> LandmarkPart:
        own = slice(None) if self.kind is None else cases.kind == self.kind
        case = cases.case[own]
        waited = cases.at[own] - cases.began[case]
        touches = np.empty((len(cases), len(self.ages)), np.int64)
        state = np.empty_like(touches)
        for place, age in enumerate(self.ages):
            touches[:, place] = np.bincount(case[waited <= age], minlength=len(cases))
            ended = cases.ended - cases.began
            state[:, place] = (cases.ending == WON) & (ended <= age + self.horizon)
            state[ended <= age, place] = -1
            state[cases.now - cases.began < age + self.horizon, place] = -2
        return LandmarkPart(touches, state)

    def merge(self, parts: Sequence[LandmarkPart]) -> LandmarkPart:
        return LandmarkPart(
            np.concatenate([part.touches for part in parts]), np.concatenate([part.state for part in parts])
        )

    def finish(self, part: LandmarkPart) -> LandmarkTable:
        least = np.array(GROUPS)
        hits, of = np.zeros((2, len(self.ages), len(GROUPS)), np.int64)
        group = np.searchsorted(least, part.touches, side="right") - 1
        for place in range(len(self.ages)):
            counts, wins = part.state[:, place] >= 0, part.state[:, place] == 1
            of[place] = np.bincount(group[counts, place], minlength=len(GROUPS))
            hits[place] = np.bincount(group[wins, place], minlength=len(GROUPS))
        ages = len(self.ages)
        return LandmarkTable(
            age_days=np.repeat([days(age) for age in self.ages], len(GROUPS)),
            least=np.tile(least, ages),
            most=np.tile(np.append(least[1:] - 1, -1), ages),
            rate=Rates.count(hits.ravel(), of.ravel()),
            trends=tuple(_trend(part.touches[:, [place]], part.state[:, [place]]) for place in range(ages)),
            pooled=_trend(part.touches, part.state),
            horizon_days=days(self.horizon),
            immature=tuple((part.state == -2).sum(axis=0).tolist()),
        )


def landmark(
    cases: Cases,
    ages: Sequence[timedelta] = (),
    horizon: timedelta | None = None,
    *,
    kind: str | None = None,
) -> LandmarkTable:
    """Compare cases of the same age by the touches they had had up to it.

    At each age, the cases that are still open are looked at; who converts within the horizon after it
    is counted, by touches up to it. Nobody collects touches by living longer: all are equally old, and
    all were watched to the end of the horizon. Anderson, Cain, Gelber 1983, "Analysis of survival by
    tumor response", Journal of Clinical Oncology 1:710-719. The trend is the slope of a logistic
    regression on touches, with a level per age and an interval that knows which rows are one case.

    Parameters
    ----------
    cases : Cases
    ages : sequence of timedelta, optional
        A quarter, half and three quarters of the conversions' times when left out, in whole periods.
    horizon : timedelta, optional
        The median time to conversion when left out, in whole periods.
    kind : str, optional
        Only touches of this kind of `cases.kinds`.

    Returns
    -------
    LandmarkTable

    Raises
    ------
    MeasureError
        If an age or the horizon is not above 0, or there is no such kind.

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.periods import DAY
    >>> at = [0, 2 * DAY, 9 * DAY, 0, 40 * DAY]
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2], at, ["call", "call", "deal.won", "call", "call"])
    >>> table = landmark(cases(log, conversion=["deal.won"]), [timedelta(days=7)], timedelta(days=7))
    >>> table.rate.of[:2].tolist(), table.rate.hits[:2].tolist()
    ([0, 2], [0, 1])
    """
    if kind is not None and kind not in cases.kinds:
        raise MeasureError(f"No touch is of kind {kind!r}; there are {', '.join(cases.kinds) or 'none'}.")
    usual_ages, usual_horizon = _usual(cases)
    asked = tuple(sorted({microseconds(age) for age in ages})) or usual_ages
    span = usual_horizon if horizon is None else microseconds(horizon)
    if min(asked) <= 0 or span <= 0:
        raise MeasureError("Ages and the horizon of a landmark analysis must be longer than nothing.")
    return run(Landmark(asked, span, None if kind is None else cases.kinds.index(kind)), cases)


def _usual(cases: Cases) -> tuple[tuple[int, ...], int]:
    period = default_period(cases)
    won = cases.is_won
    if not won.any():
        return (period,), period
    quarter, half, more = np.quantile((cases.ended - cases.began)[won], (0.25, 0.5, 0.75))
    ages = sorted({max(1, round(time / period)) * period for time in (quarter, half, more)})
    return tuple(ages), max(1, round(half / period)) * period


def _trend(touches: Ints, state: Ints) -> Trend:
    counts = (state >= 0).any(axis=1)
    touches, state = touches[counts], state[counts]
    case, age = np.nonzero(state >= 0)
    x, y = touches[case, age], state[case, age]
    events = int(y.sum())
    nothing = Trend(float("nan"), float("nan"), float("nan"), len(touches), events)
    # An age at which nobody, or everybody, converts says nothing about touches.
    hits, of = np.bincount(age, y, state.shape[1]), np.bincount(age, minlength=state.shape[1])
    kept = ((hits > 0) & (hits < of))[age]
    if min(events, len(y) - events) < LEAST_EVENTS or len(np.unique(x[kept])) < 2:
        return nothing
    levels, level = np.unique(age[kept], return_inverse=True)
    slope, error = _slope(level.ravel(), x[kept], y[kept], (case[kept], len(touches), len(levels)))
    if not error > 0:
        return nothing
    return Trend(slope, slope - Z_95 * error, slope + Z_95 * error, len(touches), events)


def _slope(level: Ints, x: Ints, y: Ints, sizes: tuple[Ints, int, int]) -> tuple[float, float]:
    """Fit a level per age and one slope; rows alike stand together as one cell."""
    case, cases, levels = sizes
    width = int(x.max()) + 1
    place = level * width + x
    trials = np.bincount(place, minlength=levels * width)
    of_level, count = np.divmod(np.arange(levels * width), width)
    cells = np.column_stack([of_level[:, None] == np.arange(levels), count]).astype(np.float64)
    fit = fit_binomial(cells, trials, np.bincount(place, y, len(cells)))
    residual = y - fit.mean[place]
    by_level = np.bincount(case * levels + level, residual, cases * levels).reshape(cases, levels)
    scores = np.column_stack([by_level, np.bincount(case, residual * x, cases)])
    error = float(np.sqrt(clustered(scores, fit.bread)[-1, -1])) if fit.has_settled else float("nan")
    return float(fit.coef[-1]), error


def _group_name(least: int, most: int) -> str:
    if most < 0:
        return f"{least}+"
    return str(least) if least == most else f"{least}–{most}"

"""The effect of touches by a discrete-time hazard: cases at the same age and stage, touches counted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.binomial import Fit, Link, clustered, fit_binomial, spline, spline_knots, spline_slope
from jornada.analytics.grouped import Floats
from jornada.analytics.interactions_fatigue import NO_TURN, Curve, Turn, find_turn
from jornada.analytics.interactions_periods import AGE, COUNT, OTHERS, SEGMENT, STAGE, PersonPeriods
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words.interactions import caveat, cut_note, say, verdict

LEAST_EVENTS = 30
EVENTS_PER_STEP = 10
MOST_STEPS = 30
FEW_ROWS, FEW_EVENTS = 30, 5
ALL_KINDS = "touches"
Why = Literal["", "nobody", "few", "same", "unsettled"]


@dataclass(frozen=True, eq=False, slots=True)
class TouchEffect(Result):
    """What one more touch goes with, of cases alike in age, stage and segment.

    Attributes
    ----------
    kind : str
        Of which touches; "touches" when of all.
    curve : Curve
        Log-odds (log-hazard with the cloglog link) by number of touches so far; empty when not told.
    per_touch, low, high : float
        Slope of the straight line, with its 95 % interval; NaN when not told.
    p : float
        Probability of a curve as far from flat when touches make no difference (Wald).
    turn : Turn
        Saturation and fatigue.
    cases, events : int
        What it rests on.
    why_not : str
        "" when told; else "nobody" converted, "few" conversions, the "same" number of touches
        everywhere, or figures that did not settle ("unsettled").
    coef, covariance : ndarray of float64
        Of the columns of `binomial.spline` at `knots`.
    knots : ndarray of float64
    """

    kind: str
    curve: Curve
    per_touch: float
    low: float
    high: float
    p: float
    turn: Turn
    cases: int
    events: int
    why_not: Why
    coef: Floats
    covariance: Floats
    knots: Floats

    @property
    def is_known(self) -> bool:
        """Whether there was enough to tell."""
        return not self.why_not

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per number of touches so far."""
        whole = self.curve.whole
        names = ("effect", "low", "high", "slope", "slope_low", "slope_high")
        return {"touches": self.curve.touches[whole].astype(int).tolist()} | {
            name: getattr(self.curve, name)[whole].tolist() for name in names
        }

    def explain(self, language: Language = "en") -> str:
        """Say what one more touch goes with, and from how many on it no longer helps."""
        if self.why_not:
            figures = {"cases": self.cases, "events": self.events, "least": LEAST_EVENTS}
            return say(f"effect_{self.why_not}", language, **figures)
        opening = say("effect", language, cases=self.cases, events=self.events)
        finding = verdict(self.per_touch, self.low, self.high, language)
        if self.kind != ALL_KINDS:
            opening = f"{self.kind}: {opening[0].lower()}{opening[1:]}"
        words = [opening, finding[0].lower() + finding[1:], *self.turn.words(language), caveat(language)]
        return " ".join(words)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the curve with its interval, the turning point and saturation marked."""
        if self.why_not:
            return ()
        at, curve = self.curve.whole, self.curve
        name = say("effect_of", language, kind=self.kind)
        columns = (column[at].tolist() for column in (curve.touches, curve.effect, curve.low, curve.high))
        found = {
            say("saturation_mark", language): self.turn.saturation,
            say("turning", language): self.turn.point if self.turn.is_fatigue else float("nan"),
        }
        chart = Chart(
            "line",
            say("effect_title", language),
            say("touches_so_far", language),
            say("effect_axis", language),
            (Series(name, *columns),),
            marks={name: place for name, place in found.items() if isfinite(place)},
            note=cut_note(language),
        )
        return (chart,)


@dataclass(frozen=True, eq=False, slots=True)
class Design:
    """What a fit needs: the columns that are held equal, and those of the touches."""

    kept: NDArray[np.bool_]
    levels: Floats
    touches: Floats


def touch_effect(
    periods: PersonPeriods, *, kind: str = ALL_KINDS, link: Link = "logit", knots: int | Floats = 3
) -> TouchEffect:
    """Fit the chance of converting in a period on the touches before it.

    logit or cloglog h(t) = level of age + stage + segment + f(touches before t), where f is a cubic
    spline, straight in its thin end: Singer & Willett 2003, "Applied longitudinal data analysis",
    chapters 11 and 12; Cox 1972, "Regression models and life tables", Journal of the Royal Statistical
    Society B 34:187-220. A time-varying count is what simulations prefer for doses that add up: Cho et
    al. 2017, BMC Medical Research Methodology 17:126. Levels of age are steps with ten conversions or
    more; intervals know which rows are one case (Liang & Zeger 1986).

    Parameters
    ----------
    periods : PersonPeriods
    kind : str
        Name of the touches that `periods` counts; others then enter as a spline of their own.
    link : {"logit", "cloglog"}
        Slopes are log-odds, or log-hazards that do not hang on the length of the period.
    knots : {3, 4} or ndarray of float64
        How many, or where.

    Returns
    -------
    TouchEffect
        With `why_not` where it cannot be told.

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.interactions_periods import person_periods
    >>> from jornada.analytics.simulate.interactions import Effect, known_effect
    >>> made = known_effect(2, 3000, effects=[Effect("linear", 0.1)], weeks=30)
    >>> words = {"conversion": ["deal.won"], "lost": ["deal.lost"], "starts": ["lead.created"]}
    >>> found = touch_effect(person_periods(cases(made.log, **words, now=made.now)))
    >>> found.low < 0.1 < found.high, found.high < 0.2
    (True, True)
    """
    counts = periods.cells[:, COUNT]
    events, cases = int(periods.events.sum()), len(periods.has_event)
    if not events:
        return _nothing(kind, cases, events, "nobody")
    if events < LEAST_EVENTS or int(periods.trials.sum()) - events < LEAST_EVENTS:
        return _nothing(kind, cases, events, "few")
    places = spline_knots(counts, periods.events, knots) if isinstance(knots, int) else knots
    design = _design(periods, places)
    if len(np.unique(counts[design.kept])) < 2:
        return _nothing(kind, cases, events, "same")
    line, error = _slope(periods, design, link)
    coef, covariance, settled = _fitted(periods, design, design.touches, link)
    if not settled or not error > 0:
        return _nothing(kind, cases, events, "unsettled")
    p = _wald(coef, covariance)
    curve = curve_of(places, coef, covariance, _shown(periods))
    return TouchEffect(
        kind=kind,
        curve=curve,
        per_touch=line,
        low=line - Z_95 * error,
        high=line + Z_95 * error,
        p=p,
        turn=find_turn(curve, is_flat=not p < 0.05),
        cases=cases,
        events=events,
        why_not="",
        coef=coef,
        covariance=covariance,
        knots=places,
    )


def curve_of(knots: Floats, coef: Floats, covariance: Floats, at: Floats) -> Curve:
    """Read a fitted spline off at some numbers of touches, against the first of them."""
    columns = spline(at, knots)
    columns = columns - columns[:1]
    slopes = spline_slope(at, knots)
    effect, error = columns @ coef, _errors(columns, covariance)
    slope, slope_error = slopes @ coef, _errors(slopes, covariance)
    return Curve(at, effect, error, slope, slope_error)


def only_segment(periods: PersonPeriods, segment: int) -> PersonPeriods:
    """Keep the cases of one segment."""
    own = periods.cells[:, SEGMENT] == segment
    place = np.cumsum(own) - 1
    rows = np.diff(periods.offsets)
    starts = np.minimum(periods.offsets[:-1], max(0, len(periods.cell) - 1))
    mine = (rows > 0) & own[periods.cell[starts]] if len(periods.cell) else rows > 0
    kept = np.repeat(mine, rows)
    return PersonPeriods(
        cells=periods.cells[own],
        trials=periods.trials[own],
        events=periods.events[own],
        cell=place[periods.cell[kept]].astype(np.int32),
        offsets=np.concatenate(([0], np.cumsum(rows[mine]))).astype(np.int64),
        has_event=periods.has_event[mine],
        period=periods.period,
    )


def _nothing(kind: str, cases: int, events: int, why: Why) -> TouchEffect:
    none, unknown = np.zeros(0), float("nan")
    curve = Curve(none, none, none, none, none)
    return TouchEffect(
        kind, curve, unknown, unknown, unknown, unknown, NO_TURN, cases, events, why, none, np.zeros((0, 0)), none
    )


def _design(periods: PersonPeriods, knots: Floats) -> Design:
    """Write the cells as columns; a level without a conversion has no chance to tell and is left out."""
    cells = periods.cells
    step = _age_steps(cells[:, AGE], periods.events)
    kept = np.ones(len(cells), np.bool_)
    for level in (step, cells[:, STAGE] + 1, cells[:, SEGMENT]):
        kept &= np.bincount(level, periods.events)[level] > 0
    blocks = [_marks(step[kept])]
    blocks += [_marks(cells[kept, column])[:, 1:] for column in (STAGE, SEGMENT)]
    others = cells[:, OTHERS]
    if others.any():
        blocks.append(spline(others[kept], spline_knots(others, periods.events, 3)))
    return Design(kept, np.hstack(blocks), spline(cells[kept, COUNT], knots))


def _age_steps(age: Any, events: Any) -> Any:
    """Give each age a step: a new one after every ten conversions, or so many that 30 steps do."""
    by_age = np.bincount(age, events).astype(np.int64)
    size = max(EVENTS_PER_STEP, -(-int(by_age.sum()) // MOST_STEPS))
    return ((np.cumsum(by_age) - by_age) // size)[age]


def _marks(level: Any) -> Floats:
    """Make one column of 0 and 1 per level that occurs."""
    found, place = np.unique(level, return_inverse=True)
    columns = np.zeros((len(level), len(found)))
    columns[np.arange(len(level)), place.ravel()] = 1
    return columns


def _slope(periods: PersonPeriods, design: Design, link: Link) -> tuple[float, float]:
    coef, covariance, settled = _fitted(periods, design, design.touches[:, :1], link)
    return float(coef[0]), float(np.sqrt(covariance[0, 0])) if settled else float("nan")


def _fitted(periods: PersonPeriods, design: Design, touches: Floats, link: Link) -> tuple[Floats, Floats, bool]:
    """Fit, and give the part of the touches: coefficients, clustered covariance, whether it settled."""
    x = np.hstack((design.levels, touches))
    fit = fit_binomial(x, periods.trials[design.kept], periods.events[design.kept], link)
    own = slice(x.shape[1] - touches.shape[1], None)
    covariance = clustered(_scores(periods, design, x, fit), fit.bread)
    return fit.coef[own], covariance[own, own], fit.has_settled


def _scores(periods: PersonPeriods, design: Design, x: Floats, fit: Fit) -> Floats:
    rows = np.zeros((len(periods.cells), x.shape[1]))
    mean, weight = np.zeros(len(rows)), np.zeros(len(rows))
    rows[design.kept], mean[design.kept], weight[design.kept] = x, fit.mean, fit.weight
    return periods.scores(rows, mean, weight)


def _errors(columns: Floats, covariance: Floats) -> Floats:
    errors: Floats = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", columns, covariance, columns), 0))
    return errors


def _wald(coef: Floats, covariance: Floats) -> float:
    from scipy.special import chdtrc

    statistic = float(coef @ np.linalg.pinv(covariance, hermitian=True) @ coef)
    return float(chdtrc(len(coef), statistic))


def _shown(periods: PersonPeriods) -> Floats:
    """List numbers of touches, by quarters, up to which 30 rows and 5 conversions lie."""
    counts = periods.cells[:, COUNT]
    rows, events = (np.bincount(counts, column)[::-1].cumsum()[::-1] for column in (periods.trials, periods.events))
    least = int(counts.min())
    most = int(np.flatnonzero((rows >= FEW_ROWS) & (events >= FEW_EVENTS))[-1])
    return np.arange(4 * least, 4 * max(most, least + 1) + 1) / 4

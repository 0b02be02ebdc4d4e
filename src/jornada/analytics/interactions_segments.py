"""Effects of touches by segment, small segments drawn towards all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.binomial import Link
from jornada.analytics.grouped import Floats
from jornada.analytics.interactions_fatigue import Turn, find_turn
from jornada.analytics.interactions_hazard import TouchEffect, curve_of, only_segment, touch_effect
from jornada.analytics.interactions_periods import PersonPeriods
from jornada.analytics.rates import Z_95
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words.interactions import number, say


@dataclass(frozen=True, eq=False, slots=True)
class SegmentEffects(Result):
    """What one more touch goes with, per segment.

    Attributes
    ----------
    segments : tuple of str
        Those with enough conversions.
    left_out : tuple of str
        The others.
    own : tuple of TouchEffect
        Of each segment by itself.
    per_touch, low, high : ndarray of float64, shape (segments,)
        Log-odds per touch, drawn towards the mean of all, with the 95 % interval.
    turns : tuple of Turn
        Saturation and fatigue of the drawn curves.
    spread : float
        Standard deviation of true slopes between segments; 0: they may all be one.
    """

    segments: tuple[str, ...]
    left_out: tuple[str, ...]
    own: tuple[TouchEffect, ...]
    per_touch: Floats
    low: Floats
    high: Floats
    turns: tuple[Turn, ...]
    spread: float

    def turn_of(self, segment: str) -> Turn | None:
        """Give saturation and fatigue of a segment; None where it cannot be told."""
        return self.turns[self.segments.index(segment)] if segment in self.segments else None

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per segment that can be told."""
        figures = ("saturation", "point", "low", "high", "fatigue")
        names = ("saturation", "turning_point", "turning_low", "turning_high", "fatigue")
        return {
            "segment": list(self.segments),
            "cases": [each.cases for each in self.own],
            "conversions": [each.events for each in self.own],
            "own_per_touch": [each.per_touch for each in self.own],
            "per_touch": self.per_touch.tolist(),
            "low": self.low.tolist(),
            "high": self.high.tolist(),
        } | {name: [getattr(turn, figure) for turn in self.turns] for name, figure in zip(names, figures, strict=True)}

    def explain(self, language: Language = "en") -> str:
        """Say it segment by segment."""
        if len(self.segments) < 2:
            return say("segments_none", language)
        words = [say("segments", language)]
        for place, segment in enumerate(self.segments):
            slopes = (self.per_touch[place], self.low[place], self.high[place])
            times, low, high = (number(float(np.exp(each)), language) for each in slopes)
            turn = self.turns[place]
            words.append(
                say(
                    "segment",
                    language,
                    segment=segment,
                    times=times,
                    low=low,
                    high=high,
                    fatigue=_turning(turn, language),
                )
            )
        return " ".join(words)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the odds per touch with their intervals."""
        if not self.segments:
            return ()
        columns = (np.exp(column).tolist() for column in (self.per_touch, self.low, self.high))
        title, axis = say("segments_title", language), say("segment_axis", language)
        return (Chart("points", title, axis, say("works_axis", language), (Series(title, self.segments, *columns),)),)


def segment_effects(
    periods: PersonPeriods, segments: Sequence[str], *, whole: TouchEffect, link: Link = "logit"
) -> SegmentEffects:
    """Fit the effect of touches per segment, and draw the curves of small segments towards the mean.

    Each segment has levels of age of its own and the knots of all together. Coefficients are taken as
    normal around a common mean with a covariance estimated by moments: Efron & Morris 1977, "Stein's
    paradox in statistics", Scientific American 236:119-127; for several coefficients Jackson, White,
    Riley 2013, Biometrical Journal 55:231-245. Up to three segments stand for themselves.

    Parameters
    ----------
    periods : PersonPeriods
    segments : sequence of str
        Names by the codes that `periods` carries.
    whole : TouchEffect
        Of all segments together; its knots are used.
    link : {"logit", "cloglog"}

    Returns
    -------
    SegmentEffects

    Examples
    --------
    >>> from jornada.analytics.interactions_cases import cases
    >>> from jornada.analytics.interactions_periods import person_periods
    >>> from jornada.analytics.simulate.interactions import Effect, known_effect
    >>> made = known_effect(3, 3000, effects=[Effect("linear", 0.1), Effect("linear", 0.2)], weeks=20)
    >>> words = {"conversion": ["deal.won"], "lost": ["deal.lost"], "starts": ["lead.created"], "now": made.now}
    >>> rows = person_periods(cases(made.log, segments=made.segment, **words))
    >>> found = segment_effects(rows, made.segment.values, whole=touch_effect(rows))
    >>> found.segments, (found.low < [0.1, 0.2]).tolist(), (found.high > [0.1, 0.2]).tolist()
    (('segment 1', 'segment 2'), [True, True], [True, True])
    """
    parts = [touch_effect(only_segment(periods, place), link=link, knots=whole.knots) for place in range(len(segments))]
    told = [place for place, each in enumerate(parts) if each.is_known and whole.is_known]
    left_out = tuple(name for place, name in enumerate(segments) if place not in told)
    own = tuple(parts[place] for place in told)
    names = tuple(segments[place] for place in told)
    if not own:
        none = np.zeros(0)
        return SegmentEffects((), left_out, (), none, none, none, (), float("nan"))
    slopes = np.array([[each.per_touch] for each in own])
    errors = np.array([[[((each.high - each.low) / 2 / Z_95) ** 2]] for each in own])
    slope, variance, spread = draw_together(slopes, errors)
    half = Z_95 * np.sqrt(variance[:, 0, 0])
    return SegmentEffects(
        names,
        left_out,
        own,
        slope[:, 0],
        slope[:, 0] - half,
        slope[:, 0] + half,
        _turns(own, whole),
        float(np.sqrt(spread[0, 0])),
    )


def draw_together(estimate: Floats, covariance: Floats) -> tuple[Floats, Floats, Floats]:
    """Draw estimates of several groups towards their mean, the uncertain ones more.

    The spread between groups is estimated from the groups; how little a few of them tell about it
    counts twice: they are drawn less, by (G - 3) / (G - 1), so that up to three groups stay where they
    are, and the intervals grow by how far each was drawn. Morris 1983, "Parametric empirical Bayes
    inference", Journal of the American Statistical Association 78:47-55.

    Parameters
    ----------
    estimate : ndarray of float64, shape (groups, columns)
    covariance : ndarray of float64, shape (groups, columns, columns)
        Of each group's estimate.

    Returns
    -------
    drawn : ndarray of float64, shape (groups, columns)
    drawn_covariance : ndarray of float64, shape (groups, columns, columns)
        With the uncertainty of the mean and of the spread in it.
    spread : ndarray of float64, shape (columns, columns)
        Covariance of the true values between groups; 0 when they may all be one.

    Examples
    --------
    >>> drawn, _, spread = draw_together(np.array([[0.0], [0.2], [0.1], [0.4], [0.3]]), np.full((5, 1, 1), 1.0))
    >>> drawn.round(3).ravel().tolist(), spread.tolist()
    ([0.1, 0.2, 0.15, 0.3, 0.25], [[0.0]])
    """
    groups = len(estimate)
    off = estimate - estimate.mean(axis=0)
    spread = _positive(off.T @ off / max(1, groups - 1) - covariance.mean(axis=0)) if groups > 1 else covariance[0] * 0
    weight = np.linalg.pinv(covariance + spread, hermitian=True)
    of_mean = np.linalg.pinv(weight.sum(axis=0), hermitian=True)
    mean = of_mean @ np.einsum("gij,gj->i", weight, estimate)
    room = max(0, groups - 3)
    rest = (np.eye(estimate.shape[1]) - spread @ weight) * (room / max(1, groups - 1))
    moved = np.einsum("gij,gj->gi", rest, estimate - mean)
    drawn: Floats = estimate - moved
    drawn_covariance = covariance - rest @ covariance + rest @ of_mean @ np.swapaxes(rest, 1, 2)
    if room:
        drawn_covariance = drawn_covariance + 2 / room * moved[:, :, None] * moved[:, None, :]
    return drawn, (drawn_covariance + np.swapaxes(drawn_covariance, 1, 2)) / 2, spread


def _turns(own: tuple[TouchEffect, ...], whole: TouchEffect) -> tuple[Turn, ...]:
    coef, covariance, _ = draw_together(
        np.stack([each.coef for each in own]), np.stack([each.covariance for each in own])
    )
    curves = [
        curve_of(whole.knots, mean, spread, each.curve.touches)
        for mean, spread, each in zip(coef, covariance, own, strict=True)
    ]
    return tuple(
        find_turn(curve, is_flat=not min(each.p, whole.p) < 0.05) for curve, each in zip(curves, own, strict=True)
    )


def _positive(matrix: Floats) -> NDArray[np.float64]:
    """Take away what makes a covariance negative."""
    values, vectors = np.linalg.eigh(matrix)
    positive: Floats = (vectors * np.maximum(values, 0)) @ vectors.T
    return positive


def _turning(turn: Turn, language: Language) -> str:
    if not turn.is_fatigue:
        return ""
    point, low, high = (number(each, language, 1) for each in (turn.point, turn.low, turn.high))
    return say("segment_fatigue", language, point=point, low=low, high=high)

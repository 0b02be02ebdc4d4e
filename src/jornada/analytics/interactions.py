"""How many interactions help: counted, compared fairly, and where they stop helping."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from jornada.analytics.binomial import LINKS, Link
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints
from jornada.analytics.interactions_cases import DEFAULT_LEAVE_OUT, OPEN, Cases, cases
from jornada.analytics.interactions_counts import TouchDistribution, TouchYield, distribution, touch_yield
from jornada.analytics.interactions_fatigue import Turn, beyond
from jornada.analytics.interactions_hazard import TouchEffect, touch_effect
from jornada.analytics.interactions_landmark import LandmarkTable, landmark
from jornada.analytics.interactions_periods import default_period, person_periods
from jornada.analytics.interactions_segments import SegmentEffects, segment_effects
from jornada.analytics.log import EventLog
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.visits import Visits
from jornada.analytics.words.interactions import say


@dataclass(frozen=True, eq=False, slots=True)
class InteractionEffects(Result):
    """Everything about the number of interactions and a conversion.

    Attributes
    ----------
    distribution : TouchDistribution
        Touches per case.
    effect : TouchEffect
        By discrete-time hazard: the figure to trust first.
    landmark : LandmarkTable
        By landmark analysis: the same question asked another way.
    by_kind : tuple of TouchEffect
        Of each channel, direction ... asked for, the other touches held equal.
    segments : SegmentEffects or None
        Per segment, when segments were given.
    beyond : ndarray of int64
        Subjects whose open case has reached the point from which touches do harm; of their segment,
        where that can be told.
    yields : TouchYield
        Yield of the n-th touch; and the naive curve, which is no effect.
    subject_names : tuple of str or None
        When subjects came as text: names by id.
    """

    distribution: TouchDistribution
    effect: TouchEffect
    landmark: LandmarkTable
    by_kind: tuple[TouchEffect, ...]
    segments: SegmentEffects | None
    beyond: Ints
    yields: TouchYield
    subject_names: tuple[str, ...] | None

    @property
    def turn(self) -> Turn:
        """Saturation and fatigue of all together."""
        return self.effect.turn

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give the corrected effect, one row per number of touches so far."""
        return self.effect.columns()

    def parts(self) -> tuple[Result, ...]:
        """Give the answers one by one, in the order in which to read them."""
        of_segments = () if self.segments is None else (self.segments,)
        return (self.distribution, self.effect, *self.by_kind, *of_segments, self.landmark, self.yields)

    def explain(self, language: Language = "en") -> str:
        """Say what can be said: the corrected effect first, the naive curve last and with its warning."""
        if not self.yields.conversions:
            return f"{self.distribution.explain(language)} {self.yields.explain(language)}"
        words = [part.explain(language) for part in (self.distribution, self.effect)]
        if self.turn.is_fatigue:
            words.append(say("beyond", language, cases=len(self.beyond)))
        if self.segments is not None:
            words.append(self.segments.explain(language))
        return " ".join([*words, self.landmark.explain(language), self.yields.explain(language)])

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the corrected effect first, the naive curve last."""
        return tuple(chart for part in self.parts() for chart in part.charts(language))


def interaction_effects(
    log: EventLog,
    *,
    conversion: Collection[str],
    lost: Collection[str] = (),
    starts: Collection[str] = (),
    leave_out: Collection[str] = DEFAULT_LEAVE_OUT,
    now: datetime | int | None = None,
    by: str | None = None,
    segments: Any = None,
    visits: Visits | None = None,
    period: timedelta | None = None,
    ages: Sequence[timedelta] = (),
    horizon: timedelta | None = None,
    link: Link = "logit",
) -> InteractionEffects:
    """Say whether more interactions go with more conversions, corrected for long cases collecting more.

    Parameters
    ----------
    log : EventLog
    conversion : collection of str
        Activities that are the success, such as "deal.won".
    lost, starts, leave_out : collection of str
        Activities that end a case without success, that start it, and that are no touch; see
        `interactions_cases.cases`.
    now : datetime or int, optional
        Up to when to look; the last touch of the log when left out.
    by : str, optional
        Text column that tells kinds of touches apart ("channel", "direction"): one effect for each.
    segments : str, or array of text or Coded, shape (subjects,), optional
        Name of an attribute, or one for each subject as in `log.subject_ids`: one effect for each, small
        ones drawn to the mean.
    visits : Visits, optional
        Stages, to compare cases at the same stage.
    period : timedelta, optional
        Length of a period of the hazard.
    ages, horizon : optional
        Of the landmark analysis.
    link : {"logit", "cloglog"}

    Returns
    -------
    InteractionEffects

    Raises
    ------
    MeasureError
        If no conversion is named, the log lacks a column, or a span is not above 0.
    WrongLengthError
        If there is not one segment per subject.

    Examples
    --------
    >>> from jornada.analytics.simulate.interactions import known_effect
    >>> made = known_effect(4, 800, weeks=20)
    >>> words = {"conversion": ["deal.won"], "lost": ["deal.lost"], "starts": ["lead.created"]}
    >>> found = interaction_effects(made.log, now=made.now, **words)
    >>> found.effect.low < 0 < found.effect.high, found.turn.is_fatigue, len(found.beyond)
    (True, False, 0)
    """
    if link not in LINKS:
        raise MeasureError(f"{link!r} is no link; choose one of {', '.join(LINKS)}.")
    chosen = {"lost": lost, "starts": starts, "leave_out": leave_out, "now": now, "by": by}
    found = cases(log, conversion=conversion, **chosen, segments=segments, visits=visits)  # type: ignore[arg-type]
    span = timedelta(microseconds=default_period(found)) if period is None else period
    rows = person_periods(found, span)
    effect = touch_effect(rows, link=link)
    kinds = () if by is None else found.kinds
    by_kind = (touch_effect(person_periods(found, span, kind=kind), kind=kind, link=link) for kind in kinds)
    pooled = None if segments is None else segment_effects(rows, found.segments, whole=effect, link=link)
    return InteractionEffects(
        distribution=distribution(found, "kind"),
        effect=effect,
        landmark=landmark(found, ages, horizon),
        by_kind=tuple(by_kind),
        segments=pooled,
        beyond=_all_beyond(found, effect.turn, pooled),
        yields=touch_yield(found),
        subject_names=found.subject_names,
    )


def _all_beyond(found: Cases, turn: Turn, pooled: SegmentEffects | None) -> Ints:
    """List who is beyond the point of the segment, or of all together where the segment has none told."""
    if pooled is None:
        return beyond(found, turn)
    turns = [pooled.turn_of(segment) or turn for segment in found.segments]
    limit = np.array([each.fatigue for each in turns])[found.segment]
    with np.errstate(invalid="ignore"):
        ids: Ints = found.subject_ids[(found.ending == OPEN) & (found.touches >= limit)]
    return ids

"""The touches behind a credit, and the journeys that end in an advance to a stage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.attribution import touch_weights
from jornada.analytics.attribution_journeys import JourneyCut, check_cut
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import RuleOptions
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds
from jornada.analytics.grouped import Floats, Ints
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import MICROS, Numerals
from jornada.analytics.result import Language, Result
from jornada.analytics.visits import Visits
from jornada.analytics.words import attribution as words


@dataclass(frozen=True, eq=False, slots=True)
class CreditedTouches(Result):
    """Touches that earn credit, the highest first.

    Attributes
    ----------
    model, name : str
        Whose credit it is; the name empty for all.
    subject_id, touch_id : ndarray of int64, shape (touches,), or None
        None where the journeys do not know.
    journey : ndarray of int64
        Position of the journey.
    names : tuple of str
        What each touch stands for.
    age : ndarray of int64, or None
        Microseconds before the conversion.
    weight : ndarray of float64
        Share of its journey's credit, 0 to 1.
    conversions, value : ndarray of float64
        What that comes to; over all touches, the credit in the table. Value is 0 where none is known.
    """

    model: str
    name: str
    subject_id: Ints | None
    touch_id: Ints | None
    journey: Ints
    names: tuple[str, ...]
    age: Ints | None
    weight: Floats
    conversions: Floats
    value: Floats

    def __len__(self) -> int:
        return len(self.journey)

    def columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {"journey": self.journey, "name": self.names}
        if self.subject_id is not None:
            columns["subject"] = self.subject_id
        if self.touch_id is not None:
            columns["touch"] = self.touch_id
        if self.age is not None:
            columns["seconds_before"] = self.age / MICROS
        return columns | {name: getattr(self, name) for name in ("weight", "conversions", "value")}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        return wrote.pick(
            *words.TOUCHES,
            touches=wrote.number(len(self)),
            journeys=wrote.number(len(np.unique(self.journey))),
            credit=wrote.short(float(self.conversions.sum())),
            model=self.model,
        )


def credited_touches(
    journeys: Journeys, model: str, name: str | None = None, *, options: RuleOptions | None = None
) -> CreditedTouches:
    """List the touches that earn a name its credit.

    Parameters
    ----------
    journeys : Journeys
    model : str
        A rule or `shapley`; the others do not share out journey by journey.
    name : str, optional
        Of `journeys.names`; all when left out.
    options : RuleOptions, optional

    Returns
    -------
    CreditedTouches

    Raises
    ------
    MeasureError
        If the name earns nothing here because it is unknown, or the model is not one by journey.

    Examples
    --------
    >>> found = credited_touches(Journeys.from_paths(["a>b", "b"], [1, 2]), "linear", "b")
    >>> found.journey.tolist(), found.conversions.tolist()
    ([1, 0], [2.0, 0.5])
    """
    if name is not None and name not in journeys.names:
        raise MeasureError(f"No journey has {name!r}; there are {', '.join(journeys.names)}.")
    touched = journeys.select((journeys.lengths > 0) & (journeys.conversions > 0))
    place = np.flatnonzero((journeys.lengths > 0) & (journeys.conversions > 0))
    weight = touch_weights(touched, model, options)
    earned = weight * touched.conversions[touched.journey]
    asked = earned > 0
    if name is not None:
        asked &= touched.step == journeys.names.index(name)
    rows = np.flatnonzero(asked)
    rows = rows[np.argsort(-earned[rows], kind="stable")]
    own = touched.journey[rows]
    value = np.zeros(len(rows)) if touched.value is None else weight[rows] * touched.value[own]
    return CreditedTouches(
        model=model,
        name=name or "",
        subject_id=None if touched.subject_id is None else touched.subject_id[own],
        touch_id=None if touched.touch_id is None else touched.touch_id[rows],
        journey=place[own],
        names=tuple(journeys.names[code] for code in touched.step[rows].tolist()),
        age=None if touched.age is None else touched.age[rows],
        weight=weight[rows],
        conversions=earned[rows],
        value=value,
    )


def stage_journeys(
    log: EventLog,
    visits: Visits,
    stage: str | None = None,
    *,
    dimension: str = "channel",
    lookback: timedelta | None = None,
    leave_out: Collection[str] = (),
) -> Journeys:
    """Cut a log into the journeys that ended in an advance on the map, and one per subject without any.

    An advance is a visit to a stage further than any before in the cycle; the touch that is its evidence
    is the conversion, so it earns nothing itself. Arriving from outside is an advance to the stage
    asked for, but not one from stage to stage.

    Parameters
    ----------
    log : EventLog
    visits : Visits
        Derived from the same log.
    stage : str, optional
        Only advances from before this stage to it or beyond; all from stage to stage when left out.
    dimension, lookback, leave_out
        As for `attribution_journeys.journeys`.

    Returns
    -------
    Journeys

    Raises
    ------
    MeasureError
        If the map has no such stage, or the log lacks the dimension.

    Examples
    --------
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns(
    ...     [1, 1, 1], [0, 5, 9], ["page.viewed", "email.opened", "demo.held"], channel=["web", "email", "video"]
    ... )
    >>> made = stage_journeys(log, derive_visits(log, DEFAULT_MAP, now=20), "evaluation")
    >>> made.names, made.conversions.tolist()
    (('email', 'web'), [1.0])
    """
    check_cut(log, dimension, lookback)
    if stage is not None and stage not in visits.stages:
        raise MeasureError(f"The map has no stage {stage!r}; it has {', '.join(visits.stages)}.")
    ids = advances(visits, stage)
    span = None if lookback is None else microseconds(lookback)
    return run(JourneyCut((), dimension, span, "every", tuple(leave_out), (), (), ids), log)


def advances(visits: Visits, stage: str | None = None) -> Ints:
    """List the touches that took a subject further on the map than before, ascending by id.

    Examples
    --------
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 1], [0, 5, 9], ["page.viewed", "demo.held", "page.viewed"])
    >>> advances(derive_visits(log, DEFAULT_MAP, now=20)).tolist()
    [1]
    """
    if not len(visits):
        return np.empty(0, dtype=np.int64)
    is_new = np.ones(len(visits), dtype=np.bool_)
    is_new[1:] = (visits.subject[1:] != visits.subject[:-1]) | (visits.cycle[1:] != visits.cycle[:-1])
    width = len(visits.stages) + 1
    furthest = np.maximum.accumulate(np.cumsum(is_new) * width + visits.stage) % width
    before = np.where(is_new, -1, np.concatenate(([-1], furthest[:-1])))
    goal = -1 if stage is None else visits.stages.index(stage)
    goes = (visits.stage > before) & (~is_new if stage is None else (before < goal) & (visits.stage >= goal))
    return np.unique(visits.evidence[goes & (visits.evidence >= 0)])

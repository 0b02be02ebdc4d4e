"""A designed map against the one that a log proposes: same stages, same order?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.discover import MapProposal
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Language, Result
from jornada.analytics.words import flow as words
from jornada.rules.stages import JourneyMap


@dataclass(frozen=True, eq=False, slots=True)
class MapComparison(Result):
    """Where the activities of both maps stand.

    Attributes
    ----------
    activities : tuple of str
        Those that are evidence in both maps, in the proposed order.
    designed, proposed : tuple of str
        Stage of each of them.
    order_agreement : float
        Of pairs of activities that stand in different stages of both maps, those in the same order
        less those in the opposite one, over all such pairs: -1 to 1; NaN without a pair.
    together : float
        Of all pairs of activities, the share on which the maps agree whether they make one stage
        (Rand 1971, "Objective criteria for the evaluation of clustering methods"), 0 to 1.
    turned : tuple of (str, str)
        Pairs of neighbouring designed stages whose activities come mostly in the opposite order.
    only_designed, only_proposed : tuple of str
        Activities that are evidence in one map alone.
    unseen : tuple of str
        Designed stages without any activity that the log proposes.
    """

    activities: tuple[str, ...]
    designed: tuple[str, ...]
    proposed: tuple[str, ...]
    order_agreement: float
    together: float
    turned: tuple[tuple[str, str], ...]
    only_designed: tuple[str, ...]
    only_proposed: tuple[str, ...]
    unseen: tuple[str, ...]

    def columns(self) -> dict[str, Any]:
        return {"activity": self.activities, "designed": self.designed, "proposed": self.proposed}

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        if np.isnan(self.order_agreement):
            return wrote.pick(
                *words.THE_MAPS_SHARE_TOO,
            )
        text = wrote.pick(
            *words.THE_ORDER_OF_THE,
            order=wrote.number(self.order_agreement, 2),
            together=wrote.share(self.together),
        )
        for early, late in self.turned[:3]:
            text += wrote.pick(*words.COMES_BEFORE, late=late, early=early)
        if self.unseen:
            stages = wrote.listed(self.unseen)
            text += wrote.pick(*words.THE_LOG_SHOWS_NOTHING, stages=stages)
        return text


def compare_maps(proposal: MapProposal, designed: JourneyMap) -> MapComparison:
    """Compare a designed map with the one that a log proposes.

    An activity stands at the furthest stage for which it is evidence, as when visits are derived. How far
    single walks keep to the design is another question: `conformance.conformance`.

    Parameters
    ----------
    proposal : MapProposal
    designed : JourneyMap

    Returns
    -------
    MapComparison

    Raises
    ------
    MeasureError
        If the designed map has no stage.

    Examples
    --------
    >>> from jornada.analytics.discover import propose_map
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.rules.stages import Behaviour, JourneyMap, Stage
    >>> log = EventLog.from_columns([1, 1, 2, 2], [0, 1, 0, 1], ["see", "buy"] * 2)
    >>> stages = [Stage(code, (Behaviour((code,)),)) for code in ("buy", "see")]
    >>> compare_maps(propose_map(log), JourneyMap(tuple(stages))).order_agreement
    -1.0
    """
    if not designed.stages:
        raise MeasureError("The designed map has no stage to compare with.")
    planned, found = _stage_of(designed), _stage_of(proposal.journey)
    shared = [name for names in proposal.activities for name in names if name in planned]
    ours, theirs = (np.array([stage[name] for name in shared], dtype=np.int64) for stage in (planned, found))
    codes = [stage.code for stage in designed.stages]
    seen = set(ours.tolist())
    return MapComparison(
        activities=tuple(shared),
        designed=tuple(codes[place] for place in ours.tolist()),
        proposed=tuple(proposal.stages[place] for place in theirs.tolist()),
        order_agreement=_agreement(ours, theirs),
        together=_together(ours, theirs),
        turned=tuple((codes[a], codes[b]) for a, b in _turned(ours, theirs)),
        only_designed=tuple(sorted(planned.keys() - found.keys())),
        only_proposed=tuple(sorted(found.keys() - planned.keys())),
        unseen=tuple(code for place, code in enumerate(codes) if place not in seen),
    )


def _stage_of(journey: JourneyMap) -> dict[str, int]:
    return {
        activity: place
        for place, stage in enumerate(journey.stages)
        for behaviour in stage.entry
        for activity in behaviour.activities
    }


def _signs(ours: Ints, theirs: Ints) -> NDArray[Any]:
    signs: NDArray[Any] = np.sign(ours[:, None] - ours) * np.sign(theirs[:, None] - theirs)
    return signs


def _agreement(ours: Ints, theirs: Ints) -> float:
    signs = _signs(ours, theirs)
    pairs = np.count_nonzero(signs)
    return float(signs.sum() / pairs) if pairs else float("nan")


def _together(ours: Ints, theirs: Ints) -> float:
    same = (ours[:, None] == ours) == (theirs[:, None] == theirs)
    pairs = len(ours) * (len(ours) - 1)
    return float((np.count_nonzero(same) - len(ours)) / pairs) if pairs else float("nan")


def _turned(ours: Ints, theirs: Ints) -> list[tuple[int, int]]:
    """Find neighbouring stages, of those that both maps know, whose activities stand the other way round."""
    signs, stages = _signs(ours, theirs), np.unique(ours).tolist()
    return [(a, b) for a, b in pairwise(stages) if signs[np.ix_(ours == a, ours == b)].sum() < 0]

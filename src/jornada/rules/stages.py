"""What a journey map is: stages in order, entered on behaviour that can be observed.

A map says, stage by stage, which touches are evidence that a buyer stands there. Deriving visits
from touches happens in `jornada.analytics.visits`, for one buyer or for all of them; this module
holds the map itself, checks it, and carries the default one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from jornada.rules.catalogue import ACTORS, BY_CODE, CHANNELS, DIRECTIONS, OUTCOMES

Phase = Literal["before", "purchase", "after"]

LOST_ACTIVITY = "deal.lost"
CLOSING_ACTIVITIES = (LOST_ACTIVITY, "subject.parked")
WON_ACTIVITY = "deal.won"
OPENED_ACTIVITY = "deal.opened"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Evidence for a stage: activities, at least N times, within a window.

    Attributes
    ----------
    activities : tuple of str
        Activity codes that count; one of them is enough for one count.
    at_least : int
        How many such touches are needed, 1 or more. Evidence stands at the time of the N-th.
    within : timedelta or None
        The N touches must lie within this span (inclusive). None: no limit.
    channels, directions, by, outcomes, roles : tuple of str
        Filters; empty means any.
    human_only : bool
        Whether touches of machines are left out.
    product : int or None
        Only touches about this product.
    """

    activities: tuple[str, ...]
    at_least: int = 1
    within: timedelta | None = None
    channels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    human_only: bool = True
    product: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the map.

    Attributes
    ----------
    code : str
        Stable name.
    entry : tuple of Behaviour
        Behaviours that place a buyer here.
    entry_all : bool
        False: any one of them is enough. True: all of them, the last standing within
        `entry_within` of the first.
    entry_within : timedelta or None
        Window for `entry_all`.
    exit : tuple of Behaviour
        Any of them ends the visit without saying where the buyer went.
    expiry : timedelta or None
        Without evidence for any stage for this long, the buyer falls back to the stage before.
    phase : {"before", "purchase", "after"}
        Part of the road. Stages of "purchase" and "after" belong to the cycle that was won.
    again : tuple of Behaviour
        For a stage "before": behaviours of a customer that show a new purchase. Once a cycle is won,
        they open the next one here. A map in which no stage has any opens it on all evidence for a
        stage "before".
    en, pt : str
        Labels.
    """

    code: str
    entry: tuple[Behaviour, ...]
    entry_all: bool = False
    entry_within: timedelta | None = None
    exit: tuple[Behaviour, ...] = ()
    expiry: timedelta | None = None
    phase: Phase = "before"
    again: tuple[Behaviour, ...] = ()
    en: str = ""
    pt: str = ""

    @property
    def leads_here(self) -> tuple[Behaviour, ...]:
        """All behaviours that can place a buyer here, in the order in which visits count them."""
        return (*self.entry, *self.again)


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """Stages in order, and whether a buyer may go back.

    Attributes
    ----------
    stages : tuple of Stage
        In the order of the road, at least one.
    ratchet : bool
        True: evidence for an earlier stage never moves a buyer back.
    closing : tuple of str
        Activities that end a cycle; later evidence opens the next one.
    won : str
        The activity that wins a cycle without ending the walk.
    returns : tuple of str
        Activities of people that bring back whoever was lost or parked: until the first of them, evidence for a
        stage "before" is none. Empty: any evidence opens the next cycle.
    by_opportunity : bool
        True: what is lost, parked or won speaks for itself alone while another opportunity of the subject is open.
        A closing touch ends no cycle then, and after a win all evidence counts, not only what stages say under
        `again`. False: closing and winning touches speak for the subject.
    """

    stages: tuple[Stage, ...]
    ratchet: bool = False
    closing: tuple[str, ...] = CLOSING_ACTIVITIES
    won: str = WON_ACTIVITY
    returns: tuple[str, ...] = ()
    by_opportunity: bool = False

    @property
    def asks_for_more(self) -> bool:
        """Whether a customer opens the next cycle by what the stages say under `again` alone."""
        return any(stage.again for stage in self.stages)


@dataclass(frozen=True, slots=True)
class MapFault:
    """Something wrong with a map: where, what, and what to do about it."""

    where: str
    code: str
    detail: dict[str, str] = field(default_factory=dict)


def check_map(journey: JourneyMap, known_activities: Iterable[str] | None = None) -> list[MapFault]:
    """Find rules of a map that are wrong or can never match.

    Parameters
    ----------
    journey : JourneyMap
        The map to check.
    known_activities : iterable of str, optional
        Activity codes that exist; the default catalogue when left out.

    Returns
    -------
    list of MapFault
        Empty when the map is sound.

    Examples
    --------
    >>> lonely = JourneyMap((Stage("a", (Behaviour(("no.such",)),)),))
    >>> [fault.code for fault in check_map(lonely)]
    ['unknown_activity']
    """
    known = set(BY_CODE if known_activities is None else known_activities)
    faults = list(_order_faults(journey))
    for stage in journey.stages:
        if not stage.entry:
            faults.append(MapFault(stage.code, "no_entry"))
        if stage.expiry is not None and stage.expiry <= timedelta(0):
            faults.append(MapFault(stage.code, "expiry_not_positive"))
        if stage.again and stage.phase != "before":
            faults.append(MapFault(stage.code, "again_after_purchase"))
        for behaviour in (*stage.leads_here, *stage.exit):
            faults.extend(_behaviour_faults(stage.code, behaviour, known))
    strange = sorted(set(journey.returns) - known)
    faults.extend(MapFault("map", "unknown_activity", {"activity": activity}) for activity in strange)
    return [*faults, *_never_evidence(journey)]


def _order_faults(journey: JourneyMap) -> Iterator[MapFault]:
    if not journey.stages:
        yield MapFault("map", "no_stages")
    codes = [stage.code for stage in journey.stages]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield MapFault(code, "stage_twice")


def _never_evidence(journey: JourneyMap) -> Iterator[MapFault]:
    closing = set(journey.closing)
    for number, stage in enumerate(journey.stages):
        for behaviour in (*stage.leads_here, *stage.exit):
            if behaviour.activities and closing.issuperset(behaviour.activities):
                yield MapFault(stage.code, "only_closing")
        for behaviour in () if stage.entry_all else stage.entry:
            further = _always_further(behaviour, journey.stages[number + 1 :])
            if behaviour.activities and further.issuperset(behaviour.activities):
                yield MapFault(stage.code, "always_further")


def _always_further(behaviour: Behaviour, later: tuple[Stage, ...]) -> set[str]:
    """Find the activities of which one touch is enough for a later stage: the furthest stage wins."""
    return {
        activity
        for stage in later
        for other in (() if stage.entry_all else stage.entry)
        if other == Behaviour(other.activities, human_only=other.human_only)
        and (behaviour.human_only or not other.human_only)
        for activity in other.activities
    }


def _behaviour_faults(where: str, behaviour: Behaviour, known: set[str]) -> Iterator[MapFault]:
    if not behaviour.activities:
        yield MapFault(where, "no_activities")
    for activity in behaviour.activities:
        if activity not in known:
            yield MapFault(where, "unknown_activity", {"activity": activity})
    if behaviour.at_least < 1:
        yield MapFault(where, "count_below_one", {"count": str(behaviour.at_least)})
    if behaviour.within is not None and behaviour.within <= timedelta(0):
        yield MapFault(where, "window_not_positive")
    yield from _filter_faults(where, behaviour)


def _filter_faults(where: str, behaviour: Behaviour) -> Iterator[MapFault]:
    allowed: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("channel", behaviour.channels, CHANNELS),
        ("direction", behaviour.directions, DIRECTIONS),
        ("by", behaviour.by, ACTORS),
        ("outcome", behaviour.outcomes, OUTCOMES),
    )
    for name, values, known in allowed:
        for value in values:
            if value not in known:
                yield MapFault(where, "unknown_filter_value", {"filter": name, "value": value})

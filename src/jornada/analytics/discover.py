"""A first journey map proposed from the log itself: stages, their order, loops and rework."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.counts import counts
from jornada.analytics.discover_counts import OrderCounts, OrderOf
from jornada.analytics.discover_groups import contiguous_groups, two_way
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.log import EventLog
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import flow as words
from jornada.rules.catalogue import BY_CODE, DECISIONS
from jornada.rules.stages import WON_ACTIVITY, Behaviour, JourneyMap, Phase, Stage

# Below so many activities of a log nothing can be ordered.
FEWEST = 2
# From this share of moves that go both ways on, an activity without a group of its own is one of no stage.
TWO_WAY = 0.3


@dataclass(frozen=True, eq=False, slots=True)
class MapProposal(Result):
    """Stages read off a log, in order.

    Attributes
    ----------
    journey : JourneyMap
        The proposal: each activity of a stage is evidence for it.
    activities : tuple of tuple of str
        Of each stage, the one most subjects do first.
    anywhere : tuple of str
        Activities that come at any time and so speak for no stage.
    rare : tuple of str
        Activities of too few subjects to be placed.
    precedence, position : dict of str to float
        Mean lead over other activities, 1 always first to -1 always last; mean place in the log, 0 to 1.
    subjects : dict of str to int
        Subjects per activity.
    rework : dict of str to float
        Share of an activity's subjects that do it more than once, 0 to 1.
    moves : ndarray of int64, shape (stages, stages)
        Direct successions of touches from stage to stage.
    population : int
        Subjects with any activity that was placed.
    """

    journey: JourneyMap
    activities: tuple[tuple[str, ...], ...]
    anywhere: tuple[str, ...]
    rare: tuple[str, ...]
    precedence: dict[str, float]
    position: dict[str, float]
    subjects: dict[str, int]
    rework: dict[str, float]
    moves: Ints
    population: int

    @property
    def stages(self) -> tuple[str, ...]:
        """Codes of the stages in order."""
        return tuple(stage.code for stage in self.journey.stages)

    @property
    def back(self) -> Floats:
        """Share of the moves out of each stage that go to an earlier one, shape (stages,)."""
        leaving = self.moves.sum(axis=1) - np.diag(self.moves)
        return divided(np.tril(self.moves, -1).sum(axis=1), leaving)

    def loops(self, least: float = 0.1) -> list[tuple[str, str, int, float]]:
        """Name the returns: from, to, how often, share of the moves out; from `least` on, largest first."""
        leaving = self.moves.sum(axis=1) - np.diag(self.moves)
        share = divided(self.moves, leaving[:, None])
        late, early = np.nonzero(np.tril(np.nan_to_num(share), -1) >= least)
        found = [
            (self.stages[a], self.stages[b], int(self.moves[a, b]), float(share[a, b]))
            for a, b in zip(late.tolist(), early.tolist(), strict=True)
        ]
        return sorted(found, key=lambda loop: (-loop[3], loop[0], loop[1]))

    def columns(self) -> dict[str, Any]:
        placed = [(code, name) for code, names in zip(self.stages, self.activities, strict=True) for name in names]
        rows = [*placed, *(("", name) for name in self.anywhere)]
        return {
            "stage": [code for code, _ in rows],
            "activity": [name for _, name in rows],
            "subjects": [self.subjects[name] for _, name in rows],
            "precedence": [self.precedence[name] for _, name in rows],
            "position": [self.position[name] for _, name in rows],
            "rework": [self.rework[name] for _, name in rows],
        }

    def explain(self, language: Language = "en") -> str:
        wrote = Numerals(language)
        lines = [
            wrote.pick(
                *words.FROM_WHAT_SUBJECTS_DID,
                population=wrote.number(self.population),
                count=len(self.stages),
                stages="; ".join(f"{n}. {wrote.listed(names)}" for n, names in enumerate(self.activities, start=1)),
            )
        ]
        if self.anywhere:
            text = wrote.pick(*words.AT_ANY_TIME_SO,
                              names=wrote.listed(self.anywhere))  # fmt: skip
            lines.append(text)
        for late, early, _, share in self.loops()[:3]:
            text = wrote.pick(*words.LOOP_OF_THE_MOVES,
                              share=wrote.share(share), late=late, early=early)  # fmt: skip
            lines.append(text)
        most = max(self.rework, key=lambda name: self.rework[name])
        lines.append(
            wrote.pick(
                *words.MOST_REPEATED_BY_OF,
                name=most,
                share=wrote.share(self.rework[most]),
            )
        )
        return " ".join(lines)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        title = Numerals(language).pick(*words.MOVES_FROM_STAGE_TO)
        share = divided(self.moves, self.moves.sum(axis=1, keepdims=True))
        rows = [Series(stage, self.stages, row) for stage, row in zip(self.stages, share.tolist(), strict=True)]
        return (Chart("heat", title, "", "", rows, is_share=True),)


def propose_map(
    log: EventLog,
    *,
    detail: float = 2.0,
    least: float = 0.01,
    most: int = 60,
    leave_out: Collection[str] | None = None,
    won: str = WON_ACTIVITY,
) -> MapProposal:
    """Propose a journey map from a log: which activities make a stage, and in which order stages come.

    Order: activities by *precedence*, the mean over other activities of (subjects that did this one
    first - subjects that did the other first) / both. Stages: neighbours in that order that alternate,
    in the partition into consecutive groups with the highest modularity (Newman & Girvan 2004, "Finding
    and evaluating community structure in networks", Physical Review E 69:026113; `detail` is the
    resolution of Reichardt & Bornholdt 2006, Physical Review E 74:016110), found exactly by dynamic
    programming. Two activities alternate as often as each directly follows the other, whichever is
    less, over the geometric mean of their moves; what only ever follows is a stage of its own.

    Touches of machines do not count. No map is true; this one says what usually comes before what.

    Parameters
    ----------
    log : EventLog
    detail : float, default 2
        Higher: more and smaller stages.
    least : float, default 0.01
        Share of subjects below which an activity is not placed.
    most : int, default 60
        How many activities to place, those of most subjects.
    leave_out : collection of str, optional
        Activities that are not behaviour; our own decisions and bare attempts of the catalogue when left out.
    won : str
        The activity that is the purchase; stages after it are of the phase "after".

    Returns
    -------
    MapProposal

    Raises
    ------
    MeasureError
        If fewer than two activities are left to place.

    Examples
    --------
    >>> log = EventLog.from_columns([1, 1, 1, 2, 2, 2], [0, 1, 2] * 2, ["see", "try", "buy"] * 2)
    >>> propose_map(log).activities
    (('see',), ('try',), ('buy',))
    """
    log = log if log.human is None else log.select(log.human)
    skipped = _no_behaviour(won) if leave_out is None else frozenset(leave_out)
    placed, rare = _chosen(log, skipped, least, most)
    if len(placed) < FEWEST:
        raise MeasureError(f"A map takes at least {FEWEST} activities of enough subjects; the log has {len(placed)}.")
    found = run(OrderOf(placed), log)
    order = np.lexsort((np.arange(len(placed)), found.mean_position, -found.subjects, -found.precedence))
    groups, anywhere = _stages(found, order, detail)
    return _proposal(found, placed, groups, anywhere, rare, won)


def _no_behaviour(won: str) -> frozenset[str]:
    attempts = {kind.code for kind in BY_CODE.values() if kind.direction == "out" and kind.outcome == "attempt"}
    return frozenset(DECISIONS | attempts) - {won}


def _chosen(log: EventLog, skipped: frozenset[str], least: float, most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Choose the activities of most subjects; those of too few are rare."""
    subjects = {name: who for name, _, who in counts(log, ["activity"]).rows() if name not in skipped}
    ranked = sorted(subjects, key=lambda name: (-subjects[name], name))
    enough = [name for name in ranked if subjects[name] >= least * log.subjects][:most]
    return tuple(sorted(enough)), tuple(sorted(set(ranked) - set(enough)))


def _stages(found: OrderCounts, order: Ints, detail: float) -> tuple[list[Ints], Ints]:
    """Cut the ordered activities into groups; set apart those that alternate with all and none."""
    alternates, both_ways = two_way(found.moves[np.ix_(order, order)])
    apart = np.zeros(len(order), dtype=np.bool_)
    while True:
        kept = np.flatnonzero(~apart)
        links = alternates[np.ix_(kept, kept)]
        groups = contiguous_groups(links, detail)
        strangers = _strangers(links, groups) & (both_ways[kept] >= TWO_WAY)
        if not strangers.any() or strangers.all():
            return [order[kept[group]] for group in groups], order[apart]
        apart[kept[strangers]] = True


def _strangers(links: Floats, groups: list[Ints]) -> Any:
    """Tell those that are linked to their own group no more than chance would have it."""
    degree, total = links.sum(axis=1), max(links.sum(), np.finfo(np.float64).tiny)
    result = np.zeros(len(links), dtype=np.bool_)
    for group in groups:
        own = links[np.ix_(group, group)].sum(axis=1)
        result[group] = own <= degree[group] * (degree[group].sum() - degree[group]) / total
    return result


def _proposal(
    found: OrderCounts, placed: tuple[str, ...], groups: list[Ints], apart: Ints, rare: tuple[str, ...], won: str
) -> MapProposal:
    by_use = [group[np.argsort(-found.subjects[group], kind="stable")] for group in groups]
    activities = tuple(tuple(placed[code] for code in group.tolist()) for group in by_use)
    member = np.zeros((len(groups), len(placed)), dtype=np.int64)
    for number, group in enumerate(groups):
        member[number, group] = 1

    def by_name(values: Any) -> dict[str, Any]:
        return dict(zip(placed, values.tolist(), strict=True))

    return MapProposal(
        journey=JourneyMap(_as_stages(activities, won), won=won),
        activities=activities,
        anywhere=tuple(placed[code] for code in apart.tolist()),
        rare=rare,
        precedence=by_name(found.precedence),
        position=by_name(found.mean_position),
        subjects=by_name(found.subjects),
        rework=by_name(divided(found.again, found.subjects)),
        moves=member @ found.moves @ member.T,
        population=int(found.population[0]),
    )


def _as_stages(activities: tuple[tuple[str, ...], ...], won: str) -> tuple[Stage, ...]:
    bought = next((number for number, names in enumerate(activities) if won in names), len(activities))
    phases: list[Phase] = ["before" if n < bought else "purchase" if n == bought else "after" for n in range(99)]
    return tuple(
        Stage(
            code=names[0].replace(".", "_"),
            entry=(Behaviour(names),),
            phase=phases[number],
            en=_label(names, "en"),
            pt=_label(names, "pt"),
        )
        for number, names in enumerate(activities)
    )


def _label(names: tuple[str, ...], language: Language) -> str:
    first = getattr(BY_CODE[names[0]], language) if names[0] in BY_CODE else names[0]
    more = Numerals(language).pick(*words.AND_MORE, n=len(names) - 1)
    return first + (more if len(names) > 1 else "")

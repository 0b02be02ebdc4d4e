"""The figures of the journey page: from the copy's columns to what the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.dwell import DwellTable, dwell
from jornada.analytics.periods import DAY
from jornada.analytics.stage_conversion import ConversionTable, stage_conversion
from jornada.analytics.stage_flow import BACK, ENDED, FELL, FORWARD, LEFT, SKIP, FlowTable, stage_flow
from jornada.analytics.variants import variants
from jornada.analytics.visits import Visits
from jornada.apps.insight.clock import zone_of
from jornada.apps.insight.copy.layout import ACCOUNTS, VISITS
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.period import EVER_HIGH, EVER_LOW, Period
from jornada.apps.insight.results import kept
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment, account_mask
from jornada.apps.insight.walks import Walks, cut, stays_beside

PATHS_SHOWN = 10
LONG_DAYS = 90

Kind = Literal["next", "skip", "back"]


@dataclass(frozen=True, slots=True)
class Move:
    """Moves between two stages, by their place on the map; `fell` of them for lack of activity."""

    source: int
    target: int
    count: int
    fell: int

    @property
    def kind(self) -> Kind:
        if self.target < self.source:
            return "back"
        return "next" if self.target == self.source + 1 else "skip"


@dataclass(frozen=True, slots=True)
class Path:
    """A path that several walks took."""

    stages: tuple[int, ...]
    count: int
    share: float
    median_days: float


@dataclass(frozen=True, slots=True)
class JourneyFigures:
    """All figures of the journey page for one filter and scope; lists are in the order of the stages."""

    as_of: int
    accounts: int
    now: tuple[int, ...]
    conversion: ConversionTable
    dwell: DwellTable
    still_here: tuple[float, ...]
    # Stays that are no entry of an account's first walk of the period.
    fallen: tuple[int, ...]
    others: tuple[int, ...]
    moves: tuple[Move, ...]
    ended: tuple[int, ...]
    paths: tuple[Path, ...]
    path_kinds: int
    walks: int

    @property
    def standing(self) -> int:
        return sum(self.now)

    @property
    def cohort(self) -> int:
        return self.conversion.cohort + self.conversion.cohort_immature


def journey_figures(
    view: View, scope: Scope, segment: Segment, period: Period, within: int | None = None
) -> JourneyFigures:
    """Compute the page's figures, or return those that were kept; `within` is the window in days."""
    return journey_answer(view, scope, segment, period, within)


def visits_of(view: View, accounts: NDArray[np.bool_], now: int) -> Visits:
    """Return the visits of some accounts, as of an instant."""
    visits = replace(view.visits, now=now)
    return visits if accounts.all() else visits.select(accounts[visits.subject])


def span_of(view: View, period: Period) -> tuple[int | None, int | None]:
    """Return the instants between which something counts, None for no limit."""
    low, high = period.micros(zone_of(view))
    return (None if low == EVER_LOW else low), (None if high == EVER_HIGH else high)


def walks_of(view: View, visits: Visits, period: Period) -> Walks:
    """Return the walks that began in the period."""
    return cut(visits, *period.micros(zone_of(view)))


@kept(ACCOUNTS, VISITS, ages=True)
def journey_answer(
    view: View, now: int, scope: Scope, segment: Segment, period: Period, within: int | None
) -> JourneyFigures:
    """Compute the figures of one question, as of an instant."""
    accounts = account_mask(view, segment, scope)
    visits = visits_of(view, accounts, now)
    since, until = span_of(view, period)
    standing = visits.standing()
    flow = stage_flow(visits, since=since, until=until)
    walks = walks_of(view, visits, period)
    taken = variants(walks.log)
    stays = dwell(visits, since=since, until=until)
    fallen, others = stays_beside(visits, *period.micros(zone_of(view)))
    window = None if within is None else timedelta(days=within)
    return JourneyFigures(
        as_of=now,
        accounts=int(np.count_nonzero(accounts)),
        now=tuple(np.bincount(standing[standing >= 0], minlength=len(visits.stages)).tolist()),
        conversion=stage_conversion(visits, within=window, since=since, until=until),
        # The page reads one point off each curve; all their steps would be most of what is kept.
        dwell=replace(stays, curves=()),
        still_here=tuple(curve.still_here(LONG_DAYS)[0] for curve in stays.curves),
        fallen=tuple(fallen.tolist()),
        others=tuple(others.tolist()),
        moves=tuple(_moves(flow)),
        ended=_counts(flow, len(visits.stages), (ENDED, LEFT)),
        paths=tuple(
            Path(
                tuple(visits.stages.index(code) for code in taken.activities(row)),
                int(taken.subjects[row]),
                float(taken.share[row]),
                float(taken.median_span[row]) / DAY,
            )
            for row in range(min(PATHS_SHOWN, len(taken)))
        ),
        path_kinds=len(taken),
        walks=len(walks),
    )


def _moves(flow: FlowTable) -> Iterator[Move]:
    """Add up the links within a cycle by source and target, the most frequent first."""
    kinds = len(flow.stages)
    pair = flow.source * kinds + flow.target
    total, fell = (
        np.bincount(pair[rows], weights=flow.count[rows], minlength=kinds * kinds).astype(np.int64)
        for rows in (np.isin(flow.kind, (FORWARD, SKIP, BACK, FELL)), flow.kind == FELL)
    )
    for cell in np.argsort(-total, kind="stable")[: np.count_nonzero(total)].tolist():
        yield Move(cell // kinds, cell % kinds, int(total[cell]), int(fell[cell]))


def _counts(flow: FlowTable, stages: int, kinds: tuple[int, ...]) -> tuple[int, ...]:
    rows = np.isin(flow.kind, kinds)
    return tuple(np.bincount(flow.source[rows], weights=flow.count[rows], minlength=stages).astype(int).tolist())

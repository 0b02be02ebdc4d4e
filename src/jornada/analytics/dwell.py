"""How long subjects stay at a stage, with those who still stand there counted right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from jornada.analytics.engine import run
from jornada.analytics.grouped import Floats, Ints, sort_by_group
from jornada.analytics.survival import Curve, kaplan_meier
from jornada.analytics.visits import CLOSED, EVIDENCE, EXIT, EXPIRY, OPEN, Visits

QUANTILES = (0.5, 0.75, 0.9)
LEAVING = (EVIDENCE, EXIT, EXPIRY, CLOSED)


@dataclass(frozen=True, eq=False, slots=True)
class DwellTable:
    """Stays per stage, in map order; times in microseconds.

    Attributes
    ----------
    stages : tuple of str
    visits, still_open : ndarray of int64, shape (stages,)
        All stays, and those that have not ended.
    median, p75, p90 : ndarray of float64, shape (3, stages)
        Estimate, low and high end of the 95 % interval; NaN where the curve does not get so low.
    curves : tuple of Curve
    """

    stages: tuple[str, ...]
    visits: Ints
    still_open: Ints
    median: Floats
    p75: Floats
    p90: Floats
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Dwell:
    """The measure behind `dwell`. A part packs each stay as 2 x time + (1 when it ended)."""

    stages: tuple[str, ...]
    leaving: tuple[int, ...] = LEAVING
    since: int | None = None
    until: int | None = None

    def kernel(self, visits: Visits) -> tuple[Ints, Ints]:
        asked = entered_between(visits, self.since, self.until)
        left = np.where(visits.left_by == OPEN, visits.now, visits.left_at)
        packed = (left - visits.entered_at) << 1
        packed |= np.isin(np.arange(len(LEAVING) + 1), self.leaving)[visits.left_by]
        return visits.stage[asked].astype(np.int64), packed[asked]

    def merge(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        stage, packed = (np.concatenate(column) for column in zip(*parts, strict=True))
        return stage, packed

    def finish(self, part: tuple[Ints, Ints]) -> DwellTable:
        stage, packed = part
        count = np.bincount(stage, minlength=len(self.stages))
        cuts = np.cumsum(count)[:-1]
        stays = np.split(sort_by_group(stage, packed), cuts) if len(self.stages) else []
        curves = tuple(kaplan_meier(stay >> 1, (stay & 1).astype(np.bool_)) for stay in stays)
        times = np.array([curve.quantiles(QUANTILES) for curve in curves]).reshape(-1, len(QUANTILES), 3)
        median, p75, p90 = times.transpose(1, 2, 0)
        still_open = np.array([np.count_nonzero(stay & 1 == 0) for stay in stays], dtype=np.int64)
        return DwellTable(self.stages, count, still_open, median, p75, p90, curves)


def dwell(
    visits: Visits,
    *,
    leaving: Collection[int] = LEAVING,
    since: int | None = None,
    until: int | None = None,
) -> DwellTable:
    """Estimate how long subjects stay at each stage.

    Stays that have not ended are censored at the as-of time of the visits: taking finished stays
    only would make slow stages look fast. Kaplan & Meier 1958, "Nonparametric estimation from
    incomplete observations", Journal of the American Statistical Association 53:457-481.

    Parameters
    ----------
    visits : Visits
    leaving : collection of int
        The `left_by` codes that end a stay; a stay that ended otherwise is censored there.
    since, until : int, optional
        Only stays entered from `since` to before `until`, microseconds UTC.

    Returns
    -------
    DwellTable

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.periods import DAY
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> log = EventLog.from_columns([1, 1, 2], [0, 3 * DAY, 0], ["page.viewed", "demo.held", "page.viewed"])
    >>> table = dwell(derive_visits(log, DEFAULT_MAP, now=10 * DAY))
    >>> table.median[0, 0].item() / DAY, table.curves[0].still_here(5)[0]
    (3.0, 0.5)
    """
    return run(Dwell(visits.stages, tuple(leaving), since, until), visits)


def entered_between(visits: Visits, since: int | None, until: int | None) -> slice | Ints:
    """Find the visits entered from `since` to before `until`."""
    if since is None and until is None:
        return slice(None)
    asked = np.ones(len(visits), dtype=np.bool_)
    if since is not None:
        asked &= visits.entered_at >= since
    if until is not None:
        asked &= visits.entered_at < until
    return np.flatnonzero(asked)

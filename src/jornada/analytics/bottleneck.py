"""Which stages are slower or leakier than comparable ones, or than a target, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.bottleneck_table import Bottlenecks
from jornada.analytics.comparison import adjust
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.excess import Excess, Group, beyond_target, leakier, slower
from jornada.analytics.grouped import Floats, Ints, divided, sort_by_group
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.stays import ONGOING, StayRows, Stays, joined_rows
from jornada.analytics.survival import Curve
from jornada.analytics.visits import Visits

WEEK, MONTH = 7 * DAY, 365.25 / 12 * DAY


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The measure behind `bottlenecks`; a part holds the stays as rows."""

    stages: tuple[str, ...]
    segments: tuple[str, ...]
    now: int
    target: Mapping[str, float] | None = None
    quiet: int = 7 * DAY
    since: int | None = None
    has_log: bool = False

    def kernel(self, data: Stays) -> StayRows:
        return data.rows(self.quiet)

    def merge(self, parts: Sequence[StayRows]) -> StayRows:
        return joined_rows(parts)

    def finish(self, part: StayRows) -> Bottlenecks:
        width = len(self.segments) + 1
        cell = part.stage * width + part.segment % width
        cells = np.unique(cell)
        groups = _by_stage(part, len(self.stages))
        curves, slow, leak = [], [], []
        for each in cells.tolist():
            stage, segment = divmod(each, width)
            group, owner = groups[stage]
            is_own = owner % width == segment
            own, rest = group.where(is_own), group.where(~is_own)
            curves.append(own.curve)
            goal = (self.target or {}).get(self.stages[stage])
            slow.append(slower(own, rest) if goal is None else beyond_target(own, goal))
            leak.append(leakier(own, rest))
        return self._ranked(part, np.searchsorted(cells, cell), cells, curves, slow, leak)

    def _ranked(
        self, part: StayRows, row: Ints, cells: Ints, curves: list[Curve], slow: list[Excess], leak: list[Excess]
    ) -> Bottlenecks:
        count, width = len(cells), len(self.segments) + 1
        times = np.array([curve.quantiles((0.5, 0.9, 0.85)) for curve in curves]).reshape(-1, 3, 3).transpose(1, 2, 0)
        stays = np.bincount(row, minlength=count)
        ongoing = part.kind == ONGOING
        old = ongoing & (part.time > times[2, 0][row]) if count else ongoing
        flow = _flow(part, row, count, self.since, self.now)
        known = np.bincount(row, ~np.isnan(part.value), count)
        value = divided(np.bincount(row, np.nan_to_num(part.value), count), known)
        late, lost = (
            np.array([[e.value, e.low, e.high, e.p, e.expected] for e in found]).reshape(-1, 5).T
            for found in (slow, leak)
        )
        p = adjust(np.concatenate((late[3], lost[3])))
        waiting = divided(np.bincount(row, part.waiting, count), np.bincount(row, part.time, count))
        # A target is exceeded when half are still here by it; the mean delay beyond it is above 0 for any stage.
        exceeds = (
            late[1] > 0 if self.target is None else (times[0, 1] > late[4]) | ((late[1] > 0) & ~self._targeted(cells))
        )
        table = Bottlenecks(
            tuple(self.stages[each // width] for each in cells.tolist()),
            tuple((*self.segments, "")[each % width] for each in cells.tolist()),
            stays, np.bincount(row[ongoing], minlength=count), np.bincount(row[old], minlength=count),
            times[0], times[1], times[2, 0], flow[0], flow[1], flow[2], flow[3],
            waiting if self.has_log else np.full(count, np.nan),
            late[:3], late[4], stays * late[0], p[:count], lost[:3], lost[4], p[count:],
            flow[0] / WEEK * MONTH * value * lost[0], flow[0] / WEEK * late[0] * value,
            exceeds & (p[:count] < 0.05) & (late[0] > 0), (lost[1] > 0) & (p[count:] < 0.05),
        )  # fmt: skip
        return table.take(np.argsort(-np.nan_to_num(table.delay_mass, nan=-np.inf), kind="stable"))

    def _targeted(self, cells: Ints) -> NDArray[np.bool_]:
        width = len(self.segments) + 1
        return np.array([self.stages[each // width] in (self.target or {}) for each in cells.tolist()], dtype=np.bool_)


def bottlenecks(
    visits: Visits,
    *,
    target: Mapping[str, float] | None = None,
    segment: Any = None,
    stratum: Any = None,
    value: Any = None,
    log: EventLog | None = None,
    quiet_days: float = 7,
    since: int | None = None,
) -> Bottlenecks:
    """Find the stages where cases stand longer, or are lost more often, than they should.

    What they should is a target per stage where one is given; else, segment by segment, what happens to
    the other segments at the same stage in the same stratum: comparable cases. Stays that last are
    censored now. Excess is the mean time beyond the target, or the difference of restricted means up to
    where nine in ten have left; leakage is the share left by exit, expiry or the end of the cycle by
    then (Aalen-Johansen, moving on competes). Rows are ranked by delay mass = stays x excess, so that a
    slow but rare stage does not stand on top, and flagged only if the interval excludes the expected
    and the p-value, corrected over all rows, is below 0.05. Little 1961, "A proof for the queuing
    formula L = lambda W", Operations Research 9:383-387; performance by part of the road: Denisov,
    Fahland & van der Aalst 2018. Several stays of one subject are taken for independent.

    Parameters
    ----------
    visits : Visits
    target : mapping of stage to microseconds, optional
        What half of the stays should not exceed.
    segment : array of text or Coded, shape (subjects,), optional
        What is compared, such as the region; in the order of ``visits.subject_ids``.
    stratum : array of text or Coded, shape (subjects,), optional
        Within what is compared, such as the size.
    value : array of float, shape (subjects,), optional
        Money at stake, NaN where unknown.
    log : EventLog, optional
        The touches that the visits were derived from, to tell waiting from working.
    quiet_days : float, default 7
        A case waits once it had no human touch for so long.
    since : int, optional
        Start of the period of arrivals, departures and work in progress, microseconds UTC; the first
        arrival when left out.

    Returns
    -------
    Bottlenecks

    Raises
    ------
    WrongLengthError
        If a column does not have one row per subject.
    MeasureError
        If the target names an unknown stage or is not above 0, or the log has other subjects.

    Examples
    --------
    >>> from jornada.analytics.visits import derive_visits
    >>> from jornada.rules.default_map import DEFAULT_MAP
    >>> who = list(range(40)) * 2
    >>> at = [0] * 40 + [(9 if n < 20 else 3) * DAY + n for n in range(40)]
    >>> log = EventLog.from_columns(who, at, ["page.viewed"] * 40 + ["demo.held"] * 40)
    >>> visits = derive_visits(log, DEFAULT_MAP, now=20 * DAY)
    >>> table = bottlenecks(visits, segment=["north"] * 20 + ["south"] * 20)
    >>> table.stage[0], table.segment[0], round(float(table.excess[0, 0]) / DAY, 2), bool(table.is_slow[0])
    ('awareness', 'north', 6.0, True)
    """
    for stage, goal in (target or {}).items():
        if stage not in visits.stages or not goal > 0:
            known = ", ".join(visits.stages)
            raise MeasureError(f"A target is a time above 0 for one of the stages {known}; got {stage}: {goal}.")
    data = Stays.of(visits, segment, stratum, value, log)
    names = data.segment.values if data.segment is not None else ()
    quiet = round(quiet_days * DAY)
    return run(Bottleneck(visits.stages, names, visits.now, target, quiet, since, log is not None), data)


def _by_stage(part: StayRows, stages: int) -> list[tuple[Group, Ints]]:
    """Sort the stays of each stage by time; beside them whose they are."""
    place = sort_by_group(part.stage, np.arange(len(part.stage)))
    cuts = np.cumsum(np.bincount(part.stage, minlength=stages))[:-1]
    found = []
    for rows in np.split(place, cuts) if stages else []:
        order = rows[np.argsort(part.time[rows], kind="stable")]
        found.append((Group(part.time[order], part.kind[order], part.stratum[order]), part.segment[order]))
    return found


def _flow(part: StayRows, row: Ints, count: int, since: int | None, now: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Give arrivals and departures a week, mean work in progress, and L / lambda, over the period."""
    start = int(part.entered.min(initial=now)) if since is None else since
    span = max(now - start, 1)
    arrived = np.bincount(row[part.entered >= start], minlength=count)
    departed = np.bincount(row[(part.kind != ONGOING) & (part.end >= start)], minlength=count)
    inside = np.maximum(part.end - np.maximum(part.entered, start), 0)
    mean = np.bincount(row, weights=inside / span, minlength=count)
    per_week = WEEK / span
    return (
        (arrived * per_week).astype(np.float64),
        (departed * per_week).astype(np.float64),
        mean.astype(np.float64),
        divided(mean * span, arrived),
    )

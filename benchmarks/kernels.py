"""Journey measures over simulated touches: Jornada's kernels beside DuckDB's SQL and one pass over the columns.

    python -m benchmarks.kernels --touches 1000000 10000000

Each line also checks that both give the same answer. "One pass" goes once over the columns that the
measure needs and compares each row with the next, in NumPy: the floor. Seconds are the best of a few
runs for ours and for the floor; DuckDB runs once, after its tables were filled in the same order.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks import kernels_sql as sql
from jornada.analytics.bottleneck import bottlenecks
from jornada.analytics.churn import activity_churn
from jornada.analytics.coded import Coded
from jornada.analytics.cohort import cohorts
from jornada.analytics.counts import counts
from jornada.analytics.durations import durations
from jornada.analytics.dwell import dwell
from jornada.analytics.funnel import funnel
from jornada.analytics.gap import gaps
from jornada.analytics.log import EventLog
from jornada.analytics.repeat import repeat_purchase
from jornada.analytics.rfm import rfm
from jornada.analytics.simulate import touches_only
from jornada.analytics.transitions import transitions
from jornada.analytics.variants import variants
from jornada.analytics.visits import Visits, derive_visits
from jornada.rules.default_map import DEFAULT_MAP
from jornada.rules.stages import Behaviour, JourneyMap

STEPS = ["page.viewed", "content.downloaded", "meeting.held", "demo.held"]
WINDOW = timedelta(days=90)
# What SQL can say in a page: no idle time, no cycles, one touch is enough.
PLAIN_MAP = JourneyMap(
    tuple(
        replace(
            stage,
            expiry=None,
            entry=tuple(Behaviour(each.activities) for each in stage.entry if each.at_least == 1),
        )
        for stage in DEFAULT_MAP.stages
    ),
    closing=(),
    won="",
)


@dataclass(frozen=True)
class Case:
    """One line of the table: ours, theirs (None where SQL has no such thing), and the columns needed."""

    name: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any] | None
    columns: tuple[Any, ...]
    agree: Callable[[Any, Any], bool] = np.array_equal


def main(argv: list[str] | None = None) -> int:
    """Simulate, measure, print; 1 when an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-sql", action="store_true", help="leave DuckDB out")
    asked = parser.parse_args(argv)
    return max(_table(size, asked.runs, not asked.no_sql) for size in asked.touches)


def _table(touches: int, runs: int, with_sql: bool) -> int:
    log = _simulated(touches)
    now = int(log.at.max())
    visits = derive_visits(log, DEFAULT_MAP, now)
    print(f"\n{len(log):,} touches of {log.subjects:,} accounts, {len(visits):,} visits, {os.cpu_count()} processors")
    print(f"{'measure':34}{'Jornada':>10}{'DuckDB':>10}{'ratio':>8}{'one pass':>10}{'passes':>8}  same")
    wrong = sum(not _line(case, runs, with_sql) for case in _cases(log, visits, now, with_sql))
    if importlib.util.find_spec("pm4py"):
        _pm4py(log, runs)
    return min(wrong, 1)


def _simulated(touches: int) -> EventLog:
    columns = touches_only(touches, seed=7)
    names = ("subject", "at", "activity", "channel", "human", "product", "role")
    return EventLog.from_columns(**{name: columns[name] for name in names if name in columns})


def _line(case: Case, runs: int, with_sql: bool) -> bool:
    ours, mine = _best(case.ours, runs)
    floor, _ = _best(lambda: [column[1:] != column[:-1] for column in case.columns], runs)
    if case.theirs is None or not with_sql:
        print(f"{case.name:34}{ours:10.4f}{'':10}{'':8}{floor:10.4f}{ours / floor:8.1f}")
        return True
    theirs, other = _best(case.theirs, 1)
    same = case.agree(mine, other)
    ratio = theirs / ours
    passes, verdict = ours / floor, "yes" if same else "NO"
    print(f"{case.name:34}{ours:10.4f}{theirs:10.4f}{ratio:8.1f}{floor:10.4f}{passes:8.1f}  {verdict}")
    return same


def _best(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    best, result = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def _cases(log: EventLog, visits: Visits, now: int, with_sql: bool) -> Iterator[Case]:
    base: Any = None
    if with_sql:
        base = sql.open_tables(log, visits)
        sql.add_entry(base, log, PLAIN_MAP)

    def ask(query: str, **values: Any) -> Callable[[], Any]:
        return lambda: sql.rows(base, query, **values)

    codes, at = log.activity.codes, log.at
    channel = log.channel.codes if log.channel else codes
    yield Case(
        "transitions, counts",
        lambda: transitions(log, gaps=False, subjects=False),
        ask(sql.TRANSITIONS),
        (codes,),
        lambda mine, other: _equal(np.sort(mine.count), np.sort(other["n"])),
    )
    yield Case(
        "transitions, gaps and subjects",
        lambda: transitions(log),
        ask(sql.TRANSITIONS_WITH_GAPS),
        (codes, at, log.subject),
        lambda mine, other: all(
            _equal(np.sort(left), np.sort(other[right]))
            for left, right in ((mine.subjects, "subjects"), (mine.median_gap, "median"), (mine.p90_gap, "p90"))
        ),
    )
    yield Case(
        f"funnel of {len(STEPS)} steps in {WINDOW.days} days",
        lambda: funnel(log, STEPS, within=WINDOW, now=now),
        ask(sql.funnel_sql(log, STEPS), within=WINDOW // timedelta(microseconds=1)),
        (codes,),
        lambda mine, other: _equal(mine.mature + mine.immature, other["n"]),
    )
    yield Case(
        "variants",
        lambda: variants(log),
        ask(sql.VARIANTS),
        (codes,),
        lambda mine, other: _equal(mine.subjects, other["n"]),
    )
    yield Case(
        "durations",
        lambda: durations(log),
        ask(sql.DURATIONS),
        (at,),
        lambda mine, other: _equal(
            np.array([mine.subjects, mine.median, mine.mean, mine.p90, mine.max]),
            np.concatenate(list(other.values())),
        ),
    )
    yield Case(
        "counts by activity and channel",
        lambda: counts(log, ["activity", "channel"]),
        ask(sql.COUNTS),
        (codes, channel, log.subject),
        lambda mine, other: _equal(mine.touches, other["n"]) and _equal(mine.subjects, other["subjects"]),
    )
    yield Case(
        "counts by account and channel",
        lambda: counts(log, ["subject", "channel"]),
        ask(sql.COUNTS_PER_SUBJECT),
        (channel, log.subject),
        lambda mine, other: _equal(mine.touches, other["n"]),
    )
    yield Case(
        "dwell, Kaplan-Meier",
        lambda: dwell(visits),
        ask(sql.DWELL, now=now),
        (visits.stage, visits.entered_at, visits.left_at, visits.left_by),
        lambda mine, other: (
            _equal(_known(mine.median[0]), _known(other["median"]))
            and _equal(_known(mine.p90[0]), _known(other["p90"]))
        ),
    )
    yield Case(
        "visits, plain map",
        lambda: derive_visits(log, PLAIN_MAP, now),
        ask(sql.VISITS),
        (codes, at),
        lambda mine, other: _equal(np.bincount(mine.stage)[np.unique(mine.stage)], other["n"]),
    )
    yield Case("visits, default map", lambda: derive_visits(log, DEFAULT_MAP, now), None, (codes, at))
    yield from _value_cases(log, visits, now)
    one = log.select_subjects(np.arange(log.subjects) == int(np.argmax(log.lengths)))
    yield Case(f"visits of one account ({len(one)})", lambda: derive_visits(one, DEFAULT_MAP, now), None, (one.at,))


def _value_cases(log: EventLog, visits: Visits, now: int) -> Iterator[Case]:
    """Bottlenecks, gaps, cohorts and value; SQL has no such thing in a page."""
    bought = ("order.placed", "deal.won", "call.connected")
    stays = (visits.stage, visits.entered_at, visits.left_at, visits.left_by)
    segment = Coded((np.arange(len(visits.subject_ids)) % 8).astype(np.int32), tuple("abcdefgh"))
    codes, at = log.activity.codes, log.at
    yield Case("bottlenecks by 8 segments", lambda: bottlenecks(visits, segment=segment), None, stays)
    yield Case(
        "bottlenecks, waiting from the log", lambda: bottlenecks(visits, log=log), None, (*stays, at, log.subject)
    )
    yield Case("gaps", lambda: gaps(visits, log), None, (*stays, at, log.subject))
    yield Case("cohorts by month", lambda: cohorts(log, now), None, (at, log.subject))
    yield Case("churn by month", lambda: activity_churn(log, now), None, (at, log.subject))
    yield Case("repeat purchase", lambda: repeat_purchase(log, now, activities=bought), None, (codes, at))
    yield Case("RFM", lambda: rfm(log, now, activities=bought), None, (codes, at))


def _known(column: Any) -> Any:
    filled = np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
    return filled[~np.isnan(filled)]


def _equal(left: Any, right: Any) -> bool:
    if np.shape(left) != np.shape(right):
        return False
    return bool(np.allclose(left, np.asarray(right, dtype=np.float64), rtol=1e-9))


def _pm4py(log: EventLog, runs: int) -> None:
    import pandas
    import pm4py

    frame = pandas.DataFrame(
        {
            "case:concept:name": log.subject.astype(str),
            "concept:name": log.activity.decode(),
            "time:timestamp": pandas.to_datetime(log.at, unit="us", utc=True),
        }
    )
    for name, ask in (("transitions", pm4py.discover_dfg), ("variants", pm4py.get_variants)):
        print(f"{'pm4py ' + name:34}{_best(lambda ask=ask: ask(frame), min(runs, 1))[0]:10.4f}")


if __name__ == "__main__":
    sys.exit(main())

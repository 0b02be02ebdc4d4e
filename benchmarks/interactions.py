"""Measures of interactions over simulated touches: seconds at each size, passes over the columns, growth.

    python -m benchmarks.interactions --touches 1000000 10000000

"Passes" is the time over that of NumPy comparing each row of the log's activity, time and subject with the next.
"Growth" is seconds per touch over those of the first size: 1 is linear. Seconds are those of the processor, all threads
together, so that other work on the machine counts less.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from jornada.analytics.coded import Coded
from jornada.analytics.interactions import interaction_effects
from jornada.analytics.interactions_cases import Cases, cases
from jornada.analytics.interactions_counts import distribution, touch_yield
from jornada.analytics.interactions_hazard import touch_effect
from jornada.analytics.interactions_landmark import landmark
from jornada.analytics.interactions_loyalty import loyalty
from jornada.analytics.interactions_periods import PersonPeriods, person_periods
from jornada.analytics.interactions_segments import segment_effects
from jornada.analytics.interactions_works import what_works
from jornada.analytics.log import EventLog
from jornada.analytics.simulate import touches_only
from jornada.analytics.visits import derive_visits
from jornada.rules.default_map import DEFAULT_MAP

WORDS: dict[str, Any] = {"conversion": ("deal.won",), "lost": ("deal.lost",)}
WEEK = timedelta(days=7)


def main(argv: list[str] | None = None) -> int:
    """Simulate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, nargs="+", default=[1_000_000])
    asked = parser.parse_args(argv)
    first: dict[str, float] = {}
    for size in asked.touches:
        log = EventLog.from_columns(**touches_only(size, seed=7))
        floor = _seconds(
            lambda log=log: [column[1:] != column[:-1] for column in (log.activity.codes, log.at, log.subject)]
        )
        print(f"\n{len(log):,} touches of {log.subjects:,} accounts; one pass {floor:.4f} s")
        print(f"{'measure':34}{'seconds':>10}{'passes':>9}{'growth':>8}{'peak GB':>9}")
        for name, work in _measures(log):
            took = _seconds(work)
            per_touch = took / len(log)
            growth = per_touch / first.setdefault(name, per_touch)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
            print(f"{name:34}{took:10.3f}{took / floor:9.0f}{growth:8.2f}{peak:9.2f}", flush=True)
    return 0


def _measures(log: EventLog) -> Iterator[tuple[str, Callable[[], Any]]]:
    segments = Coded((log.subject_ids % 5).astype(np.int32), tuple("abcde"))
    yield "cases", lambda: cases(log, **WORDS, segments=segments)
    found = cases(log, **WORDS, segments=segments)
    yield "distribution", lambda: distribution(found)
    yield "yield of the n-th touch", lambda: touch_yield(found)
    yield "landmark, three ages", lambda: landmark(found)
    yield "person-periods", lambda: person_periods(found, WEEK)
    yield from _fits(found, person_periods(found, WEEK))
    yield "all of it, by direction", lambda: interaction_effects(log, **WORDS, by="direction")
    yield "loyalty", lambda: loyalty(log)
    visits = derive_visits(log, DEFAULT_MAP, int(log.at.max()))
    yield "what works where", lambda: what_works(log, visits)


def _fits(found: Cases, periods: PersonPeriods) -> Iterator[tuple[str, Callable[[], Any]]]:
    whole = touch_effect(periods)
    yield "hazard", lambda: touch_effect(periods)
    yield "hazard, five segments", lambda: segment_effects(periods, found.segments, whole=whole)


def _seconds(work: Callable[[], Any], runs: int = 2) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    sys.exit(main())

"""One answer of each measure, for tests of what all answers share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from jornada.analytics import (
    Visits,
    aalen_johansen,
    activity_churn,
    beta_binomial_pool,
    bottlenecks,
    cohorts,
    compare_rate,
    dwell,
    gaps,
    gray_test,
    holdout_uplift,
    lifetime_value,
    log_rank,
    repeat_purchase,
    replay,
    rfm,
    sequential_test,
    shifted_beta_geometric,
    standing_out,
)
from jornada.analytics.attribution import attribute
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.contacts import contacts
from jornada.analytics.counts import counts
from jornada.analytics.durations import durations, rework
from jornada.analytics.funnel import funnel
from jornada.analytics.handover import mql_to_sal
from jornada.analytics.kpis import kpis
from jornada.analytics.log import EventLog
from jornada.analytics.opportunities import Opportunities
from jornada.analytics.periods import DAY
from jornada.analytics.rates import Rates
from jornada.analytics.result import Result
from jornada.analytics.stage_conversion import stage_conversion
from jornada.analytics.stage_flow import stage_flow
from jornada.analytics.transitions import transitions
from jornada.analytics.variants import variants
from jornada.analytics.visits import derive_visits
from jornada.rules.qualification import DEFAULT_LADDER
from tests.analytics.roads import NOW, walked


def random_log(seed: int = 1, subjects: int = 60, names: str = "abcd") -> EventLog:
    rng = np.random.default_rng(seed)
    touches = subjects * 5
    what = rng.choice(list(names), touches).tolist()
    channel = rng.choice(["web", "phone"], touches).tolist()
    at = rng.integers(0, 30 * DAY, touches)
    return EventLog.from_columns(rng.integers(0, subjects, touches), at, what, channel=channel)


def all_results() -> dict[str, Result]:
    """Answer each measure over a small random case."""
    log, rng = random_log(), np.random.default_rng(2)
    visits = walked([(who, at, f"to.{code}") for who in range(40) for at, code in ((1, "one"), (5, "two"), (9, "one"))])
    ladder = derive_visits(
        EventLog.from_columns([1, 1, 2], [0, 5, 0], ["demo.requested", "handoff.accepted", "demo.requested"]),
        DEFAULT_LADDER,
        now=100,
    )
    deals = Opportunities.from_columns(
        rng.integers(0, 3, 200), rng.random(200) * 100, [0] * 200, [DAY] * 200, {"product": ["A", "B"] * 100}
    )
    paths = Journeys.from_paths(["ads>mail", "mail", "ads", None], [20, 10, 0, 3], [0, 10, 40, 1], [2000, 500, 0, 1])
    return {
        "transitions": transitions(log),
        "variants": variants(log),
        "durations": durations(log),
        "rework": rework(log),
        "counts": counts(log, ["channel"]),
        "standing out": standing_out({"a": rng.random(400) < 0.3}, rng.random(400) < 0.4),
        "counts by month": counts(log, period="month"),
        "funnel": funnel(log, ["a", "b", "a"], within=timedelta(days=9)),
        "conversion": stage_conversion(visits),
        "flow": stage_flow(visits),
        "handover": mql_to_sal(ladder, within=timedelta(microseconds=10)),
        "kpis": kpis(deals),
        "kpis by product": kpis(deals, "product"),
        "attribution": attribute(paths),
        "contacts": contacts(rng.integers(0, 6, 400), rng.random(400) < 0.2),
        "one rate": Rates.count(8, 10),
        "rates": Rates.count([8, 0, 40], [10, 0, 50]),
        "about": log.describe(),
        **_values(log, visits),
    }


def empty_results() -> dict[str, Result]:
    """Answer each measure over nothing."""
    log, visits = EventLog.empty(), walked([], NOW)
    none = Opportunities.from_columns([], [], [], [])
    return {
        "transitions": transitions(log),
        "variants": variants(log),
        "durations": durations(log),
        "rework": rework(log),
        "counts": counts(log, ["activity"]),
        "funnel": funnel(log, ["a", "b"]),
        "conversion": stage_conversion(visits),
        "flow": stage_flow(visits),
        "kpis": kpis(none),
        "attribution": attribute(Journeys.from_paths([], [])),
        "contacts": contacts([], []),
        "rates": Rates.count([], []),
        "about": log.describe(),
        **_values(EventLog.from_columns([], np.empty(0, np.int64), [], value=[]), visits),
    }


def _values(log: EventLog, visits: Visits) -> dict[str, Result]:
    """Answer the measures of stays, cohorts, experiments and benchmark; over nothing when the log is empty."""
    sides = np.arange(len(visits.subject_ids)) % 2
    bought = replace(log, value=np.ones(len(log)))
    some = len(log) > 0
    return {
        "pooled": beta_binomial_pool([3, 5, 40][: 3 * some], [10, 50, 60][: 3 * some]),
        "dwell": dwell(visits),
        "curve": dwell(visits).curves[0],
        "outcomes": aalen_johansen([3 * DAY, DAY, 5 * DAY] * 4 * some, [1, 2, 0] * 4 * some, ["won", "lost"]),
        "gray": gray_test([3, 1, 5, 4] * some, [1, 2, 1, 0] * some, [0, 0, 1, 1] * some),
        "pace": log_rank([3, 1, 5, 4] * some, [True] * 4 * some, [0, 0, 1, 1] * some),
        "bottlenecks": bottlenecks(visits, segment=[str(side) for side in sides.tolist()]),
        "gaps": gaps(visits, EventLog.empty() if not some else _log_of(visits)),
        "cohorts": cohorts(log, 120 * DAY),
        "repeat": repeat_purchase(log, 120 * DAY, activities=["a"]),
        "churn": activity_churn(log, 120 * DAY),
        "retention": shifted_beta_geometric([1, 2, 3] * 4 * some, [True, True, False] * 4 * some, horizon=6),
        "rfm": rfm(bought, 120 * DAY, activities=["a"]),
        "lifetime": lifetime_value(bought, 120 * DAY, activities=["a"]),
        "uplift": holdout_uplift([True, False] * 40 * some, [True, False, False, False] * 20 * some),
        "sequential": sequential_test(
            [20, 50][: 2 * some], [40, 90][: 2 * some], [9, 20][: 2 * some], [40, 90][: 2 * some], effect=0.1
        ),
        "replay": replay([True, False] * 20 * some, [True] * 40 * some, [True, False, False, True] * 10 * some),
        "standing": compare_rate(3 * some, 10 * some, segments={"south": (4, 10)}),
    }


def _log_of(visits: Visits) -> EventLog:
    return EventLog.from_columns(visits.subject_ids[visits.subject], visits.entered_at, ["page.viewed"] * len(visits))

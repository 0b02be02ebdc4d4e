"""The measures that `python -m benchmarks.measures` takes, each with the bytes of the columns it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np

import jornada.analytics as ja
from jornada.analytics.attribution_rules import RULES
from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.analytics.opportunities import Opportunities
from jornada.analytics.visits import Visits
from jornada.rules.default_map import DEFAULT_MAP

Measured = tuple[str, int, Callable[[], Any]]
DAY = 86_400_000_000
YEAR = 365 * DAY
QUARTER = timedelta(days=90)
WORDS: dict[str, Any] = {"conversion": ("deal.won",), "lost": ("deal.lost",)}
STEPS = (("page.viewed",), ("content.downloaded",), ("meeting.held",), ("deal.won",))
PLAIN = ("subject", "at", "activity")


def measures(log: EventLog) -> Iterator[Measured]:
    """Give name, bytes of the columns read, and the work, of every measure over a log."""
    now = int(log.at.max())
    visits = ja.derive_visits(log, DEFAULT_MAP, now)
    yield from _flow(log, visits)
    yield from _funnels(log, now)
    yield from _times(log, visits, now)
    yield from _attribution(log, visits)
    yield from _interactions(log, visits)
    yield from _values(log, now)
    yield from _deals(len(log) // 40, now)
    yield from _prediction(log, now)
    yield from _experiments(log.subjects)


def _flow(log: EventLog, visits: Visits) -> Iterator[Measured]:
    plain, walked, all_visits = bytes_of(log, PLAIN), bytes_of(log, ("subject", "activity")), bytes_of(visits)
    yield (
        "counts by activity and channel",
        bytes_of(log, ("subject", "activity", "channel")),
        lambda: ja.counts(log, ("activity", "channel")),
    )
    yield "counts by month", plain, lambda: ja.counts(log, ("activity",), period="month")
    yield "transitions", walked, lambda: ja.transitions(log, gaps=False, subjects=False)
    yield "transitions with times and accounts", plain, lambda: ja.transitions(log)
    yield "variants", walked, lambda: ja.variants(log)
    yield "rework", walked, lambda: ja.rework(log)
    yield "step matrix", walked, lambda: ja.step_matrix(log)
    yield "paths between two activities", plain, lambda: ja.paths_between(log, "page.viewed", "meeting.held")
    yield "detours of stages", all_visits, lambda: ja.detours(visits)
    yield "conformance of stages", all_visits, lambda: ja.conformance(visits)
    yield "a map proposed", plain, lambda: ja.propose_map(log)
    yield "visits", bytes_of(log), lambda: ja.derive_visits(log, DEFAULT_MAP, int(log.at.max()))


def _funnels(log: EventLog, now: int) -> Iterator[Measured]:
    plain = bytes_of(log, PLAIN)
    yield "funnel, four steps in 90 days", plain, lambda: ja.funnel(log, STEPS, within=QUARTER, now=now)
    for order in ("ordered", "strict", "any"):
        yield (
            f"funnel report, {order}",
            plain,
            lambda order=order: ja.conversion_funnel(log, STEPS, order=order, within=QUARTER, now=now),
        )
    yield (
        "funnel report, by month of entry",
        plain,
        lambda: ja.conversion_funnel(log, STEPS, within=QUARTER, cohort="month", now=now),
    )


def _times(log: EventLog, visits: Visits, now: int) -> Iterator[Measured]:
    stays = bytes_of(visits)
    yield "durations", bytes_of(log, ("subject", "at")), lambda: ja.durations(log)
    yield "dwell, Kaplan-Meier", stays, lambda: ja.dwell(visits)
    yield "next stage", stays, lambda: ja.next_steps(visits)
    yield "stage conversion", stays, lambda: ja.stage_conversion(visits)
    yield "stage flow", stays, lambda: ja.stage_flow(visits)
    yield "bottlenecks", stays, lambda: ja.bottlenecks(visits)
    yield "gaps", stays + bytes_of(log, PLAIN), lambda: ja.gaps(visits, log)
    yield (
        "outcome by time, Aalen-Johansen",
        bytes_of(log, PLAIN),
        lambda: ja.outcome_times(log, ("deal.won",), ("deal.lost",), now=now),
    )


def _attribution(log: EventLog, visits: Visits) -> Iterator[Measured]:
    read = bytes_of(log, (*PLAIN, "channel"))
    yield "journeys to a sale", read, lambda: ja.journeys(log)
    found = ja.journeys(log)
    size = bytes_of(found)
    yield "credit by all rules", size, lambda: ja.attribute(found, list(RULES))
    yield "Markov, order 1", size, lambda: ja.attribute(found, ["markov"])
    yield "Markov, order 3", size, lambda: ja.attribute(found, ["markov"], order=3)
    yield "Shapley", size, lambda: ja.attribute(found, ["shapley"])
    yield "credit by hazard", size, lambda: ja.data_driven(found)
    yield "journeys to each next stage", read, lambda: ja.stage_journeys(log, visits)


def _interactions(log: EventLog, visits: Visits) -> Iterator[Measured]:
    read, week = bytes_of(log), timedelta(days=7)
    segments = Coded((log.subject_ids % 5).astype(np.int32), tuple("abcde"))
    yield "cases", read, lambda: ja.cases(log, **WORDS, segments=segments)
    found = ja.cases(log, **WORDS, segments=segments)
    size = bytes_of(found)
    yield "distribution of touches", size, lambda: ja.distribution(found)
    yield "yield of the n-th touch", size, lambda: ja.touch_yield(found)
    yield "landmarks", size, lambda: ja.landmark(found)
    yield "person-periods", size, lambda: ja.person_periods(found, week)
    periods = ja.person_periods(found, week)
    weeks = bytes_of(periods)
    yield "hazard of touches", weeks, lambda: ja.touch_effect(periods)
    whole = ja.touch_effect(periods)
    yield "hazard, five segments", weeks, lambda: ja.segment_effects(periods, found.segments, whole=whole)
    yield "effects, all of them, by direction", read, lambda: ja.interaction_effects(log, **WORDS, by="direction")
    yield "loyalty", read, lambda: ja.loyalty(log)
    yield "what works where", read + bytes_of(visits), lambda: ja.what_works(log, visits)


def _values(log: EventLog, now: int) -> Iterator[Measured]:
    plain = bytes_of(log, PLAIN)
    yield "retention by month", plain, lambda: ja.cohorts(log, now)
    yield "churn by activity", plain, lambda: ja.activity_churn(log, now)
    yield "repeat purchase", plain, lambda: ja.repeat_purchase(log, now)
    yield "recency, frequency, money", plain, lambda: ja.rfm(log, now)
    yield "lifetime value", plain + bytes_of(log, ("value",)), lambda: ja.lifetime_value(log, now)


def _deals(number: int, now: int) -> Iterator[Measured]:
    chance = np.random.default_rng(7)
    opened = now - chance.integers(0, 2 * YEAR, number)
    closed = opened + chance.gamma(2.0, 30.0 * DAY, number).astype(np.int64)
    outcome = np.where(closed > now, 0, np.where(chance.random(number) < 0.4, 1, 2)).astype(np.int8)
    groups = {"owner": Coded(chance.integers(0, 50, number).astype(np.int32), tuple(f"o{n}" for n in range(50)))}
    closed = np.where(outcome == 0, np.iinfo(np.int64).min, closed)
    deals = Opportunities.from_columns(outcome, chance.lognormal(8, 1, number), opened, closed, groups)
    size, day = bytes_of(deals), now - YEAR // 2
    yield "figures of deals, by owner", size, lambda: ja.kpis(deals, "owner")
    yield "figures of deals, by month", size, lambda: ja.kpis(deals, period="month")
    yield "forecast of deals", size, lambda: ja.forecast(deals, as_of=now)
    yield (
        "back-test of deals, four days",
        size,
        lambda: ja.backtest(deals, days_made=[day - n * 30 * DAY for n in range(4)], known_until=now),
    )


def _prediction(log: EventLog, now: int) -> Iterator[Measured]:
    cutoffs = [now - YEAR + n * YEAR // 8 for n in range(6)]
    yield (
        "prediction from the log, six cut-offs",
        bytes_of(log),
        lambda: ja.predict_log(log, ("deal.won",), cutoffs=cutoffs, as_of=now, boosting=False),
    )
    rows = len(log) // 10
    chance = np.random.default_rng(7)
    columns = {f"x{n}": chance.normal(size=rows) for n in range(10)}
    bought = chance.random(rows) < 1 / (1 + np.exp(2 - columns["x0"] - columns["x1"] / 2))
    yield (
        "prediction of a table, ten columns",
        rows * 80,
        lambda: ja.predict_table(columns, bought, time=np.arange(rows) * 1_000_000, boosting=False),
    )


def _experiments(number: int) -> Iterator[Measured]:
    chance = np.random.default_rng(7)
    treated, success = chance.random(number) < 0.5, chance.random(number) < 0.1
    yield "uplift against a hold-out", 2 * number, lambda: ja.holdout_uplift(treated, success)
    yield "what-if by replay", 3 * number, lambda: ja.replay(treated, ~treated, success)


def bytes_of(data: Any, only: tuple[str, ...] = ()) -> int:
    """Add up the bytes of arrays and coded columns, of all fields or of some."""
    if isinstance(data, np.ndarray):
        return int(data.nbytes)
    if isinstance(data, Coded):
        return int(data.codes.nbytes)
    if isinstance(data, dict):
        return sum(bytes_of(value) for value in data.values())
    names = only or tuple(field.name for field in fields(data)) if hasattr(data, "__dataclass_fields__") else ()
    return sum(bytes_of(getattr(data, name)) for name in names)

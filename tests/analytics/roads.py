"""Visits made by hand and at random, for the measures of the road."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import strategies as st

from jornada.analytics.log import EventLog
from jornada.analytics.visits import Visits, derive_visits
from jornada.rules.stages import Behaviour, JourneyMap, Stage

SHORT = timedelta(microseconds=8)
ROAD = JourneyMap(
    tuple(
        Stage(code, (Behaviour((f"to.{code}",)),), exit=(Behaviour((f"out.{code}",)),), expiry=SHORT)
        for code in ("one", "two", "three", "four")
    )
)
WAYS = [f"to.{stage.code}" for stage in ROAD.stages] * 3 + ["out.two", "out.three", "deal.won", "deal.lost"]
TOUCHES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 30), st.sampled_from(WAYS)), max_size=40)
NOW = 40


def walked(touches: list[tuple[int, int, str]], now: int = NOW) -> Visits:
    subject, at, activity = ([touch[column] for touch in touches] for column in range(3))
    return derive_visits(EventLog.from_columns(subject, at, activity), ROAD, now)


def doubled(touches: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return touches + [(who + 100, at, what) for who, at, what in touches]


def lasting(seed: int, count: int, mean: float, watched: float) -> Visits:
    """Make subjects that stay at the first stage for exponential times, watched for so long."""
    stays = np.random.default_rng(seed).exponential(mean, count).astype(np.int64)
    gone = np.flatnonzero(stays <= watched)
    subject = np.concatenate((np.arange(count), gone))
    at = np.concatenate((np.zeros(count, np.int64), stays[gone]))
    log = EventLog.from_columns(subject, at, ["to.one"] * count + ["to.two"] * len(gone))
    still = JourneyMap(tuple(replace(stage, expiry=None) for stage in ROAD.stages))
    return derive_visits(log, still, int(watched))

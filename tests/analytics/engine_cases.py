"""One simulated log, and the measures that every engine must answer alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from jornada.analytics.attribution_journeys import JourneyCut
from jornada.analytics.discover_counts import OrderOf
from jornada.analytics.durations import Durations, Rework
from jornada.analytics.dwell import Dwell
from jornada.analytics.funnel import Funnel
from jornada.analytics.log import EventLog
from jornada.analytics.next_steps import NextStep
from jornada.analytics.purchases import PurchaseSummary
from jornada.analytics.repeat import Repeat
from jornada.analytics.result import Result
from jornada.analytics.simulate import touches_only
from jornada.analytics.stage_conversion import StageConversion
from jornada.analytics.stage_flow import StageFlow
from jornada.analytics.transitions import Transitions
from jornada.analytics.variants import Variants
from jornada.analytics.visits import Visits, derive_visits
from jornada.rules.default_map import DEFAULT_MAP

DAY = 86_400_000_000
STAGES = tuple(stage.code for stage in DEFAULT_MAP.stages)
NAMES = ("subject", "at", "activity", "channel", "human", "role")


@cache
def columns() -> dict[str, Any]:
    made = touches_only(6000, seed=5)
    return {name: made[name] for name in NAMES if name in made}


@cache
def whole() -> EventLog:
    return EventLog.from_columns(**columns())


NOW = int(whole().at.max())
STEPS = (("page.viewed",), ("content.downloaded",), ("meeting.held",))


def visits_of(log: EventLog) -> Visits:
    return derive_visits(log, DEFAULT_MAP, NOW, threads=1)


Case = tuple[str, Any, Callable[[EventLog], Any] | None]
CASES: list[Case] = [
    ("transitions", Transitions(), None),
    ("variants", Variants(), None),
    ("variants without repeats", Variants(collapse_repeats=True), None),
    ("durations", Durations(), None),
    ("rework", Rework(), None),
    ("funnel", Funnel(STEPS, 90 * DAY, NOW), None),
    ("order of activities", OrderOf(whole().activity.values), None),
    ("purchases", PurchaseSummary(("deal.won",), NOW), None),
    ("repeat", Repeat(("deal.won",), NOW, 4, 90.0), None),
    ("journeys", JourneyCut(("deal.won",), "channel", None, "first", (), (), ()), None),
    ("dwell", Dwell(STAGES), visits_of),
    ("conversion", StageConversion(STAGES), visits_of),
    ("flow", StageFlow(STAGES), visits_of),
    ("next step", NextStep(STAGES, np.inf), visits_of),
]


def alike(left: Any, right: Any) -> bool:
    """Compare what answers tell: their tables, or their fields; sums of fractions to twelve digits."""
    if isinstance(left, Result):
        left, right = left.columns(), right.columns()
    if hasattr(left, "__dataclass_fields__"):
        return all(alike(getattr(left, name), getattr(right, name)) for name in left.__dataclass_fields__)
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(alike(left[name], right[name]) for name in left)
    if isinstance(left, tuple | list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, np.ndarray) and left.dtype.kind == "f":
        return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-12, equal_nan=True))
    if isinstance(left, float):
        return bool(np.isclose(left, right, rtol=1e-12, equal_nan=True))
    return bool(np.array_equal(left, right)) if isinstance(left, np.ndarray) else left == right

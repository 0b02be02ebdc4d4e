"""Having figures ready before somebody asks: in the worker, for companies so large that computing takes long.

The pages as they open for whoever sees everything are computed before a new copy comes into force; what
else was asked within a day (periods, own records, filters) follows right after, the latest asked first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from jornada.apps.insight.clock import next_instant, today, zone_of
from jornada.apps.insight.copy import store
from jornada.apps.insight.copy.view import View, view_of
from jornada.apps.insight.journey import journey_answer
from jornada.apps.insight.kpi_figures import breakdown_answer, deal_answer, lead_answer
from jornada.apps.insight.period import Period, read_period
from jornada.apps.insight.results import ANSWERS, Question, asked_since
from jornada.apps.insight.scope import Scope
from jornada.apps.insight.segment import Segment

ASKED_WITHIN = 86_400.0
MOST_ASKED = 60
# So many seconds before the clock's next ten minutes, the answers of then are made.
AHEAD = 90.0


def prepare_opening(view: View) -> None:
    """Compute the pages as they open, for a version that comes into force next."""
    if view.is_large:
        for name, question in _opening():
            ANSWERS[name].prepare(view, question)


def keep_warm() -> int:
    """Compute what was asked lately and is not there for the present version; say how many answers."""
    view = view_of(store.read_manifest)
    if not view.is_large:
        return 0
    following, wait = next_instant()
    wanted = [*_opening(), *_asked(view)]
    made = sum(ANSWERS[name].prepare(view, question) for name, question in wanted)
    if wait < AHEAD:
        made += sum(ANSWERS[name].prepare(view, question, following) for name, question in wanted)
    return made


def _opening() -> Iterator[tuple[str, Question]]:
    everything, all_rows, ever = Scope("all"), Segment(), Period()
    yield journey_answer.name, (everything, all_rows, ever, None)
    yield deal_answer.name, (everything, all_rows, ever)
    yield lead_answer.name, (everything, all_rows, ever)
    yield breakdown_answer.name, (everything, all_rows, ever, "product")


def _asked(view: View) -> Iterator[tuple[str, Question]]:
    day = today(zone_of(view))
    for place, (name, question) in enumerate(asked_since(time.time() - ASKED_WITHIN)):
        if place < MOST_ASKED and name in ANSWERS:
            yield name, tuple(_of_day(part, day) for part in question)


def _of_day(part: Any, day: Any) -> Any:
    """Move a period such as "last 30 days" on to the present day."""
    if not isinstance(part, Period) or part.code in ("all", "custom"):
        return part
    return read_period({"period": part.code}, day)

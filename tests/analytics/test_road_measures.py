"""Stage conversion, stage flow and MQL to SAL: by hand, against plain loops, turned around."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.handover import Handover, mql_to_sal
from jornada.analytics.log import EventLog
from jornada.analytics.stage_conversion import StageConversion, stage_conversion
from jornada.analytics.stage_flow import FLOW_KINDS, StageFlow, stage_flow
from jornada.analytics.visits import Visits, derive_visits
from jornada.rules.qualification import DEFAULT_LADDER
from tests.analytics.logs import same
from tests.analytics.roads import NOW, TOUCHES, doubled, lasting, walked

WINDOWS = st.one_of(st.none(), st.integers(0, 40))
PERIODS = st.tuples(st.one_of(st.none(), st.integers(0, 30)), st.one_of(st.none(), st.integers(0, 30)))


def spans(window: int | None) -> timedelta | None:
    return None if window is None else timedelta(microseconds=window)


def links_of(visits: Visits) -> dict[tuple[int, int, str], int]:
    flow = stage_flow(visits)
    columns = (flow.source, flow.target, flow.kind, flow.count)
    return {(a, b, FLOW_KINDS[kind]): n for a, b, kind, n in zip(*(c.tolist() for c in columns), strict=True)}


def roads_of(visits: Visits, since: int | None, until: int | None) -> list[list[tuple[int, int]]]:
    """Write out, per subject, the (stage, time) of the first cycle that began in the period."""
    cycles: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for row in range(len(visits)):
        key = int(visits.subject[row]), int(visits.cycle[row])
        cycles.setdefault(key, []).append((visits.stage[row], visits.entered_at[row], visits.evidence[row]))
    chosen: dict[int, list[tuple[int, int]]] = {}
    for (subject, _), road in sorted(cycles.items()):
        began = road[0][1]
        if (since is None or began >= since) and (until is None or began < until) and subject not in chosen:
            chosen[subject] = [(int(stage), int(at)) for stage, at, touch in road if touch >= 0]
    return list(chosen.values())


def plain_conversion(visits: Visits, window: int | None, since: int | None, until: int | None) -> np.ndarray:
    counts = np.zeros((5, 3, 2), dtype=int)
    limit = 10**9 if window is None else window
    for road in roads_of(visits, since, until):
        young = int(window is not None and road[0][1] > NOW - window)
        counts[4, 0, young] += 1
        for stage in range(4):
            counts[stage, 2, young] += any(s >= stage and at - road[0][1] <= limit for s, at in road)
            place = next((i for i, (s, _) in enumerate(road) if s == stage), None)
            if place is not None:
                at = road[place][1]
                late = int(window is not None and at > NOW - window)
                counts[stage, 0, late] += 1
                counts[stage, 1, late] += any(s > stage and t - at <= limit for s, t in road[place + 1 :])
    return counts


@given(TOUCHES, WINDOWS, PERIODS)
def test_conversion_agrees_with_plain_loops(touches, window, period):
    visits = walked(touches)
    counts = plain_conversion(visits, window, *period)
    table = stage_conversion(visits, within=spans(window), since=period[0], until=period[1])
    assert (table.cohort, table.cohort_immature) == tuple(counts[4, 0])
    assert same(table.entered, counts[:4, 0].sum(axis=1))
    assert same(table.step.hits, counts[:4, 1, 0])
    assert same(table.step.of[:3], counts[:3, 0, 0])
    assert same(table.step_immature.hits, counts[:4, 1, 1])
    assert same(table.cumulative.hits, counts[:4, 2, 0])


def test_step_and_cumulative_rates_worked_by_hand():
    # One walks on by a skip, one falls back by expiry, one is young.
    touches = [(1, 0, "to.one"), (1, 2, "to.three"), (2, 0, "to.two"), (3, 35, "to.one"), (3, 36, "to.two")]
    table = stage_conversion(walked(touches), within=timedelta(microseconds=10))
    assert (table.cohort, table.cohort_immature, table.entered.tolist()) == (2, 1, [2, 2, 1, 0])
    assert table.step.rate[:2].tolist() == [1.0, 0.0]
    assert table.cumulative.rate.tolist() == [1.0, 1.0, 0.5, 0.0]
    assert table.step_immature.rate[0] == 1.0
    assert np.isnan(table.step.rate[3])


def test_every_kind_of_link_worked_by_hand():
    road = [(0, "to.one"), (1, "to.two"), (2, "to.four"), (3, "to.three"), (4, "out.three"), (5, "to.three")]
    road += [(6, "deal.lost"), (7, "to.two"), (8, "deal.won"), (9, "to.one")]
    assert links_of(walked([(1, at, what) for at, what in road], now=10)) == {
        (-1, 0, "start"): 1,
        (0, 1, "forward"): 1,
        (1, 3, "skip"): 1,
        (3, 2, "back"): 1,
        (2, -1, "exit"): 1,
        (-1, 2, "return"): 1,
        (2, -1, "closed"): 1,
        (-1, 1, "restart"): 1,
        (1, 0, "restart"): 1,
        (0, -1, "open"): 1,
    }
    assert links_of(walked([(1, 0, "to.two")], now=20))[1, 0, "expiry"] == 1


@given(TOUCHES)
def test_what_enters_a_stage_leaves_it_or_stands_there(touches):
    flow = stage_flow(walked(touches))
    arriving = np.bincount(flow.target[flow.target >= 0], flow.count[flow.target >= 0], minlength=4)
    leaving = np.bincount(flow.source[flow.source >= 0], flow.count[flow.source >= 0], minlength=4)
    assert arriving.tolist() == leaving.tolist() == np.bincount(walked(touches).stage, minlength=4).tolist()


@given(TOUCHES)
def test_links_count_subjects_once(touches):
    visits = walked(touches)
    flow = stage_flow(visits)
    once = Counter()
    for subject in range(len(visits.subject_ids)):
        once.update(links_of(visits.select(visits.subject == subject)).keys())
    rows = zip(flow.source.tolist(), flow.target.tolist(), flow.kind.tolist(), flow.subjects.tolist(), strict=True)
    assert {(a, b, FLOW_KINDS[kind]): n for a, b, kind, n in rows} == once


@given(TOUCHES, st.integers(1, 9))
def test_cutting_changes_nothing(touches, bucket):
    visits = walked(touches)
    measures = [StageConversion(visits.stages, 9), StageFlow(visits.stages), Handover(NOW, 9, None, None, 1, 2)]
    for measure in measures:
        assert same(run(measure, visits, bucket=bucket), run(measure, visits))


@given(TOUCHES)
def test_a_doubled_population_keeps_rates(touches):
    once, twice = stage_conversion(walked(touches)), stage_conversion(walked(doubled(touches)))
    assert same(once.step.rate, twice.step.rate)
    assert (once.entered * 2).tolist() == twice.entered.tolist()
    assert links_of(walked(doubled(touches))) == {k: 2 * n for k, n in links_of(walked(touches)).items()}


def test_a_known_rate_is_found_again():
    visits = lasting(7, 20_000, mean=100, watched=10_000)
    rate = stage_conversion(visits, within=timedelta(microseconds=50)).step
    assert rate.low[0] < 1 - np.exp(-0.5) < rate.high[0]


def test_links_can_be_of_a_period():
    flow = stage_flow(walked([(1, 0, "to.one"), (1, 5, "to.two")], now=6), since=1, until=6)
    assert [FLOW_KINDS[kind] for kind in flow.kind] == ["forward"]


def test_mqls_accepted_in_time_late_never_and_young():
    asked, taken = "demo.requested", "handoff.accepted"
    touches = [(1, 0, asked), (1, 5, taken), (2, 0, asked), (2, 15, taken), (3, 0, asked), (4, 95, asked)]
    touches += [(4, 96, taken), (5, 0, "form.submitted"), (6, 3, taken)]
    subject, at, activity = (list(column) for column in zip(*touches, strict=True))
    ladder = derive_visits(EventLog.from_columns(subject, at, activity), DEFAULT_LADDER, now=100)
    summary = mql_to_sal(ladder, within=timedelta(microseconds=10))
    assert (summary.mqls, summary.accepted.hits.tolist(), summary.accepted.of.tolist()) == (4, [1], [3])
    assert (summary.accepted_so_far.hits.tolist(), summary.accepted_so_far.of.tolist()) == ([1], [1])
    assert summary.waiting.share.tolist() == [0.75, 0.5, 0.25]
    assert mql_to_sal(ladder, within=timedelta(microseconds=10), since=50).mqls == 1


def test_a_ladder_without_the_type_is_refused():
    with pytest.raises(MeasureError, match="no type 'mql'"):
        mql_to_sal(walked([]), within=timedelta(days=1))


def test_an_empty_road_has_empty_answers():
    visits = walked([])
    assert (stage_conversion(visits).cohort, len(stage_flow(visits))) == (0, 0)
    ladder = derive_visits(EventLog.empty(), DEFAULT_LADDER, 0)
    assert np.isnan(mql_to_sal(ladder, within=timedelta(days=1)).accepted.rate[0])

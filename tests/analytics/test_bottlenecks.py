"""Slow and leaky stages, and gaps: by hand, turned around, and with planted truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics import EventLog, bottlenecks, gaps
from jornada.analytics.bottleneck import Bottleneck
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.gap import Gap
from jornada.analytics.periods import DAY
from jornada.analytics.stays import Stays, stay_of_touches
from jornada.analytics.visits import EVIDENCE, EXIT, OPEN, Visits, derive_visits
from tests.analytics.logs import same
from tests.analytics.roads import NOW, ROAD, TOUCHES, walked

STAGES = ("one", "two", "three", "four")


def stood(stage, entered, time, left_by, now=200 * DAY):
    """Make visits, one per subject."""
    rows = len(stage)
    each, ones = np.arange(rows, dtype=np.int32), np.ones(rows, dtype=np.int32)
    is_open = np.asarray(left_by) == OPEN
    return Visits(
        each, ones, ones, np.asarray(stage, np.int16), np.asarray(entered, np.int64),
        np.where(is_open, -1, np.asarray(entered, np.int64) + np.asarray(time, np.int64)),
        np.asarray(left_by, np.int8), each.astype(np.int64), ones.astype(np.int16), each.astype(np.int64),
        np.zeros(rows, np.int8), STAGES, now,
    )  # fmt: skip


def company(seed, rows=1600, slow=1.0, leaky=0.0):
    """Four stages, four regions; the south may be slower at stage two, or lose more at stage three."""
    draw = np.random.default_rng(seed)
    stage, region = draw.integers(0, 4, rows), draw.integers(0, 4, rows)
    pace = 10 * (1 + stage) * np.where((stage == 1) & (region == 2), slow, 1)
    time = (draw.exponential(pace) * DAY).astype(np.int64)
    entered = (draw.uniform(0, 200, rows) * DAY).astype(np.int64)
    leaks = draw.random(rows) < 0.2 + leaky * ((stage == 2) & (region == 2))
    left_by = np.where(entered + time > 200 * DAY, OPEN, np.where(leaks, EXIT, EVIDENCE))
    return stood(stage, entered, time, left_by), np.array(["east", "north", "south", "west"])[region].tolist()


# --- slow and leaky -------------------------------------------------------------------------------


def test_a_planted_slow_stage_is_found_first():
    visits, region = company(1, slow=2.5)
    table = bottlenecks(visits, segment=region)
    assert (table.stage[0], table.segment[0], bool(table.is_slow[0])) == ("two", "south", True)
    assert table.excess[1, 0] < 30 * 0.8 * DAY
    assert table.is_slow.sum() == 1
    assert "two (south)" in table.explain()
    assert "acima do esperado" in table.explain("pt")


def test_a_planted_leak_is_found_with_its_cost():
    visits, region = company(2, leaky=0.35)
    table = bottlenecks(visits, segment=region, value=np.full(1600, 100.0))
    leaky = np.flatnonzero(table.is_leaky).tolist()
    assert [(table.stage[row], table.segment[row]) for row in leaky] == [("three", "south")]
    assert table.leak_excess[1, leaky[0]] < 0.35 < table.leak_excess[2, leaky[0]]
    arrivals_month = table.arrivals_week[leaky[0]] / 7 * 365.25 / 12
    assert table.value_lost_month[leaky[0]] == pytest.approx(arrivals_month * 100 * table.leak_excess[0, leaky[0]])


def test_clean_data_flag_nothing_at_the_rate_stated():
    flagged = [
        bottlenecks(visits, segment=region) for visits, region in (company(seed, 800) for seed in range(100, 140))
    ]
    false_alarms = np.mean([(table.is_slow | table.is_leaky).any() for table in flagged])
    assert false_alarms <= 0.15  # 40 tables at 5 %: more than 6 would come once in 500


def test_a_mix_of_strata_is_not_taken_for_slowness():
    draw = np.random.default_rng(6)
    big, south = draw.random(2000) < 0.5, draw.random(2000)
    south = south < np.where(big, 0.8, 0.2)
    visits = stood([0] * 2000, [0] * 2000, draw.exponential(np.where(big, 30, 10)) * DAY, [EVIDENCE] * 2000)
    region, size = np.where(south, "south", "north").tolist(), np.where(big, "big", "small").tolist()
    assert bottlenecks(visits, segment=region).is_slow.any()
    assert not bottlenecks(visits, segment=region, stratum=size).is_slow.any()


def test_a_target_is_exceeded_when_half_are_still_there_by_then():
    stays = np.array([2, 4, 6, 8, 10, 12, 14, 16, 18, 20] * 6) * DAY
    visits = stood([0] * 60, [0] * 60, stays, [EVIDENCE] * 60)
    table = bottlenecks(visits, target={"one": 5 * DAY})
    assert bool(table.is_slow[0])
    assert table.excess[0, 0] / DAY == pytest.approx((1 + 3 + 5 + 7 + 9 + 11 + 13 + 15) / 10)
    assert table.delay_mass[0] / DAY == pytest.approx(6 * 64)
    assert not bottlenecks(visits, target={"one": 10 * DAY}).is_slow.any()


def test_a_stage_that_nobody_leaves_within_the_target_is_the_slowest_of_all():
    stays = np.array([9, 10, 11] * 20) * DAY
    table = bottlenecks(stood([0] * 60, [0] * 60, stays, [EVIDENCE] * 60), target={"one": 5 * DAY})
    assert bool(table.is_slow[0])
    assert table.excess[0, 0] / DAY == pytest.approx(5)


def test_littles_identity_holds_when_the_period_begins_and_ends_empty():
    visits = stood([0, 0, 0], [0, 10 * DAY, 20 * DAY], [5 * DAY, 30 * DAY, 7 * DAY], [EVIDENCE] * 3, now=70 * DAY)
    table = bottlenecks(visits)
    assert table.implied_stay[0] / DAY == pytest.approx((5 + 30 + 7) / 3)
    assert table.arrivals_week[0] == table.departures_week[0] == pytest.approx(0.3)
    assert table.mean_in_progress[0] == pytest.approx(0.6)


def test_old_work_is_counted_against_the_stages_own_p85():
    stays = np.concatenate((np.arange(1, 21), [30, 3])) * DAY
    visits = stood([0] * 22, 200 * DAY - stays, stays, [EVIDENCE] * 20 + [OPEN] * 2)
    table = bottlenecks(visits)
    assert (table.in_progress[0], table.ageing[0]) == (2, 1)


def test_time_without_a_touch_is_waiting():
    log = EventLog.from_columns(
        [1, 1, 1], [0, 2 * DAY, 20 * DAY], ["to.one", "note.made", "to.two"], human=[True, True, True]
    )
    road = replace(ROAD, stages=tuple(replace(stage, expiry=None) for stage in ROAD.stages))
    table = bottlenecks(derive_visits(log, road, 21 * DAY), log=log, quiet_days=7)
    assert dict(zip(table.stage, table.waiting_share.tolist(), strict=True))["one"] == pytest.approx(11 / 20)


def test_without_target_or_segments_nothing_is_flagged():
    table = bottlenecks(company(3)[0])
    assert not (table.is_slow | table.is_leaky).any()
    assert "cannot be told" in table.explain()
    assert "não se pode dizer" in table.explain("pt")


def test_clean_data_are_said_to_be_clean():
    visits, region = company(101, 800)
    assert "No stage is slower" in bottlenecks(visits, segment=region).explain()


@given(TOUCHES, st.integers(1, 9))
def test_cutting_changes_nothing(touches, bucket):
    visits = walked(touches)
    segment = ["a" if each % 2 else None for each in visits.subject_ids.tolist()]
    measure = Bottleneck(visits.stages, ("a",), visits.now)
    assert same(run(measure, Stays.of(visits, segment), bucket=bucket), bottlenecks(visits, segment=segment))


def test_the_order_of_subjects_and_names_changes_nothing():
    visits, region = company(4, 400, slow=3)
    turn = np.random.default_rng(0).permutation(400)
    turned = stood(*(getattr(visits, name)[turn] for name in ("stage", "entered_at")), 0, visits.left_by[turn])
    turned = replace(turned, left_at=visits.left_at[turn])
    names = {"east": "z", "north": "y", "south": "x", "west": "w"}
    table, again = bottlenecks(visits, segment=region), bottlenecks(turned, segment=[names[region[n]] for n in turn])
    assert [names[each] for each in table.segment[:3]] == list(again.segment[:3])
    np.testing.assert_allclose(table.excess, again.excess, rtol=1e-9)


def test_a_doubled_population_has_the_same_excess_and_twice_the_mass():
    visits, region = company(4, 400, slow=3)
    twice = stood(np.tile(visits.stage, 2), np.tile(visits.entered_at, 2), 0, np.tile(visits.left_by, 2))
    twice = replace(twice, left_at=np.tile(visits.left_at, 2))
    once, both = bottlenecks(visits, segment=region), bottlenecks(twice, segment=region * 2)
    np.testing.assert_allclose(once.excess[0], both.excess[0], rtol=1e-9)
    np.testing.assert_allclose(2 * once.delay_mass, both.delay_mass, rtol=1e-9)


def test_no_stays_and_wrong_questions():
    assert bottlenecks(walked([])).stage == ()
    with pytest.raises(MeasureError, match="one of the stages"):
        bottlenecks(walked([]), target={"nine": DAY})
    with pytest.raises(WrongLengthError, match="segment"):
        bottlenecks(walked([(1, 0, "to.one")]), segment=["a", "b"])


def test_the_table_and_the_pictures_have_a_place_per_row():
    table = bottlenecks(*[company(5, 300)[0]], segment=company(5, 300)[1])
    assert {len(column) for column in table.columns().values()} == {16}
    delay, work = table.charts("pt")
    assert len(delay.series[0].x) == len(work.series[0].x) == 16


# --- gaps -----------------------------------------------------------------------------------------


def plain(touches, now=NOW):
    subject, at, activity = ([touch[column] for touch in touches] for column in range(3))
    log = EventLog.from_columns(subject, [each * DAY for each in at], activity)
    road = replace(ROAD, stages=tuple(replace(stage, expiry=None) for stage in ROAD.stages))
    return derive_visits(log, road, now * DAY), log


def test_a_stay_is_untouched_when_nothing_but_its_entry_came_in_time():
    touches = [(1, 0, "to.one"), (1, 3, "note"), (2, 0, "to.one"), (2, 9, "note"), (3, 0, "to.one"), (4, 38, "to.one")]
    found = gaps(*plain(touches), within_days=7)
    assert (found.untouched.hits[0], found.untouched.of[0]) == (2, 3)  # the fourth is too young to be judged
    assert found.touches[0] == 2


def test_only_those_older_than_most_are_late():
    gone = [(n, day, "to.one") for n, day in enumerate(range(20))] + [(n, n + 5, "to.two") for n in range(20)]
    found = gaps(*plain([*gone, (30, 0, "to.three"), (31, 38, "to.one"), (32, 20, "to.one")]))
    assert found.horizon[0] / DAY == 5
    assert (found.late[0], found.young[0]) == (1, 1)
    assert found.late_subjects.tolist() == [32]
    assert np.isnan(found.horizon[2])
    assert found.young[2] == 1
    assert "three" in found.explain()


def test_who_has_a_next_step_is_not_late():
    gone = [(n, 0, "to.one") for n in range(20)] + [(n, 5, "to.two") for n in range(20)]
    visits, log = plain([*gone, (30, 0, "to.one")])
    step = ["call"] * 21
    assert gaps(visits, log).late[0] == 1
    assert gaps(visits, log, next_step=step).late[0] == 0


def test_stages_without_owner_content_or_touch_are_named():
    visits, log = plain([(n, 0, "to.one") for n in range(20)])
    said = gaps(visits, log, owner=[None] * 20, with_content=["two", "three", "four"]).explain()
    assert "no owner: one" in said
    assert "without content: one" in said
    assert "nobody touches: one" in said
    assert "dono" not in gaps(visits, log).explain("pt")


@given(TOUCHES, st.integers(1, 9))
def test_gaps_can_be_cut(touches, bucket):
    visits, log = plain(touches)
    assert same(
        run(Gap(visits.stages, 7 * DAY, None, False), Stays.of(visits, log=log), bucket=bucket), gaps(visits, log)
    )


@given(TOUCHES)
def test_each_touch_lies_in_the_stay_that_was_current(touches):
    visits, log = plain(touches)
    found = stay_of_touches(visits, log)
    for row, stay in enumerate(found.tolist()):
        own = [
            n
            for n in range(len(visits))
            if visits.subject[n] == log.subject[row] and visits.entered_at[n] <= log.at[row]
        ]
        ends = [n for n in own if visits.left_by[n] == OPEN or log.at[row] < visits.left_at[n]]
        points = [n for n in own if visits.entered_at[n] == visits.left_at[n] == log.at[row]]
        assert stay == (max(ends[-1:] + points[-1:]) if ends or points else -1)


def test_no_stays_have_no_gaps():
    found = gaps(walked([]), EventLog.empty())
    assert "cannot be told" in found.explain()
    assert {len(column) for column in found.columns().values()} == {4}
    assert len(found.charts("pt")) == 2
    with pytest.raises(MeasureError):
        gaps(walked([]), EventLog.empty(), within_days=0)

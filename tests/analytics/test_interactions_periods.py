"""Person-periods and the fits on them: by hand, split and merged, doubled, turned around, censored."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.interactions_cases import cases
from jornada.analytics.interactions_fatigue import Curve, beyond, find_turn
from jornada.analytics.interactions_hazard import only_segment, touch_effect
from jornada.analytics.interactions_landmark import Landmark, landmark
from jornada.analytics.interactions_periods import COUNT, OTHERS, STAGE, Periods, person_periods
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.simulate.interactions import Effect, known_effect
from jornada.analytics.visits import derive_visits
from jornada.rules.default_map import DEFAULT_MAP
from tests.analytics.logs import ROWS, doubled, log_of, same

WEEK = timedelta(days=7)
WORDS = {"conversion": ("deal.won",), "lost": ("deal.lost",), "starts": ("lead.created",)}


def log_of_days(rows):
    who, day, what = zip(*rows, strict=True)
    return EventLog.from_columns(who, (np.array(day) * DAY).astype(np.int64), what)


def rows_of(rows, now, **more):
    return person_periods(cases(log_of_days(rows), conversion=("won",), lost=("lost",), now=now * DAY), WEEK, **more)


def spelled(periods):
    ends = np.zeros(len(periods), int)
    ends[periods.offsets[1:][periods.has_event] - 1] = 1
    return [(*row[:2].tolist(), end) for row, end in zip(periods.cells[periods.cell], ends, strict=True)]


def test_touches_count_from_the_period_after_them():
    periods = rows_of([(1, 0, "call"), (1, 7, "call"), (1, 8, "call"), (1, 15, "won")], now=99)
    assert spelled(periods) == [(0, 1, 0), (1, 2, 0), (2, 3, 1)]


def test_a_period_that_now_cuts_short_is_left_out_for_all():
    rows = [(1, 0, "call"), (1, 8, "won"), (2, 0, "call"), (3, 0, "call"), (3, 8, "lost")]
    assert spelled(rows_of(rows, now=13)) == [(0, 1, 0)] * 3
    assert spelled(rows_of(rows, now=14)) == [(0, 1, 0), (1, 1, 1), (0, 1, 0), (1, 1, 0), (0, 1, 0), (1, 1, 0)]


def test_a_conversion_at_the_very_start_is_one_in_the_first_period():
    assert spelled(rows_of([(1, 0, "won"), (2, 3, "call")], now=30)) == [
        (0, 0, 1), (0, 1, 0), (1, 1, 0), (2, 1, 0)
    ]  # fmt: skip


def test_a_kind_is_counted_apart_from_all_others():
    log = EventLog.from_columns(
        [1] * 4, np.array([0, 1, 2, 30]) * DAY, ["a"] * 4, channel=["web", "phone", "web", None]
    )
    found = cases(log, conversion=("won",), by="channel")
    periods = person_periods(found, WEEK, kind="web")
    assert periods.cells[periods.cell][:2, [COUNT, OTHERS]].tolist() == [[1, 0], [2, 1]]
    with pytest.raises(MeasureError, match="there are"):
        person_periods(found, WEEK, kind="fax")


def test_the_stage_is_the_one_at_the_beginning_of_the_period():
    at = np.array([0, 8, 9, 40]) * DAY
    log = EventLog.from_columns([1] * 4, at, ["page.viewed", "content.downloaded", "meeting.held", "call.connected"])
    visits = derive_visits(log, DEFAULT_MAP, int(at[-1]))
    periods = person_periods(cases(log, conversion=("won",), visits=visits), WEEK)
    stages = periods.cells[periods.cell][:, STAGE]
    for week, stage in enumerate(stages.tolist()):
        assert stage == visits.stage[visits.entered_at <= week * 7 * DAY][-1]


@given(ROWS, st.integers(1, 5))
def test_pieces_put_together_equal_the_whole(rows, pieces):
    found = cases(log_of(rows), conversion=("c",), by="channel", now=12)
    for measure in (Periods(3), Periods(3, 0), Landmark((2, 5), 4)):
        parts = [measure.kernel(piece) for piece in found.buckets(pieces)]
        assert same(measure.finish(measure.merge(parts)), run(measure, found))


@given(ROWS, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(rows, seed):
    one, other = (cases(log_of(rows, order), conversion=("c",), now=12) for order in (None, seed))
    assert same(run(Periods(3), one), run(Periods(3), other))
    assert same(run(Landmark((3,), 4), one), run(Landmark((3,), 4), other))


def figures_of(log, now, **more):
    found = cases(log, now=now, **WORDS)
    effect, pooled = touch_effect(person_periods(found, WEEK), **more), landmark(found, [4 * WEEK], 8 * WEEK).pooled
    return np.array([effect.per_touch, *effect.coef, pooled.per_touch])


@pytest.fixture(scope="module")
def made():
    return known_effect(11, 900, weeks=26, effects=[Effect("linear", 0.1)], entry_weeks=6)


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_a_doubled_population_has_the_same_effect(made, link):
    # Steps of age hold ten conversions at least: with twice as many they would be finer.
    one = figures_of(made.log, made.now, link=link)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jornada.analytics.interactions_hazard.EVENTS_PER_STEP", 20)
        patch.setattr("jornada.analytics.interactions_hazard.MOST_STEPS", 10**6)
        twice = figures_of(doubled(made.log), made.now, link=link)
        patch.setattr("jornada.analytics.interactions_hazard.EVENTS_PER_STEP", 10)
        one = figures_of(made.log, made.now, link=link)
    np.testing.assert_allclose(one, twice, atol=1e-6)


def test_other_names_change_nothing(made):
    other = made.log.activity.values
    renamed = {
        "call.connected": "zzz.called",
        "deal.won": "aaa.won",
        "deal.lost": "bbb.lost",
        "lead.created": "ccc.began",
    }
    log = EventLog.from_columns(
        made.log.subject_ids[made.log.subject], made.log.at, [renamed[name] for name in made.log.activity.decode()]
    )
    words = {"conversion": ["aaa.won"], "lost": ["bbb.lost"], "starts": ["ccc.began"], "now": made.now}
    effect = touch_effect(person_periods(cases(log, **words), WEEK))
    np.testing.assert_allclose(effect.per_touch, figures_of(made.log, made.now)[0], atol=1e-9)
    assert len(other) == 4


def test_segments_are_cut_out_whole():
    world = known_effect(3, 300, weeks=12, effects=[Effect(), Effect()])
    found = cases(world.log, now=world.now, segments=world.segment, **WORDS)
    periods = person_periods(found, WEEK)
    parts = [only_segment(periods, each) for each in (0, 1)]
    assert sum(len(part) for part in parts) == len(periods)
    assert sum(int(part.events.sum()) for part in parts) == int(periods.events.sum())


# --- landmark and turning point by hand ------------------------------------------------------------


def test_a_landmark_table_worked_by_hand():
    rows = [
        (1, 0, "call"), (1, 1, "call"), (1, 9, "won"),
        (2, 0, "call"), (2, 5, "won"),
        (3, 0, "call"), (3, 8, "call"), (3, 20, "won"),
        (4, 0, "call"), (4, 12, "lost"),
        (5, 18, "call"), (5, 26, "won"),
    ]  # fmt: skip
    found = cases(log_of_days(rows), conversion=("won",), lost=("lost",), now=30 * DAY)
    table = landmark(found, [WEEK], WEEK)
    # 2 had ended before, 5 came in too late to be watched for two weeks; 3 converts after the horizon.
    assert table.rate.of.tolist() == [0, 3, 0, 0, 0, 0]
    assert table.rate.hits.tolist() == [0, 1, 0, 0, 0, 0]
    assert table.immature == (1,)
    assert "Cannot tell" in table.explain()


def curve_of(slope, error):
    touches = np.arange(len(slope)) / 4
    slope = np.array(slope, float)
    return Curve(touches, np.cumsum(slope), slope, slope, np.full(len(slope), error))


def test_a_curve_that_only_rises_has_no_turning_point():
    turn = find_turn(curve_of([0.5] * 20, 0.1))
    assert np.isnan([turn.saturation, turn.point, turn.fatigue]).all()
    assert turn.is_gain_shown


def test_a_curve_that_only_falls_is_fatigue_from_the_first_touch():
    turn = find_turn(curve_of([-0.5] * 20, 0.1))
    assert (turn.saturation, turn.point, turn.low, turn.high, turn.fatigue) == (0, 0, 0, 0, 0)


def test_where_the_data_end_before_the_fall_is_sure_the_interval_is_open():
    turn = find_turn(curve_of(0.3 - 0.02 * np.arange(20), 0.2))
    assert turn.high == np.inf
    assert not turn.is_fatigue


def test_a_curve_that_cannot_be_told_from_a_flat_one_has_no_fatigue():
    curve = curve_of([-0.5] * 20, 0.1)
    turn = find_turn(curve, is_flat=True)
    assert not turn.is_fatigue
    log = known_effect(1, 20, weeks=3).log
    assert len(beyond(cases(log, **WORDS), turn)) == 0

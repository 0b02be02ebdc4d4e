"""Clocks run in working time, stand still while others must act, and never fire twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.agreement import Escalation
from jornada.rules.calendars import ALWAYS_OPEN, OFFICE_HOURS, WorkingCalendar
from jornada.rules.clocks import Clock, next_look, read_clock, steps_due

HOUR = timedelta(hours=1)
NINE = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, nine in the morning in São Paulo
STEPS = (Escalation(0.5, "remind"), Escalation(0.8, "escalate"), Escalation(1.0, "reroute"))


def at(hours):
    return NINE + timedelta(hours=hours)


def test_half_the_time_is_half_the_share():
    state = read_clock(Clock(NINE, 6 * HOUR), at(3), OFFICE_HOURS)
    assert (state.share, state.is_running, state.is_breached) == (0.5, True, False)
    assert state.due_at == at(7)  # over lunch


def test_nights_and_weekends_do_not_count():
    state = read_clock(Clock(at(8), 10 * HOUR), at(24 * 5 + 1), OFFICE_HOURS)  # Wednesday 17:00 to Monday 10:00
    assert state.used == 18 * HOUR
    assert state.is_breached


def test_a_clock_that_stands_still_has_no_deadline():
    clock = Clock(NINE, 4 * HOUR, pauses=((at(1), None),))
    state = read_clock(clock, at(8), OFFICE_HOURS)
    assert (state.used, state.due_at, state.is_running, state.is_breached) == (HOUR, None, False, False)


def test_a_pause_that_ended_moves_the_deadline():
    clock = Clock(NINE, 3 * HOUR, pauses=((at(1), at(2)),))
    state = read_clock(clock, at(2), OFFICE_HOURS)
    assert (state.used, state.due_at) == (HOUR, at(5))  # from eleven, an hour to noon, and one after lunch


@pytest.mark.parametrize(("hours", "is_breached"), [(2, False), (3, False), (3.5, False), (4.5, True)])
def test_a_stopped_clock_keeps_whether_it_was_in_time(hours, is_breached):
    clock = Clock(NINE, 3 * HOUR, stopped_at=at(hours))
    state = read_clock(clock, at(100), OFFICE_HOURS)
    assert (state.is_running, state.is_breached) == (False, is_breached)


def test_before_its_start_nothing_has_passed():
    assert read_clock(Clock(NINE, HOUR), at(-50), OFFICE_HOURS).share == 0


def test_steps_are_taken_once_and_in_order():
    clock = Clock(NINE, 10 * HOUR)
    state = read_clock(clock, at(8), ALWAYS_OPEN)
    assert [step.do for step in steps_due(state, STEPS, [])] == ["remind", "escalate"]
    assert [step.do for step in steps_due(state, STEPS, [0.5])] == ["escalate"]
    assert steps_due(state, STEPS, [0.5, 0.8]) == []


def test_after_a_long_stop_of_the_worker_only_the_reroute_is_left():
    state = read_clock(Clock(NINE, HOUR), at(30), ALWAYS_OPEN)
    assert [step.do for step in steps_due(state, STEPS, [])] == ["reroute"]


def test_no_step_is_due_while_the_clock_stands_still_or_after_its_stop():
    standing = Clock(NINE, HOUR, pauses=((at(0.9), None),))
    stopped = Clock(NINE, HOUR, stopped_at=at(0.9))
    for clock in (standing, stopped):
        assert steps_due(read_clock(clock, at(9), ALWAYS_OPEN), STEPS, []) == []


def test_the_next_look_is_at_the_next_step():
    clock = Clock(NINE, 10 * HOUR)
    looks = [next_look(clock, read_clock(clock, at(hours), ALWAYS_OPEN), STEPS, [], ALWAYS_OPEN) for hours in (1, 6, 9)]
    assert looks == [at(5), at(8), at(10)]


def test_a_calendar_edited_later_moves_the_deadline_and_fires_nothing_again():
    clock, short_days = Clock(NINE, 6 * HOUR), WorkingCalendar("America/Sao_Paulo", (((540, 660),),) * 7)
    before, after = (read_clock(clock, at(4), calendar) for calendar in (OFFICE_HOURS, short_days))
    assert before.due_at < after.due_at
    assert steps_due(after, STEPS, [0.5]) == []


def test_stretches_that_overlap_or_end_before_they_begin_count_once_or_not_at_all():
    pauses = ((at(5), at(3)), (at(2), at(4)), (at(3), at(6)), (at(1), at(2)))
    state = read_clock(Clock(NINE, 10 * HOUR, pauses), at(8), ALWAYS_OPEN)
    assert (state.used, state.is_running) == (3 * HOUR, True)


@given(
    allowed=st.integers(1, 2000),
    pauses=st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), max_size=3),
    share=st.sampled_from([0.25, 0.5, 0.8, 1.0]),
)
def test_at_the_next_look_exactly_that_share_has_passed(allowed, pauses, share):
    minute, edge, stretches = timedelta(minutes=1), NINE, []
    for gap, length in pauses:
        stretches.append((edge + gap * minute, edge + (gap + length) * minute))
        edge = stretches[-1][1]
    clock = Clock(NINE, allowed * minute, tuple(stretches))
    state = read_clock(clock, edge, OFFICE_HOURS)
    look = next_look(clock, state, [Escalation(share, "remind")], [], OFFICE_HOURS)
    if state.share < share:
        assert read_clock(clock, look, OFFICE_HOURS).share == pytest.approx(share)

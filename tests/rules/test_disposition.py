from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.disposition import (
    SCHEDULE,
    Standing,
    cycle_after,
    is_ahead,
    read_schedule,
    return_day,
    return_hindrance,
    undo_hindrance,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(("cycle", "days"), [(1, 30), (2, 60), (3, 90), (4, 180), (5, None), (0, None)])
def test_each_cycle_has_its_wait_and_then_the_lead_stays_out(cycle, days):
    assert return_day(TODAY, cycle, SCHEDULE) == (TODAY + timedelta(days=days) if days else None)


def test_a_contract_that_ends_comes_before_the_schedule():
    assert return_day(TODAY, 1, SCHEDULE, date(2026, 12, 31), 90) == date(2026, 10, 2)
    assert return_day(TODAY, 1, SCHEDULE, date(2026, 3, 10), 90) == TODAY + timedelta(days=1)


@given(st.integers(1, 9), st.lists(st.integers(1, 400), max_size=6), st.none() | st.integers(-400, 4000))
def test_a_lead_never_comes_back_on_the_day_it_went(cycle, schedule, ends):
    contract = None if ends is None else TODAY + timedelta(days=ends)
    day = return_day(TODAY, cycle, schedule, contract)
    assert day is None or day > TODAY


@pytest.mark.parametrize("text", ["30, x", "0", "-5", "4000", "1.5"])
def test_schedules_that_cannot_be_name_the_part_that_is_wrong(text):
    with pytest.raises(ValueError, match=r"."):
        read_schedule(text)


def test_a_schedule_is_read_as_people_write_it():
    assert read_schedule(" 30/60, 90;180 ") == SCHEDULE
    assert read_schedule("") == ()


@pytest.mark.parametrize(
    ("is_aside", "is_back", "found"),
    [(True, False, ""), (False, False, "not_aside"), (False, True, "not_aside"), (True, True, "back_already")],
)
def test_only_what_is_set_aside_comes_back_and_not_twice(is_aside, is_back, found):
    assert return_hindrance(Standing(is_aside, is_back)) == found


@pytest.mark.parametrize(
    ("came_back", "is_open", "has_happened", "found"),
    [
        (True, True, False, ""),
        (False, True, False, "no_return"),
        (False, False, True, "no_return"),
        (True, True, True, "happened"),
        (True, False, False, "happened"),
    ],
)
def test_a_return_is_taken_back_while_nothing_happened(came_back, is_open, has_happened, found):
    assert undo_hindrance(came_back, is_open, has_happened) == found


@given(st.integers(1, 50), st.integers(0, 50))
def test_a_next_cycle_comes_after_every_one_before_it(next_of_buyer, earlier):
    assert cycle_after(next_of_buyer, earlier) > earlier
    assert cycle_after(next_of_buyer, earlier) >= next_of_buyer


@given(st.integers(-400, 400))
def test_a_day_of_coming_back_lies_ahead(days):
    assert is_ahead(TODAY + timedelta(days=days), TODAY) == (days > 0)
    assert is_ahead(None, TODAY)

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jornada.rules.calendars import OFFICE_HOURS, WorkingCalendar
from jornada.rules.snooze import days_later, snoozed_until

ZONE = ZoneInfo("America/Sao_Paulo")
FRIDAY = datetime(2026, 11, 27, 17, 30, 45, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("until", "now", "expected"),
    [
        ("hour", FRIDAY, "2026-11-27T18:30:00-03:00"),
        ("tomorrow", FRIDAY.replace(day=25), "2026-11-26T09:00:00-03:00"),
        ("tomorrow", FRIDAY, "2026-11-30T09:00:00-03:00"),
        ("week", FRIDAY, "2026-11-30T09:00:00-03:00"),
        ("week", FRIDAY.replace(day=23), "2026-11-30T09:00:00-03:00"),
    ],
)
def test_mornings_are_working_mornings_of_the_person(until, now, expected):
    assert snoozed_until(until, now, OFFICE_HOURS).isoformat() == expected


def test_a_calendar_that_never_opens_leaves_the_morning():
    closed = WorkingCalendar("America/Sao_Paulo", ((),) * 7, {})
    assert snoozed_until("tomorrow", FRIDAY, closed).isoformat() == "2026-11-28T09:00:00-03:00"


def test_an_unknown_choice_is_named():
    with pytest.raises(ValueError, match="'never' is none of these"):
        snoozed_until("never", FRIDAY, OFFICE_HOURS)


@pytest.mark.parametrize(
    ("days", "due", "expected"),
    [
        (1, FRIDAY.replace(day=26), "2026-11-27T17:30:45-03:00"),
        (1, FRIDAY, "2026-11-30T17:30:45-03:00"),
        (7, FRIDAY, "2026-12-04T17:30:45-03:00"),
        (7, FRIDAY.replace(day=28), "2026-12-07T17:30:45-03:00"),  # a Saturday: the Monday after
        (1, FRIDAY.replace(hour=22), "2026-11-30T22:30:45-03:00"),  # an hour at which nobody works stays the hour
    ],
)
def test_a_task_of_a_day_to_come_keeps_its_hour_and_falls_on_a_working_day(days, due, expected):
    assert days_later(days, due, FRIDAY.replace(day=23), OFFICE_HOURS).isoformat() == expected


@pytest.mark.parametrize("due", [FRIDAY, FRIDAY.replace(hour=23), FRIDAY.replace(day=26)])
def test_a_task_of_today_or_before_is_put_off_from_now_instead(due):
    assert days_later(1, due, FRIDAY, OFFICE_HOURS) is None


def test_where_nobody_ever_works_days_are_days():
    closed = WorkingCalendar("America/Sao_Paulo", ((),) * 7, {})
    assert days_later(1, FRIDAY, FRIDAY - timedelta(days=3), closed) == FRIDAY + timedelta(days=1)

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from jornada.rules.calendars import OFFICE_HOURS, WorkingCalendar
from jornada.rules.snooze import snoozed_until

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

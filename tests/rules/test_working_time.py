"""Clocks in working time: against a minute-by-minute count, over zones, changed clocks, holidays and absences."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.rules.calendars import ALWAYS_OPEN, OFFICE_HOURS, CalendarError, WorkingCalendar, bridge_days
from jornada.rules.working_time import NeverOpenError, due, elapsed, is_open, next_opening, share_passed
from jornada.rules.zones import UnknownZoneError

MINUTE = timedelta(minutes=1)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NIGHT_SHIFT = WorkingCalendar("America/Sao_Paulo", (((0, 360), (1320, 1440)),) * 7)
CLOSED = WorkingCalendar("UTC", ((),) * 7)

# Zones whose clocks change (also by half an hour, also at midnight), around the days on which they did.
CHANGES = [
    ("America/Sao_Paulo", datetime(2018, 11, 3, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2019, 2, 16, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC)),
    ("Europe/Lisbon", datetime(2026, 3, 28, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 31, tzinfo=UTC)),
    ("Asia/Kolkata", datetime(2026, 12, 30, tzinfo=UTC)),
]


@st.composite
def days(draw):
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=4)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def questions(draw):
    zone, around = draw(st.sampled_from(CHANGES))
    week = tuple(draw(st.lists(days(), min_size=7, max_size=7)))
    holiday = (around + timedelta(days=draw(st.integers(-1, 4)))).date()
    away = around + timedelta(minutes=draw(st.integers(0, 3000)))
    absences = ((away, away + timedelta(minutes=draw(st.integers(1, 2000)))),)
    calendar = WorkingCalendar(zone, week, {holiday: draw(days())}, absences if draw(st.booleans()) else ())
    start = around + timedelta(minutes=draw(st.integers(-600, 600)))
    return calendar, start, start + timedelta(minutes=draw(st.integers(0, 3000)))


def open_by_the_clock(at, calendar):
    """Look at the wall clock and nothing else."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    minute = local.hour * 60 + local.minute
    hours = calendar.special.get(local.date(), calendar.week[local.weekday()])
    away = any(since <= at < until for since, until in calendar.absences)
    return not away and any(opens <= minute < closes for opens, closes in hours)


def minutes_by_the_clock(start, end, calendar):
    minutes = range(int((end - start) / MINUTE))
    return sum(open_by_the_clock(start + place * MINUTE, calendar) for place in minutes)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_elapsed_is_what_counting_minutes_gives(question):
    calendar, start, end = question
    assert elapsed(start, end, calendar) == minutes_by_the_clock(start, end, calendar) * MINUTE


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(1, 2000))
def test_due_is_the_first_instant_at_which_so_much_has_passed(question, minutes):
    calendar, start, _ = question
    try:
        end = due(start, minutes * MINUTE, calendar)
    except NeverOpenError:
        assert elapsed(start, start + timedelta(days=366), calendar) < minutes * MINUTE
        return
    assert elapsed(start, end, calendar) == minutes * MINUTE
    assert elapsed(start, end - MINUTE / 60, calendar) < minutes * MINUTE


@settings(max_examples=60, deadline=None)
@given(questions())
def test_the_next_opening_is_the_first_open_minute(question):
    calendar, start, _ = question
    week = (start + place * MINUTE for place in range(8 * 1440))
    expected = next((at for at in week if open_by_the_clock(at, calendar)), None)
    if expected is not None:
        assert next_opening(start, calendar) == expected
        assert is_open(expected, calendar)


@settings(max_examples=40, deadline=None)
@given(questions(), st.integers(0, 3000))
def test_stretches_that_follow_each_other_add_up(question, minutes):
    calendar, start, end = question
    middle = start + minutes * MINUTE
    assert elapsed(start, middle, calendar) + elapsed(middle, end, calendar) == elapsed(start, end, calendar)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-27T17:00", 1, "2026-11-27T18:00"),  # to the end of the day, not to the next opening
        ("2026-11-27T17:00", 2, "2026-11-30T10:00"),  # over the weekend
        ("2026-11-27T11:30", 1, "2026-11-27T13:30"),  # over lunch
        ("2026-11-28T10:00", 8, "2026-11-30T18:00"),  # begun on a Saturday
        ("2026-12-31T16:00", 3, "2027-01-01T10:00"),  # over the turn of the year
        ("2026-11-27T17:00", 0, "2026-11-27T17:00"),
    ],
)
def test_due_worked_by_hand(start, hours, expected):
    at = datetime.fromisoformat(start).replace(tzinfo=SAO_PAULO)
    assert due(at, timedelta(hours=hours), OFFICE_HOURS) == datetime.fromisoformat(expected).replace(tzinfo=SAO_PAULO)


def test_a_holiday_stops_the_clock_and_a_half_day_halves_it():
    calendar = WorkingCalendar(
        "America/Sao_Paulo", OFFICE_HOURS.week, {date(2026, 11, 20): (), date(2026, 12, 24): ((540, 720),)}
    )
    thursday = datetime(2026, 11, 19, 17, tzinfo=SAO_PAULO)
    assert due(thursday, timedelta(hours=2), calendar) == datetime(2026, 11, 23, 10, tzinfo=SAO_PAULO)
    eve = datetime(2026, 12, 24, tzinfo=SAO_PAULO)
    assert elapsed(eve, eve + timedelta(days=1), calendar) == timedelta(hours=3)


def test_a_night_shift_gains_and_loses_the_changed_hour():
    # In 2018 clocks went from 0:00 to 1:00 on 4 November, and from 24:00 back to 23:00 on 16 February 2019.
    spring, autumn = datetime(2018, 11, 4, 3, tzinfo=UTC), datetime(2019, 2, 17, 0, tzinfo=UTC)
    assert elapsed(spring - timedelta(hours=3), spring + timedelta(hours=21), NIGHT_SHIFT) == timedelta(hours=7)
    assert elapsed(autumn, autumn + timedelta(hours=4), NIGHT_SHIFT) == timedelta(hours=4)


def test_an_absence_moves_what_is_due():
    monday = datetime(2026, 11, 30, 9, tzinfo=SAO_PAULO)
    away = WorkingCalendar("America/Sao_Paulo", OFFICE_HOURS.week, {}, ((monday, monday + timedelta(days=2)),))
    assert due(monday, timedelta(hours=1), away) == datetime(2026, 12, 2, 10, tzinfo=SAO_PAULO)


def test_answers_come_in_the_zone_of_the_question():
    start = datetime(2026, 11, 27, 9, tzinfo=ZoneInfo("America/Manaus"))
    assert due(start, timedelta(hours=1), OFFICE_HOURS).tzinfo == start.tzinfo


def test_a_calendar_that_never_opens_is_said_and_not_looked_for_forever():
    with pytest.raises(NeverOpenError, match="UTC has no 1:00:00 of working time within 366 days"):
        due(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1), CLOSED)
    with pytest.raises(NeverOpenError, match="has no opening"):
        next_opening(datetime(2026, 1, 1, tzinfo=UTC), CLOSED)
    assert not CLOSED.is_ever_open


def test_more_than_a_year_is_refused():
    with pytest.raises(NeverOpenError):
        due(datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=367), ALWAYS_OPEN)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"zone": "America/Sao_Paolo"}, UnknownZoneError),
        ({"week": ((),) * 6}, CalendarError),
        ({"week": (((600, 500),),) * 7}, CalendarError),
        ({"week": (((0, 700), (600, 800)),) * 7}, CalendarError),
        ({"week": (((0, 1441),),) * 7}, CalendarError),
        ({"absences": ((datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),)}, CalendarError),
        ({"absences": ((datetime(2026, 1, 1), datetime(2026, 1, 2)),)}, CalendarError),  # noqa: DTZ001
    ],
)
def test_a_calendar_that_cannot_be_is_refused(fields, error):
    with pytest.raises(error):
        WorkingCalendar(**{"zone": "UTC", "week": ((),) * 7, **fields})


def test_naive_instants_and_negative_spans_are_refused():
    with pytest.raises(ValueError, match="aware"):
        elapsed(datetime(2026, 1, 1), datetime(2026, 1, 2), ALWAYS_OPEN)  # noqa: DTZ001
    with pytest.raises(ValueError, match="0 or more"):
        due(datetime(2026, 1, 1, tzinfo=UTC), -MINUTE, ALWAYS_OPEN)


def test_the_share_passed_goes_beyond_one_when_late():
    at = datetime(2026, 11, 27, 9, tzinfo=SAO_PAULO)
    assert share_passed(at, at + timedelta(days=3, hours=1), timedelta(hours=4), OFFICE_HOURS) == 2.25


def test_calendars_with_the_same_hours_are_one():
    twin = WorkingCalendar(OFFICE_HOURS.zone, OFFICE_HOURS.week)
    assert twin == OFFICE_HOURS
    assert hash(twin) == hash(OFFICE_HOURS)
    assert WorkingCalendar("UTC", OFFICE_HOURS.week) != OFFICE_HOURS


def test_bridge_days_lie_between_a_holiday_and_the_weekend():
    holidays = {date(2026, 11, 24), date(2026, 6, 4), date(2026, 12, 25), date(2026, 11, 23)}
    assert bridge_days(holidays) == {date(2026, 6, 5)}

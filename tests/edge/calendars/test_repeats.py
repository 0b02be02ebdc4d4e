"""Meetings that repeat: by rules, by dates put in and taken out, and with occurrences that were changed."""

import pytest

from jornada.edge.calendars import read as reading
from jornada.edge.calendars.read import MOST_OF_ONE, read_meetings
from tests.edge.calendars.test_reading import NOW, ZONE, event, read, starts


def test_nine_o_clock_stays_nine_o_clock_when_clocks_change():
    found = starts("DTSTART;TZID=America/New_York:20260301T090000", "RRULE:FREQ=WEEKLY;COUNT=3")
    assert found == ["2026-03-01T14:00:00+00:00", "2026-03-08T13:00:00+00:00", "2026-03-15T13:00:00+00:00"]


def test_dates_taken_out_and_put_in_count():
    lines = ("RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260311T090000Z", "RDATE:20260320T090000Z")
    days = [text[:10] for text in starts("DTSTART:20260310T090000Z", *lines)]
    assert days == ["2026-03-10", "2026-03-12", "2026-03-20"]


DAILY = ("DTSTART;TZID=America/New_York:20260306T090000", "RRULE:FREQ=DAILY;COUNT=6")


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["EXRULE:FREQ=DAILY;INTERVAL=2"], [7, 9, 11]),
        (["EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2"], [7, 9, 10, 11]),
        (["EXRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260308"], [7, 9, 10, 11]),
        (["EXRULE:FREQ=WEEKLY;BYDAY=SA,SU"], [6, 9, 10, 11]),
        (["EXRULE:FREQ=WEEKLY;BYDAY=SA", "EXRULE:FREQ=WEEKLY;BYDAY=SU"], [6, 9, 10, 11]),
        (["EXRULE:FREQ=WEEKLY;BYDAY=SA", "EXDATE;TZID=America/New_York:20260309T090000"], [6, 8, 10, 11]),
        (["EXRULE:FREQ=DAILY", "RDATE:20260320T090000Z"], [20]),
    ],
)
def test_a_rule_of_what_is_left_out_takes_it_out(lines, days):
    """Clocks change on 8 March: nine o'clock is left out at nine o'clock."""
    assert [int(text[8:10]) for text in starts(*DAILY, *lines)] == days


def test_an_extra_date_that_says_how_long_it_takes_takes_so_long():
    period = "RDATE;VALUE=PERIOD:20260320T090000Z/PT30M,20260321T090000Z/20260321T104500Z,20260322T090000Z/P3D"
    rows = read("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z", period, "RDATE:20260323T090000Z")
    assert [(row.start.day, row.minutes) for row in rows] == [(10, 60), (20, 30), (21, 105), (22, None), (23, 60)]


def test_a_period_without_a_zone_is_of_the_reader_s():
    rows = read("DTSTART:20260310T090000", "RDATE;VALUE=PERIOD:20260320T090000/20260320T093000")
    assert [(row.start.isoformat()[:16], row.minutes) for row in rows] == [
        ("2026-03-10T12:00", None),
        ("2026-03-20T12:00", 30),
    ]


NEVER = (
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYSETPOS=2",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
)


@pytest.mark.parametrize("rule", NEVER)
def test_a_day_that_never_comes_is_not_looked_for_until_the_year_9999(rule, monkeypatch):
    days = []
    looked = reading._Months.__contains__
    monkeypatch.setattr(reading._Months, "__contains__", lambda self, month: days.append(1) or looked(self, month))
    (row,) = read("DTSTART:20250101T090000Z", f"RRULE:{rule}")
    assert row.start is None
    assert 0 < len(days) < 5 * 366


def test_the_tenth_monday_of_a_year_is_not_one_of_each_month():
    days = [text[:10] for text in starts("DTSTART:20240304T090000Z", "RRULE:FREQ=YEARLY;BYDAY=10MO")]
    assert days == ["2025-03-10", "2026-03-09"]


def test_a_rule_of_months_keeps_to_them():
    days = [text[:10] for text in starts("DTSTART:20250106T090000Z", "RRULE:FREQ=MONTHLY;BYMONTH=1,7;BYDAY=1MO")]
    assert days == ["2025-07-07", "2026-01-05", "2026-07-06"]


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=999999999"])
def test_a_rule_without_end_is_written_out_so_far_and_no_further(rule):
    assert len(read("DTSTART:20000101T090000Z", f"RRULE:{rule}")) <= MOST_OF_ONE


def series(*changes):
    """Give a series of four days at nine, and events of the same name that change it."""
    zone = "TZID=America/Sao_Paulo"
    rule = (f"DTSTART;{zone}:20260310T090000", f"DTEND;{zone}:20260310T100000", "RRULE:FREQ=DAILY;COUNT=4")
    parts = [event(*rule), *(event(*(line.replace("TZ", zone) for line in one)) for one in changes)]
    return [
        f"{row.start.astimezone(ZONE):%d %H} {row.minutes}"
        for row in sorted(read_meetings(b"".join(parts), NOW, ZONE), key=lambda row: row.start or NOW)
        if row.start
    ]


LATER = ("RECURRENCE-ID;RANGE=THISANDFUTURE;TZ:20260311T090000", "DTSTART;TZ:20260311T110000", "DURATION:PT30M")
ALONE = ("RECURRENCE-ID;TZ:20260312T090000", "DTSTART;TZ:20260312T150000", "DURATION:PT15M")
LAST = ("RECURRENCE-ID;RANGE=THISANDFUTURE;TZ:20260313T090000", "DTSTART;TZ:20260313T080000")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ((), ["10 09 60", "11 09 60", "12 09 60", "13 09 60"]),
        ((LATER,), ["10 09 60", "11 11 30", "12 11 30", "13 11 30"]),
        ((LATER, ALONE), ["10 09 60", "11 11 30", "12 15 15", "13 11 30"]),
        ((LATER, LAST), ["10 09 60", "11 11 30", "12 11 30", "13 08 None"]),
        (((*LATER, "STATUS:CANCELLED"),), ["10 09 60"]),
    ],
)
def test_a_change_of_this_and_all_later_occurrences_holds_for_them(changes, found):
    assert series(*changes) == found

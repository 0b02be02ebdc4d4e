from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jornada.rules.repeat import next_due, reopening

ZONE = ZoneInfo("America/Sao_Paulo")


def at(month, day, hour=9, year=2026, zone=ZONE):
    return datetime(year, month, day, hour, tzinfo=zone)


@pytest.mark.parametrize(
    ("due", "every", "unit", "now", "expected"),
    [
        (at(3, 2), 1, "day", at(3, 2), at(3, 3)),
        (at(3, 2), 2, "week", at(3, 2), at(3, 16)),
        (at(1, 31), 1, "month", at(1, 31), at(2, 28)),
        (at(2, 28), 1, "month", at(2, 28), at(3, 31)),
        (at(1, 15), 12, "month", at(1, 15), at(1, 15, year=2027)),
        (at(3, 2), 1, "day", at(3, 9, 10), at(3, 10)),
        (at(3, 2), 7, "day", at(2, 20), at(3, 9)),
        (at(3, 2, year=1990), 1, "week", at(3, 2), at(3, 6)),
    ],
)
def test_the_next_one_is_after_now_and_in_step(due, every, unit, now, expected):
    assert next_due(due, every, unit, None, now) == expected


def test_the_hour_on_the_wall_stays_when_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    due = at(3, 28, zone=berlin)
    assert next_due(due, 1, "day", None, due).isoformat() == "2026-03-29T09:00:00+02:00"


@pytest.mark.parametrize(("until", "is_over"), [(date(2026, 3, 3), False), (date(2026, 3, 2), True)])
def test_it_ends_after_its_last_day(until, is_over):
    assert (next_due(at(3, 2), 1, "day", until, at(3, 2)) is None) == is_over


def test_less_than_one_is_refused():
    with pytest.raises(ValueError, match="0 is less"):
        next_due(at(3, 2), 0, "day", None, at(3, 2))


@pytest.mark.parametrize(
    ("has_next", "is_as_planned", "is_over", "found"),
    [
        (True, True, False, "with_next"),
        (True, True, True, "with_next"),
        (True, False, False, "changed"),
        (False, False, True, "alone"),
        (False, False, False, "unknown"),
    ],
)
def test_the_next_one_goes_with_the_one_that_is_reopened_unless_it_was_changed(has_next, is_as_planned, is_over, found):
    assert reopening(has_next, is_as_planned, is_over) == found


@pytest.mark.parametrize(
    ("first", "unit", "now", "expected"),
    [
        (at(1, 30), "month", at(1, 30), at(2, 28)),
        (at(1, 30), "month", at(2, 28), at(3, 30)),
        (at(1, 31), "month", at(2, 28), at(3, 31)),
        (at(1, 31), "month", at(4, 30), at(5, 31)),
        (at(3, 2), "week", at(3, 4), at(3, 9)),
        (at(3, 2), "week", at(3, 10), at(3, 16)),
    ],
)
def test_each_is_counted_from_the_first(first, unit, now, expected):
    assert next_due(first, 1, unit, None, now) == expected


def test_an_hour_that_the_clocks_leave_out_comes_back_the_day_after():
    new_york = ZoneInfo("America/New_York")
    first = datetime(2026, 3, 7, 2, 30, tzinfo=new_york)
    shown = next_due(first, 1, "day", None, first).astimezone(ZoneInfo("UTC")).astimezone(new_york)
    assert shown.isoformat() == "2026-03-08T03:30:00-04:00"
    assert next_due(first, 1, "day", None, shown).isoformat() == "2026-03-09T02:30:00-04:00"

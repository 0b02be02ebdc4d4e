from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.temperature import HEATS, Statement, Thresholds, is_sound, temperature

TODAY = date(2026, 3, 2)


def in_days(number):
    return TODAY + timedelta(days=number)


def by(number, said=0, starts=None):
    return Statement(in_days(said), "planned", None if starts is None else in_days(starts), in_days(number))


@pytest.mark.parametrize(
    ("said", "asked", "heat", "why", "changes"),
    [
        (Statement(TODAY, "now"), None, "hot", "says_now", 14),
        (Statement(in_days(-13), "now"), None, "hot", "says_now", 1),
        (Statement(in_days(-14), "now"), None, "cold", "now_is_over", None),
        (by(14), None, "hot", "near", 15),
        (by(15), None, "warm", "soon", 1),
        (by(62), None, "warm", "soon", 48),
        (by(63), None, "cold", "far", 1),
        (by(0, said=-40), None, "hot", "near", 1),
        (by(-1, said=-40), None, "hot", "due", 7),
        (by(-7, said=-40), None, "hot", "due", 1),
        (by(-8, said=-40), None, "cold", "passed", None),
        (by(90, starts=10), None, "hot", "near", 91),
        (by(90, starts=20), None, "warm", "soon", 6),
        (Statement(TODAY, "interest"), None, "cold", "no_date", None),
        (None, 0, "hot", "asked", 7),
        (None, -6, "hot", "asked", 1),
        (None, -7, "cold", "interest", None),
        (by(200, said=-9), -2, "hot", "asked", 5),
        (by(200, said=-1), -2, "cold", "far", 138),
    ],
)
def test_temperatures_worked_by_hand(said, asked, heat, why, changes):
    found = temperature(said, None if asked is None else in_days(asked), True, TODAY)
    assert (found.heat, found.why) == (heat, why)
    assert found.changes_on == (None if changes is None else in_days(changes))


def test_without_interest_nothing_is_known():
    assert temperature(None, None, False, TODAY).heat is None


def test_limits_move_where_hot_and_warm_meet():
    assert temperature(by(20), None, True, TODAY, Thresholds(hot=30)).heat == "hot"
    assert temperature(None, TODAY, True, TODAY, Thresholds(asked=0)).heat == "cold"


DAYS = st.integers(-400, 400)
STATEMENTS = st.one_of(
    st.none(),
    st.builds(lambda on, intent: Statement(in_days(on), intent), DAYS, st.sampled_from(["now", "interest"])),
    st.builds(lambda on, first, more: by(first + abs(more), said=on, starts=first), DAYS, DAYS, DAYS),
)


@given(STATEMENTS, st.one_of(st.none(), DAYS), st.integers(0, 500))
def test_nothing_changes_before_the_day_that_is_named(said, asked, later):
    """The day on which it is looked at again is never too late: until then the answer stays the same."""
    asked_on = None if asked is None or asked > 0 else in_days(asked)
    found = temperature(said, asked_on, True, TODAY)
    day = in_days(later)
    if found.changes_on is not None:
        assert found.changes_on > TODAY
        day = min(day, found.changes_on - timedelta(days=1))
    again = temperature(said, asked_on, True, day)
    assert (again.heat, again.why) == (found.heat, found.why)
    assert again.heat in HEATS


def test_limits_that_contradict_themselves_are_not_sound():
    assert not is_sound(Thresholds(hot=62))
    assert not is_sound(Thresholds(fresh=0))
    assert is_sound(Thresholds(grace=0))

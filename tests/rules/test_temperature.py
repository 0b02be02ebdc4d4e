from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.temperature import HEATS, Signal, Statement, Thresholds, is_sound, latest_signals, temperature

TODAY = date(2026, 3, 2)


def in_days(number):
    return TODAY + timedelta(days=number)


def did(**days):
    """Signals by kind and day; None: it never happened."""
    return [Signal(kind, in_days(day)) for kind, day in days.items() if day is not None]


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
    found = temperature(said, did(asked=asked), True, TODAY)
    assert (found.heat, found.why) == (heat, why)
    assert found.changes_on == (None if changes is None else in_days(changes))


@pytest.mark.parametrize(
    ("said", "signals", "heat", "why", "changes"),
    [
        (None, {"accepted": 0}, "hot", "accepted", 14),
        (None, {"accepted": -13}, "hot", "accepted", 1),
        (None, {"accepted": -14}, "warm", "accepted_before", 48),
        (None, {"accepted": -61}, "warm", "accepted_before", 1),
        (None, {"accepted": -62}, "cold", "interest", None),
        (None, {"seen": 0}, "hot", "seen", 7),
        (None, {"seen": -7}, "cold", "interest", None),
        (None, {"replied": 0}, "warm", "replied", 7),
        (None, {"replied": -7}, "cold", "interest", None),
        # of several the hottest decides, and whichever changes first is looked at again
        (None, {"accepted": -20, "seen": -1}, "hot", "seen", 6),
        (None, {"replied": -6, "seen": -1}, "hot", "seen", 1),
        # an offer that is accepted is newer than what was said on that day; what is seen is not
        (by(200), {"accepted": 0}, "hot", "accepted", 14),
        (by(200), {"seen": 0}, "cold", "far", 138),
        (by(200), {"accepted": -1}, "cold", "far", 138),
        # nobody cools by replying, and of two that are warm what was said is told
        (Statement(in_days(-3), "now"), {"replied": 0}, "hot", "says_now", 7),
        (by(30, said=-3), {"replied": 0}, "warm", "soon", 7),
        (by(63, said=-3), {"replied": 0}, "warm", "replied", 1),
        (by(-8, said=-40), {"replied": -1}, "warm", "replied", 6),
    ],
)
def test_what_a_buyer_does_worked_by_hand(said, signals, heat, why, changes):
    found = temperature(said, did(**signals), True, TODAY)
    assert (found.heat, found.why) == (heat, why)
    assert found.changes_on == (None if changes is None else in_days(changes))


@pytest.mark.parametrize(
    ("happened", "kinds"),
    [
        ({}, set()),
        ({"email.sent": 1, "call.connected": 2}, set()),
        ({"email.replied": 1, "call.received": 2, "chat.held": 1}, {"replied"}),
        ({"proposal.viewed": 1, "proposal.accepted": 2}, {"seen", "accepted"}),
        ({"proposal.viewed": 1, "demo.requested": 1, "proposal.refused": 2}, {"asked"}),
        ({"proposal.viewed": 2, "proposal.refused": 2}, set()),
        ({"proposal.accepted": 3, "proposal.refused": 2}, {"accepted"}),
        ({"proposal.accepted": 1, "email.replied": 2, "deal.won": 2}, set()),
        ({"proposal.viewed": 1, "email.replied": 3, "deal.lost": 2}, {"replied"}),
    ],
)
def test_a_refusal_and_a_decision_answer_what_came_before(happened, kinds):
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    latest = {code: noon + timedelta(hours=hours) for code, hours in happened.items()}
    assert latest_signals(latest).keys() == kinds
    if kinds == {"replied"}:
        assert latest_signals(latest)["replied"] == max(latest.values())


def test_without_interest_nothing_is_known():
    assert temperature(None, (), False, TODAY).heat is None


def test_limits_move_where_hot_and_warm_meet():
    assert temperature(by(20), (), True, TODAY, Thresholds(hot=30)).heat == "hot"
    for kind in ("asked", "seen", "replied"):
        assert temperature(None, did(**{kind: 0}), True, TODAY, Thresholds(asked=0)).heat == "cold"
    assert temperature(None, did(accepted=-10), True, TODAY, Thresholds(fresh=10)).heat == "warm"
    assert temperature(None, did(accepted=-70), True, TODAY, Thresholds(fresh=90)).heat == "hot"


DAYS = st.integers(-400, 400)
STATEMENTS = st.one_of(
    st.none(),
    st.builds(lambda on, intent: Statement(in_days(on), intent), DAYS, st.sampled_from(["now", "interest"])),
    st.builds(lambda on, first, more: by(first + abs(more), said=on, starts=first), DAYS, DAYS, DAYS),
)


SIGNALS = st.dictionaries(st.sampled_from(["accepted", "asked", "seen", "replied"]), st.integers(-400, 0))


@given(STATEMENTS, SIGNALS, st.integers(0, 500))
def test_nothing_changes_before_the_day_that_is_named(said, signals, later):
    """The day on which it is looked at again is never too late: until then the answer stays the same."""
    found = temperature(said, did(**signals), True, TODAY)
    day = in_days(later)
    if found.changes_on is not None:
        assert found.changes_on > TODAY
        day = min(day, found.changes_on - timedelta(days=1))
    again = temperature(said, did(**signals), True, day)
    assert (again.heat, again.why) == (found.heat, found.why)
    assert again.heat in HEATS


@given(STATEMENTS, SIGNALS, st.sampled_from(["accepted", "asked", "seen", "replied"]))
def test_what_a_buyer_does_today_cools_nobody(said, signals, kind):
    before = temperature(said, did(**signals), True, TODAY)
    after = temperature(said, did(**{**signals, kind: 0}), True, TODAY)
    assert HEATS.index(after.heat) <= HEATS.index(before.heat)


def test_limits_that_contradict_themselves_are_not_sound():
    assert not is_sound(Thresholds(hot=62))
    assert not is_sound(Thresholds(fresh=0))
    assert is_sound(Thresholds(grace=0))

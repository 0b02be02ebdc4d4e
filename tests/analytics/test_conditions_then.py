"""Conditions as of instants of the past say what the rule for one record says at that instant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from jornada.analytics.conditions import Population
from jornada.analytics.conditions_then import counts_then, matches_then
from jornada.analytics.errors import WrongLengthError
from jornada.analytics.log import EventLog
from jornada.analytics.touch_index import LinkedTouches, TouchParts, index_touches
from jornada.analytics.zone_offsets import DAY, days_before, local_days
from jornada.rules.condition_facts import evaluate
from jornada.rules.conditions import All, Attribute, Did, Not
from jornada.rules.conditions import Any as AnyOf

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IDS = np.arange(1, 9)


def log(seed, rows=400):
    rng = np.random.default_rng(seed)
    at = rng.integers(0, 100 * DAY, rows) // (6 * 3_600_000_000) * (6 * 3_600_000_000)
    columns = {"channel": rng.choice(["web", "phone"], rows), "human": rng.random(rows) < 0.8}
    return EventLog.from_columns(rng.choice(IDS[:6], rows), at, rng.choice(["click", "call", "form"], rows), **columns)


CONDITIONS = [
    Did(("click",), at_least=3, days=10),
    Did((), at_least=5, at_most=20, days=30),
    Did(("call", "form"), at_least=1, days=2.5, channels=("phone",)),
    Did(("call",), at_least=0, at_most=0, days=7),
    Did(("click",), since=EPOCH + timedelta(days=20), until=EPOCH + timedelta(days=60)),
    Did(
        ("unheard",),
    ),
    AnyOf((Did(("click",), at_least=4, days=10), All((Did(("form",)), Not(Did(("call",), days=5)))))),
]


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("seed", range(3))
def test_each_case_is_answered_as_of_its_own_instant(condition, seed):
    people = Population(IDS, touches=index_touches(log(seed), IDS))
    rng = np.random.default_rng(seed + 100)
    places, at = rng.integers(0, len(IDS), 60), rng.integers(0, 20, 60) * 5 * DAY
    found = matches_then(condition, people, places, at, NOW)
    for place, instant, held in zip(places, at, found, strict=True):
        then = EPOCH + timedelta(microseconds=int(instant))
        assert evaluate(condition, people.facts(int(place)), then).holds == held


def test_touches_of_others_and_in_parts_count_the_same():
    whole = index_touches(log(1), IDS)
    parts = TouchParts([whole.take(np.arange(4)), whole.take(np.arange(4, 8))], IDS)
    linked = LinkedTouches([(parts, np.array([2, -1, 0])), (whole, np.array([5, 5, 5]))])
    did, at = Did(("click",), days=40), np.array([50 * DAY] * 3)
    found = counts_then(did, Population(np.arange(3), touches=linked), np.arange(3), at)
    assert found.tolist() == counts_then(did, Population(IDS, touches=whole), np.array([2, 5, 0]), at).tolist()


def test_nothing_holds_of_nobody():
    people = Population(IDS, touches=index_touches(log(1), IDS))
    for condition in (Did(("click",), at_least=0), Not(Did(("click",))), All(), Attribute("size", "is_empty")):
        assert not matches_then(condition, people, [-1], [50 * DAY], NOW).any()


def test_days_ago_are_counted_from_then():
    born = np.array(["1970-02-01", "NaT"], dtype="datetime64[D]")
    people = Population(np.array([1, 2]), {"created_at": born})
    test = Attribute("created_at", "within_days", 3)
    found = matches_then(test, people, [0, 0, 0, 0, 1], [30 * DAY, 31 * DAY, 33 * DAY, 34 * DAY, 31 * DAY], NOW)
    assert found.tolist() == [False, True, True, False, False]


def test_a_day_begins_and_ends_where_the_company_is():
    here = ZoneInfo("America/Sao_Paulo")
    people = Population(np.array([1]), {"created_at": np.array(["2026-02-01"], dtype="datetime64[D]")})
    test = Attribute("created_at", "within_days", 3)
    late = [datetime(2026, 2, day, 23, tzinfo=here) for day in (1, 3, 4)]
    at = [(each - EPOCH) // timedelta(microseconds=1) for each in late]
    live = [evaluate(test, people.facts(0), each).holds for each in late]
    assert matches_then(test, people, [0] * 3, at, NOW.astimezone(here)).tolist() == live == [True, True, False]


@pytest.mark.parametrize("name", ["America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Europe/Lisbon"])
def test_days_back_keep_the_time_of_day_as_for_one_record(name):
    zone, rng = ZoneInfo(name), np.random.default_rng(5)
    at = rng.integers(0, 20_000 * 48, 3000) * (DAY // 48) + rng.integers(0, 9, 3000)
    for days in (1, 0.5, 30):
        then = [(EPOCH + timedelta(microseconds=int(each))).astimezone(zone) for each in at]
        back = [(each - timedelta(days=days) - EPOCH) // timedelta(microseconds=1) for each in then]
        assert days_before(at, days, zone).tolist() == back
    assert local_days(at, zone).tolist() == [(each.date() - EPOCH.date()).days for each in then]


def test_within_some_days_is_as_for_one_record_over_a_change_of_the_clock():
    zone, did = ZoneInfo("America/New_York"), Did(("click",), days=1)
    now = datetime(2025, 3, 9, 12, tzinfo=zone)
    at = (now - EPOCH) // timedelta(microseconds=1)
    people = Population(
        np.array([1]),
        touches=index_touches(EventLog.from_columns([1], [at - 23 * DAY // 24], ["click"]), np.array([1])),
    )
    assert matches_then(did, people, [0], [at], now).tolist() == [evaluate(did, people.facts(0), now).holds] == [False]


def test_nobody_at_all_and_unequal_columns():
    people = Population(IDS, touches=index_touches(log(1), IDS))
    assert matches_then(Did(("click",)), people, [], [], NOW).shape == (0,)
    with pytest.raises(WrongLengthError):
        matches_then(Did(("click",)), people, [1], [], NOW)

"""Counts of touches and calendar periods: by hand, turned around, and at the edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.counts import counts
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY, PERIODS, period_labels, period_starts, wall_clock
from tests.analytics.logs import ROWS, doubled, log_of, relabelled


def micro(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp()) * 1_000_000


@given(ROWS, st.sampled_from([("channel",), ("activity", "channel"), ("subject",), ("subject", "channel"), ()]))
def test_counts_agree_with_counting_by_hand(rows, by):
    place = {"subject": 0, "activity": 2, "channel": 3}
    touches, who = Counter(), defaultdict(set)
    for row in rows:
        key = tuple(row[place[name]] for name in by)
        touches[key] += 1
        who[key].add(row[0])
    table = counts(log_of(rows), by)
    assert {row[:-2]: row[-2:] for row in table.rows()} == {k: (n, len(who[k])) for k, n in touches.items()}


@given(ROWS, st.integers(0, 99), st.integers(1, 20))
def test_neither_row_order_nor_cutting_changes_a_count(rows, seed, bucket):
    with pytest.MonkeyPatch.context() as patch:
        whole = [counts(log_of(rows), by).rows() for by in (["channel"], ["subject", "activity"])]
        patch.setattr(
            import_module("jornada.analytics.counts"), "run", lambda measure, log: run(measure, log, bucket=bucket)
        )
        assert [counts(log_of(rows, seed), by).rows() for by in (["channel"], ["subject", "activity"])] == whole


@given(ROWS)
def test_names_do_not_matter_and_a_doubled_population_counts_double(rows):
    table = counts(log_of(rows), ["activity"])
    assert sorted(counts(log_of(relabelled(rows)), ["activity"]).touches) == sorted(table.touches)
    twice = counts(doubled(log_of(rows)), ["activity"])
    assert (twice.touches.tolist(), twice.subjects.tolist()) == (
        (table.touches * 2).tolist(),
        (table.subjects * 2).tolist(),
    )


def test_touches_per_month_of_the_company_s_own_clock():
    at = [micro(2026, 2, 1, 1), micro(2026, 2, 1, 4), micro(2026, 3, 15)]
    log = EventLog.from_columns([1, 1, 2], at, ["a"] * 3)
    table = counts(log, period="month", zone="America/Sao_Paulo")
    assert table.rows() == [("2026-01", 1, 1), ("2026-02", 1, 1), ("2026-03", 1, 1)]


def test_flags_ids_and_unknown_values_are_groups():
    log = EventLog.from_columns([1, 1, 2], [1, 2, 3], ["a"] * 3, human=[True, False, True], user=[5, None, 5])
    assert counts(log, ["human"]).rows() == [(0, 1, 1), (1, 2, 2)]
    assert counts(log, ["user"]).rows() == [(None, 1, 1), (5, 2, 2)]


def test_an_empty_log_counts_nothing():
    assert counts(EventLog.empty(), ["activity", "subject"], period="day").rows() == []


@pytest.mark.parametrize(
    ("by", "says"), [("colour", "no dimension"), ("channel", "does not carry"), ("period", "no dim")]
)
def test_a_wrong_dimension_is_named(by, says):
    with pytest.raises(MeasureError, match=says):
        counts(EventLog.from_columns([1], [1], ["a"]), [by])


@pytest.mark.parametrize(
    ("period", "label"),
    [("day", "2026-11-21"), ("week", "2026-W47"), ("month", "2026-11"), ("quarter", "2026-Q4"), ("year", "2026")],
)
def test_periods_are_named(period, label):
    starts = period_starts(micro(2026, 11, 21), micro(2026, 11, 21), period)
    assert period_labels(starts, period) == (label,)


@given(st.integers(micro(1990, 1, 1), micro(2035, 1, 1)), st.integers(0, 900), st.sampled_from(PERIODS))
def test_periods_cover_without_gaps_or_overlap(first, days, period):
    zone = "America/Sao_Paulo"
    starts = period_starts(first, first + days * DAY, period, zone)
    assert starts[0] <= first
    assert (np.diff(starts) > 0).all()
    labels = period_labels(starts, period, zone)
    assert len(set(labels)) == len(labels)


def test_summer_time_does_not_lengthen_a_stay_in_days():
    summer, winter = micro(2017, 1, 10, 2), micro(2017, 3, 1, 3)
    clock = wall_clock(np.array([summer, winter]), "America/Sao_Paulo")
    assert (clock[1] - clock[0]) / DAY == 50


def test_unknown_zones_and_endless_periods_are_refused():
    with pytest.raises(MeasureError, match="time zone"):
        wall_clock(np.array([0]), "Mars/Olympus")
    with pytest.raises(MeasureError, match="longer one"):
        period_starts(micro(1, 1, 1), micro(2026, 1, 1), "day")
    with pytest.raises(MeasureError, match="not a period"):
        period_starts(0, 1, "fortnight")

"""Journeys cut from a log: what counts, what does not, and what stays the same."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics import attribution_rules
from jornada.analytics.attribution import attribute
from jornada.analytics.attribution_journeys import BLANK, JourneyCut, journeys
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.attribution_rules import distinct_names
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from tests.analytics.logs import ROWS, doubled, log_of, same

HOUR = timedelta(hours=1)
MICROS = HOUR // timedelta(microseconds=1)
WON = ("c",)


def touched(rows, **columns):
    """A log of (subject, hour, activity, channel), one touch a row."""
    subject, hour, activity, channel = zip(*rows, strict=True)
    at = [each * MICROS for each in hour]
    return EventLog.from_columns(subject, at, activity, channel=channel, **columns)


def spelled(made):
    """Write journeys out: (names, conversions)."""
    names = [made.names[step] for step in made.step]
    cuts = zip(made.offsets[:-1], made.offsets[1:], made.conversions.tolist(), strict=True)
    return [(names[first:last], won) for first, last, won in cuts]


ROAD = [
    (1, 1, "look", "web"),
    (1, 2, "call", "phone"),
    (1, 3, "deal.won", None),
    (1, 4, "help", "chat"),
    (2, 1, "look", "web"),
    (2, 9, "look", "mail"),
]


def test_touches_before_the_conversion_count_and_later_ones_never():
    assert spelled(journeys(touched(ROAD))) == [(["web", "phone"], 1), (["web", "mail"], 0)]


def test_each_conversion_has_the_touches_since_the_one_before():
    rows = [*ROAD, (1, 5, "deal.won", None), (1, 6, "look", "web")]
    assert spelled(journeys(touched(rows))) == [(["web", "phone"], 1), (["chat"], 1), (["web", "mail"], 0)]
    assert spelled(journeys(touched(rows), which="first")) == [(["web", "phone"], 1), (["web", "mail"], 0)]


def test_a_touch_at_the_instant_of_the_conversion_counts_when_it_comes_first():
    rows = [(1, 3, "call", "phone"), (1, 3, "deal.won", None), (1, 3, "help", "chat")]
    assert spelled(journeys(touched(rows))) == [(["phone"], 1)]


def test_a_lookback_reaches_back_from_the_end_of_the_journey():
    assert spelled(journeys(touched(ROAD), lookback=HOUR)) == [(["phone"], 1), (["mail"], 0)]
    short = journeys(touched([(1, 1, "look", "web"), (1, 9, "deal.won", None)]), lookback=HOUR)
    assert spelled(short) == [([], 1)]
    assert attribute(short).untouched_conversions == 1


def test_machines_and_what_is_left_out_are_no_touches():
    rows = [(1, 1, "look", "web"), (1, 2, "call", "phone"), (1, 3, "deal.won", None)]
    assert spelled(journeys(touched(rows, human=[False, True, False]))) == [(["phone"], 1)]
    assert spelled(journeys(touched(rows), leave_out=["call"])) == [(["web"], 1)]


def test_any_column_earns_credit_and_unknown_is_a_name():
    log = touched(ROAD[:3], program=[7, -1, -1])
    assert spelled(journeys(log, dimension="program")) == [(["7", BLANK], 1)]
    assert spelled(journeys(log, dimension="activity")) == [(["look", "call"], 1)]


def test_value_and_ages_come_from_the_log():
    made = journeys(touched(ROAD, value=[np.nan, np.nan, 500.0, np.nan, np.nan, np.nan]))
    assert made.value.tolist() == [500, 0]
    assert (made.age / MICROS).tolist() == [2, 1, 8, 0]
    assert (made.touch_id.tolist(), made.subject_id.tolist()) == ([0, 1, 4, 5], [1, 2])


def test_the_touch_up_to_a_milestone_made_it():
    rows = [
        (1, 1, "look", "web"),
        (1, 2, "lead.qualified", "mail"),
        (1, 3, "call", "phone"),
        (1, 4, "deal.opened", None),
        (1, 5, "demo", "video"),
        (1, 6, "deal.won", None),
        (2, 1, "look", "web"),
    ]
    made = journeys(touched(rows), leave_out=["deal.opened"])
    assert (made.lead.tolist(), made.opportunity.tolist()) == ([1, -1], [2, -1])
    table = attribute(made, ["w_shaped"])
    assert dict(zip(table.names, table.conversions[0].round(3).tolist(), strict=True)) == {
        "mail": 0.3, "phone": 0.3, "video": 0.1, "web": 0.3
    }  # fmt: skip
    assert "w_shaped" in attribute(journeys(touched(ROAD))).left_out


def by_hand(log):
    """Journeys the plain way: touches of each subject in order, cut at every c."""
    result = []
    for first, last in zip(log.offsets[:-1], log.offsets[1:], strict=True):
        path, has_won = [], False
        for row in range(first, last):
            if log.activity.decode()[row] == "c":
                result.append((path, 1.0))
                path, has_won = [], True
            else:
                path = [*path, log.channel.decode()[row] or BLANK]
        if path and not has_won:
            result.append((path, 0.0))
    return result


@given(ROWS, st.integers(0, 99))
def test_journeys_agree_with_cutting_by_hand_in_any_row_order(rows, seed):
    assert spelled(journeys(log_of(rows, seed), conversion=WON)) == by_hand(log_of(rows))


@given(ROWS, st.integers(1, 9))
def test_cutting_the_log_changes_nothing(rows, bucket):
    log = log_of(rows)
    measure = JourneyCut(WON, "channel", 5, "every", (), ("a",), ("b",))
    whole, cut = run(measure, log), run(measure, log, bucket=bucket)
    assert spelled(whole) == spelled(cut)
    for name in ("age", "lead", "opportunity", "touch_id", "subject_id"):
        ours, theirs = getattr(whole, name), getattr(cut, name)
        assert (ours is None) == (theirs is None)
        assert ours is None or ours.tolist() == theirs.tolist()


@given(ROWS)
def test_a_doubled_population_earns_twice_as_much(rows):
    once, twice = (attribute(journeys(each, conversion=WON)) for each in (log_of(rows), doubled(log_of(rows))))
    np.testing.assert_allclose(twice.conversions, 2 * once.conversions, atol=1e-9)


def test_an_empty_log_has_no_journeys():
    log = EventLog.from_columns([], np.empty(0, np.int64), [], channel=[])
    assert len(journeys(log)) == 0
    assert attribute(journeys(log)).total_conversions == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"dimension": "program"}, "no column 'program'"),
        ({"which": "last"}, "'every' or 'first'"),
        ({"lookback": timedelta(0)}, "look-back above 0"),
        ({"conversion": ()}, "at least one activity"),
    ],
)
def test_wrong_questions_are_named(words, says):
    with pytest.raises(MeasureError, match=says):
        journeys(touched(ROAD), **words)


def test_different_names_are_the_same_by_bits_and_by_sorting(monkeypatch):
    rng = np.random.default_rng(3)
    names = [f"n{number}" for number in range(64)]
    paths = [">".join(rng.choice(names, size)) for size in rng.integers(1, 12, 200)]
    made = Journeys.from_paths(paths, [1] * len(paths))
    quick = distinct_names(made)
    monkeypatch.setattr(attribution_rules, "BITS", 0)
    assert same(quick, distinct_names(made))

"""Cases, counts and the whole answer about interactions: by hand, turned around, and where nothing can be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.coded import Coded
from jornada.analytics.errors import MeasureError, WrongLengthError
from jornada.analytics.interactions import interaction_effects
from jornada.analytics.interactions_cases import CaseCut, cases
from jornada.analytics.interactions_counts import distribution, stage_at_touch, touch_yield
from jornada.analytics.log import EventLog
from jornada.analytics.periods import DAY
from jornada.analytics.simulate.interactions import Effect, known_effect
from jornada.analytics.visits import derive_visits
from jornada.rules.default_map import DEFAULT_MAP
from tests.analytics.logs import ROWS, log_of, same

WON = ("won",)
WORDS = {"conversion": ("deal.won",), "lost": ("deal.lost",), "starts": ("lead.created",)}


def log_by_hand():
    rows = [
        (1, 0, "call"), (1, 2, "mail"), (1, 5, "won"), (1, 6, "mail"),
        (2, 1, "call"), (2, 3, "lost"), (2, 4, "won"),
        (3, 2, "mail"), (3, 9, "mail"),
        (4, 3, "won"),
    ]  # fmt: skip
    who, day, what = zip(*rows, strict=True)
    return EventLog.from_columns(who, np.array(day) * DAY, what)


def found_by_hand(**more):
    return cases(log_by_hand(), conversion=WON, lost=("lost",), **more)


def test_a_case_ends_with_its_first_conversion_or_loss():
    found = found_by_hand()
    assert found.subject_ids.tolist() == [1, 2, 3, 4]
    assert found.ending.tolist() == [1, 2, 0, 1]
    assert (found.ended // DAY).tolist() == [5, 3, 9, 3]
    assert found.touches.tolist() == [2, 1, 2, 0]


def test_nothing_after_now_is_known():
    found = found_by_hand(now=4 * DAY)
    assert found.ending.tolist() == [0, 2, 0, 1]
    assert found.touches.tolist() == [2, 1, 1, 0]


def test_a_start_is_no_touch_and_the_same_activity_may_end_what_it_starts():
    log = EventLog.from_columns([1, 1, 1, 1, 2], [1, 2, 3, 4, 1], ["call", "won", "call", "won", "call"])
    found = cases(log, conversion=WON, starts=WON)
    assert (found.subject_ids.tolist(), found.began.tolist(), found.ended.tolist()) == ([1], [2], [4])
    assert found.touches.tolist() == [1]


def test_touches_of_machines_and_our_own_decisions_do_not_count():
    what = ["call", "mail", "handoff.accepted", "call"]
    log = EventLog.from_columns([1] * 4, range(4), what, human=[True, False, True, True])
    assert cases(log, conversion=WON).touches.tolist() == [2]


def test_the_n_th_touch_yields_what_it_yields():
    table = touch_yield(found_by_hand()).table
    assert table.hazard.of.tolist() == [3, 2]
    assert table.hazard.hits.tolist() == [0, 1]
    assert (table.never.hits[0], table.never.of[0]) == (1, 1)


def test_touches_are_counted_by_channel_with_those_who_have_none():
    log = EventLog.from_columns([1, 1, 1, 2], range(4), ["a"] * 4, channel=["web", "web", None, "phone"])
    table = distribution(cases(log, conversion=WON, by="channel"))
    assert table.values == ("", "(blank)", "phone", "web")
    assert table.mean.tolist() == [2, 0.5, 0.5, 1]
    assert table.with_any.tolist() == [2, 1, 1, 1]
    assert table.most.tolist() == [3, 1, 1, 2]


def test_touches_are_counted_by_an_attribute_of_the_case():
    table = distribution(found_by_hand(segments=["x", "y", "x", None]), "segment")
    assert dict(zip(table.values, table.mean.tolist(), strict=True)) == {"": 1.25, "(blank)": 0, "x": 2, "y": 1}
    assert distribution(found_by_hand(), "ending").values == ("", "open", "won", "lost")
    assert distribution(found_by_hand(), "size", Coded.encode(list("abba"))).touches.tolist() == [5, 2, 3]


def test_an_attribute_of_the_log_makes_segments():
    log = log_by_hand().with_attributes({"subject": [1, 2, 3, 4], "state": ["SP", "RJ", "SP", "MG"]})
    found = cases(log, conversion=WON, segments="state")
    assert [found.segments[code] for code in found.segment] == ["SP", "RJ", "SP", "MG"]


def test_a_cut_log_put_together_is_the_whole():
    log = known_effect(5, 60, weeks=12).log
    measure = CaseCut(("deal.won",), ("deal.lost",), ("lead.created",), (), "channel", int(log.at.max()))
    parts = [measure.kernel(piece) for piece in log.buckets(4)]
    assert same(measure.finish(measure.merge(parts)), measure.finish(measure.kernel(log)))


@given(ROWS, st.integers(0, 99))
def test_the_order_of_rows_changes_no_case(rows, seed):
    words = {"conversion": ("c",), "by": "channel", "now": 12}
    assert same(cases(log_of(rows), **words), cases(log_of(rows, seed), **words))


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"conversion": ()}, MeasureError, "deal.won"),
        ({"by": "channel"}, MeasureError, "it has activity"),
        ({"now": datetime(2026, 1, 1)}, MeasureError, "time zone"),  # noqa: DTZ001
        ({"segments": ["x"]}, WrongLengthError, "1 segments and 4 subjects"),
        ({"segments": "state"}, MeasureError, "with_attributes"),
    ],
)
def test_a_wrong_question_is_named(more, error, says):
    with pytest.raises(error, match=says):
        cases(log_by_hand(), **{"conversion": WON, **more})


# --- the whole answer ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("rows", [[], [(1, 0, "call")], [(1, 0, "won")], [(1, 0, "call"), (1, 0, "won")]])
def test_too_little_is_refused_in_words(rows, language):
    who, at, what = ([row[place] for row in rows] for place in range(3))
    found = interaction_effects(EventLog.from_columns(who, np.array(at, np.int64), what), conversion=WON)
    says = "Cannot tell" if language == "en" else "Não é possível dizer"
    assert says in found.explain(language)
    assert len(found.beyond) == 0


def test_where_nobody_converted_the_refusal_says_so():
    made = known_effect(1, 200, weeks=10)
    found = interaction_effects(made.log, conversion=("never",), now=datetime(1971, 1, 1, tzinfo=UTC))
    assert "none of 200 cases converted" in found.explain()
    assert not found.effect.charts()


def test_the_naive_curve_carries_its_warning_and_comes_last():
    made = known_effect(1, 1500, weeks=20)
    found = interaction_effects(made.log, now=made.now, **WORDS)
    naive = found.charts()[-1]
    assert (naive.note, [line.is_faint for line in naive.series]) == ("not an effect", [False, True])
    assert "não é um efeito" in found.explain("pt")


def test_a_segment_with_fatigue_is_found_and_its_people_are_marked():
    made = known_effect(3, 6000, weeks=30, effects=[Effect("fatigue", 0.4, 4), Effect("linear", 0.1)])
    found = interaction_effects(made.log, now=made.now, segments=made.segment, **WORDS)
    tired, keen = (found.segments.turn_of(name) for name in made.segment.values)
    assert tired.low <= 4 <= tired.high
    assert (tired.is_fatigue, keen.is_fatigue) == (True, False)
    assert len(found.beyond)
    assert set(found.beyond % 2) == {0}


def test_each_channel_has_an_effect_of_its_own():
    made = known_effect(2, 3000, weeks=20, effects=[Effect("linear", 0.15)])
    found = interaction_effects(made.log, now=made.now, by="channel", **WORDS)
    assert [each.kind for each in found.by_kind] == ["email", "phone"]
    assert all(each.low < 0.15 < each.high for each in found.by_kind)


def test_the_stage_at_a_touch_is_the_last_one_entered_before():
    at = np.array([0, 1, 2, 9]) * DAY
    log = EventLog.from_columns([1] * 4, at, ["page.viewed", "content.downloaded", "meeting.held", "call.connected"])
    visits = derive_visits(log, DEFAULT_MAP, int(at[-1]))
    column = stage_at_touch(cases(log, conversion=WON, visits=visits))
    standing = [
        visits.stage[(visits.entered_at <= each)][-1] if (visits.entered_at <= each).any() else -1 for each in at
    ]
    assert column.codes.tolist() == standing


def test_spans_must_be_longer_than_nothing():
    for wrong in ({"period": timedelta(0)}, {"horizon": timedelta(0)}, {"ages": [timedelta(0)]}, {"link": "probit"}):
        with pytest.raises(MeasureError, match=r"longer than nothing|link"):
            interaction_effects(log_by_hand(), conversion=WON, **wrong)

"""Visits: hand-worked roads, and the vectorised fold against the plain one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics import visits as visits_module
from jornada.analytics.log import EventLog
from jornada.analytics.visits import LEFT_BY, OUTCOMES, Visits, derive_visits
from jornada.rules.default_map import DEFAULT_MAP
from jornada.rules.qualification import DEFAULT_LADDER
from jornada.rules.stages import Behaviour, JourneyMap, Stage
from tests.analytics.visits_reference import Touch, derive

DAY = 86_400_000_000
ACTIVITIES = ["a", "b", "c", "d", "deal.won", "deal.lost", "subject.parked", "deal.opened"]


def log_of(touches: list[Touch]) -> EventLog:
    columns = {
        name: [getattr(touch, name) for touch in touches]
        for name in ("subject", "at", "activity", "touch_id", "channel", "role", "human", "product")
    }
    return EventLog.from_columns(**columns)


def rows_of(visits: Visits) -> list[tuple]:
    columns = (
        visits.subject_id, visits.cycle, visits.number, visits.stage, visits.entered_at, visits.left_at,
        np.array(LEFT_BY)[visits.left_by], visits.evidence, visits.behaviour,
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def road(*touches: tuple[float, str], now: float, journey: JourneyMap = DEFAULT_MAP) -> list[str]:
    """Write the visits of one subject as `cycle stage in-out why`, in days."""
    log = log_of([Touch(1, round(day * DAY), 100 + i, what) for i, (day, what) in enumerate(touches)])
    visits = derive_visits(log, journey, round(now * DAY))
    return [
        f"{cycle} {visits.stages[stage]} {entered // DAY}-{left // DAY if left >= 0 else ''} {why}".strip()
        for _, cycle, _, stage, entered, left, why, _, _ in rows_of(visits)
    ]


def test_back_and_forth_is_a_visit_each_time():
    assert road((0, "form.submitted"), (5, "demo.held"), (9, "form.submitted"), now=20) == [
        "1 interest 0-5 evidence",
        "1 evaluation 5-9 evidence",
        "1 interest 9-",
    ]


def test_stages_may_be_skipped():
    assert road((0, "page.viewed"), (3, "proposal.viewed"), now=4) == ["1 awareness 0-3 evidence", "1 validation 3-"]


def test_evidence_for_the_same_stage_opens_no_visit_but_resets_the_clock():
    assert road((0, "demo.held"), (100, "demo.held"), now=219) == ["1 evaluation 0-"]


def test_idle_time_falls_back_step_by_step_and_never_below_the_first_stage():
    assert road((0, "demo.held"), now=5000) == [
        "1 evaluation 0-120 expiry",
        "1 consideration 120-240 expiry",
        "1 commitment 240-360 expiry",
        "1 interest 360-480 expiry",
        "1 awareness 480-",
    ]


def test_a_fall_happens_at_its_instant_and_not_before():
    assert road((0, "demo.held"), now=119.99) == ["1 evaluation 0-"]
    assert len(road((0, "demo.held"), now=120)) == 2
    assert road((0, "demo.held"), (120, "demo.held"), now=121) == ["1 evaluation 0-"]


def test_after_a_fall_evidence_counts_as_usual():
    assert road((0, "demo.held"), (130, "demo.held"), now=131) == [
        "1 evaluation 0-120 expiry",
        "1 consideration 120-130 evidence",
        "1 evaluation 130-",
    ]


def test_a_lost_deal_closes_and_later_evidence_opens_the_next_cycle():
    assert road((0, "demo.held"), (9, "deal.lost"), (30, "page.viewed"), now=40) == [
        "1 evaluation 0-9 closed",
        "2 awareness 30-",
    ]


def test_a_won_deal_walks_on_until_the_road_begins_anew():
    touches = (0, "demo.held"), (9, "deal.won"), (20, "onboarding.held"), (90, "pricing.viewed"), (95, "page.viewed")
    assert road(*touches, now=100) == [
        "1 evaluation 0-9 evidence",
        "1 purchase 9-20 evidence",
        "1 experience 20-",
    ]
    assert road(*touches, (98, "pricing.viewed"), now=100)[2:] == ["1 experience 20-98 evidence", "2 consideration 98-"]


@pytest.mark.parametrize(
    "follows", ["call.connected", "call.received", "email.replied", "meeting.held", "page.viewed", "proposal.viewed"]
)
def test_following_up_on_a_win_opens_no_cycle(follows):
    assert road((0, "demo.held"), (9, "deal.won"), (9.01, follows), (500, follows), now=900)[1:] == ["1 purchase 9-"]


@pytest.mark.parametrize(
    ("shows", "stage"),
    [
        ("deal.opened", "consideration"), ("demo.requested", "consideration"), ("form.submitted", "interest"),
        ("rfp.received", "evaluation"), ("trial.started", "evaluation"), ("proposal.sent", "evaluation"),
    ],
)  # fmt: skip
def test_what_shows_a_new_purchase_opens_the_next_cycle(shows, stage):
    won = (0, "demo.held"), (9, "deal.won"), (20, "support.opened")
    assert road(*won, (30, shows), now=31)[2:] == ["1 experience 20-30 evidence", f"2 {stage} 30-"]


def test_once_the_next_cycle_is_open_all_evidence_counts():
    touches = (0, "deal.won"), (5, "call.connected"), (9, "deal.opened"), (12, "call.connected"), (20, "deal.won")
    assert road(*touches, (21, "call.connected"), now=22) == [
        "1 purchase 0-9 evidence",
        "2 consideration 9-12 evidence",
        "2 commitment 12-20 evidence",
        "2 purchase 20-",
    ]


def test_an_opportunity_places_nobody_who_has_bought_nothing():
    assert road((0, "call.connected"), (1, "deal.opened"), now=2) == ["1 commitment 0-"]


@pytest.mark.parametrize("ends", ["deal.lost", "subject.parked"])
@pytest.mark.parametrize(
    "follows", ["call.connected", "meeting.held", "demo.held", "proposal.viewed", "event.invited", "contract.reviewed"]
)
def test_what_we_do_about_a_loss_opens_no_cycle(ends, follows):
    assert road((0, "demo.held"), (9, ends), (9.01, follows), (80, follows), now=90) == ["1 evaluation 0-9 closed"]


@pytest.mark.parametrize(
    ("back", "stage"), [("page.viewed", "awareness"), ("form.submitted", "interest"), ("email.replied", "commitment")]
)
def test_who_was_lost_comes_back_by_an_act_of_their_own(back, stage):
    touches = (0, "demo.held"), (9, "deal.lost"), (10, "call.connected"), (30, back), (35, "meeting.held")
    assert road(*touches, now=40)[1:] == [f"2 {stage} 30-35 evidence", "2 consideration 35-"]


@pytest.mark.parametrize("back", ["deal.opened", "lead.returned"])
def test_after_we_take_it_up_again_all_evidence_counts(back):
    touches = (0, "demo.held"), (9, "subject.parked"), (60, back), (61, "call.connected")
    assert road(*touches, now=62)[1:] == ["2 commitment 61-"]


def test_who_was_lost_and_buys_all_the_same_is_a_customer():
    touches = (0, "demo.held"), (9, "deal.lost"), (20, "order.placed"), (21, "deal.won"), (30, "meeting.held")
    assert road(*touches, now=40)[1:] == ["2 purchase 20-"]


def test_a_map_that_names_nothing_comes_back_by_any_evidence():
    plain = JourneyMap(DEFAULT_MAP.stages)
    assert road((0, "demo.held"), (1, "deal.lost"), (2, "call.connected"), now=3, journey=plain)[1:] == [
        "2 commitment 2-"
    ]


def test_a_loss_ends_no_cycle_while_another_opportunity_is_open():
    touches = (0, "demo.held"), (1, "deal.opened"), (2, "deal.opened"), (9, "deal.lost"), (12, "call.connected")
    assert road(*touches, now=13) == ["1 evaluation 0-12 evidence", "1 commitment 12-"]
    assert road(*touches, (20, "deal.lost"), (21, "call.connected"), now=22)[1:] == ["1 commitment 12-20 closed"]


def test_parking_one_lead_ends_no_cycle_while_an_opportunity_is_open():
    touches = (0, "demo.held"), (1, "deal.opened"), (5, "subject.parked"), (6, "proposal.viewed")
    assert road(*touches, now=7) == ["1 evaluation 0-6 evidence", "1 validation 6-"]


def test_a_second_opportunity_that_was_open_before_the_win_goes_on_as_the_next_cycle():
    touches = (0, "demo.held"), (1, "deal.opened"), (2, "deal.opened"), (9, "deal.won"), (12, "proposal.viewed")
    assert road(*touches, now=13) == [
        "1 evaluation 0-9 evidence",
        "1 purchase 9-12 evidence",
        "2 validation 12-",
    ]
    lost = (15, "deal.lost"), (16, "call.connected")
    assert road(*touches, *lost, now=17)[2:] == ["2 validation 12-15 closed"]
    won = (15, "deal.won"), (16, "call.connected")
    assert road(*touches, *won, now=17)[2:] == ["2 validation 12-15 evidence", "2 purchase 15-"]


def test_a_loss_without_an_opening_closes_as_ever():
    touches = (0, "demo.held"), (3, "deal.lost"), (4, "deal.opened"), (5, "demo.held"), (6, "deal.lost")
    assert road(*touches, now=7) == ["1 evaluation 0-3 closed", "2 evaluation 5-6 closed"]


def test_a_map_that_names_nothing_takes_all_evidence_of_a_customer():
    plain = JourneyMap(tuple(replace(stage, again=()) for stage in DEFAULT_MAP.stages))
    assert road((0, "deal.won"), (5, "page.viewed"), now=6, journey=plain)[1:] == ["2 awareness 5-"]


def test_clicks_count_only_within_their_window():
    assert road((0, "email.clicked"), (31, "email.clicked"), now=32) == []
    assert road((0, "email.clicked"), (30, "email.clicked"), now=32) == ["1 interest 30-"]


def test_machine_touches_are_no_evidence():
    log = EventLog.from_columns([1, 1], [0, 1], ["page.viewed", "demo.held"], human=[False, True])
    assert rows_of(derive_visits(log, DEFAULT_MAP, 2))[0][3] == 4


def test_the_ladder_says_which_touch_made_an_mql():
    touches = [(0, "form.submitted"), (2, "email.clicked"), (4, "email.clicked"), (6, "handoff.accepted")]
    touches += [(8, "form.submitted"), (9, "lead.qualified"), (12, "deal.lost"), (13, "page.viewed")]
    assert road(*touches, now=900, journey=DEFAULT_LADDER) == [
        "1 prospect 0-4 evidence",
        "1 mql 4-6 evidence",
        "1 sal 6-9 evidence",
        "1 sql 9-",
    ]


def test_touches_after_now_are_not_seen():
    assert road((0, "page.viewed"), (5, "demo.held"), now=4) == ["1 awareness 0-"]


def test_an_empty_log_has_no_visits():
    visits = derive_visits(EventLog.empty(), DEFAULT_MAP, 0)
    assert (len(visits), visits.standing().tolist()) == (0, [])


def test_a_subject_without_evidence_stands_nowhere():
    visits = derive_visits(log_of([Touch(3, 0, 1, "email.sent"), Touch(4, 0, 2, "demo.held")]), DEFAULT_MAP, 1)
    assert visits.standing().tolist() == [-1, 4]


def test_outcomes_are_of_the_last_cycle():
    touches = [Touch(1, 0, 1, "deal.won"), Touch(2, 0, 2, "demo.held"), Touch(2, 1, 3, "deal.lost")]
    touches += [Touch(3, 0, 4, "deal.won"), Touch(3, 1, 5, "form.submitted")]
    visits = derive_visits(log_of(touches), DEFAULT_MAP, 9)
    assert [OUTCOMES[code] for code in visits.outcome] == ["won", "lost", ""]


# --- against the plain reference -------------------------------------------------------------

SPANS = st.one_of(st.none(), st.integers(1, 6).map(lambda n: timedelta(microseconds=n)))


@st.composite
def behaviours(draw) -> Behaviour:
    return Behaviour(
        tuple(draw(st.lists(st.sampled_from(ACTIVITIES), min_size=1, max_size=2, unique=True))),
        at_least=draw(st.sampled_from([1, 1, 1, 2, 3])),
        within=draw(SPANS),
        channels=draw(st.sampled_from([(), (), (), ("web",)])),
        roles=draw(st.sampled_from([(), (), (), ("boss",)])),
        human_only=draw(st.booleans()),
        product=draw(st.sampled_from([None, None, None, 7])),
    )


@st.composite
def maps(draw) -> JourneyMap:
    asks = draw(st.booleans())
    stages = [
        Stage(
            f"s{number}",
            entry=tuple(draw(st.lists(behaviours(), min_size=1, max_size=3))),
            entry_all=draw(st.sampled_from([False, False, True])),
            entry_within=draw(SPANS),
            exit=tuple(draw(st.lists(behaviours(), max_size=1))),
            expiry=draw(SPANS),
            again=tuple(draw(st.lists(behaviours(), max_size=2))) if asks else (),
            phase=draw(st.sampled_from(["before", "before", "purchase", "after"])),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    closing = draw(st.sampled_from([("deal.lost", "subject.parked"), (), ("subject.parked",)]))
    return JourneyMap(
        tuple(stages),
        ratchet=draw(st.booleans()),
        closing=closing,
        won=draw(st.sampled_from(["deal.won", ""])),
        returns=draw(st.sampled_from([(), ("a",), ("b", "deal.opened", "deal.lost")])),
        by_opportunity=draw(st.booleans()),
    )


@st.composite
def logs(draw) -> list[Touch]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(1, 3),
                st.integers(0, 25),
                st.sampled_from([*ACTIVITIES[:4] * 3, *ACTIVITIES[4:]]),
                st.sampled_from(["web", "phone"]),
                st.sampled_from(["boss", "user"]),
                st.sampled_from([True, True, True, False]),
                st.sampled_from([7, -1]),
            ),
            min_size=1,
            max_size=40,
        )
    )
    return [Touch(row[0], row[1], number, *row[2:]) for number, row in enumerate(rows)]


def assert_same(touches: list[Touch], journey: JourneyMap, now: int) -> None:
    visits = derive_visits(log_of(touches), journey, now)
    rows, outcomes = derive(touches, journey, now)
    assert rows_of(visits) == rows
    found = {int(who): OUTCOMES[code] for who, code in zip(visits.subject_ids, visits.outcome, strict=True)}
    assert found == outcomes


@settings(max_examples=250)
@given(logs(), maps(), st.integers(0, 40))
def test_it_agrees_with_the_plain_fold(touches, journey, now):
    assert_same(touches, journey, now)


@settings(max_examples=60)
@given(st.data())
def test_it_agrees_on_the_default_map_and_ladder(data):
    names = sorted({a for stage in DEFAULT_MAP.stages for b in stage.leads_here for a in b.activities} | {"deal.lost"})
    rows = data.draw(
        st.lists(st.tuples(st.integers(1, 2), st.integers(0, 900), st.sampled_from(names)), min_size=1, max_size=40)
    )
    touches = [Touch(who, day * DAY, number, what) for number, (who, day, what) in enumerate(rows)]
    assert_same(touches, DEFAULT_MAP, 1000 * DAY)
    assert_same(touches, DEFAULT_LADDER, 1000 * DAY)


@settings(max_examples=40)
@given(logs(), maps())
def test_buckets_on_threads_give_the_whole(touches, journey):
    log = log_of(touches)
    whole = rows_of(derive_visits(log, journey, 30))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visits_module, "BUCKET", 5)
        assert rows_of(derive_visits(log, journey, 30, threads=2)) == whole


@settings(max_examples=40)
@given(logs(), maps(), st.integers(0, 25), st.sampled_from(ACTIVITIES))
def test_a_back_dated_touch_re_derives_its_subject_alone(touches, journey, at, activity):
    late = [*touches, Touch(1, at, 999, activity)]
    whole = [row for row in rows_of(derive_visits(log_of(late), journey, 30)) if row[0] == 1]
    alone = [touch for touch in late if touch.subject == 1]
    assert rows_of(derive_visits(log_of(alone), journey, 30)) == whole


def test_a_voided_touch_leaves_no_trace():
    kept = [Touch(1, 0, 1, "page.viewed"), Touch(1, 9, 3, "page.viewed")]
    voided = Touch(1, 5, 2, "demo.held")
    log = log_of([*kept, voided])
    assert rows_of(derive_visits(log.select(log.touch_id != 2), DEFAULT_MAP, 30)) == rows_of(
        derive_visits(log_of(kept), DEFAULT_MAP, 30)
    )


@pytest.mark.parametrize(
    ("touches", "falls"),
    [
        ([(0, "demo.held")], 120),
        ([(0, "demo.held"), (50, "demo.held")], 170),
        ([(0, "proposal.viewed")], 180),
        ([(0, "page.viewed")], None),
        ([(0, "demo.held"), (1, "deal.lost")], None),
        ([(0, "email.sent")], None),
    ],
)
def test_the_next_fall_is_known_in_advance(touches, falls):
    log = log_of([Touch(1, day * DAY, 100 + i, what) for i, (day, what) in enumerate(touches)])
    assert derive_visits(log, DEFAULT_MAP, 60 * DAY).falls_at.tolist() == [falls * DAY if falls else -1]
    if falls:
        before, after = (derive_visits(log, DEFAULT_MAP, falls * DAY - early) for early in (1, 0))
        assert len(after) == len(before) + 1

"""Conformance against trying every alignment; a proposed map against the road that was planted."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics.conformance import Conform, conformance
from jornada.analytics.discover import propose_map
from jornada.analytics.discover_counts import OrderOf
from jornada.analytics.discover_groups import contiguous_groups
from jornada.analytics.engine import run
from jornada.analytics.errors import MeasureError
from jornada.analytics.log import EventLog
from jornada.analytics.map_compare import compare_maps
from jornada.analytics.simulate import simulate
from jornada.analytics.visits import derive_visits
from jornada.analytics.walks import walks
from jornada.rules.default_map import DEFAULT_MAP
from jornada.rules.stages import JourneyMap
from tests.analytics.logs import ROWS, doubled, log_of, paths_of, same

FEW = settings(max_examples=40, deadline=None)
ROAD = ("a", "b", "c")


def moves_by_hand(word: str, road: str) -> tuple[int, int, int]:
    """Try every choice of steps to keep: the best one's moves in common, extra and missing."""
    furthest = max((road.index(step) + 1 for step in word if step in road), default=0)
    design, kept = road[:furthest], 0
    for size in range(1, len(word) + 1):
        for chosen in combinations(word, size):
            places = [design.find(step) for step in chosen]
            if min(places) >= 0 and places == sorted(set(places)):
                kept = max(kept, size)
    return kept, len(word) - kept, len(design) - kept


@FEW
@given(st.lists(st.text("abcx", min_size=1, max_size=8), min_size=1, max_size=5))
def test_it_agrees_with_trying_every_alignment(words):
    rows = [(who, at, step, None) for who, word in enumerate(words) for at, step in enumerate(word)]
    found = conformance(log_of(rows), ROAD, collapse_repeats=False)
    moves = list(zip(found.fitting.tolist(), found.extra.tolist(), found.missing.tolist(), strict=True))
    assert moves == [moves_by_hand(word, "abc") for word in words]
    assert found.extra_at.sum() == found.extra.sum()
    assert found.missing_at.sum() == found.missing.sum()


def test_moves_worked_by_hand():
    rows = [(1, at, what, None) for at, what in enumerate("acabx")] + [
        (2, at, what, None) for at, what in enumerate("abc")
    ]
    found = conformance(log_of(rows), ROAD)
    assert (found.fitting.tolist(), found.extra.tolist(), found.missing.tolist()) == ([2, 3], [3, 0], [1, 0])
    assert found.fit.tolist() == [0.5, 1.0]
    assert (found.overall, found.perfect) == (10 / 14, 1)
    assert dict(zip(found.road, found.missing_at.tolist(), strict=True)) == {"a": 0, "b": 1, "c": 0}
    assert dict(zip(found.names, found.extra_at.tolist(), strict=True)) == {"a": 1, "b": 1, "c": 0, "x": 1}


def test_walks_that_start_midway_and_walks_that_should_arrive():
    log = log_of([(1, 0, "b", None), (2, 0, "a", None)])
    assert conformance(log, ROAD).missing.tolist() == [1, 0]
    assert conformance(log, ROAD, from_start=False).missing.tolist() == [0, 0]
    assert conformance(log, ROAD, until="c").missing.tolist() == [2, 2]


@FEW
@given(ROWS, st.integers(1, 20), st.integers(0, 99))
def test_order_of_rows_and_cuts_change_nothing(rows, bucket, seed):
    made = walks(log_of(rows), collapse_repeats=True)
    whole = conformance(log_of(rows), ROAD)
    assert same(whole, run(Conform(ROAD, made.names, -1, True), made, bucket=bucket))
    assert same(whole, conformance(log_of(rows, seed), ROAD))
    assert same(whole.missing_at * 2, conformance(doubled(log_of(rows)), ROAD).missing_at)


@FEW
@given(ROWS)
def test_one_more_step_of_the_road_never_keeps_less(rows):
    before = conformance(log_of(rows), ROAD, collapse_repeats=False).fitting.sum()
    assert conformance(log_of([*rows, (1, 99, "c", None)]), ROAD, collapse_repeats=False).fitting.sum() >= before
    assert set(paths_of(rows)) == set(conformance(log_of(rows), ROAD).subject_ids.tolist())


@pytest.mark.parametrize("road", [(), ("a", "a"), tuple(map(str, range(63)))])
def test_roads_that_cannot_be_walked_are_refused(road):
    with pytest.raises(MeasureError, match="1 to 62"):
        conformance(EventLog.empty(), road)
    with pytest.raises(MeasureError, match="not on the road"):
        conformance(EventLog.empty(), ROAD, until="z")


@pytest.fixture(scope="module")
def company():
    touches = simulate(1000, seed=3).touches
    return EventLog.from_columns(touches["account"], touches["at"], touches["activity"], human=touches["human"])


def test_the_planted_order_of_stages_is_proposed(company):
    compared = compare_maps(propose_map(company), DEFAULT_MAP)
    assert compared.order_agreement > 0.98
    assert compared.together > 0.9
    assert not compared.turned


def test_the_map_found_again_from_what_it_made(company):
    proposal = propose_map(company)
    fit = conformance(derive_visits(company, proposal.journey, int(company.at.max())))
    backwards = JourneyMap(proposal.journey.stages[::-1])
    assert fit.overall > conformance(derive_visits(company, backwards, int(company.at.max()))).overall
    assert compare_maps(proposal, JourneyMap(DEFAULT_MAP.stages[::-1])).order_agreement < -0.98


def test_a_proposal_does_not_hang_on_rows_or_names(company):
    proposal = propose_map(company)
    order = np.random.default_rng(1).permutation(len(company))
    names = {name: f"z{99 - place}" for place, name in enumerate(company.activity.values)}
    activity = [names[name] for name in company.activity.decode()]
    left_out = [names[n] for n in company.activity.values if n not in (*proposal.subjects, *proposal.rare)]
    columns = (company.subject[order], company.at[order], [activity[i] for i in order])
    other = EventLog.from_columns(*columns, touch_id=company.touch_id[order], human=company.human[order])
    renamed = propose_map(other, leave_out=left_out, won=names["deal.won"])
    assert renamed.activities == tuple(tuple(names[name] for name in stage) for stage in proposal.activities)


@FEW
@given(ROWS, st.integers(1, 20))
def test_counts_behind_a_proposal_add_up_from_piece_to_piece(rows, bucket):
    measure, log = OrderOf(("a", "b", "c")), log_of([*rows, (9, 0, "a", None), (9, 1, "b", None), (9, 2, "c", None)])
    whole, cut = run(measure, log), run(measure, log, bucket=bucket)
    assert same(whole.before, cut.before)
    assert same(whole.moves, cut.moves)
    np.testing.assert_allclose(whole.position, cut.position)


def test_loops_and_rework_are_named():
    words = ["abcabc", "abcabc", "abc"] * 10
    rows = [(who, at, step, None) for who, word in enumerate(words) for at, step in enumerate(word)]
    proposal = propose_map(log_of(rows))
    assert proposal.activities == (("a",), ("b",), ("c",))
    assert proposal.loops() == [("c", "a", 20, 1.0)]
    assert proposal.rework == {"a": 2 / 3, "b": 2 / 3, "c": 2 / 3}
    assert "c" in proposal.explain("pt")


def test_what_alternates_makes_a_stage_and_what_only_follows_makes_its_own():
    words = ["ababcdcd", "babadcdc"] * 20
    rows = [(who, at, step, None) for who, word in enumerate(words) for at, step in enumerate(word)]
    assert [set(stage) for stage in propose_map(log_of(rows)).activities] == [{"a", "b"}, {"c", "d"}]


@FEW
@given(st.integers(1, 7), st.integers(0, 99), st.sampled_from([0.5, 1.0, 2.0]))
def test_groups_agree_with_trying_every_cut(count, seed, detail):
    links = np.random.default_rng(seed).random((count, count))
    links = links + links.T - 2 * np.diag(np.diag(links))

    def worth(groups):
        total, ends = links.sum(), links.sum(axis=1)
        return sum(links[np.ix_(g, g)].sum() / total - detail * (ends[g].sum() / total) ** 2 for g in groups)

    if count > 1:
        every = (
            np.split(np.arange(count), list(cuts)) for n in range(count) for cuts in combinations(range(1, count), n)
        )
        assert worth(contiguous_groups(links, detail)) == pytest.approx(max(map(worth, every)))


def test_a_map_needs_two_activities_and_maps_with_nothing_in_common_say_so(company):
    with pytest.raises(MeasureError, match="at least 2"):
        propose_map(EventLog.empty())
    other = replace(DEFAULT_MAP, stages=DEFAULT_MAP.stages[:1])
    assert "too little" in compare_maps(propose_map(log_of([(1, 0, "a", None), (1, 1, "b", None)])), other).explain()

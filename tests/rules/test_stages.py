"""The default map is sound, and faults of a map are found by name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jornada.rules.catalogue import BY_CODE, CATALOGUE, CHANNELS
from jornada.rules.default_map import DEFAULT_MAP
from jornada.rules.qualification import DEFAULT_LADDER
from jornada.rules.stages import Behaviour, JourneyMap, Stage, check_map

_WON = Behaviour(("deal.won",))


def test_the_default_map_and_ladder_are_sound():
    assert check_map(DEFAULT_MAP) == []
    assert check_map(DEFAULT_LADDER) == []
    assert len(DEFAULT_MAP.stages) == 10


def test_the_catalogue_names_each_activity_once_and_covers_every_channel():
    assert len(BY_CODE) == len(CATALOGUE) >= 40
    assert {kind.channel for kind in CATALOGUE} == set(CHANNELS)


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        (Stage("a", ()), "no_entry"),
        (Stage("a", (Behaviour(()),)), "no_activities"),
        (Stage("a", (Behaviour(("fax.sent",)),)), "unknown_activity"),
        (Stage("a", (Behaviour(("deal.won",), at_least=0),)), "count_below_one"),
        (Stage("a", (Behaviour(("deal.won",), within=timedelta(0)),)), "window_not_positive"),
        (Stage("a", (Behaviour(("deal.won",), channels=("fax",)),)), "unknown_filter_value"),
        (Stage("a", (Behaviour(("deal.won",)),), expiry=timedelta(days=-1)), "expiry_not_positive"),
        (Stage("a", (Behaviour(("deal.lost",)),)), "only_closing"),
        (Stage("a", (Behaviour(("deal.won",)),), again=(Behaviour(("fax.sent",)),)), "unknown_activity"),
        (Stage("a", (Behaviour(("deal.won",)),), again=(Behaviour(("subject.parked",)),)), "only_closing"),
        (Stage("a", (_WON,), phase="after", again=(Behaviour(("deal.opened",)),)), "again_after_purchase"),
    ],
)
def test_a_fault_is_named(stage, code):
    assert [fault.code for fault in check_map(JourneyMap((stage,)))] == [code]


def test_a_map_needs_stages_with_names_of_their_own():
    twice = Stage("a", (Behaviour(("deal.won",)),))
    assert [fault.code for fault in check_map(JourneyMap(()))] == ["no_stages"]
    other = Stage("a", (Behaviour(("order.placed",)),))
    assert [fault.code for fault in check_map(JourneyMap((twice, other)))] == ["stage_twice"]


def test_a_behaviour_hidden_by_a_later_stage_is_found():
    early, late = Stage("a", (Behaviour(("demo.held",)),)), Stage("b", (Behaviour(("demo.held", "rfp.received")),))
    assert [fault.code for fault in check_map(JourneyMap((early, late)))] == ["always_further"]
    twice = Stage("b", (Behaviour(("demo.held",), at_least=2),))
    assert check_map(JourneyMap((early, twice))) == []


def test_what_brings_back_is_an_activity_that_exists():
    faults = check_map(replace(DEFAULT_MAP, returns=("page.viewed", "no.such")))
    assert [(fault.where, fault.code, fault.detail) for fault in faults] == [
        ("map", "unknown_activity", {"activity": "no.such"})
    ]

"""The broken agreement of the demo company: what is put in is there, in order, and found; else nothing changes."""

import numpy as np
import pytest

from jornada.analytics.simulate import simulate
from jornada.analytics.simulate.clock import span_until
from jornada.analytics.simulate.company import DEFAULT_END
from jornada.analytics.simulate.cycles import NEVER
from jornada.analytics.simulate.story import BAD_SOURCE, BROKEN, GOOD_INDUSTRY, OVERLOADED_REGION, SLOW_REGION, Story
from jornada.analytics.simulate.words import INDUSTRIES, REGIONS
from jornada.analytics.simulate.world import draw_world, streams_of
from jornada.analytics.standing_out import standing_out
from jornada.rules.sources import SOURCES


def world_of(size, seed, story=BROKEN):
    return draw_world(streams_of(np.random.SeedSequence(seed)), size, span_until(DEFAULT_END, 24), story)


@pytest.fixture(scope="module")
def world():
    return world_of(3000, 4)


def test_without_a_story_nothing_changes():
    plain, told = simulate(60, seed=9), simulate(60, seed=9, story=Story())
    assert np.array_equal(plain.touches["at"], told.touches["at"])
    assert np.array_equal(plain.leads["source"], told.leads["source"])
    assert told.truth["story"] == {"bad_source": None, "slow_regions": [], "good_industry": None}


def test_what_follows_from_an_answer_comes_after_it(world):
    cycles = world.cycles
    steps = [cycles.offered, cycles.refused, cycles.offered_again, cycles.accepted, cycles.qualified, cycles.opened]
    for place, before in enumerate(steps):
        for after in steps[place + 1 :]:
            both = (before < NEVER) & (after < NEVER)
            assert (before[both] <= after[both]).all()
    assert (cycles.accepted[cycles.has_deal] < NEVER).all()
    answered = np.minimum(cycles.accepted, cycles.refused)
    assert (answered[answered < NEVER] < world.span.end).all()


def test_the_good_industry_stands_out_among_refusals(world):
    cycles = world.cycles
    told = (cycles.accepted < NEVER) | (cycles.refused < NEVER)
    industry = world.accounts.walkers.industry[cycles.account][told]
    names = [row[0] for row in INDUSTRIES]
    out = standing_out({name: industry == place for place, name in enumerate(names)}, (cycles.refused < NEVER)[told])
    assert out.names[out.less[0]] == GOOD_INDUSTRY


def test_the_slow_regions_stand_out_among_late_answers(world):
    cycles = world.cycles
    told = (cycles.accepted < NEVER) & (cycles.refused == NEVER)
    late = cycles.accepted[told] - cycles.offered[told] > 24 * 3600
    region = world.accounts.region[cycles.account][told]
    out = standing_out({name: region == place for place, name in enumerate(REGIONS)}, late)
    assert {out.names[place] for place in out.more} == {OVERLOADED_REGION, SLOW_REGION}


def test_the_bad_source_stands_out_among_refusals():
    company = simulate(2000, seed=3, story=BROKEN)
    codes = np.array(company.touches["activity"].values, dtype=object)[company.touches["activity"].codes]
    refused = np.unique(company.touches["thread"][codes == "handoff.refused"])
    offered = np.unique(company.touches["thread"][codes == "handoff.offered"])
    source = company.leads["source"][offered]
    traits = {each.code: source == place for place, each in enumerate(SOURCES)}
    out = standing_out(traits, np.isin(offered, refused))
    assert [out.names[place] for place in out.more] == [BAD_SOURCE]

"""The laboratory finds a bad rule and a good segment that were planted, and nothing where nothing is."""

import numpy as np
import pytest

from jornada.analytics.score_contrast import added, left_out
from jornada.analytics.score_trial import try_model
from jornada.analytics.simulate.scored import (
    LIVE,
    LOOKS,
    MOMENTS,
    WITH_SECTOR,
    WITHOUT_PAPER,
    Planted,
    found,
    simulate_scored,
)

SEEDS = 12


def tried(draft, **more):
    people, leads = simulate_scored(seed=3, **more)
    return [try_model(model, people, leads, MOMENTS) for model in (LIVE, draft)]


@pytest.mark.parametrize("look", ["rule", "segment"])
def test_what_was_planted_is_found_in_95_of_100_seeds(look):
    # Twelve of a hundred here; `python -m benchmarks.laboratory` takes all.
    assert sum(look in found(seed, Planted(True, True)) for seed in range(SEEDS)) >= SEEDS * 0.95


def test_on_clean_data_no_more_than_the_stated_share_finds_anything():
    alarms = sum(len(found(seed, Planted())) for seed in range(SEEDS))
    looks = SEEDS * len(LOOKS)
    assert alarms <= looks * 0.05 + 2 * (looks * 0.05 * 0.95) ** 0.5


def test_the_figures_of_the_corrected_model_are_better():
    live, draft = tried(WITHOUT_PAPER)
    assert draft.precision.rate > live.precision.rate
    assert draft.lift.times > live.lift.times
    assert draft.acceptance.rate > live.acceptance.rate
    wider = tried(WITH_SECTOR)[1]
    assert wider.recall.rate > live.recall.rate


def test_contrasts_split_those_chosen_and_those_not():
    live, draft = tried(WITHOUT_PAPER)
    without, more = left_out(live, draft), added(live, draft)
    assert without.of[0] + without.rest_of[0] == live.precision.of
    assert without.rest_of[0] == draft.precision.of
    assert (more.of[0], more.rest_of[0]) == (0, live.base.of - live.precision.of)
    assert np.isnan(more.q[0])


def test_two_alike_models_differ_in_nothing():
    live, same = tried(LIVE)
    assert left_out(live, same).more == left_out(live, same).less == added(live, same).more == []

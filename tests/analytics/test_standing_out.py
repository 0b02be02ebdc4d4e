"""What stands out among refusals and late answers: by hand, invariances, and known truth over a hundred seeds."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import fisher_exact, hypergeom

from jornada.analytics.errors import WrongLengthError
from jornada.analytics.simulate.offers import ALL, BAD_CRITERION, GOOD, OVERLOADED, SLOW, Planted, simulate_offers
from jornada.analytics.standing_out import standing_out

SEEDS = range(100)


def case(with_hits, with_of, hits, of):
    """Make one trait with given counts."""
    trait = np.arange(with_of + of) < with_of
    event = np.concatenate([np.arange(with_of) < with_hits, np.arange(of) < hits])
    return trait, event


def found(offers, event):
    out = standing_out(offers.traits(), getattr(offers, event), subject=offers.account)
    return [out.names[place] for place in out.more], [out.names[place] for place in out.less]


def test_counts_shares_and_lift_by_hand():
    out = standing_out({"a": case(30, 60, 40, 160)[0]}, case(30, 60, 40, 160)[1])
    assert (out.hits[0], out.of[0], out.rest_hits[0], out.rest_of[0]) == (30, 60, 40, 160)
    assert (out.rate[0], out.rest_rate[0], out.lift[0]) == (0.5, 0.25, 2.0)
    half = 1.96 * np.sqrt(0.5 / 30 + 0.75 / 40)  # Katz
    assert out.low[0] == pytest.approx(2 * np.exp(-half), rel=1e-3)


@pytest.mark.parametrize("counts", [(30, 60, 40, 160), (12, 40, 30, 160), (8, 40, 60, 160), (45, 300, 20, 300)])
def test_chance_is_near_the_exact_test(counts):
    trait, event = case(*counts)
    out = standing_out({"a": trait}, event)
    a, b, c, d = counts
    exact = fisher_exact([[a, b - a], [c, d - c]])[1]
    assert out.q[0] == pytest.approx(exact, rel=0.5, abs=0.01)


def test_order_of_cases_and_names_change_nothing():
    offers = simulate_offers(800, seed=3)
    traits, shuffled = offers.traits(), np.random.default_rng(1).permutation(len(offers))
    before = standing_out(traits, offers.refused, subject=offers.account)
    after = standing_out(
        {k: v[shuffled] for k, v in traits.items()}, offers.refused[shuffled], subject=offers.account[shuffled]
    )
    assert np.allclose(before.q, after.q, equal_nan=True)


def test_the_other_side_of_a_trait_is_its_mirror():
    trait, event = case(30, 60, 40, 160)
    out = standing_out({"with": trait, "without": ~trait}, event)
    assert out.lift[0] == pytest.approx(1 / out.lift[1])
    assert out.q[0] == pytest.approx(out.q[1])


def test_cases_that_are_copies_of_one_another_prove_no_more():
    trait, event = case(30, 60, 40, 160)
    once = standing_out({"a": trait}, event)
    copied = [np.repeat(column, 5) for column in (trait, event, np.arange(len(trait)))]
    again = standing_out({"a": copied[0]}, copied[1], subject=copied[2])
    naive = standing_out({"a": copied[0]}, copied[1])
    assert again.q[0] == pytest.approx(once.q[0], rel=0.2)
    assert naive.q[0] < once.q[0] / 100


def test_few_events_are_tested_exactly():
    trait, event = case(12, 25, 13, 210)
    out = standing_out({"a": trait}, event)
    assert out.q[0] == pytest.approx(2 * fisher_exact([[12, 13], [13, 197]], "greater")[1])
    assert out.more == [0]


@pytest.mark.parametrize("counts", [(4, 25, 10, 900), (0, 300, 6, 400), (9, 20, 11, 5000), (25, 25, 880, 900)])
def test_the_exact_test_is_the_smaller_tail_twice(counts):
    hits, of, rest_hits, rest_of = counts
    trait, event = case(*counts)
    law = hypergeom(of + rest_of, hits + rest_hits, of)
    twice = min(2 * min(law.sf(hits - 1), law.cdf(hits)), 1.0)
    assert standing_out({"a": trait}, event).q[0] == pytest.approx(twice, rel=1e-6)


def test_finding_what_stands_out_loads_no_scipy():
    """The first page of the scoreboard waited for it, seconds on a slow machine."""
    asked = "import sys; import numpy as np; from jornada.analytics.standing_out import standing_out"
    told = "rows = np.arange(900); standing_out({'a': rows < 25}, rows < 6); sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", f"{asked}; {told}"], check=False).returncode == 0


def test_few_cases_are_not_tested():
    out = standing_out({"few": case(10, 15, 40, 160)[0], "rare": np.zeros(175, bool)}, case(10, 15, 40, 160)[1])
    assert np.isnan(out.q).all()
    assert (
        "too few"
        in standing_out({"a": case(30, 60, 40, 160)[0], "b": np.zeros(220, bool)}, case(30, 60, 40, 160)[1]).explain()
    )
    assert "No trait" in out.explain()


def test_no_event_with_the_trait_still_has_an_interval():
    out = standing_out({"a": case(0, 60, 60, 160)[0]}, case(0, 60, 60, 160)[1])
    assert (0 < out.low[0] < out.lift[0] < out.high[0] < 1, out.less) == (True, [0])


def test_what_a_stronger_finding_explains_does_not_stand_alone():
    trait, event = case(60, 100, 60, 300)
    shadow = trait.copy()
    shadow[220:240] = True
    out = standing_out({"cause": trait, "shadow": shadow}, event)
    assert out.more == [0, 1]
    assert out.alone.tolist() == [True, False]


def test_cases_of_two_subjects_do_not_stand_alone():
    cause, event = case(80, 100, 48, 300)
    other, who = np.zeros(400, bool), np.arange(400)
    other[50:100] = other[136:160] = True  # beside the cause, 12 of 24: one subject refused each time, one never
    who[136:148], who[148:160] = 136, 148
    naive, out = (standing_out({"a": cause, "b": other}, event, subject=whose) for whose in (None, who))
    assert (naive.more, naive.alone.tolist()) == ([0, 1], [True, True])
    assert (out.more, out.alone.tolist()) == ([0, 1], [True, False])


def test_nothing_at_all_and_unequal_columns():
    assert standing_out({}, []).more == []
    assert "No trait" in standing_out({"a": []}, []).explain("en")
    with pytest.raises(WrongLengthError):
        standing_out({"a": [True]}, [True, False])


def test_the_bad_criterion_is_found_in_95_of_100_seeds():
    seen = [found(simulate_offers(seed=seed, planted=Planted(bad_criterion=True)), "refused")[0] for seed in SEEDS]
    assert sum(names[:1] == [f"criterion: {BAD_CRITERION}"] for names in seen) >= 95


def test_the_good_segment_is_found_in_95_of_100_seeds():
    seen = [found(simulate_offers(seed=seed, planted=Planted(good_segment=True)), "refused")[1] for seed in SEEDS]
    assert sum(names[:1] == [f"industry: {GOOD}"] for names in seen) >= 95


def test_team_and_region_are_found_in_95_of_100_seeds():
    planted = Planted(overloaded_team=True, slow_region=True)
    seen = [set(found(simulate_offers(seed=seed, planted=planted), "late")[0]) for seed in SEEDS]
    assert sum(f"team: {OVERLOADED}" in names for names in seen) >= 95
    assert sum(f"region: {SLOW}" in names for names in seen) >= 95


def test_all_together_do_not_hide_each_other():
    seen = [found(simulate_offers(seed=seed, planted=ALL), "refused") for seed in SEEDS]
    assert sum(f"criterion: {BAD_CRITERION}" in more and f"industry: {GOOD}" in less for more, less in seen) >= 95


@pytest.mark.parametrize("event", ["refused", "late"])
def test_on_clean_data_no_more_than_the_stated_share_finds_anything(event):
    alarms = [any(found(simulate_offers(1200, seed=seed, planted=Planted()), event)) for seed in range(300)]
    assert sum(alarms) <= 300 * 0.05 + 2 * (300 * 0.05 * 0.95) ** 0.5


@pytest.mark.parametrize("language", ["en", "pt"])
def test_it_can_be_read_and_drawn(language):
    offers = simulate_offers(seed=2)
    out = standing_out(offers.traits(), offers.refused, subject=offers.account)
    assert BAD_CRITERION in out.explain(language)
    assert len(out.columns()["trait"]) == len(out.names)
    assert out.charts(language)[0].series

"""Removal effects against walking every road; Shapley values against counting every set."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics import markov
from jornada.analytics.attribution import attribute
from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.errors import MeasureError
from jornada.analytics.markov import count_chain, removal_effects
from jornada.analytics.shapley import shapley_by_place
from tests.analytics.logs import same

PATH = st.lists(st.sampled_from("abcd"), min_size=1, max_size=5)
ROWS = st.lists(st.tuples(PATH, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8)


def made(rows):
    paths, conversions, nulls = zip(*rows, strict=True)
    return Journeys.from_paths([">".join(path) for path in paths], conversions, nulls)


def chain_by_hand(rows, order):
    """Next steps of each state with their probabilities; a state is a tuple of the last names."""
    counts = defaultdict(lambda: defaultdict(float))
    for path, conversions, nulls in rows:
        state = ()
        for name in path:
            counts[state][name] += conversions + nulls
            state = (*state, name)[-order:]
        counts[state]["+"] += conversions
        counts[state]["-"] += nulls
    return {
        state: {step: count / sum(steps.values()) for step, count in steps.items() if count}
        for state, steps in counts.items()
        if sum(steps.values())
    }


def walked(chain, order, without=None):
    """Walk all roads at once, step by step, until next to nobody is on the way; add up who converts."""
    here, won = {(): 1.0}, 0.0
    for _ in range(5000):
        there = defaultdict(float)
        for state, mass in here.items():
            for step, share in chain[state].items():
                if step == "+":
                    won += mass * share
                elif step not in {"-", without}:
                    there[(*state, step)[-order:]] += mass * share
        here = there
        if sum(here.values()) < 1e-17:
            break
    return won


@pytest.mark.parametrize("order", [1, 2, 3])
@given(rows=ROWS)
def test_removal_effects_agree_with_walking_every_road(order, rows):
    journeys = made(rows)
    effects = removal_effects(count_chain(journeys, order))
    chain = chain_by_hand(rows, order)
    if not journeys.conversions.sum():
        assert not effects.effect.any()
        return
    all_of_them = walked(chain, order)
    assert effects.conversion == pytest.approx(all_of_them, abs=1e-12)
    for name, effect in zip(journeys.names, effects.effect, strict=True):
        assert effect == pytest.approx(1 - walked(chain, order, name) / all_of_them, abs=1e-12)


def test_many_states_are_solved_as_few(monkeypatch):
    draw = np.random.default_rng(9)
    rows = [(list(draw.choice(list("abcdef"), draw.integers(1, 9))), int(draw.integers(0, 3)), 1) for _ in range(300)]
    chain = count_chain(made(rows), 3)
    plain = removal_effects(chain)
    monkeypatch.setattr(markov, "DENSE", 0)
    sparse = removal_effects(chain)
    np.testing.assert_allclose(sparse.effect, plain.effect, atol=1e-12)
    assert sparse.conversion == pytest.approx(plain.conversion, abs=1e-12)


def test_a_chain_worked_by_hand():
    # Start: a 2/3, b 1/3. a: b 1/2, won 1/2. b: won 1/2, null 1/2.
    effects = removal_effects(count_chain(made([("ab", 0, 1), ("a", 1, 0), ("b", 1, 0)])))
    assert effects.conversion == pytest.approx(2 / 3 * (1 / 2 + 1 / 4) + 1 / 3 * 1 / 2)
    assert effects.effect.tolist() == pytest.approx([1 - (1 / 6) / (2 / 3), 1 - (1 / 3) / (2 / 3)])
    assert effects.share.sum() == pytest.approx(1)


def test_without_loops_a_long_memory_follows_the_journeys_themselves():
    rows = [("abc", 2, 1), ("ba", 1, 4), ("c", 3, 3)]
    effects = removal_effects(count_chain(made(rows), 3))
    won = sum(conversions for _, conversions, _ in rows)
    for name, effect in zip("abc", effects.effect, strict=True):
        assert effect == pytest.approx(sum(count for path, count, _ in rows if name in path) / won)


def test_repeats_of_a_name_do_not_pay_in_a_chain_of_order_one():
    once, thrice = (removal_effects(count_chain(made([(path, 1, 1), ("b", 2, 1)]))) for path in ("ab", "aaab"))
    np.testing.assert_allclose(once.effect, thrice.effect, atol=1e-12)


def test_unconverted_paths_move_the_credit():
    rows = [("a", 5, 0), ("ab", 5, 0), ("b", 5, 0)]
    kept, shifted = (
        removal_effects(count_chain(made(each))).share for each in (rows, [*rows, ("bbb", 0, 50), ("a", 0, 1)])
    )
    assert abs(shifted[0] - kept[0]) > 0.1


def test_a_name_on_every_conversion_is_missed_wholly():
    chain = count_chain(made([("ab", 3, 1), ("ca", 2, 2), ("b", 0, 9)]), order=2)
    assert removal_effects(chain).effect[0] == pytest.approx(1, abs=1e-12)


def test_a_known_chain_is_found_again():
    draw = np.random.default_rng(11)
    moves = np.array([[0.1, 0.3, 0.2, 0.4], [0.2, 0.2, 0.1, 0.5]])  # of a and b: to a, to b, won, lost
    rows = []
    for _ in range(20_000):
        state, path = 0 if draw.random() < 0.5 else 1, []
        while state < 2:
            path.append("ab"[state])
            state = draw.choice(4, p=moves[state])
        rows.append((path, int(state == 2), int(state == 3)))
    wins = np.linalg.solve(np.eye(2) - moves[:, :2], moves[:, 2])
    p, alone = wins.mean(), 0.5 * np.array([0.2 / 0.9, 0.1 / 0.8])
    np.testing.assert_allclose(removal_effects(count_chain(made(rows))).effect, (1 - alone / p)[::-1], atol=0.02)


def test_a_chain_that_cannot_be_made_is_refused():
    journeys = made([("ab", 1, 1)])
    with pytest.raises(MeasureError, match="order 4"):
        count_chain(journeys, 4)
    many = Journeys.from_paths([">".join(f"n{i}" for i in range(60_000))], [1])
    with pytest.raises(MeasureError, match="too many"):
        count_chain(many, 3)


def shapley_by_counting(rows):
    """The formula over all 2^n sets of names."""
    names = sorted({name for path, _, _ in rows for name in path})
    n = len(names)

    def worth(members):
        return sum(conversions for path, conversions, _ in rows if set(path) <= set(members))

    return [
        sum(
            factorial(size) * factorial(n - size - 1) / factorial(n) * (worth({*others, name}) - worth(others))
            for size in range(n)
            for others in combinations([each for each in names if each != name], size)
        )
        for name in names
    ]


@given(ROWS)
def test_shapley_agrees_with_counting_every_set(rows):
    table = attribute(made(rows), ["shapley"])
    assert table.conversions[0].tolist() == pytest.approx(shapley_by_counting(rows), abs=1e-9)


def test_shapley_agrees_with_counting_every_set_of_eight():
    draw = np.random.default_rng(2)
    rows = [(list(draw.choice(list("abcdefgh"), draw.integers(1, 9))), int(draw.integers(0, 5)), 0) for _ in range(40)]
    table = attribute(made(rows), ["shapley"])
    assert table.conversions[0].tolist() == pytest.approx(shapley_by_counting(rows), abs=1e-9)


@given(ROWS, st.integers(1, 6))
def test_credit_by_place_adds_up_to_the_shapley_value(rows, places):
    journeys = made(rows)
    by_place = shapley_by_place(journeys, places=places)
    assert by_place.shape == (len(journeys.names), places)
    table = attribute(journeys, ["shapley"])
    np.testing.assert_allclose(by_place.sum(axis=1), table.conversions[0], atol=1e-9)


def test_credit_by_place_worked_by_hand():
    journeys = made([("abac", 3, 0), ("b", 1, 5)])
    assert shapley_by_place(journeys, places=3).tolist() == [[0.5, 0, 0.5], [1, 1, 0], [0, 0, 1]]
    with pytest.raises(MeasureError, match="at least one place"):
        shapley_by_place(journeys, places=0)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_moves_are_the_same_by_marking_and_by_sorting(order, monkeypatch):
    made = Journeys.from_paths(["a>b>a>c", "b", "c>c>b>a", "a>b"], [2, 1, 0, 3], [0, 1, 4, 2])
    marked = count_chain(made, order)
    monkeypatch.setattr(markov, "MARKED", 0)
    assert same(marked, count_chain(made, order))

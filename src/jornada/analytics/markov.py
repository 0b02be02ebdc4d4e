"""Removal effects of a Markov chain over journeys, exactly, by solving linear equations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.attribution_paths import Journeys
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Floats, Ints, divided

ORDERS = (1, 2, 3)
# Chains that remember much fill up when factorised: up to so many states, a plain matrix is faster.
DENSE = 6000
# Up to so many possible moves are marked in a table, which is quicker than sorting those that were made.
MARKED = 1 << 22
Solve = Callable[[Floats, bool], Any]


@dataclass(frozen=True, eq=False, slots=True)
class Chain:
    """How often journeys go from state to state.

    A state is the last `order` names, newest last, written as a number in base `kinds` + 1 with 0 for
    "nothing yet"; the state 0 is the start.

    Attributes
    ----------
    kinds, order : int
        How many names there are, and how many of them a state remembers.
    move : ndarray of int64, ascending
        State x (`kinds` + 1) + 1 + the name that comes next.
    times : ndarray of float64
        How often, conversions and nulls together.
    state : ndarray of int64, ascending
        States in which journeys end.
    converted, lost : ndarray of float64
        How often there with a conversion, and without.
    """

    kinds: int
    order: int
    move: Ints
    times: Floats
    state: Ints
    converted: Floats
    lost: Floats


@dataclass(frozen=True, eq=False, slots=True)
class RemovalEffects:
    """What would be lost without each name.

    Attributes
    ----------
    conversion : float
        Probability that a journey of the chain ends in a conversion; NaN when there is none.
    effect : ndarray of float64, shape (names,)
        1 - (that probability without the name) / (with it); 0 to 1.
    share : ndarray of float64, shape (names,)
        Effects scaled to sum to 1: shares of credit, not of conversions that would not have been.
    """

    conversion: float
    effect: Floats
    share: Floats


def count_chain(journeys: Journeys, order: int = 1) -> Chain:
    """Count the moves between states in journeys that each have a touch.

    Raises
    ------
    MeasureError
        If the order is not 1, 2 or 3, or there are too many names for it.
    """
    return chain_counter(journeys, order)(journeys.conversions, journeys.nulls)


def chain_counter(journeys: Journeys, order: int = 1) -> Callable[[Floats, Floats], Chain]:
    """Prepare counting of the chain, for many weights of the same journeys.

    Returns
    -------
    callable
        Of how often each journey ended in a conversion and how often it did not, shape (journeys,) each.

    Raises
    ------
    MeasureError
        As `count_chain`.
    """
    base = len(journeys.names) + 1
    if order not in ORDERS:
        raise MeasureError(f"The chain remembers 1, 2 or 3 touches; got order {order!r}.")
    if base ** (order + 1) >= 1 << 62:
        raise MeasureError(f"{base - 1} names are too many for a chain of order {order}; take a lower order.")
    state = _states(journeys, order, base)
    before = np.concatenate(([0], state))[:-1]
    before[journeys.offsets[:-1]] = 0
    moves, move = _distinct(before * base + journeys.step.astype(np.int64) + 1, base ** (order + 1))
    ends, end = _distinct(state[journeys.offsets[1:] - 1], base**order)
    journey = journeys.journey

    def count(conversions: Floats, nulls: Floats) -> Chain:
        found, (times,) = _summed(moves, move, (conversions + nulls)[journey])
        last, (converted, lost) = _summed(ends, end, conversions, nulls)
        return Chain(base - 1, order, found, times, last, converted, lost)

    return count


def _distinct(codes: Ints, below: int) -> tuple[Ints, Ints]:
    """Find the different codes, ascending, and the place of each row's among them; few possible ones need no sort."""
    if below > MARKED:
        return np.unique(codes, return_inverse=True)
    seen = np.zeros(below, dtype=np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[codes]


def merge_chains(chains: Sequence[Chain]) -> Chain:
    """Add up chains over the same names."""

    def joined(name: str) -> Any:
        return np.concatenate([getattr(chain, name) for chain in chains])

    move, (times,) = _add(joined("move"), joined("times"))
    state, (converted, lost) = _add(joined("state"), joined("converted"), joined("lost"))
    return Chain(chains[0].kinds, chains[0].order, move, times, state, converted, lost)


def removal_effects(chain: Chain) -> RemovalEffects:
    """Work out how much each name is missed when journeys can no longer pass through it.

    With Q the probabilities of moving between states and r those of converting from each, journeys
    from the start convert with p = (N r)[start], N = (I - Q)^-1. Removing a name sends every move
    into one of its states S to "no conversion". The probability of coming to S first at s is
    f = N[start, S] N[S, S]^-1, so what is lost is f (N r)[S], and the effect of the name is that
    divided by p. One factorisation serves all names; nothing is simulated.

    Anderl, Becker, von Wangenheim, Schumann 2016, "Mapping the customer journey", International
    Journal of Research in Marketing 33:457-474; absorbing chains: Kemeny & Snell 1960, chapter 3.

    Parameters
    ----------
    chain : Chain

    Returns
    -------
    RemovalEffects

    Examples
    --------
    >>> made = Journeys.from_paths(["a>b", "a"], [1, 0], [0, 1])
    >>> removal_effects(count_chain(made)).effect.tolist()
    [1.0, 1.0]
    """
    if not chain.converted.sum():
        return RemovalEffects(float("nan"), np.zeros(chain.kinds), np.zeros(chain.kinds))
    system, state, win = _equations(chain)
    solve = _solver(system)
    start = np.zeros(len(state))
    start[0] = 1
    reach, wins = solve(start, True), solve(win, False)
    newest = state % (chain.kinds + 1) - 1
    effect = np.zeros(chain.kinds)
    for name, rows in _rows_of(newest):
        first = _first_entries(solve, reach, rows)
        effect[name] = min(1.0, first @ wins[rows] / wins[0])
    return RemovalEffects(float(wins[0]), effect, effect / effect.sum())


def _states(journeys: Journeys, order: int, base: int) -> Ints:
    """Write the state at each touch, itself included."""
    digit = journeys.step + np.int64(1)
    place = np.arange(len(digit)) - journeys.offsets[journeys.journey]
    state = digit.copy()
    for back in range(1, order):
        earlier = np.where(place[back:] >= back, digit[:-back], 0)
        state[back:] += earlier * base**back
    return state


def _add(keys: Ints, *weights: Floats) -> tuple[Ints, list[Floats]]:
    """Add up weights by key; keys without any weight go."""
    return _summed(*np.unique(keys, return_inverse=True), *weights)


def _summed(found: Ints, place: Ints, *weights: Floats) -> tuple[Ints, list[Floats]]:
    sums = [np.bincount(place, weights=weight, minlength=len(found)).astype(np.float64) for weight in weights]
    there = np.any([total > 0 for total in sums], axis=0)
    return found[there], [total[there] for total in sums]


def _equations(chain: Chain) -> tuple[Any, Ints, Floats]:
    """Give I - Q, the states it is over (the start first) and the probability of converting from each."""
    from scipy.sparse import csc_array, identity

    base = chain.kinds + 1
    source, target = chain.move // base, chain.move % base**chain.order
    state = np.unique(np.concatenate(([0], target)))
    rows, columns, ends = (np.searchsorted(state, each) for each in (source, target, chain.state))
    leaving = np.bincount(rows, weights=chain.times, minlength=len(state))
    leaving += np.bincount(ends, weights=chain.converted + chain.lost, minlength=len(state))
    moves = csc_array((chain.times / leaving[rows], (rows, columns)), shape=(len(state),) * 2)
    win = np.zeros(len(state))
    win[ends] = divided(chain.converted, leaving[ends])
    return csc_array(identity(len(state)) - moves), state, win


def _solver(system: Any) -> Solve:
    """Factorise once; give what solves with the matrix, or with its transpose."""
    if system.shape[0] <= DENSE:
        from scipy.linalg import lu_factor, lu_solve

        factors = lu_factor(system.toarray())
        return lambda right, transposed: lu_solve(factors, right, trans=int(transposed))
    from scipy.sparse.linalg import splu

    sparse = splu(system)
    return lambda right, transposed: sparse.solve(right, trans="T" if transposed else "N")


def _rows_of(newest: Ints) -> list[tuple[int, Ints]]:
    """Group the states by the name they end with; the start ends with none."""
    order = np.argsort(newest, kind="stable")
    names, starts = np.unique(newest[order], return_index=True)
    groups = np.split(order, starts[1:])
    return [(int(name), rows) for name, rows in zip(names, groups, strict=True) if name >= 0]


def _first_entries(solve: Solve, reach: Floats, rows: Ints) -> Floats:
    """Say with which probability a journey first comes to some states at each of them."""
    right = np.zeros((len(reach), len(rows)))
    right[rows, np.arange(len(rows))] = 1
    within = solve(right, False)[rows]
    first: Floats = np.linalg.solve(within.T, reach[rows])
    return first

"""Weights learnt from the candidates themselves, without anybody saying which are duplicates.

How strangers agree, and how many duplicates there are, differs from base to base and is learnt. How duplicates agree
(slips, people who change address) stays as usual: where it was learnt too, a base full of namesakes taught that people
of one name and two addresses are the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.duplicates_compare import Levels
from jornada.rules.duplicates import LEVELS, NAMES, Known, Shares, Weights, usual_weights

# The usual weights count as so many candidates of each kind: a small base hardly moves them.
PRIOR = 100.0
ROUNDS = 60
# What identifies one person or company: strangers hardly ever share it, in any base. Where that was learnt too, forty
# true pairs with slips in their names taught that strangers share addresses. A switchboard is shared, by unlike names.
STEADY = {True: ("email", "tax_id", "birth_date", "phone"), False: ("email", "tax_id", "birth_date")}
CLOSE = 1e-6

Floats = NDArray[np.float64]


def learn(levels: Mapping[str, Levels], prior: float = PRIOR) -> Known:
    """Estimate how strangers agree, and the share of duplicates, by expectation maximisation.

    Parameters
    ----------
    levels : mapping of str to ndarray of int8, shape (pairs,)
        Per field the place in `rules.duplicates.LEVELS`, or -1.
    prior : float
        Weight of the usual shares, in candidates; above 0.

    Returns
    -------
    Known

    Examples
    --------
    >>> none = learn({"email": np.empty(0, np.int8)})
    >>> [round(share, 3) for share in none.alike.strangers["email"]]
    [0.965, 0.02, 0.01, 0.005]
    """
    alike = like_names(levels)
    sets = [{field: column[own] for field, column in levels.items()} for own in (alike, ~alike)]
    return Known(_learn(sets[0], True, prior), _learn(sets[1], False, prior))


def like_names(levels: Mapping[str, Levels]) -> NDArray[np.bool_]:
    """Say of each pair whether the names agree at least nearly.

    Examples
    --------
    >>> like_names({"name": np.array([2, 1, -1], np.int8)}).tolist()
    [True, False, False]
    """
    found = np.zeros(len(next(iter(levels.values()))) if levels else 0, dtype=np.bool_)
    for name in NAMES:
        if name in levels:
            found |= levels[name] >= LEVELS.index("near")
    return found


def _learn(levels: Mapping[str, Levels], alike: bool, prior: float) -> Weights:
    fields = tuple(levels)
    usual = usual_weights(fields, alike)
    patterns, counts = _patterns(levels, fields)
    at = {field: patterns[:, place] for place, field in enumerate(fields)}
    m, u = ({f: np.array(side[f]) for f in fields} for side in (usual.duplicates, usual.strangers))
    share, learnt = usual.share, [field for field in fields if field not in STEADY[alike]]
    for _round in range(ROUNDS):
        chance = _chance(at, m, u, share)
        before, share = share, (float((chance * counts).sum()) + prior * usual.share) / (float(counts.sum()) + prior)
        for field in learnt:
            u[field] = _shares(at[field], counts * (1 - chance), usual.strangers[field], prior)
        if abs(share - before) < CLOSE:
            break
    return Weights(usual.duplicates, {f: _four(u[f]) for f in fields}, share)


def _patterns(levels: Mapping[str, Levels], fields: tuple[str, ...]) -> tuple[NDArray[np.int8], Floats]:
    """Count how often each combination of levels occurs: a few hundred stand for millions of pairs."""
    size, code = len(LEVELS) + 1, np.zeros(len(next(iter(levels.values()))) if fields else 0, np.int64)
    for field in fields:
        code = code * size + levels[field] + 1
    codes, counts = np.unique(code, return_counts=True)
    found = np.empty((len(codes), len(fields)), np.int8)
    for place in reversed(range(len(fields))):
        found[:, place] = codes % size - 1
        codes = codes // size
    return found, counts.astype(np.float64)


def _chance(
    at: Mapping[str, NDArray[np.int8]], m: Mapping[str, Floats], u: Mapping[str, Floats], share: float
) -> Floats:
    total: Floats = np.asarray(np.log(share / (1 - share)), dtype=np.float64)
    for field, column in at.items():
        weight = np.append(np.log((m[field] + 1e-6) / (u[field] + 1e-6)), 0.0)
        total = total + weight[column]
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -700, 700))), dtype=np.float64)


def _shares(column: NDArray[np.int8], weight: Floats, usual: Shares, prior: float) -> Floats:
    known = column >= 0
    seen = np.bincount(column[known], weights=weight[known], minlength=len(LEVELS))
    held = seen + prior * np.array(usual)
    return np.asarray(held / held.sum(), dtype=np.float64)


def _four(values: Floats) -> Shares:
    one, two, three, four = (float(value) for value in values)
    return one, two, three, four

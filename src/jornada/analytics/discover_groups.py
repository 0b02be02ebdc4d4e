"""Groups of neighbours in an order, by modularity."""

from __future__ import annotations

from typing import Any

import numpy as np

from jornada.analytics.grouped import Floats, Ints, divided


def two_way(moves: Ints) -> tuple[Floats, Floats]:
    """Say how strongly activities alternate, and which share of each one's moves goes both ways.

    Parameters
    ----------
    moves : ndarray of int64, shape (activities, activities)
        How often the column directly follows the row; repeats of the same do not count.

    Returns
    -------
    links : ndarray of float64, shape (activities, activities)
        2 min(a to b, b to a) / sqrt(all moves of a x all moves of b), symmetric.
    share : ndarray of float64, shape (activities,)
        0 to 1; 0 without moves.

    Examples
    --------
    >>> links, share = two_way(np.array([[9, 4, 0], [4, 0, 3], [0, 0, 0]]))
    >>> links.round(2).tolist(), share.round(2).tolist()
    ([[0.0, 0.85, 0.0], [0.85, 0.0, 0.0], [0.0, 0.0, 0.0]], [1.0, 0.73, 0.0])
    """
    moves = moves - np.diag(np.diag(moves))
    all_moves = (moves + moves.T).sum(axis=1)
    both = 2 * np.minimum(moves, moves.T)
    scale = np.sqrt(np.outer(all_moves, all_moves).astype(np.float64))
    return np.nan_to_num(divided(both, scale)), np.nan_to_num(divided(both.sum(axis=1), all_moves))


def contiguous_groups(links: Floats, detail: float) -> list[Ints]:
    """Cut a sequence into consecutive groups with the highest modularity, exactly.

    Sum over groups of (links within) / (all links) - `detail` x (share of all links' ends in it)^2. Without
    any link each one is a group. Of equally good cuts the finer one is taken.

    Parameters
    ----------
    links : ndarray of float64, shape (n, n)
        Symmetric, 0 or more, in the order of the sequence.
    detail : float
        Above 0.

    Returns
    -------
    list of ndarray of int64

    Examples
    --------
    >>> links = np.kron(np.eye(2), np.ones((2, 2)) - np.eye(2))
    >>> [group.tolist() for group in contiguous_groups(links, 1.0)]
    [[0, 1], [2, 3]]
    """
    count, total = len(links), float(links.sum())
    if not total:
        return [np.array([each]) for each in range(count)]
    within = np.zeros((count + 1, count + 1))
    within[1:, 1:] = links.cumsum(axis=0).cumsum(axis=1)
    ends = np.concatenate(([0], np.cumsum(links.sum(axis=1))))
    best, cut = np.zeros(count + 1), np.zeros(count + 1, dtype=np.int64)
    for last in range(1, count + 1):
        first = np.arange(last)
        inner: Any = within[last, last] - within[first, last] - within[last, first] + within[first, first]
        worth = best[:last] + inner / total - detail * ((ends[last] - ends[first]) / total) ** 2
        # The last of the best, within rounding: figures must not hang on the order of sums.
        cut[last] = int(np.flatnonzero(worth >= worth.max() - 1e-12)[-1])
        best[last] = worth[cut[last]]
    groups, last = [], count
    while last:
        groups.append(np.arange(cut[last], last))
        last = int(cut[last])
    return groups[::-1]

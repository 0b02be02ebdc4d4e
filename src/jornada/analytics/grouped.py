"""Quantiles and sums per group, over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def sort_within(group: Ints, value: Ints, groups: int) -> tuple[Ints, Ints]:
    """Sort whole numbers within their groups.

    Parameters
    ----------
    group : ndarray of int64, shape (rows,)
        From 0 to `groups` - 1.
    value : ndarray of int64, shape (rows,)
    groups : int

    Returns
    -------
    values : ndarray of int64, shape (rows,)
        Group after group, ascending in each.
    offsets : ndarray of int64, shape (groups + 1,)
        Where each group starts.

    Examples
    --------
    >>> values, offsets = sort_within(np.array([1, 0, 1]), np.array([5, 9, 2]), 3)
    >>> values.tolist(), offsets.tolist()
    ([9, 2, 5], [0, 1, 3, 3])
    """
    offsets = np.zeros(groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(group, minlength=groups), out=offsets[1:])
    return sort_by_group(group, value), offsets


def sort_by_group(group: Ints, value: Ints) -> Ints:
    """Sort whole numbers by (group, value); groups are 0 or more."""
    if not len(value):
        return value.astype(np.int64)
    low = int(value.min())
    bits = (int(value.max()) - low).bit_length()
    if bits + int(group.max()).bit_length() > 63:
        return value[np.lexsort((value, group))]
    # One packed key: a plain sort of numbers is ten times faster than an indirect one.
    packed = (group.astype(np.int64) << bits) | (value - low)
    packed.sort()
    packed &= (1 << bits) - 1
    packed += low
    return packed


def tally(keys: Ints, cells: int) -> tuple[Ints, Ints]:
    """Count keys from 0 to `cells` - 1; give those that occur, ascending, and how often."""
    if cells <= max(1 << 16, 2 * len(keys)):
        counts = np.bincount(keys, minlength=1)
        found = np.flatnonzero(counts)
        return found, counts[found]
    found, counts = np.unique(keys, return_counts=True)
    return found, counts


def add_tallies(keys: Sequence[Ints], counts: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Add up tallies made by `tally`; keys that any of them holds, ascending."""
    top = max((int(found[-1]) for found in keys if len(found)), default=-1)
    if top >= 1 << 20:
        found, place = np.unique(np.concatenate(keys), return_inverse=True)
        sums = np.zeros(len(found), dtype=np.int64)
        np.add.at(sums, place, np.concatenate(counts))
        return found, sums
    total, held = np.zeros(top + 1, dtype=np.int64), np.zeros(top + 1, dtype=np.bool_)
    for found, count in zip(keys, counts, strict=True):
        total[found] += count
        held[found] = True
    ours = np.flatnonzero(held)
    return ours, total[ours]


def quantiles(values: NDArray[Any], offsets: Ints, shares: Sequence[float]) -> Floats:
    """Read quantiles of each group off sorted values.

    Linear between the two nearest values, (n - 1) q places up: type 7 of Hyndman & Fan 1996,
    "Sample quantiles in statistical packages", The American Statistician 50:4, and what NumPy does;
    the median of an even number of values is the midpoint of the middle two.

    Parameters
    ----------
    values : ndarray, shape (rows,)
        Group after group, ascending in each.
    offsets : ndarray of int64, shape (groups + 1,)
    shares : sequence of float
        From 0 to 1.

    Returns
    -------
    ndarray of float64, shape (len(shares), groups)
        In the unit of `values`; NaN for an empty group.

    Examples
    --------
    >>> quantiles(np.array([1, 2, 10, 7]), np.array([0, 3, 4, 4]), [0.5, 0.9])
    array([[2. , 7. , nan],
           [8.4, 7. , nan]])
    """
    counts = np.diff(offsets)
    result = np.full((len(shares), len(counts)), np.nan)
    filled = np.flatnonzero(counts)
    for row, share in enumerate(shares):
        place = (counts[filled] - 1) * share
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, counts[filled] - 1)
        low, high = values[offsets[filled] + below], values[offsets[filled] + above]
        result[row, filled] = low + (high - low) * (place - below)
    return result


def group_means(values: Floats, group: Ints, groups: int) -> Floats:
    """Average values per group, NaN where there are none."""
    counts = np.bincount(group, minlength=groups)
    return divided(np.bincount(group, weights=values, minlength=groups), counts)


def divided(above: Any, below: Any) -> Floats:
    """Divide element by element; NaN where the divisor is 0."""
    top, bottom = np.broadcast_arrays(np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64))
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom != 0)
    return result


def tally_subjects(subject: NDArray[np.int32], keys: Ints, found: Ints, cells: int) -> Ints:
    """Count for each key of `found` the subjects that have it.

    Parameters
    ----------
    subject : ndarray of int32, shape (rows,)
        From 0.
    keys : ndarray of int64, shape (rows,)
        From 0 to `cells` - 1.
    found : ndarray of int64
        The keys that occur, ascending.
    cells : int

    Returns
    -------
    ndarray of int64, shape of `found`
    """
    subjects = int(subject.max(initial=-1)) + 1
    if subjects * len(found) <= 8 * len(keys):
        place = np.searchsorted(found, np.arange(cells))[keys]
        place += subject * np.int64(len(found))
        seen = np.zeros(subjects * len(found), dtype=np.bool_)
        seen[place] = True
        counted: Ints = seen.reshape(subjects, len(found)).sum(axis=0)
        return counted
    # Narrow numbers sort twice as fast.
    kind = np.int32 if subjects * cells < np.iinfo(np.int32).max else np.int64
    pairs = np.multiply(subject, cells, dtype=kind)
    pairs += keys.astype(kind)
    return tally(sorted_unique(pairs) % cells, cells)[1]


def sorted_unique(keys: NDArray[Any]) -> NDArray[Any]:
    """Sort in place and keep each key once."""
    keys.sort()
    if not len(keys):
        return keys
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))]

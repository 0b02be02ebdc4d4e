"""Numbers that tell paths apart, the same in every piece of a log."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.grouped import Ints

Hashes = NDArray[np.uint64]


def path_hashes(names: tuple[str, ...], codes: NDArray[np.int32], offsets: Ints) -> Hashes:
    """Give each path a 64-bit number that hangs on its names and their order alone.

    Multilinear hash: Carter & Wegman 1979, "Universal classes of hash functions", Journal of Computer
    and System Sciences 18:143-154. Among a million different paths the chance that two are taken for
    one is below one in a million.

    Parameters
    ----------
    names : tuple of str
    codes : ndarray of int32, shape (steps,)
        Positions in `names`, path after path.
    offsets : ndarray of int64, shape (paths + 1,)
        Where each path starts; none is empty.

    Returns
    -------
    ndarray of uint64, shape (paths,)

    Examples
    --------
    >>> one, two, three = path_hashes(("a", "b"), np.array([0, 1, 1, 0, 0, 1], np.int32), np.array([0, 2, 4, 6]))
    >>> bool(one == three), bool(one == two)
    (True, False)
    """
    if not len(codes):
        return np.empty(0, dtype=np.uint64)
    lengths = np.diff(offsets)
    place = np.arange(len(codes)) - np.repeat(offsets[:-1], lengths)
    terms = _words(names).take(codes, mode="clip")
    terms *= _noise(int(lengths.max())).take(place, mode="clip")
    hashes: Hashes = np.add.reduceat(terms, offsets[:-1])
    return hashes ^ (lengths.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def _words(names: tuple[str, ...]) -> Hashes:
    """Give each activity a number that hangs on its name alone, so that pieces agree."""
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _noise(count: int) -> Hashes:
    """Give each place in a path a fixed random odd factor (splitmix64: Steele, Lea, Flood 2014)."""
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (state ^ (state >> np.uint64(31))) | np.uint64(1)

"""Which rows are learnt from, calibrated on and judged by: the latest are kept for judging."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.grouped import Ints
from jornada.analytics.predict.errors import TooFewError
from jornada.analytics.predict.frame import Column, Frame

TRAIN, CALIBRATE, TEST, OPEN, GAP = range(5)
# Share of the rows before calibration, and before the test.
CUTS = (0.6, 0.75)
FEWEST, FEWEST_IN_BLOCK = 100, 20
Parts = NDArray[np.int8]


def by_time(time: Ints, is_known: NDArray[np.bool_], gap: int = 0) -> Parts:
    """Give the latest quarter of the known rows to the test, the 15 % before to calibration.

    Rows of one instant fall into one block. A gap keeps the outcomes of the training rows from reaching
    into the test block.

    Parameters
    ----------
    time : ndarray of int64, shape (rows,)
        When each row was as its columns say; microseconds UTC, or any other whole number that grows.
    is_known : ndarray of bool
        Whether the outcome is known.
    gap : int, default 0
        Rows less than this before the test block are not used, in the unit of `time`.

    Returns
    -------
    ndarray of int8
        0 train, 1 calibrate, 2 test, 3 open, 4 gap.

    Examples
    --------
    >>> by_time(np.arange(8), np.arange(8) < 7, gap=1).tolist()
    [0, 0, 0, 0, 4, 2, 2, 3]
    """
    part = np.full(len(time), OPEN, dtype=np.int8)
    known = np.sort(time[is_known])
    if not len(known):
        return part
    second, third = known[[int(cut * len(known)) for cut in CUTS]].tolist()
    block = np.where(
        time >= third, TEST, np.where(time >= third - gap, GAP, np.where(time >= second, CALIBRATE, TRAIN))
    )
    part[is_known] = block[is_known]
    return part


def by_chance(frame: Frame, is_known: NDArray[np.bool_], ids: Column | None = None) -> Parts:
    """Deal the rows by what they hold, so that neither their order nor a seed matters and twins stay together.

    Parameters
    ----------
    frame : Frame
    is_known : ndarray of bool
    ids : Coded or ndarray, optional
        Deal by these instead.

    Returns
    -------
    ndarray of int8
        As for `by_time`.
    """
    mixed = np.zeros(len(is_known), dtype=np.uint64)
    columns = frame.columns if ids is None else {"id": ids}
    for name, column in columns.items():
        mixed = _mix(mixed ^ _hash(name, column))
    share = mixed.astype(np.float64) / 2.0**64
    part = np.where(share < CUTS[0], TRAIN, np.where(share < CUTS[1], CALIBRATE, TEST)).astype(np.int8)
    part[~is_known] = OPEN
    return part


def check_counts(part: Parts, happened: NDArray[np.bool_]) -> None:
    """Refuse where there is too little to learn, calibrate or judge.

    Raises
    ------
    TooFewError
        If fewer than 100 rows with, or without, the outcome are known, or fewer than 20 in a block.
    """
    known = part != OPEN
    for what, is_it in (("rows with the outcome", happened), ("rows without the outcome", ~happened)):
        have = int((known & is_it).sum())
        if have < FEWEST:
            raise TooFewError(what, have, FEWEST)
        for code, block in ((TRAIN, "to learn from"), (CALIBRATE, "to calibrate on"), (TEST, "to judge by")):
            have = int(((part == code) & is_it).sum())
            if have < FEWEST_IN_BLOCK:
                raise TooFewError(f"{what} {block}", have, FEWEST_IN_BLOCK)


def _hash(name: str, column: Column) -> NDArray[np.uint64]:
    salt = np.uint64(zlib.crc32(name.encode()))
    if isinstance(column, Coded):
        table = np.array([*(zlib.crc32(value.encode()) for value in column.values), 1], dtype=np.uint64)
        return _mix(table[column.codes] + (salt << np.uint64(32)))
    plain = np.where(np.isnan(column), -1.234567e300, column + 0.0)
    return _mix(plain.view(np.uint64) ^ (salt << np.uint64(32)))


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter bits evenly; the finisher of SplitMix64 (Steele, Lea & Flood 2014)."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.uint64] = bits ^ (bits >> np.uint64(31))
    return mixed

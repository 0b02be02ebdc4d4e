"""Ranges for a histogram of times: even ones, or tenfold ones where a few cases last far longer than most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.numerals import DAY, HOUR, MINUTE
from jornada.analytics.report_words import Tongue

MICROS = 1_000_000
_BARS = 24
_NICE = (
    *(float(n) for n in (1, 2, 5, 10, 20, 30)),
    *(float(MINUTE * n) for n in (1, 2, 5, 10, 20, 30)),
    *(float(HOUR * n) for n in (1, 2, 3, 4, 6, 8, 12)),
    *(float(DAY * n) for n in (1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 60, 90, 180, 365, 730, 1825, 3650)),
)
_STOPS = (0, 1, 10, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 10 * DAY, 30 * DAY, 90 * DAY, 365 * DAY)


@dataclass(frozen=True)
class Bins:
    """Counts per range.

    Attributes
    ----------
    bars : list of (str, int)
        Label of the lower end (may be empty) and count.
    edges : ndarray of float64
        Ends of the ranges, microseconds.
    is_log : bool
        Whether the ranges grow.
    """

    bars: list[tuple[str, int]]
    edges: NDArray[np.float64]
    is_log: bool

    def place(self, value: float) -> float:
        """Say where a value lies, counted in bars from the left."""
        return float(np.interp(value, self.edges, np.arange(len(self.edges))))


def histogram(spans: NDArray[np.int64], tongue: Tongue) -> Bins:
    """Count times per range.

    Parameters
    ----------
    spans : ndarray of int64
        Microseconds, at least one.
    tongue : Tongue
        Language of the labels.

    Examples
    --------
    >>> bins = histogram(np.array([1, 2, 2, 3]) * 86_400_000_000, Tongue())
    >>> sum(count for _, count in bins.bars), bins.is_log
    (4, False)
    """
    longest, median = float(spans.max()) / MICROS, float(np.median(spans)) / MICROS
    is_log = longest > 60 * max(median, 1.0)
    if is_log:
        stops = [float(stop) for stop in _STOPS if stop <= longest]
        edges = np.array([*stops, max(longest, stops[-1]) * 1.0001 + 1e-6])
        names = [tongue.short_time(stop) for stop in stops]
    else:
        step = next((nice for nice in _NICE if longest / nice <= _BARS), longest / _BARS) or 1.0
        count = max(1, int(np.ceil(longest * 1.000001 / step)))
        edges = np.arange(count + 1) * step
        every = 1 + count // 8
        names = [tongue.short_time(edge) if place % every == 0 else "" for place, edge in enumerate(edges[:-1])]
    counts, _ = np.histogram(spans / MICROS, bins=edges)
    return Bins(list(zip(names, counts.tolist(), strict=True)), edges * MICROS, is_log)

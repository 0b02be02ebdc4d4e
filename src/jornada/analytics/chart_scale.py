"""Scales of charts: round ticks, and places for values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Series


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` on a line from `start` to `stop`, with its ticks."""

    low: float
    high: float
    start: float
    stop: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Say where a value stands; values outside stand at the end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)


def round_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Choose round values from at or below `low` to at or above `high`.

    Examples
    --------
    >>> round_ticks(0, 47), round_ticks(-0.2, 0.31)
    ((0.0, 10.0, 20.0, 30.0, 40.0, 50.0), (-0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4))
    """
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        half = abs(low) / 2 if abs(low) > 1e-9 else 0.5  # of the smallest numbers there is no half
        low, high = low - half, low + half
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = size * next((each for each in (1, 2, 2.5, 5) if each * size >= rough * 0.999), 10)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = 2 - math.floor(math.log10(step))
    return tuple(round(step * number, digits) for number in range(first, last + 1))


def value_scale(chart: Chart, start: float, stop: float) -> Scale:
    """Make the scale of the heights: from zero where that says more, with room for intervals but not for any width."""
    heights = _finite(each.y for each in chart.series) or [0.0, 1.0]
    low, high = min(heights), max(heights)
    room = 1.5 * ((high - low) or abs(high) or 1)
    ends = _finite(end for each in chart.series for end in (each.low, each.high))
    low, high = max(min([low, *ends]), low - room), min(max([high, *ends]), high + room)
    if chart.is_share:
        low, high = max(0.0, low) if min(heights) >= 0 else low, min(1.0, high) if max(heights) <= 1 else high
    if chart.kind == "bar" or (low >= 0 and low < 0.6 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    ticks = round_ticks(low, high, 5)
    return Scale(ticks[0], ticks[-1], start, stop, ticks)


def number_scale(series: Sequence[Series], start: float, stop: float, marks: Sequence[float] = ()) -> Scale:
    """Make the scale of numbers along the bottom; it ends where the data do."""
    values = _finite([*(each.x for each in series), marks]) or [0.0, 1.0]
    low, high = min(values), max(values)
    if not high > low:
        low, high = low - 0.5, high + 0.5
    ticks = tuple(tick for tick in round_ticks(low, high, 8) if low - 1e-9 <= tick <= high + 1e-9)
    return Scale(low, high, start, stop, ticks)


def tick_words(ticks: Sequence[float], wrote: Numerals, *, is_share: bool = False) -> list[str]:
    """Write ticks with just as many places as tell them apart.

    Examples
    --------
    >>> tick_words([0, 0.025, 0.05], Numerals("pt"), is_share=True)
    ['0%', '2,5%', '5%']
    """
    times = 100 if is_share else 1
    words = [wrote.short(round(tick * times, 9)) for tick in ticks]
    return [f"{word}%" for word in words] if is_share else words


def _finite(columns: object) -> list[float]:
    return [float(value) for column in columns for value in column if math.isfinite(value)]  # type: ignore[attr-defined]

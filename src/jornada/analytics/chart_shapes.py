"""The few shapes that charts are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from jornada.analytics.chart_style import COLOURS
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Series

Spot = tuple[float, float]


def text(x: float, y: float, words: str, css: str = "", anchor: str = "") -> str:
    """Write words at a place; `anchor` is middle or end."""
    side = f' text-anchor="{anchor}"' if anchor else ""
    name = f' class="{css}"' if css else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{name}{side}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """Draw a straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>'


def colour_of(place: int) -> str:
    """Give the colour of a series by its place."""
    return f"--c:var(--a{place % COLOURS})"


def grouped(series: Series, place: int, shapes: str) -> str:
    """Put the shapes of one series together, in its colour."""
    css = ' class="pale"' if series.is_faint else ""
    return f'<g{css} style="{colour_of(place)}">{shapes}</g>'


def ends(series: Series, row: int) -> Spot | None:
    """Give the ends of the interval at a place; None where there is none."""
    if row >= len(series.low) or row >= len(series.high):
        return None
    low, high = float(series.low[row]), float(series.high[row])
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def tip(series: Series, row: int, chart: Chart, wrote: Numerals) -> str:
    """Write what the mouse shows at a place: value and interval."""
    write = wrote.share if chart.is_share else wrote.short
    place = series.x[row]
    words = f"{place if isinstance(place, str) else wrote.short(float(place))}: {write(float(series.y[row]))}"
    if around := ends(series, row):
        words += f" ({write(around[0])} – {write(around[1])})"
    name = f"{series.name}, " if series.name else ""
    return f"<title>{escape(name + words)}</title>"


def runs(spots: Sequence[Spot | None]) -> list[list[Spot]]:
    """Cut a line where a value is unknown."""
    parts: list[list[Spot]] = [[]]
    for spot in spots:
        if spot is None:
            parts.append([])
        else:
            parts[-1].append(spot)
    return [part for part in parts if part]


def path(spots: Sequence[Spot], *, is_step: bool = False) -> str:
    """Join points by straight lines, or by steps that keep their height up to the next point."""
    written, height = "", 0.0
    for place, (x, y) in enumerate(spots):
        if place and is_step:
            written += f"L{x:.1f} {height:.1f}"
        written += f"{'L' if place else 'M'}{x:.1f} {y:.1f}"
        height = y
    return written


def cut(words: str, room: int) -> str:
    """Shorten words to the room there is."""
    return words if len(words) <= room else words[: max(1, room - 1)].rstrip() + "…"

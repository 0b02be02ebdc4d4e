"""Lines, steps, points and upright bars over a scale of numbers or a row of names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from jornada.analytics.chart_scale import Scale, number_scale, tick_words, value_scale
from jornada.analytics.chart_shapes import Spot, cut, ends, grouped, line, path, runs, text, tip
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Series

WIDTH, EDGE, TALL = 760.0, 16.0, 250.0
MOST_DOTS = 40


@dataclass(frozen=True)
class Plane:
    """Where things stand: scales along the bottom and up the side; `names` where places are no numbers."""

    chart: Chart
    wrote: Numerals
    across: Scale
    up: Scale
    names: tuple[str, ...]
    slot: float

    def x(self, place: object) -> float:
        """Say where a place stands."""
        return self.across.place(self.names.index(str(place)) if self.names else float(place))  # type: ignore[arg-type]

    def spots(self, series: Series, heights: object) -> list[Spot | None]:
        """Give the points of a line, None where a height is unknown."""
        pairs = zip(series.x, heights, strict=False)  # type: ignore[call-overload]
        return [(self.x(at), self.up.place(height)) if math.isfinite(height) else None for at, height in pairs]


def draw_plane(chart: Chart, wrote: Numerals, top: float) -> tuple[str, float]:
    """Draw the plane of a chart from `top` down.

    Returns
    -------
    str, float
        Shapes and their height.
    """
    plane = _plane(chart, wrote, top + 22)
    shapes = _axes(plane, top)
    for place, each in enumerate(chart.series):
        drawn = _bars(plane, each, place) if chart.kind == "bar" else _line(plane, each)
        shapes += grouped(each, place, drawn)
    return shapes + _marks(plane), 22 + TALL + 46


def _plane(chart: Chart, wrote: Numerals, top: float) -> Plane:
    up = value_scale(chart, top + TALL, top)
    left = EDGE + 10 + 6.6 * max(len(word) for word in tick_words(up.ticks, wrote, is_share=chart.is_share))
    names = _names(chart)
    places = sorted({float(at) for each in chart.series for at in each.x}) if not names else list(range(len(names)))
    gap = min((after - before for before, after in pairwise(places)), default=1.0) or 1.0
    pad = gap / 2 if chart.kind == "bar" or names else 0.0
    if names:
        across = Scale(-pad, len(names) - 1 + pad, left, WIDTH - EDGE, tuple(map(float, range(len(names)))))
    else:
        inner = number_scale(chart.series, left, WIDTH - EDGE - 6, [*(chart.marks or {}).values()])
        across = Scale(inner.low - pad, inner.high + pad, left, WIDTH - EDGE - 6, inner.ticks)
    slot = (across.stop - across.start) * gap / (across.high - across.low)
    return Plane(chart, wrote, across, up, names, slot)


def _names(chart: Chart) -> tuple[str, ...]:
    places = [at for each in chart.series for at in each.x]
    return tuple(dict.fromkeys(map(str, places))) if any(isinstance(at, str) for at in places) else ()


def _axes(plane: Plane, top: float) -> str:
    chart, wrote, across, up = plane.chart, plane.wrote, plane.across, plane.up
    shapes = text(EDGE, top + 10, chart.y_label, "f")
    for tick, words in zip(up.ticks, tick_words(up.ticks, wrote, is_share=chart.is_share), strict=True):
        y = up.place(tick)
        is_base = tick == (0 if up.low <= 0 <= up.high else up.low)
        shapes += line(across.start, y, WIDTH - EDGE, y, "zero" if is_base else "grid")
        shapes += text(across.start - 8, y + 4, words, "f", "end")
    places = [*plane.names] or tick_words(across.ticks, wrote)
    room = max(3, int((across.stop - across.start) / max(1, len(places)) / 6.4))
    every = 1 if plane.names else math.ceil(max(map(len, places), default=1) / max(room, 1))
    for tick, word in list(zip(across.ticks, places, strict=True))[::every]:
        shapes += text(across.place(tick), up.start + 18, cut(word, room if plane.names else 99), "f", "middle")
    return shapes + text(WIDTH - EDGE, up.start + 36, chart.x_label, "f", "end")


def _line(plane: Plane, series: Series) -> str:
    chart, is_step = plane.chart, plane.chart.kind == "step"
    spots = plane.spots(series, series.y)
    shapes = "" if chart.kind == "points" else _band(plane, series, is_step=is_step)
    if chart.kind != "points":
        shapes += "".join(f'<path d="{path(part, is_step=is_step)}" class="l"/>' for part in runs(spots))
    is_dotted = chart.kind == "points" or (not is_step and len(spots) <= MOST_DOTS)
    for row, spot in enumerate(spots):
        if spot and is_dotted:
            whisker = _whisker(plane, series, row, spot[0]) if chart.kind == "points" else ""
            size = 4.5 if chart.kind == "points" else 3
            dot = f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{size}" class="d">'
            shapes += whisker + f"{dot}{tip(series, row, chart, plane.wrote)}</circle>"
    return shapes


def _band(plane: Plane, series: Series, *, is_step: bool) -> str:
    if not len(series.low) or not len(series.high):
        return ""
    low, high = plane.spots(series, series.low), plane.spots(series, series.high)
    both = [(a, b) if a and b else None for a, b in zip(low, high, strict=False)]
    shapes, part = "", list[tuple[Spot, Spot]]()
    for pair in [*both, None]:
        if pair:
            part.append(pair)
        elif part:
            shapes += _area([a for a, _ in part], [b for _, b in part], is_step=is_step)
            part = []
    return shapes


def _area(low: list[Spot], high: list[Spot], *, is_step: bool) -> str:
    if is_step:
        low, high = _stepped(low), _stepped(high)
    return f'<path d="{path(high)}L{path(low[::-1])[1:]}Z" class="band"/>'


def _stepped(spots: list[Spot]) -> list[Spot]:
    made = spots[:1]
    for x, y in spots[1:]:
        made += [(x, made[-1][1]), (x, y)]
    return made


def _whisker(plane: Plane, series: Series, row: int, x: float) -> str:
    around = ends(series, row)
    if around is None:
        return ""
    y1, y2 = (plane.up.place(end) for end in around)
    return f'<path d="M{x:.1f} {y1:.1f}V{y2:.1f}M{x - 3:.1f} {y1:.1f}h6M{x - 3:.1f} {y2:.1f}h6" class="w"/>'


def _bars(plane: Plane, series: Series, place: int) -> str:
    chart = plane.chart
    wide = plane.slot * 0.8 / len(chart.series)
    base, shapes = plane.up.place(0), ""
    for row, spot in enumerate(plane.spots(series, series.y)):
        if spot is None:
            continue
        left = spot[0] - plane.slot * 0.4 + place * wide
        y, tall = min(base, spot[1]), abs(base - spot[1])
        shapes += (
            f'<rect x="{left + 0.5:.1f}" y="{y:.1f}" width="{max(1.0, wide - 1):.1f}" height="{tall:.1f}" rx="2" '
            f'class="b">{tip(series, row, chart, plane.wrote)}</rect>'
        )
        shapes += _whisker(plane, series, row, left + wide / 2) if wide > 4 else ""
    return shapes


def _marks(plane: Plane) -> str:
    shapes = ""
    for number, (name, at) in enumerate((plane.chart.marks or {}).items()):
        if not math.isfinite(at):
            continue
        x, y = plane.across.place(at), plane.up.stop + 4 + 16 * number
        shapes += line(x, plane.up.stop - 8, x, plane.up.start, "m")
        is_right = x > WIDTH * 0.6
        shapes += text(x + (-6 if is_right else 6), y, name, "ml", "end" if is_right else "")
    return shapes

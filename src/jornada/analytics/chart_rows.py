"""Bars and points by name, lying down, so that long names can be read."""

from __future__ import annotations

import math

from jornada.analytics.chart_scale import Scale, tick_words, value_scale
from jornada.analytics.chart_shapes import cut, ends, grouped, line, text, tip
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Series

WIDTH, EDGE, ROOM = 760.0, 16.0, 34
MOST_ROWS = 40


def draw_rows(chart: Chart, wrote: Numerals, top: float) -> tuple[str, float]:
    """Draw names down the side, values to the right; returns shapes and height."""
    names = list(dict.fromkeys(str(at) for each in chart.series for at in each.x))[:MOST_ROWS]
    left = EDGE + 12 + 6.5 * min(ROOM, max(map(len, names)))
    many = len(chart.series)
    row_tall = 28.0 if many == 1 else 10.0 + 13 * many
    across = value_scale(chart, left, WIDTH - EDGE - 54)
    bottom = top + 6 + row_tall * len(names)
    shapes = _axes(chart, wrote, across, top, bottom)
    for row, name in enumerate(names):
        shapes += text(left - 10, top + 6 + row_tall * (row + 0.5) + 4, cut(name, ROOM), "", "end")
    for place, each in enumerate(chart.series):
        drawn = [
            _row(chart, each, number, across, top + 6 + row_tall * names.index(str(at)), row_tall, place, wrote)
            for number, at in enumerate(each.x)
            if str(at) in names and math.isfinite(each.y[number])
        ]
        shapes += grouped(each, place, "".join(drawn))
    return shapes, bottom - top + 40


def _axes(chart: Chart, wrote: Numerals, across: Scale, top: float, bottom: float) -> str:
    shapes = ""
    for tick, words in zip(across.ticks, tick_words(across.ticks, wrote, is_share=chart.is_share), strict=True):
        x = across.place(tick)
        shapes += line(x, top, x, bottom, "zero" if tick == 0 else "grid") + text(x, bottom + 16, words, "f", "middle")
    return shapes + text(WIDTH - EDGE, bottom + 34, chart.y_label, "f", "end")


def _row(
    chart: Chart, series: Series, row: int, across: Scale, top: float, tall: float, place: int, wrote: Numerals
) -> str:
    many = len(chart.series)
    thick = tall * 0.62 if many == 1 else 11.0
    y = top + (tall - thick) / 2 if many == 1 else top + 5 + 13 * place
    value, middle = float(series.y[row]), y + thick / 2
    x, base = across.place(value), across.place(0.0 if across.low <= 0 <= across.high else across.low)
    around = ends(series, row)
    shapes = ""
    if chart.kind == "points":
        shape = f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="4.5" class="d">'
        shapes += f"{shape}{tip(series, row, chart, wrote)}</circle>"
    else:
        shape = f'x="{min(x, base):.1f}" y="{y:.1f}" width="{max(1.0, abs(x - base)):.1f}" height="{thick:.1f}"'
        shapes += f'<rect {shape} rx="3" class="b">{tip(series, row, chart, wrote)}</rect>'
    if around:
        x1, x2 = (across.place(end) for end in around)
        shapes = (
            f'<path d="M{x1:.1f} {middle:.1f}H{x2:.1f}" class="w"/>{shapes}'
            if chart.kind == "points"
            else (f'{shapes}<path d="M{x1:.1f} {middle:.1f}H{x2:.1f}" class="w"/>')
        )
    write = wrote.share if chart.is_share else wrote.short
    end = max([x, base, *([across.place(around[1])] if around else [])])
    return shapes + text(end + 7, middle + 4, write(value), "f")

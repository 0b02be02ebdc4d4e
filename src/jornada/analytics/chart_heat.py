"""A table of shades: rows by series, columns by place."""

from __future__ import annotations

import math

from jornada.analytics.chart_shapes import cut, text, tip
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart

WIDTH, EDGE = 760.0, 16.0
MOST_ROWS, ROOM = 40, 26


def draw_heat(chart: Chart, wrote: Numerals, top: float) -> tuple[str, float]:
    """Draw the cells of a table, the darker the larger; returns shapes and height."""
    rows = chart.series[:MOST_ROWS]
    columns = list(dict.fromkeys(_word(at, wrote) for each in rows for at in each.x))
    left = EDGE + 12 + 6.5 * min(ROOM, max(len(each.name) for each in rows))
    side, tall, head = (WIDTH - EDGE - left) / max(1, len(columns)), 28.0, top + 38
    strongest = max((abs(y) for each in rows for y in each.y if math.isfinite(y)), default=1.0) or 1.0
    shapes = text(left, top + 10, chart.x_label, "f") + text(left - 10, top + 10, chart.y_label, "f", "end")
    every = max(1, math.ceil(max(map(len, columns), default=1) * 6.4 / side)) if side < 30 else 1
    for place, word in list(enumerate(columns))[::every]:
        shown = cut(word, max(2, int(side * every / 6.4)))
        shapes += text(left + side * (place + 0.5), top + 30, shown, "f", "middle")
    for number, each in enumerate(rows):
        y = head + number * tall
        shapes += text(left - 10, y + tall / 2 + 4, cut(each.name, ROOM), "", "end")
        for row, at in enumerate(each.x):
            x = left + side * columns.index(_word(at, wrote))
            shapes += _cell(chart, number, row, (x, y, side, tall), strongest, wrote)
    return shapes, 38 + tall * len(rows) + 6


def _word(at: object, wrote: Numerals) -> str:
    return at if isinstance(at, str) else wrote.short(float(at))  # type: ignore[arg-type]


def _cell(
    chart: Chart, number: int, row: int, box: tuple[float, float, float, float], strongest: float, wrote: Numerals
) -> str:
    series, (x, y, side, tall) = chart.series[number], box
    place = f'x="{x + 1:.1f}" y="{y + 1:.1f}" width="{side - 2:.1f}" height="{tall - 2:.1f}" rx="4"'
    value = float(series.y[row])
    if not math.isfinite(value):
        return f'<rect {place} class="void"/>'
    strength = 0.06 + 0.94 * abs(value) / strongest
    pale = 0.5 if series.is_faint else 1.0
    shape = f'<rect {place} class="cell" fill-opacity="{strength * pale:.2f}">{tip(series, row, chart, wrote)}</rect>'
    words = wrote.share(value) if chart.is_share else wrote.short(value)
    if len(words) * 6.4 > side:
        return shape
    return shape + text(x + side / 2, y + tall / 2 + 4, words, "on" if strength * pale > 0.55 else "", "middle")

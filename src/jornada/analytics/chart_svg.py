"""Charts as SVG that stands alone: no network, no script, colours for light and dark inside."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from jornada.analytics.chart_heat import draw_heat
from jornada.analytics.chart_plane import draw_plane
from jornada.analytics.chart_rows import draw_rows
from jornada.analytics.chart_shapes import colour_of, text
from jornada.analytics.chart_style import CHART_STYLE
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language, Series
from jornada.analytics.words.pictures import NO_FIGURES

WIDTH, EDGE = 760.0, 16.0


@dataclass
class Sheet:
    """A picture as it grows from top to bottom."""

    body: str = ""
    bottom: float = EDGE

    def add(self, shapes: str, height: float) -> None:
        self.body += shapes
        self.bottom += height


def draw(chart: Chart, language: Language = "en") -> str:
    """Draw a chart.

    Parameters
    ----------
    chart : Chart
    language : {"en", "pt"}
        Of the numbers and of the description; the chart's own words are as they are.

    Returns
    -------
    str
        One `svg` element, to stand in a page or as a file of its own.

    Examples
    --------
    >>> chart = Chart("bar", "Clients by number of calls", "calls", "clients", [Series("", [1, 2], [40, 12])])
    >>> draw(chart)[:39]
    '<svg xmlns="http://www.w3.org/2000/svg"'
    """
    wrote, sheet = Numerals(language), Sheet()
    _title(chart, sheet)
    if not any(math.isfinite(value) for each in chart.series for value in each.y):
        sheet.add(text(EDGE, sheet.bottom + 20, wrote.pick(*NO_FIGURES)), 44)
    elif chart.kind == "heat":
        sheet.add(*draw_heat(chart, wrote, sheet.bottom))
    elif chart.kind in {"bar", "points"} and has_names(chart):
        _legend(chart, sheet)
        sheet.add(*draw_rows(chart, wrote, sheet.bottom))
    else:
        _legend(chart, sheet)
        sheet.add(*draw_plane(chart, wrote, sheet.bottom))
    _note(chart, sheet)
    return _framed(chart, sheet, wrote)


def has_names(chart: Chart) -> bool:
    """Say whether the places of a chart are names, not numbers."""
    return any(isinstance(place, str) for each in chart.series for place in each.x)


def describe(chart: Chart, wrote: Numerals) -> str:
    """Say in words what a picture shows, for those who do not see it."""
    said = [_described(each, chart, wrote) for each in chart.series[:12]]
    axes = [f"{chart.y_label} / {chart.x_label}."] if chart.kind != "heat" else []
    return " ".join([*axes, *said, *([chart.note] if chart.note else [])])


def _described(series: Series, chart: Chart, wrote: Numerals) -> str:
    write = wrote.share if chart.is_share else wrote.short
    known = [(place, height) for place, height in zip(series.x, series.y, strict=True) if math.isfinite(height)]
    if not known:
        return ""
    shown = known if len(known) <= 6 else [known[0], known[len(known) // 2], known[-1]]
    cells = ", ".join(f"{name if isinstance(name, str) else wrote.short(name)}: {write(y)}" for name, y in shown)
    return f"{series.name}: {cells}." if series.name else f"{cells}."


def _title(chart: Chart, sheet: Sheet) -> None:
    for line in wrap(chart.title, 88) or [""]:
        sheet.add(text(EDGE, sheet.bottom + 12, line, "t"), 21)
    sheet.bottom += 4


def _legend(chart: Chart, sheet: Sheet) -> None:
    named = [(place, each) for place, each in enumerate(chart.series) if each.name]
    if len(named) < 2:
        return
    x = EDGE
    for place, each in named:
        wide = 26 + 6.4 * len(each.name)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x = EDGE
            sheet.bottom += 19
        css = ' class="pale"' if each.is_faint else ""
        sheet.body += (
            f'<g{css} style="{colour_of(place)}"><rect x="{x:.1f}" y="{sheet.bottom + 1:.1f}" width="14" height="9" '
            f'rx="3" class="d"/>{text(x + 20, sheet.bottom + 10, each.name)}</g>'
        )
        x += wide + 12
    sheet.bottom += 24


def _note(chart: Chart, sheet: Sheet) -> None:
    lines = wrap(chart.note, 108)
    if not lines:
        return
    top, tall = sheet.bottom + 4, 17.0 * len(lines) + 12
    sheet.body += (
        f'<rect x="{EDGE}" y="{top:.1f}" width="{WIDTH - 2 * EDGE:.1f}" height="{tall:.1f}" rx="7" class="note"/>'
    )
    for number, line in enumerate(lines):
        sheet.body += text(EDGE + 10, top + 19 + 17 * number, line, "n")
    sheet.bottom = top + tall


def _framed(chart: Chart, sheet: Sheet, wrote: Numerals) -> str:
    tall, title, words = sheet.bottom + EDGE, escape(chart.title), escape(describe(chart, wrote))
    name = hashlib.blake2b((title + words + sheet.body).encode(), digest_size=5).hexdigest()
    lang = "pt-BR" if wrote.language == "pt" else "en"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="jc" viewBox="0 0 {WIDTH:.0f} {tall:.0f}" role="img" '
        f'lang="{lang}" aria-labelledby="t{name} d{name}"><title id="t{name}">{title}</title>'
        f'<desc id="d{name}">{words}</desc><style>{CHART_STYLE}</style>'
        f'<rect width="{WIDTH:.0f}" height="{tall:.0f}" rx="12" class="g"/>{sheet.body}</svg>'
    )

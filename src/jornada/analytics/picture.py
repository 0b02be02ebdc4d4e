"""Results to look at: words, charts and a table in one piece of HTML, in a notebook or as a file."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jornada.analytics.chart_svg import draw
from jornada.analytics.errors import MeasureError
from jornada.analytics.numerals import Numerals
from jornada.analytics.result import Chart, Language
from jornada.analytics.result_frame import plain_columns
from jornada.analytics.words.pictures import FIGURES, NO_PICTURE

HEAD, ROWS = 10, 200
PICTURE_STYLE = """
.jornada-result{--ink:#182433;--faint:#5f6f84;--line:#dfe5ee;--card:#fff;max-width:800px;color:var(--ink);
background:var(--card);border:1px solid var(--line);border-radius:14px;padding:14px 18px;margin:.4rem 0;
font:14px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media (prefers-color-scheme:dark){.jornada-result{--ink:#e6ebf2;--faint:#95a3b6;--line:#2c3643;--card:#1a212b}}
.jornada-result p{margin:.2rem 0 .6rem;max-width:75ch}.jornada-result .turn{overflow-x:auto}
.jornada-result svg.jc{min-width:520px}
.jornada-result table{border-collapse:collapse;font-size:13px;margin:.4rem 0 0;color:var(--ink);background:none}
.jornada-result th,.jornada-result td{padding:4px 14px 4px 0;border:0;border-bottom:1px solid var(--line);
text-align:left;white-space:nowrap;color:var(--ink);background:none}
.jornada-result th{color:var(--faint);font-weight:500}
.jornada-result summary{cursor:pointer;color:var(--faint);font-size:13px;margin:.5rem 0}
.jornada-result .n{text-align:right;font-variant-numeric:tabular-nums}.jornada-result small{color:var(--faint)}
"""

PAGE_STYLE = """
:root{color-scheme:light dark}body{margin:0;padding:20px 12px;background:#f5f7fb}
main.jornada-result{margin:0 auto;padding:22px 26px}h1{font-size:1.35rem;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#11161d}}
"""


@dataclass(frozen=True, eq=False)
class Picture:
    """Words, charts and a table that a notebook shows and that can be saved.

    Attributes
    ----------
    words : str
        A paragraph; may be empty.
    charts : sequence of Chart
    columns : mapping of str to sequence
        The table; may be empty. Its first rows are shown.
    language : {"en", "pt"}
    """

    words: str
    charts: Sequence[Chart]
    columns: Mapping[str, Any]
    language: Language = "en"

    def _repr_html_(self) -> str:
        return f'<div class="jornada-result"><style>{PICTURE_STYLE}</style>{self.body()}</div>'

    def body(self, rows: int = HEAD, *, is_folded: bool = False) -> str:
        """Give words, drawings and table as HTML without a style of their own; the table may be folded away."""
        said = f"<p>{escape(self.words)}</p>" if self.words else ""
        drawn = "".join(f'<div class="turn">{draw(chart, self.language)}</div>' for chart in self.charts)
        wrote = Numerals(self.language)
        bare = wrote.pick(*NO_PICTURE)
        empty = "" if said or drawn or self.columns else f"<p>{bare}</p>"
        table = table_head(self.columns, wrote, rows)
        if table and is_folded:
            table = f"<details><summary>{wrote.pick(*FIGURES)}</summary>{table}</details>"
        return said + drawn + table + empty

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a page (.html) or the drawings alone (.svg); neither needs a network.

        Raises
        ------
        MeasureError
            If the file's name ends otherwise, or there is nothing to draw for an .svg.
        """
        target = Path(path)
        if target.suffix.lower() in {".html", ".htm"}:
            target.write_text(self.document(), encoding="utf-8")
        elif target.suffix.lower() == ".svg" and self.charts:
            target.write_text(self.drawing(), encoding="utf-8")
        else:
            raise MeasureError(
                f"{target.name}: a result is saved as .html, or as .svg when it has a chart ({len(self.charts)} here)."
            )

    def document(self, title: str = "") -> str:
        """Give a whole page; its title is that of the first chart when left out."""
        heading = f"<h1>{escape(title)}</h1>" if title else ""
        title = title or (self.charts[0].title if self.charts else "Jornada")
        lang = "pt-BR" if self.language == "pt" else "en"
        return (
            f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{escape(title)}</title><style>{PAGE_STYLE}{PICTURE_STYLE}</style></head>"
            f'<body><main class="jornada-result">{heading}{self.body(ROWS)}</main></body></html>\n'
        )

    def drawing(self) -> str:
        """Give one SVG with all charts, one below the other."""
        parts, top = "", 0.0
        for chart in self.charts:
            svg = draw(chart, self.language)
            tall = float(re.findall(r'viewBox="0 0 760 (\d+)"', svg)[0])
            inner = re.sub(r'^<svg xmlns="[^"]*"', f'<g transform="translate(0 {top:.0f})"', svg)
            parts += inner.removesuffix("</svg>") + "</g>"
            top += tall + 12
        if len(self.charts) == 1:
            return draw(self.charts[0], self.language)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {top - 12:.0f}" width="760">{parts}</svg>'


def table_head(columns: Mapping[str, Any], wrote: Numerals, rows: int = HEAD) -> str:
    """Write the first rows of a table as HTML, and how many more there are."""
    if not columns:
        return ""
    plain = plain_columns(columns)
    count = len(next(iter(plain.values())))
    kinds = {name: ' class="n"' if column.dtype.kind in "iuf" else "" for name, column in plain.items()}
    head = "".join(f'<th scope="col"{kinds[name]}>{escape(name)}</th>' for name in plain)
    body = "".join(
        "<tr>"
        + "".join(f"<td{kinds[name]}>{_cell(column[row], wrote)}</td>" for name, column in plain.items())
        + "</tr>"
        for row in range(min(rows, count))
    )
    more = wrote.pick("{n} more rows", "mais {n} linhas", n=wrote.number(count - rows)) if count > rows else ""
    rest = f"<small>{more}</small>" if more else ""
    return f'<div class="turn"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}'


def _cell(value: Any, wrote: Numerals) -> str:
    if value is None:
        return ""
    if hasattr(value, "dtype") and value.dtype.kind in "iuf":
        number = float(value)
        if math.isnan(number):
            return ""
        return wrote.number(number) if number.is_integer() else wrote.short(number)
    return escape(str(value))

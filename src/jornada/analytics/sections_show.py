"""Sections of an analysis on a page and in the terminal."""

from __future__ import annotations

from html import escape

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape as plain
from rich.padding import Padding
from rich.table import Table

from jornada.analytics.numerals import Numerals
from jornada.analytics.picture import PICTURE_STYLE
from jornada.analytics.result import Language, Result
from jornada.analytics.result_frame import plain_columns
from jornada.analytics.sections import Section
from jornada.analytics.words.sections import MORE, TITLES

# On the page of a report a section is a card already.
SECTIONS_STYLE = f"{PICTURE_STYLE}section .jornada-result{{border:0;padding:0;max-width:none;background:none;margin:0}}"
ROWS = 60


def sections_html(sections: list[Section], language: Language) -> str:
    """Write sections as cards of a page: words, pictures, the first rows of the table."""
    return "".join(_card(section, language) for section in sections)


def print_sections(sections: list[Section], console: Console, *, language: Language = "en", top: int = 8) -> None:
    """Print sections: words and the first rows and columns of each table."""
    wrote = Numerals(language)
    for section in sections:
        console.print(f"\n[bold]{plain(wrote.pick(*TITLES[section.name]))}[/bold]")
        for result in section.results:
            console.print(Padding(plain(result.explain(language)), (0, 0, 0, 2)))
            console.print(_table(result, wrote, top, console.width))


def _card(section: Section, language: Language) -> str:
    title = escape(Numerals(language).pick(*TITLES[section.name]))
    bodies = "".join(
        f'<div class="jornada-result">{each.page(language).body(ROWS, is_folded=True)}</div>'
        for each in section.results
    )
    return f'<section id="{section.name}"><h2>{title}</h2>{bodies}</section>'


def _table(result: Result, wrote: Numerals, top: int, width: int) -> Table:
    columns = plain_columns(result.columns())
    rows = len(next(iter(columns.values())))
    names: list[str] = []
    room = width
    for name, column in columns.items():
        room -= max(len(name), *(len(_cell(cell, wrote)) for cell in column[:top]), 0) + 3
        if names and room < 0:
            break
        names.append(name)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in names:
        is_number = columns[name].dtype.kind in "iuf"
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in range(min(top, rows)):
        table.add_row(*(_cell(columns[name][row], wrote) for name in names))
    if rows > top:
        table.caption = wrote.pick(*MORE, count=wrote.number(rows - top))
        table.caption_justify = "left"
    return table


def _cell(value: object, wrote: Numerals) -> str:
    if isinstance(value, (np.integer, np.floating)):
        number = float(value)
        return "" if np.isnan(number) else wrote.number(number) if number.is_integer() else wrote.short(number)
    return "" if value is None else plain(str(value))

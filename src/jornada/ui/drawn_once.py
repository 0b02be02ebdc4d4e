"""Small parts that stand on every page and seldom differ: written once for each of their values and kept.

The lines that choose a list's columns, forty of them, were a third of what a list page cost to write.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jornada.ui import numbers
from jornada.ui.icons import icon
from jornada.ui.menu import Link

LINE = (
    '<li{}><label><input type="checkbox" name="columns" value="{}"{}> {}</label><span class="j-row">'
    '<button type="button" data-column-move="-1" aria-label="{}">{}</button>'
    '<button type="button" data-column-move="1" aria-label="{}">{}</button></span></li>'
)
LINK = '<li><a href="{}" title="{}"{}>{}<span class="j-label">{}</span></a></li>'


def column_lines(offered: Iterable[tuple[Any, bool]]) -> SafeString:
    """Write a line for each column that may be shown or not; the record's name always is."""
    lines = (
        _line(column.code, str(column.label), is_on, numbers.language(), column.left_out)
        for column, is_on in offered
        if not column.is_primary
    )
    return mark_safe("".join(lines))  # noqa: S308 (written by format_html)


def menu_links(links: Iterable[Link]) -> SafeString:
    """Write the links of one group of the side menu."""
    written = (_link(link.url, str(link.item.label), link.item.icon, link.is_current) for link in links)
    return mark_safe("".join(written))  # noqa: S308 (written by format_html)


def part(template: str, **values: str) -> SafeString:
    """Write a small template that depends on these texts and the language alone; nothing when all are empty."""
    is_empty = values and not any(values.values())
    return SafeString("") if is_empty else _part(template, numbers.language(), **values)


@lru_cache(maxsize=4096)
def _part(template: str, _language: str, **values: str) -> SafeString:
    return render_to_string(template, values)


@lru_cache(maxsize=4096)
def _line(code: str, label: str, is_on: bool, _language: str, left_out: str) -> SafeString:
    up, down = (_("Move %(name)s up") % {"name": label}, _("Move %(name)s down") % {"name": label})
    ticked = mark_safe(" checked") if is_on else ""
    arrows = icon("chevron-up", size="xs"), icon("chevron-down", size="xs")
    where = format_html(' data-left-out="{}"', left_out) if left_out else ""
    return format_html(LINE, where, code, ticked, label, up, arrows[0], down, arrows[1])


@lru_cache(maxsize=1024)
def _link(url: str, label: str, drawn: str, is_current: bool) -> SafeString:
    current = mark_safe(' aria-current="page"') if is_current else ""
    return format_html(LINK, url, label, current, icon(drawn), label)

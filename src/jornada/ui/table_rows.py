"""The rows of a list, and the options of a choice and of a form's select, written in Python.

A page of fifty rows has five hundred cells and a list of owners two hundred options: by the template language they
were two thirds of what a list page cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape  # Django's is made for lazy texts too, and costs four times as much
from typing import Any

from django.forms.utils import flatatt
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jornada.ui.columns import Column

# What Django writes where nothing is chosen, or a part of it.
DASHES = "---------—–"


def table_rows(listing: Any) -> SafeString:
    """Write the rows of a list, each cell with the label of its column for phones."""
    columns = [header.column for header in listing.headers]
    opened = [f'<td class="{classes(column)}"{_edit(column, listing)}>' for column in columns]
    primary = [column.is_primary for column in columns]
    tick = _TICK if listing.can_pick else ""
    said = escape(_("Select %(name)s"))
    return mark_safe("".join(_row(row, opened, primary, _ticked(tick, said, row)) for row in listing.rows))  # noqa: S308 (escaped by _shown)


def _edit(column: Column, listing: Any) -> str:
    """Write what a cell says of its column: its label for phones, and the field that it edits."""
    label = f' data-label="{escape(str(column.label))}"'
    is_open = column.shows in listing.editable
    return (
        f'{label} data-edit="{escape(column.shows)}" data-column="{escape(column.code)}" tabindex="-1"'
        if is_open
        else label
    )


def options(choices: Iterable[tuple[Any, Any]], chosen: str) -> SafeString:
    """Write the options of a choice."""
    return mark_safe("".join(_option(str(code), label, chosen) for code, label in choices))  # noqa: S308 (escaped)


def select_options(widget: Mapping[str, Any]) -> SafeString:
    """Write what stands in a select of a form; a blank choice that no form named is told in words."""
    blank = escape(_("Choose…")) if widget["required"] else escape(_("Not given"))
    groups = (
        _group(name, "".join(_of_select(option, blank) for option in some)) for name, some, _n in widget["optgroups"]
    )
    return mark_safe("".join(groups))  # noqa: S308 (escaped)


def _group(name: Any, options: str) -> str:
    return f'<optgroup label="{escape(str(name))}">{options}</optgroup>' if name else options


def _of_select(option: Mapping[str, Any], blank: str) -> str:
    value, label = str(option["value"]), option["label"]
    said = blank if not value and str(label) in DASHES else _shown(label)
    return f'<option value="{escape(value)}"{flatatt(option["attrs"])}>{said}</option>'


def classes(column: Column) -> str:
    """Name the classes of a cell: numbers to the right, the record's name, what phones and narrow screens leave out."""
    marks = (("num", column.is_number), ("primary", column.is_primary), (column.left_out, column.left_out))
    return " ".join(name for name, is_on in marks if is_on)


_TICK = '<td class="cell-pick"><input type="checkbox" data-pick value="{}" aria-label="{}"></td>'


def _ticked(tick: str, said: str, row: Any) -> str:
    return tick and tick.format(row.instance.pk, said.replace("%(name)s", escape(str(row.instance))))


def _row(row: Any, opened: Sequence[str], primary: Sequence[bool], tick: str = "") -> str:
    cells = "".join(
        f"{start}{_linked(cell.drawn, row.url) if is_primary and row.url else _shown(cell.drawn)}</td>"
        for start, is_primary, cell in zip(opened, primary, row.cells, strict=True)
    )
    return f'<tr data-id="{row.instance.pk}">{tick}{cells}</tr>\n'


def _linked(drawn: Any, url: str) -> str:
    return f'<a class="row-link" href="{escape(url)}">{_shown(drawn)}</a>'


def _shown(drawn: Any) -> str:
    return str(drawn) if hasattr(drawn, "__html__") else escape(str(localize(drawn)))


def _option(code: str, label: Any, chosen: str) -> str:
    return f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(str(label))}</option>'

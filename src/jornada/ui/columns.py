"""Columns of list pages: the page's own, and those that higher apps add.

    columns.register("account", Column("stage", _("Stage"), order=40, values=stages_of, kind="badge"))

A column says its value in one of two ways: `cell(row)` for what the row already carries, or
`values(ids)`, one query for the whole page, that answers a dict by id; columns with the same `values` share it, and
each takes its `part` of what was found. What is not found is blank, or `missing`: of nothing counted there are 0.
`sort` names a field path
(`"name"`, `"owner__name"`) or is a query expression, either with an index; without it the column cannot be sorted.
`sort_few` is the same without an index: it sorts lists that are counted to their end (`counted.COUNT_CAP`).
How a value is drawn is its `kind`, see `jornada.ui.cells`; `draw(value, row)` draws it otherwise. A minor
column is left out where the screen is not wide; an extra one is not shown until it is chosen. Under the list stands
the sum of a column of numbers, or its `foot` is the average or nothing: scores and years are not added up.
`foot_of` says which rows count there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise

from jornada.ui import hiding
from jornada.ui.registry import Registry

Ids = Sequence[Any]
Foot = Literal["sum", "average", ""]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, where its values come from, how it is sorted and drawn."""

    code: str
    label: str | Promise
    order: int = 100
    values: Callable[[Ids], Mapping[Any, Any]] | None = None
    cell: Callable[[Model], Any] | None = None
    sort: Any = None
    kind: str = "text"
    draw: Callable[[Any, Model], Any] | None = None
    help: str | Promise = ""
    is_primary: bool = False
    is_hidden_on_phone: bool = False
    is_minor: bool = False
    is_extra: bool = False
    field: str = ""
    part: Callable[[Any], Any] | None = None
    sort_few: Any = None
    foot: Foot = "sum"
    foot_of: Any = None
    missing: Any = None

    @property
    def shows(self) -> str:
        """Name the field of the record that the column shows."""
        return self.field or self.code

    @property
    def left_out(self) -> str:
        """Name the classes by which phones and narrow screens leave the column out where nobody chose it."""
        marks = (("cell-hidden-phone", self.is_hidden_on_phone), ("cell-minor", self.is_minor))
        return " ".join(name for name, is_on in marks if is_on)

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "money", "share", "duration")


_registry: Registry[Column] = Registry()
_providers: list[Callable[[str], Sequence[Column]]] = []


def register(record: str, column: Column) -> None:
    """Add a column to the list page of a kind of record."""
    _registry.add(record, column)


def provide(provider: Callable[[str], Sequence[Column]]) -> None:
    """Add columns that are not known before they are asked for, such as those of custom fields."""
    _providers.append(provider)


def unregister(record: str, code: str) -> None:
    _registry.remove(record, code)


def columns_of(record: str, own: Sequence[Column] = ()) -> tuple[Column, ...]:
    """Return the page's own columns and the registered ones, in order."""
    named = [*own, *_registry.on(record)]
    shown = {name for column in named for name in (column.shows, column.code)}
    provided = [column for provider in _providers for column in provider(record) if column.shows not in shown]
    return tuple(sorted([*named, *provided], key=lambda column: (column.order, column.code)))


def columns_for(request: HttpRequest, record: str, own: Sequence[Column] = ()) -> tuple[Column, ...]:
    """Return the columns without those of fields that the person must not see."""
    names = hiding.hidden(getattr(request, "user", None), record)
    return hiding.without(columns_of(record, own), names, lambda one: one.shows, lambda one: one.code)

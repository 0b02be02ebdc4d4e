"""Filters of list pages: the page's own, and those that higher apps add.

    filters.register("account", Filter("stage", _("Stage"), choices=stage_choices, apply=in_stage))

The address carries `?stage=interest`; `apply(queryset, value)` narrows the rows. A value that is
not among the choices is left out of the query and of the page, as if it had not come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jornada.ui import hiding
from jornada.ui.amounts import read_amount
from jornada.ui.registry import Registry

Choice = tuple[str, str | Promise]
Kind = Literal["choice", "flag", "date", "number", "text", "hidden"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list. A `hidden` one has no control: links from figures carry it. Extra ones stand folded.

    `field` names the field of the record that it tells about, where that is not its code. `usual` is the value that
    holds where the address names none, as a list of tasks holds the open ones; it has no chip. `seen_by` makes the
    filter as a person may use it. `is_scanned` says that no index holds what it asks for (`ui.paging`).
    """

    code: str
    label: str | Promise
    apply: Callable[[QuerySet, Any], QuerySet]
    kind: Kind = "choice"
    choices: Callable[[HttpRequest], Sequence[Choice]] | None = None
    order: int = 100
    describe: Callable[[str], str | Promise] | None = None
    is_extra: bool = False
    field: str = ""
    is_readable: Callable[[str], bool] | None = None
    usual: str = ""
    seen_by: Callable[[Any], Filter] | None = None
    is_scanned: bool = False

    @property
    def tells(self) -> str:
        return self.field or self.code


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter with the value that the address carries, ready for the page."""

    filter: Filter
    raw: str
    value: Any
    choices: Sequence[Choice]

    @property
    def is_on(self) -> bool:
        return self.value is not None

    @property
    def applied(self) -> Any:
        """Return the value that the rows are narrowed by: what the address asks for, else what is usual."""
        return self.value if self.is_on else self.filter.usual or None

    @property
    def blank(self) -> str:
        """Say what the choice stands for that names no value."""
        return str(dict(self.choices).get(self.filter.usual, self.filter.label))

    @property
    def offered(self) -> Sequence[Choice]:
        """Return the choices beside the blank one."""
        return [choice for choice in self.choices if choice[0] != self.filter.usual]

    @property
    def is_readable(self) -> bool:
        return self.is_on and (self.filter.is_readable is None or self.filter.is_readable(self.raw))

    @property
    def shown(self) -> str:
        """Say the value in words, for the chip of the active filter."""
        if self.filter.describe:
            return str(self.filter.describe(self.raw))
        return str(dict(self.choices).get(self.raw, self.raw))


_registry: Registry[Filter] = Registry()
_providers: list[Callable[[str], Sequence[Filter]]] = []


def register(record: str, item: Filter) -> None:
    """Add a filter to the list page of a kind of record."""
    _registry.add(record, item)


def provide(provider: Callable[[str], Sequence[Filter]]) -> None:
    """Add filters that are not known before they are asked for, such as those of custom fields."""
    _providers.append(provider)


def unregister(record: str, code: str) -> None:
    _registry.remove(record, code)


def filters_of(record: str, own: Sequence[Filter] = ()) -> tuple[Filter, ...]:
    """Return the page's own filters and the registered ones, in order."""
    provided = [item for provider in _providers for item in provider(record)]
    return tuple(sorted([*own, *_registry.on(record), *provided], key=lambda item: (item.order, item.code)))


def filters_for(request: HttpRequest, record: str, own: Sequence[Filter] = ()) -> tuple[Filter, ...]:
    """Return the filters without those that tell of fields that the person must not see."""
    user = getattr(request, "user", None)
    names = hiding.hidden(user, record)
    seen = hiding.without(filters_of(record, own), names, lambda one: one.tells, lambda one: one.code)
    return tuple(one.seen_by(user) if one.seen_by else one for one in seen)


def read_filters(request: HttpRequest, items: Sequence[Filter]) -> list[ActiveFilter]:
    """Read the values of the filters from the address."""
    return [_read(request, item, request.GET) for item in items]


def _read(request: HttpRequest, item: Filter, query: QueryDict) -> ActiveFilter:
    raw = query.get(item.code, "").strip()
    choices = tuple((str(code), label) for code, label in (item.choices(request) if item.choices else ()))
    if item.kind == "flag":
        choices = (("1", _("Yes")), ("0", _("No")))
    return ActiveFilter(item, raw, _value(item.kind, raw, choices), choices)


def _value(kind: Kind, raw: str, choices: Sequence[Choice]) -> Any:
    if not raw:
        return None
    if kind == "flag":
        return {"1": True, "0": False}.get(raw)
    if kind == "date":
        return _date_or_none(raw)
    if kind == "number":
        return _number_or_none(raw)
    if kind == "choice" and raw not in dict(choices):
        return None
    return raw


def _number_or_none(raw: str) -> float | None:
    try:
        return float(read_amount(raw))
    except ValidationError:
        return None


def _date_or_none(raw: str) -> Any:
    try:
        return parse_date(raw)
    except ValueError:
        return None

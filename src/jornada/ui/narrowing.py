"""What an address narrows a list by: filters, fields, search; and the chips that say so.

A page leaves out what it cannot read, and shows what is left. What writes to "all that match" asks strictly instead:
a filter that is left out would widen what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jornada.ui import list_fields
from jornada.ui.addresses import is_id, with_query
from jornada.ui.filters import ActiveFilter, Filter, filters_for, filters_of, read_filters
from jornada.ui.list_fields import FieldFilter
from jornada.ui.paging import UNKEPT

MOST_TICKED = 5000
# SQLite refuses a pattern of more than 50,000 bytes.
LONGEST = 5000
# What stands in the address of a list beside its filters.
BESIDE = frozenset({"q", "f", "sort", "columns", "view", "after", "before", "export", "ids"})
Search = Callable[[QuerySet, str], QuerySet]


class UnreadableFilterError(ValueError):
    """An address holds a filter that cannot be read: whoever writes to what matches must not leave it out."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, and the address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters of an address, read."""

    active: tuple[ActiveFilter, ...]
    by_field: tuple[FieldFilter, ...]
    query: str
    search: Search | None

    def is_scanned(self, by: Any) -> bool:
        """Say whether no index may hold what is asked for, of rows in the order of `by`, whose own spans it holds."""
        asked = [found.field.by for found in self.by_field]
        asked += [item.filter.tells for item in self.active if item.is_on and item.filter.is_scanned]
        return any(what != by for what in asked)

    def of(self, rows: QuerySet) -> QuerySet:
        """Keep the rows that match."""
        for item in self.active:
            if item.applied is not None:
                rows = item.filter.apply(rows, item.applied)
        for found in self.by_field:
            rows = list_fields.apply(rows, found)
        return self.search(rows, self.query) if self.search and self.query else rows


def read(request: HttpRequest, record: str, filters: Sequence[Filter], search: Search | None) -> Narrowing:
    """Read what the person may narrow by; what cannot be read is left out."""
    active = tuple(read_filters(request, filters_for(request, record, filters)))
    by_field = tuple(list_fields.read_all(request, record))
    query = request.GET.get("q", "").strip() if search else ""
    is_sought = len(query) <= LONGEST and not UNKEPT.search(query)
    return Narrowing(active, by_field, query if is_sought else "", search)


def read_strictly(request: HttpRequest, record: str, filters: Sequence[Filter], search: Search | None) -> Narrowing:
    """Read the same, or raise `UnreadableFilterError` where something would be left out."""
    found = read(request, record, filters, search)
    lost = [name for name in _strange(request, found) if name not in _unseen(request, record, filters, found)]
    lost += [_("Search")] if request.GET.get("q", "").strip() and not found.query else []
    lost += left_out(request, record, filters, found)
    if lost:
        told = {"filters": ", ".join(name[:60] for name in lost[:5])}
        raise UnreadableFilterError(
            _("Nothing was changed, for part of the list's filters cannot be read: %(filters)s. Take them away.") % told
        )
    return found


def left_out(request: HttpRequest, record: str, filters: Sequence[Filter], found: Narrowing) -> list[str]:
    """Name the filters of the address that say nothing here: unknown ones, and those the person must not see."""
    lost = [str(item.filter.label) for item in found.active if item.raw and not item.is_readable]
    lost += _unseen(request, record, filters, found).values()
    return lost + _named(request, record, [text for text in list_fields.unread(request, record) if text])


def _named(request: HttpRequest, record: str, texts: Sequence[str]) -> list[str]:
    """Name filters by the labels of their fields, each once; one of a field that nobody has, as it came."""
    if not texts:
        return []
    labels = {field.code: _("a field that your role does not see") for field in list_fields.fields_of(record)}
    labels |= {field.code: str(field.label) for field in list_fields.fields_for(request, record)}
    return list(dict.fromkeys(labels.get(text.partition(":")[0], text[:60]) for text in texts))


def _strange(request: HttpRequest, found: Narrowing) -> list[str]:
    known = {item.filter.code for item in found.active} | BESIDE
    return [name for name in request.GET if name not in known and any(request.GET.getlist(name))]


def _unseen(request: HttpRequest, record: str, filters: Sequence[Filter], found: Narrowing) -> dict[str, str]:
    """Return the labels of filters that the address asks for and the person must not see."""
    strange = _strange(request, found)
    every = filters_of(record, filters) if strange else ()
    return {one.code: str(one.label) for one in every if one.code in strange}


def chips(request: HttpRequest, narrowing: Narrowing) -> tuple[Chip, ...]:
    """Return a chip for each filter that is on."""
    return (*_of_filters(request, narrowing.active), *_of_fields(request, narrowing.by_field))


def with_filter(request: HttpRequest, record: str) -> str:
    """Return the address with the filter that a form wrote in parts (`f_field`, `f_test`, `f_value`)."""
    field = list_fields.field_for(request, record, request.GET["f_field"])
    query = request.GET.copy()
    for name in ("f_field", "f_test", "f_value", "f_value2", "after", "before"):
        query.pop(name, None)
    parts = [*request.GET.getlist("f_value"), *request.GET.getlist("f_value2")]
    raw = list_fields.BETWEEN.join(part for part in parts if part.strip())
    try:
        if field is None:
            raise ValidationError(_("There is no such field."))
        query.appendlist("f", list_fields.read(request, field, request.GET.get("f_test", ""), raw).text)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def with_query_cleared(request: HttpRequest, active: Sequence[ActiveFilter]) -> str:
    """Return the address of the list without filters and search, still in the same order."""
    names = [item.filter.code for item in active]
    return with_query(request, **dict.fromkeys([*names, "f", "q", "after", "before"]))


def ticked(request: HttpRequest, queryset: QuerySet) -> QuerySet:
    """Keep the rows that were ticked, for a file of these alone."""
    if not (request.GET.get("export") and "ids" in request.GET):
        return queryset
    ids = [int(text) for text in request.GET["ids"].split(",")[:MOST_TICKED] if is_id(text)]
    return queryset.filter(pk__in=ids)


def _of_filters(request: HttpRequest, active: Sequence[ActiveFilter]) -> Iterator[Chip]:
    for item in active:
        if item.is_on:
            url = with_query(request, **{item.filter.code: None, "after": None, "before": None})
            yield Chip(str(item.filter.label), item.shown, url)


def _of_fields(request: HttpRequest, by_field: Sequence[FieldFilter]) -> Iterator[Chip]:
    for found in by_field:
        query = request.GET.copy()
        query.setlist("f", [text for text in query.getlist("f") if text != found.text])
        for name in ("after", "before"):
            query.pop(name, None)
        text = query.urlencode()
        yield Chip(str(found.field.label), found.shown, f"{request.path}?{text}" if text else request.path)


def why_empty(*, has_search: bool, filters: int) -> str:
    """Say what keeps every record out."""
    if has_search and not filters:
        return _("No record fits this search.")
    if has_search and filters == 1:
        return _("No record fits this search and this filter together. Take one away to see more.")
    if has_search:
        return _("No record fits this search and these filters together. Take one away to see more.")
    if filters == 1:
        return _("No record fits this filter.")
    return _("No record fits these filters together. Take one away to see more.")

"""List pages: rows of a queryset with columns, filters, search, sorting, pages by cursor and export.

    def account_list(request):
        listing = build(
            request, "account", visible_accounts(request.user).select_related("owner"),
            columns=[Column("name", _("Name"), order=0, cell=lambda row: row.name, sort="name", is_primary=True)],
            filters=[Filter("owner", _("Owner"), choices=owners, apply=lambda rows, value: rows.filter(owner=value))],
            search=lambda rows, text: rows.filter(name__icontains=text),
            row_url=lambda row: reverse("account_detail", args=[row.pk]),
            default_sort="name",
        )
        return respond(request, listing, "market/account_list.html", {"title": _("Accounts")})

The page's template extends `ui/list_page.html`. The number of queries does not depend on the
number of rows: two or three for the page, one for the capped count when there is more than one
page, one for each column with `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jornada.ui import cells, export, list_fields, narrowing
from jornada.ui.addresses import with_query
from jornada.ui.chosen_columns import choose, kept_columns
from jornada.ui.columns import Column, columns_for
from jornada.ui.counted import COUNT_CAP, page_and_count
from jornada.ui.filters import ActiveFilter, Filter
from jornada.ui.list_fields import FieldFilter
from jornada.ui.narrowing import Chip
from jornada.ui.numbers import number
from jornada.ui.paging import Order, Page, all_rows, capped_count

FRAGMENT = "ui/list_fragment.html"
PER_PAGE = 50
# What a form that leads to the same list does not take along.
NOT_KEPT = ("columns", "after", "before", "export", "ids", "f_field", "f_test", "f_value", "f_value2")

# Kinds of filters that have a control, and how many controls stand in the open.
DRAWN = ("choice", "flag", "date", "text", "number")
IN_THE_OPEN = 4


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a column: where a click sorts to, and how it is sorted now."""

    column: Column
    url: str
    direction: str
    help: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A drawn value under its column."""

    column: Column
    drawn: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the table shows it."""

    instance: Model
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows. `queryset` and `order` are what an export walks through."""

    record: str
    queryset: QuerySet
    order: Order
    sort: str
    headers: tuple[Header, ...]
    columns: tuple[Column, ...]
    exported: tuple[Column, ...]
    chosen: str
    asked: str
    keep_url: str
    view: str
    usual_columns_url: str
    kept_query: tuple[tuple[str, list[str]], ...]
    rows: tuple[Row, ...]
    filters: tuple[ActiveFilter, ...]
    editable: frozenset[str]
    can_pick: bool
    by_field: tuple[FieldFilter, ...]
    chips: tuple[Chip, ...]
    query: str
    is_searchable: bool
    count: int
    is_capped: bool
    figures_url: str
    previous_url: str
    next_url: str
    clear_url: str
    export_url: str
    workbook_url: str
    fields: tuple[list_fields.ListField, ...] = ()
    elsewhere: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.query)

    @property
    def why_empty(self) -> str:
        """Say what keeps every record out: the search, the filters, or both."""
        return narrowing.why_empty(has_search=bool(self.query), filters=len(self.chips))

    @property
    def asked_columns(self) -> list[str]:
        return [code for code in self.asked.split(",") if code]

    @property
    def has_conditions(self) -> bool:
        """Say whether the list can be narrowed by a condition."""
        return any(item.filter.code == "where" for item in self.filters)

    @property
    def has_controls(self) -> bool:
        return bool(self.filters)

    @property
    def first_filters(self) -> tuple[ActiveFilter, ...]:
        """Return the filters that stand in the open: as many as fit one line, and those that are on."""
        rare = [item for item in self.filters if item.filter.is_extra or item.filter.kind == "date"]
        drawn = [item for item in self.filters if item not in rare and item.filter.kind in DRAWN]
        return tuple(item for item in self.filters if item.is_on or item in drawn[:IN_THE_OPEN])

    @property
    def extra_filters(self) -> tuple[ActiveFilter, ...]:
        """Return the others, which wait behind a button."""
        first = self.first_filters
        return tuple(item for item in self.filters if item not in first and item.filter.kind in DRAWN)

    @property
    def offered(self) -> list[tuple[Column, bool]]:
        """Return the columns that may be chosen: those shown, in their order, then the others."""
        shown = [header.column for header in self.headers]
        return [(column, True) for column in shown] + [(one, False) for one in self.columns if one not in shown]


def build(
    request: HttpRequest,
    record: str,
    queryset: QuerySet,
    *,
    columns: Sequence[Column],
    default_sort: str,
    filters: Sequence[Filter] = (),
    search: Callable[[QuerySet, str], QuerySet] | None = None,
    row_url: Callable[[Any], str] | None = None,
    can_export: bool = True,
    per_page: int = PER_PAGE,
) -> Listing:
    """Read the address, narrow and sort the rows, and draw one page of them."""
    known = columns_for(request, record, columns)
    asked, kept = ",".join(request.GET.getlist("columns"))[:2000], kept_columns(request, record)
    chosen = asked or kept.columns
    shown = choose(known, chosen)
    found = narrowing.read(request, record, filters, search)
    matching = found.of(narrowing.ticked(request, queryset))
    sortable = _sortable(known, request.GET.get("sort", ""), matching)
    sort, order = _order(sortable, request, default_sort)
    elsewhere = _elsewhere(request, record)
    is_drawn = not (elsewhere or request.GET.get("export"))
    is_scanned = found.is_scanned(order.by) and _is_indexed(known, sort)
    taken = Page([], "", ""), 0, False
    if is_drawn:
        is_slow = is_scanned or bool(found.query)
        taken = page_and_count(request, matching, order, per_page, is_scanned=is_scanned, is_slow=is_slow)
    page, count, is_capped = taken
    return Listing(
        record=record,
        queryset=matching,
        order=order,
        sort=sort,
        headers=tuple(_header(request, column, sort, is_many=is_capped) for column in shown),
        columns=known,
        exported=shown if chosen else known,
        chosen=chosen,
        asked=asked,
        keep_url=kept.url,
        view=request.GET.get("view", "")[:20],
        usual_columns_url=with_query(request, columns=None),
        kept_query=tuple((name, request.GET.getlist(name)) for name in request.GET if name not in NOT_KEPT),
        rows=_rows(shown, page.rows, row_url),
        filters=found.active,
        can_pick=any(may_pick(request, record) for may_pick in _pickers),
        editable=frozenset().union(*(fields(request, record) for fields in _editors)),
        by_field=found.by_field,
        chips=narrowing.chips(request, found),
        query=found.query,
        is_searchable=search is not None,
        count=count,
        is_capped=is_capped,
        figures_url=_figures_url(request, record, shown, chosen, is_capped),
        previous_url=with_query(request, before=page.before, after=None) if page.before else "",
        next_url=with_query(request, after=page.after, before=None) if page.after else "",
        clear_url=narrowing.with_query_cleared(request, found.active),
        export_url=with_query(request, export="csv", after=None, before=None) if can_export else "",
        workbook_url=with_query(request, export="xlsx", after=None, before=None) if can_export else "",
        fields=list_fields.fields_for(request, record),
        elsewhere=elsewhere,
        left_out=tuple(narrowing.left_out(request, record, filters, found)) if is_drawn else (),
    )


_editors: list[Callable[[HttpRequest, str], frozenset[str]]] = []


def editable_with(fields: Callable[[HttpRequest, str], frozenset[str]]) -> None:
    """Let an app say which fields of a kind of record the person may edit in the list."""
    _editors.append(fields)


def drawn_cell(column: Column, row: Any) -> Any:
    """Draw what a column shows of one row."""
    return _draw(column, next(_values([column], [row]))[0], row)


_starts: list[Callable[[HttpRequest, str], str]] = []


def start_with(start: Callable[[HttpRequest, str], str]) -> None:
    """Let an app say with which address a list opens that was asked for without any query; nothing: as it is."""
    _starts.append(start)


_adders: list[Callable[[str], str]] = []


def add_up_with(address: Callable[[str], str]) -> None:
    """Let an app name the address that counts a list exactly and adds its columns up; blank: nothing to ask."""
    _adders.append(address)


_pickers: list[Callable[[HttpRequest, str], bool]] = []


def pick_with(may_pick: Callable[[HttpRequest, str], bool]) -> None:
    """Let an app say whether the rows of a list can be ticked."""
    _pickers.append(may_pick)


def respond(
    request: HttpRequest, listing: Listing, template: str, context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """Answer with the whole page, with its table alone to htmx, or with a file."""
    if request.GET.get("export"):
        return _export(listing, request.GET["export"], str((context or {}).get("title", "")))
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    htmx = getattr(request, "htmx", None)
    is_part = bool(htmx) and htmx.target == "list" and not htmx.history_restore_request
    response = render(request, FRAGMENT if is_part else template, {**(context or {}), "listing": listing})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _elsewhere(request: HttpRequest, record: str) -> str:
    """Return where the list is to be opened instead: with the filter just written, or as the person's own view."""
    if request.GET.get("export"):
        return ""
    if request.GET.get("f_field"):
        return narrowing.with_filter(request, record)
    if request.GET or getattr(request, "htmx", None):
        return ""
    return next(filter(None, (start(request, record) for start in _starts)), "")


def _sortable(columns: Sequence[Column], asked: str, matching: QuerySet) -> dict[str, Any]:
    """Return what can be sorted by; without an index only what was asked for, and only where few rows were found."""
    indexed = {column.code: column.sort for column in columns if column.sort is not None}
    few = {column.code: column.sort_few for column in columns if column.sort_few is not None}
    code = asked.lstrip("-")
    if code not in few or code in indexed or capped_count(matching, COUNT_CAP)[1]:
        return indexed
    return {**indexed, code: few[code]}


def _is_indexed(columns: Sequence[Column], sort: str) -> bool:
    """Say whether an index holds the order; without one, few rows are sorted."""
    return all(column.sort_few is None or column.code != sort.lstrip("-") for column in columns)


def _order(sortable: Mapping[str, Any], request: HttpRequest, default: str) -> tuple[str, Order]:
    asked = request.GET.get("sort", "")
    sort = asked if asked.lstrip("-") in sortable else default
    code = sort.lstrip("-")
    return sort, Order(sortable.get(code, code), is_descending=sort.startswith("-"))


def _header(request: HttpRequest, column: Column, sort: str, *, is_many: bool) -> Header:
    if column.sort is None and (column.sort_few is None or is_many):
        narrow = _("Narrow the list to at most %(n)s records to sort by this.") % {"n": number(COUNT_CAP)}
        return Header(column, "", "", column.help or ("" if column.sort_few is None else narrow))
    is_current = sort.lstrip("-") == column.code
    direction = ("desc" if sort.startswith("-") else "asc") if is_current else ""
    first = f"-{column.code}" if column.is_number or column.kind in ("date", "moment") else column.code
    other = column.code if sort.startswith("-") else f"-{column.code}"
    url = with_query(request, sort=other if is_current else first, after=None, before=None)
    return Header(column, url, direction, column.help)


def _rows(
    columns: Sequence[Column], instances: Sequence[Model], row_url: Callable[[Any], str] | None
) -> tuple[Row, ...]:
    return tuple(
        Row(
            instance,
            row_url(instance) if row_url else "",
            tuple(Cell(column, _draw(column, value, instance)) for column, value in zip(columns, values, strict=True)),
        )
        for instance, values in zip(instances, _values(columns, instances), strict=True)
    )


def _values(columns: Sequence[Column], instances: Sequence[Model]) -> Iterator[list[Any]]:
    ids = [instance.pk for instance in instances]
    asked = dict.fromkeys(column.values for column in columns if column.values)
    found = {values: values(ids) if ids else {} for values in asked}
    for instance in instances:
        yield [_value(column, instance, found) for column in columns]


def _value(column: Column, instance: Model, found: Mapping[Any, Mapping[Any, Any]]) -> Any:
    if column.values:
        value = found[column.values].get(instance.pk)
        if value is None:
            return column.missing
        return column.part(value) if column.part else value
    return column.cell(instance) if column.cell else None


def _draw(column: Column, value: Any, instance: Model) -> Any:
    return column.draw(value, instance) if column.draw else cells.draw(column.kind, value)


def _figures_url(request: HttpRequest, record: str, shown: Sequence[Column], chosen: str, is_capped: bool) -> str:
    """Return where count and sums are asked for, when the page does not say them itself."""
    if not (is_capped or any(column.is_number and not column.values for column in shown)):
        return ""
    url = next(filter(None, (address(record) for address in _adders)), "")
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    if chosen:
        query["columns"] = chosen
    return f"{url}?{query.urlencode()}" if url else ""


def _export(listing: Listing, kind: str, title: str) -> HttpResponseBase:
    if not listing.export_url:
        raise PermissionDenied
    columns = listing.exported
    batches = all_rows(listing.queryset, listing.order)
    rows = (values for batch in batches for values in _values(columns, batch))
    return export.as_file(kind, slugify(title) or listing.record, [column.label for column in columns], rows)

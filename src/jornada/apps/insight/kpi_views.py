"""The KPI page and the rows behind its figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.insight import copy, kpi_page
from jornada.apps.insight.among import among
from jornada.apps.insight.behind import address
from jornada.apps.insight.contracts import CONTRACTS
from jornada.apps.insight.copy.layout import LEADS, OPPORTUNITIES
from jornada.apps.insight.copy.view import View
from jornada.apps.insight.deal_query import deal_query
from jornada.apps.insight.deals import FIELDS, main_currency
from jornada.apps.insight.dimensions import LABELS, dimension_named, require_seen, seen_dimensions
from jornada.apps.insight.filters import Narrowing, list_filters, read_narrowing
from jornada.apps.insight.journey import journey_figures
from jornada.apps.insight.journey_page import stage_labels
from jornada.apps.insight.kpi_behind import OF_DEALS, OF_LEADS, deals_behind, leads_behind
from jornada.apps.insight.kpi_figures import breakdown, kpi_figures
from jornada.apps.insight.kpi_report import IN_TIME
from jornada.apps.insight.scope import scope_of
from jornada.apps.insight.segment import Segment
from jornada.apps.insight.views import figures_page
from jornada.apps.leads.lists import lead_columns, search_leads
from jornada.apps.leads.queries import visible_leads
from jornada.apps.market.views import reachable
from jornada.apps.org import access
from jornada.apps.sales.lists import opportunity_columns, search_opportunities
from jornada.apps.sales.queries import visible_opportunities
from jornada.ui.addresses import with_query
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond


def kpis(request: HttpRequest) -> HttpResponse:
    access.require_seen(request.user, "opportunity", "amount")
    view = copy.current()
    narrowing = read_narrowing(request, view, FIELDS)
    scope, lead_scope = scope_of(request.user, "opportunity"), scope_of(request.user, "lead")
    figures = kpi_figures(view, scope, lead_scope, narrowing.segment, narrowing.period)
    dimension = _dimension(request, request.GET.get("by", "")) or next(iter(seen_dimensions(request.user)))
    table = breakdown(view, scope, narrowing.segment, narrowing.period, dimension)
    currency, link = main_currency(view), kpi_page.link_with(narrowing.query)
    rows = kpi_page.groups(table, dimension, dimension in IN_TIME, link)
    context = {
        "narrowing": narrowing,
        "scope": scope,
        "figures": figures,
        "currency": currency,
        "contracts": CONTRACTS,
        "total": view.size(OPPORTUNITIES) + view.size(LEADS),
        "tiles": kpi_page.tiles(figures, currency, link),
        "course": kpi_page.course_chart(figures, currency),
        "rates": kpi_page.rate_chart(figures),
        "stages": _stage_chart(request, view, narrowing),
        "dimension": LABELS[dimension],
        "dimension_contract": CONTRACTS.get(f"by_{dimension}"),
        "dimensions": _dimension_tabs(request, dimension),
        "rows": rows,
        "more": max(0, int((table.closed > 0).sum()) - len(rows)),
        "incomplete": _incomplete(figures.incomplete, link),
        "journey_url": f"{reverse('journey')}?{narrowing.query}",
    }
    return figures_page(request, "insight/kpis.html", context)


def kpi_rows(request: HttpRequest, what: str) -> Any:
    """List the opportunities or leads behind a figure of the KPI page."""
    access.require_seen(request.user, "opportunity", "amount")
    view = copy.current()
    narrowing = read_narrowing(request, view, FIELDS)
    if what in OF_DEALS:
        return _deal_rows(request, view, narrowing, what)
    if what in OF_LEADS:
        return _lead_rows(request, view, narrowing, what)
    raise Http404(f"No figure is called {what!r}; there are {', '.join((*OF_DEALS, *OF_LEADS))}.")


def _deal_rows(request: HttpRequest, view: View, narrowing: Narrowing, what: str) -> Any:
    scope = scope_of(request.user, "opportunity")
    _dimension(request, request.GET.get("group", ""))
    ids = deals_behind(view, scope, narrowing.segment, narrowing.period, what, request.GET)
    found = deal_query(view, narrowing.segment, narrowing.period, what, request.GET)
    rows = reachable(request, "opportunity", visible_opportunities).filter(found)
    listing = build(
        request,
        "opportunity",
        rows.select_related("account", "stage", "product", "owner"),
        columns=opportunity_columns(),
        filters=[*list_filters(request.user, view, FIELDS), *_group_filters()],
        search=search_opportunities,
        row_url=lambda row: row.get_absolute_url(),
        default_sort="-created",
        can_export=access.may(request.user, "opportunity", "export"),
    )
    return respond(request, listing, "insight/rows.html", _rows_context(OF_DEALS[what], ids, narrowing))


def _lead_rows(request: HttpRequest, view: View, narrowing: Narrowing, what: str) -> Any:
    ids = leads_behind(view, scope_of(request.user, "lead"), narrowing.segment, narrowing.period, what)
    listing = build(
        request,
        "lead",
        among(reachable(request, "lead", visible_leads), ids).select_related("account", "contact", "source", "owner"),
        columns=lead_columns(),
        filters=list_filters(request.user, view, FIELDS),
        search=search_leads,
        row_url=lambda row: row.get_absolute_url(),
        default_sort="-created",
        can_export=access.may(request.user, "lead", "export"),
    )
    return respond(request, listing, "insight/rows.html", _rows_context(OF_LEADS[what], ids, narrowing))


def _rows_context(title: Any, ids: Any, narrowing: Narrowing) -> dict[str, Any]:
    back = reverse("kpis") + (f"?{narrowing.query}" if narrowing.query else "")
    return {"title": title, "number": len(ids), "crumbs": [(_("KPIs"), back)]}


def _group_filters() -> list[Filter]:
    """Carry the group of the breakdown along; the rows come narrowed to it already."""
    return [
        Filter(
            "group", _("By"), lambda rows, _value: rows, kind="hidden", describe=lambda code: LABELS.get(code, code)
        ),
        Filter("value", _("Value"), lambda rows, _value: rows, kind="hidden"),
    ]


def _stage_chart(request: HttpRequest, view: View, narrowing: Narrowing) -> dict[str, Any]:
    segment = Segment(tuple(pair for pair in narrowing.segment.values if pair[0] != "product"))
    figures = journey_figures(view, scope_of(request.user, "account"), segment, narrowing.period)
    codes = [row[1] for row in view.lookups["stages"]]
    urls = [address("stays", code, narrowed=narrowing.query) for code in codes]
    return kpi_page.stage_chart(figures.dwell, stage_labels(view), urls)


def _dimension_tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": with_query(request, by=code), "is_current": code == current}
        for code, label in seen_dimensions(request.user).items()
    ]


def _dimension(request: HttpRequest, name: str) -> str | None:
    """Return the dimension that a name means; refuse one of a field that the role hides."""
    dimension = dimension_named(name)
    require_seen(request.user, dimension or "")
    return dimension


def _incomplete(counts: Any, link: kpi_page.Link) -> list[tuple[str, int, str]]:
    found = [
        (_("without an account"), counts.without_account, link("no_account")),
        (_("without an engage date, so without a time to close"), counts.without_engage_date, link("no_engage")),
        (_("won without an amount"), counts.won_without_amount, link("no_amount")),
        (
            _("in another currency, with amounts that are not in the sums"),
            counts.other_currency,
            link("other_currency"),
        ),
    ]
    return [row for row in found if row[1]]

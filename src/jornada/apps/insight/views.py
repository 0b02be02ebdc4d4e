"""The journey page and the rows behind its figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from jornada.apps.insight import copy
from jornada.apps.insight.among import among
from jornada.apps.insight.behind import Behind, Figure, accounts_behind, number_of, read_figure, title_of, unit_of
from jornada.apps.insight.contracts import CONTRACTS
from jornada.apps.insight.copy.layout import ACCOUNTS, VISITS
from jornada.apps.insight.filters import Narrowing, list_filters, read_narrowing
from jornada.apps.insight.journey import journey_figures
from jornada.apps.insight.journey_page import page_context, stage_labels
from jornada.apps.insight.results import kept
from jornada.apps.insight.scope import scope_of
from jornada.apps.insight.segment import account_mask
from jornada.apps.interactions.queries import has_decisions_only
from jornada.apps.market.lists import account_columns, search_accounts
from jornada.apps.market.queries import visible_accounts
from jornada.apps.market.views import reachable
from jornada.apps.org import access
from jornada.ui.addresses import is_id
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond

WINDOWS = (30, 90, 180, 365)


def journey(request: HttpRequest) -> HttpResponse:
    view = copy.current()
    narrowing, within = read_narrowing(request, view), _window(request)
    scope = scope_of(request.user, "account")
    figures = journey_figures(view, scope, narrowing.segment, narrowing.period, within)
    context = {
        **page_context(view, figures, _query(narrowing, within)),
        "narrowing": narrowing,
        "scope": scope,
        "contracts": CONTRACTS,
        "within": within,
        "windows": WINDOWS,
        "total": view.size(ACCOUNTS),
        "has_decisions_only": decisions_only(view),
    }
    return figures_page(request, "insight/journey.html", context)


def journey_rows(request: HttpRequest, what: str, at: str = "") -> Any:
    """List the accounts behind a figure of the journey page."""
    view = copy.current()
    figure = read_figure(what, at, view.visits.stages)
    if figure is None:
        raise Http404(f"No figure of the journey is called {what!r} at {at!r}.")
    narrowing, within = read_narrowing(request, view), _window(request)
    mask = account_mask(view, narrowing.segment, scope_of(request.user, "account"))
    found = accounts_behind(view, mask, narrowing.period, figure, within)
    listing = build(
        request,
        "account",
        among(reachable(request, "account", visible_accounts), found.account_ids).select_related("owner", "industry"),
        columns=[*account_columns(), *_times_column(figure, found)],
        filters=[*list_filters(request.user, view), _window_filter()],
        search=search_accounts,
        row_url=lambda row: row.get_absolute_url(),
        default_sort="name",
        can_export=access.may(request.user, "account", "export"),
    )
    query = _query(narrowing, within)
    back = reverse("journey") + (f"?{query}" if query else "")
    title = title_of(figure, stage_labels(view))
    context = {"title": title, "counted": number_of(figure, found), "crumbs": [(_("Journey"), back)]}
    return respond(request, listing, "insight/rows.html", context)


def figures_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with the whole page, or to htmx with its figures alone."""
    htmx = getattr(request, "htmx", None)
    is_part = bool(htmx) and htmx.target == "figures" and not htmx.history_restore_request
    response = render(request, f"{template}#figures" if is_part else template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@kept(VISITS)
def decisions_only(_view: Any) -> bool:
    return has_decisions_only()


def _times_column(figure: Figure, found: Behind) -> list[Column]:
    """Show how often the figure counts each account, where that may be more than once."""
    unit = unit_of(figure)
    return [Column("times", unit, order=5, values=found.times_of, kind="number")] if unit else []


def _window_filter() -> Filter:
    """Carry the window of the rates along; the rows come narrowed by it already."""
    return Filter("within", _("Window, days"), lambda rows, _value: rows, kind="hidden")


def _window(request: HttpRequest) -> int | None:
    asked = request.GET.get("within", "")
    return int(asked) if is_id(asked) and int(asked) in WINDOWS else None


def _query(narrowing: Narrowing, within: int | None) -> str:
    window = f"within={within}" if within else ""
    return "&".join(part for part in (narrowing.query, window) if part)

"""Competitors, with what was won and lost against each; kept by whoever keeps products."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.market import competitor_actions
from jornada.apps.market.forms import CompetitorForm
from jornada.apps.market.models import Competitor
from jornada.apps.market.queries import may_keep_products
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.apps.sales.lists import unnamed
from jornada.apps.sales.queries import hides_amounts, visible_opportunities

Outcome = {"open": "open_count", "won": "won_count", "lost": "lost_count"}


def competitor_list(request: HttpRequest) -> HttpResponse:
    """List competitors; the counts are of the opportunities that the person sees."""
    seen = visible_opportunities(request.user)
    counts = {name: Count("pk", filter=Q(outcome=outcome)) for outcome, name in Outcome.items()}
    against = seen.exclude(competitor=None).order_by().values("competitor")
    found = {row["competitor"]: row for row in against.annotate(**counts)}
    lost = {} if hides_amounts(request.user) else _lost_amounts(seen)
    rows = [
        (row, found.get(row.pk), _win_rate(found.get(row.pk)), lost.get(row.pk, []))
        for row in Competitor.objects.order_by(NAME)
    ]
    context = {"title": _("Competitors"), "rows": rows, "may_change": may_keep_products(request.user)}
    context |= {"unnamed": _unnamed(request.user, seen), "shows_amounts": not hides_amounts(request.user)}
    return render(request, "sales/competitor_list.html", context)


def competitor_new(request: HttpRequest) -> HttpResponse:
    _require_keeper(request)
    return form_page(
        request,
        CompetitorForm(request.POST or None, user=request.user),
        lambda form: competitor_actions.create_competitor(request.user, **form.values()) and _list(),
        title=_("New competitor"),
        back=_list(),
    )


def competitor_edit(request: HttpRequest, pk: int) -> HttpResponse:
    _require_keeper(request)
    record = get_object_or_404(Competitor, pk=pk)
    return form_page(
        request,
        CompetitorForm(request.POST or None, instance=record, user=request.user),
        lambda form: competitor_actions.update_competitor(request.user, record, **form.values()) and _list(),
        title=record.name,
        back=_list(),
        template="sales/competitor_form.html",
        competitor=record,
    )


def competitor_delete(request: HttpRequest, pk: int) -> HttpResponse:
    _require_keeper(request)
    record = get_object_or_404(Competitor, pk=pk)
    return delete_page(
        request,
        record,
        lambda: competitor_actions.delete_competitor(request.user, record),
        back=reverse("competitor_edit", args=[pk]),
        to=_list(),
        warning=_("Opportunities against it name nobody any more."),
    )


def _lost_amounts(seen: QuerySet) -> dict[int, list[tuple[Any, str]]]:
    """Add up what was lost to each competitor, currency by currency."""
    lost = seen.filter(outcome="lost", amount__gt=0).exclude(competitor=None).order_by("currency")
    sums: dict[int, list[tuple[Any, str]]] = {}
    for pk, currency, total in (
        lost.values("competitor", "currency")
        .annotate(total=Sum("amount"))
        .values_list("competitor", "currency", "total")
    ):
        sums.setdefault(pk, []).append((total, currency))
    return sums


def _unnamed(user: Any, seen: QuerySet) -> int:
    """Count what was lost to a competitor whom nobody named."""
    if {"competitor", "loss_reason"} & access.hidden_fields(user, "opportunity"):
        return 0
    return unnamed(seen).count()


def _win_rate(row: dict[str, int] | None) -> float | None:
    closed = row["won_count"] + row["lost_count"] if row else 0
    return row["won_count"] / closed if row and closed else None


def _list() -> str:
    return reverse("competitor_list")


def _require_keeper(request: HttpRequest) -> None:
    if not may_keep_products(request.user):
        raise PermissionDenied

"""Figures of set-aside leads, and the settings of the reasons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.leads.disposition import queries, reason_actions
from jornada.apps.leads.disposition.forms import DispositionReasonForm
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.apps.org.views import admin_only
from jornada.ui.addresses import is_id


def set_aside(request: HttpRequest) -> HttpResponse:
    """Show why leads were set aside, how many came back, and what became of those."""
    rows = queries.figures(request.user)
    context = {"title": _("Set aside and back"), "rows": rows, "total": sum(row.total for row in rows)}
    return render(request, "leads/disposition/figures.html", context)


@admin_only
def reason_list(request: HttpRequest) -> HttpResponse:
    context = {"title": _("Reasons to set aside"), "rows": queries.reasons_in_use()}
    return render(request, "leads/disposition/reasons.html", context)


@admin_only
def reason_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        DispositionReasonForm(request.POST or None, user=request.user),
        lambda form: reason_actions.create_reason(request.user, **form.values()) and reverse("set_aside_reasons"),
        title=_("New reason"),
        back=reverse("set_aside_reasons"),
    )


@admin_only
def reason_edit(request: HttpRequest, pk: int) -> HttpResponse:
    reason = get_object_or_404(DispositionReason, pk=pk)
    return form_page(
        request,
        DispositionReasonForm(request.POST or None, instance=reason, user=request.user),
        lambda form: (
            reason_actions.update_reason(request.user, reason, form.seen, **form.values())
            and reverse("set_aside_reasons")
        ),
        title=reason.label,
        back=reverse("set_aside_reasons"),
        template="leads/disposition/reason.html",
        reason=reason,
    )


@admin_only
@require_POST
def reason_order(request: HttpRequest) -> HttpResponse:
    ids = [int(part) for part in request.POST.get("order", "").split(",") if is_id(part)]
    reason_actions.order_reasons(request.user, ids)
    return HttpResponse(status=204) if request.htmx else redirect("set_aside_reasons")


@admin_only
def reason_delete(request: HttpRequest, pk: int) -> HttpResponse:
    reason = get_object_or_404(DispositionReason, pk=pk)
    return delete_page(
        request,
        reason,
        lambda: reason_actions.delete_reason(request.user, reason),
        back=reverse("set_aside_reason", args=[pk]),
        to=reverse("set_aside_reasons"),
    )

"""Settings of the reasons for a loss, for administrators."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org.record_pages import delete_page, form_page
from jornada.apps.org.views import admin_only
from jornada.apps.sales import reason_actions
from jornada.apps.sales.models import LossReason
from jornada.apps.sales.pipeline_forms import LossReasonForm
from jornada.ui.addresses import is_id


@admin_only
def reason_list(request: HttpRequest) -> HttpResponse:
    rows = LossReason.objects.annotate(number=Count("opportunities")).order_by("order", "id")
    return render(request, "sales/reason_list.html", {"title": _("Lost reasons"), "rows": rows})


@admin_only
def reason_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        LossReasonForm(request.POST or None, user=request.user),
        lambda form: reason_actions.create_reason(request.user, **form.values()) and reverse("reason_list"),
        title=_("New lost reason"),
        back=reverse("reason_list"),
    )


@admin_only
def reason_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(LossReason, pk=pk)
    return form_page(
        request,
        LossReasonForm(request.POST or None, instance=record, user=request.user),
        lambda form: reason_actions.update_reason(request.user, record, **form.values()) and reverse("reason_list"),
        title=record.label,
        back=reverse("reason_list"),
        template="sales/reason_form.html",
        reason=record,
    )


@admin_only
@require_POST
def reason_order(request: HttpRequest) -> HttpResponse:
    ids = [int(part) for part in request.POST.get("order", "").split(",") if is_id(part)]
    reason_actions.order_reasons(request.user, ids)
    return HttpResponse(status=204) if request.htmx else redirect("reason_list")


@admin_only
def reason_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(LossReason, pk=pk)
    return delete_page(
        request,
        record,
        lambda: reason_actions.delete_reason(request.user, record),
        back=reverse("reason_edit", args=[pk]),
        to=reverse("reason_list"),
    )

"""Pages of webhooks, for administrators: endpoints, the log of their messages, tests and replays."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jornada.apps.org.record_pages import form_page
from jornada.apps.org.views import admin_only
from jornada.edge.webhooks import actions
from jornada.edge.webhooks.delivering import body_of
from jornada.edge.webhooks.forms import EndpointForm, ReplayForm
from jornada.edge.webhooks.models import Attempt, Delivery, Endpoint
from jornada.edge.webhooks.types import TEST, TYPES
from jornada.ui import once
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond
from jornada.ui.undo import say

TONES = {"waiting": "info", "delivered": "good", "failed": "bad"}
DAY = timedelta(days=1)


@admin_only
def webhook_list(request: HttpRequest) -> HttpResponse:
    recent = Q(deliveries__created_at__gte=timezone.now() - DAY)
    rows = actions.visible_endpoints(request.user).annotate(
        sent=Count("deliveries", filter=recent & Q(deliveries__status="delivered")),
        failed=Count("deliveries", filter=recent & Q(deliveries__status="failed")),
        latest=Max("deliveries__created_at"),
    )
    return render(request, "webhooks/list.html", {"endpoints": [(row, _state(row)) for row in rows]})


@admin_only
@never_cache
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Add an endpoint; its secret is shown on the page that answers, and never again."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _secret(request, actions.create_endpoint(request.user, **form.values()))
    context = {"form": form, "title": _("New webhook"), "back": reverse("webhook_list")}
    return render(request, "webhooks/form.html", context, status=422 if form.errors else 200)


@admin_only
def webhook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    return form_page(
        request,
        EndpointForm(request.POST or None, endpoint=endpoint),
        lambda form: actions.update_endpoint(request.user, endpoint, **form.values()) and reverse("webhook", args=[pk]),
        title=_("Edit webhook"),
        back=reverse("webhook", args=[pk]),
        template="webhooks/form.html",
    )


@admin_only
def webhook(request: HttpRequest, pk: int) -> Any:
    """Show an endpoint and the log of its messages."""
    endpoint = _endpoint(request, pk)
    listing = build(
        request,
        "delivery",
        endpoint.deliveries.select_related("event").annotate(last_code=_last_code()),
        columns=_columns(),
        filters=[
            Filter("status", gettext_lazy("Status"), choices=_statuses, apply=_in_status),
            Filter("type", gettext_lazy("Event"), choices=lambda _request: list(TYPES.items()), apply=_of_type),
        ],
        row_url=lambda row: reverse("webhook_delivery", args=[pk, row.pk]),
        default_sort="-created",
        can_export=False,
    )
    since = timezone.localtime(endpoint.failing_since or timezone.now() - DAY)
    context = {
        "title": endpoint,
        "endpoint": endpoint,
        "state": _state(endpoint),
        "types": [str(TYPES[code]) for code in endpoint.types if code in TYPES],
        "replay": ReplayForm(initial={"since": since}),
        "has_failed": endpoint.deliveries.filter(status=Delivery.Status.FAILED).exists(),
        "empty_template": "webhooks/empty.html",
    }
    return respond(request, listing, "webhooks/detail.html", context)


@admin_only
def webhook_delivery(request: HttpRequest, pk: int, delivery_id: int) -> HttpResponse:
    """Show one message, with each try."""
    row = get_object_or_404(_endpoint(request, pk).deliveries.select_related("event"), pk=delivery_id)
    body = json.dumps(json.loads(body_of(row.event)), indent=2, ensure_ascii=False)
    context = {
        "row": row,
        "status": (row.get_status_display(), TONES[row.status]),
        "attempts": [(one, _tone(one.code)) for one in row.attempts.all()],
        "body": body,
        "label": _label(row),
    }
    return render(request, "webhooks/delivery.html", context)


@admin_only
@require_POST
@never_cache
def webhook_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    return _secret(request, actions.rotate_secret(request.user, _endpoint(request, pk)), is_new=False)


@admin_only
@require_POST
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    done = actions.send_test(request.user, _endpoint(request, pk))
    told = {"code": done.code, "ms": done.milliseconds, "said": done.said}
    if done.is_good:
        messages.success(request, _("The test arrived: the answer was %(code)s after %(ms)s ms.") % told)
    elif done.code:
        messages.error(request, _("The test was refused: the answer was %(code)s.") % told)
    else:
        messages.error(request, _("The test did not arrive: %(said)s") % told)
    return redirect("webhook", pk=pk)


@admin_only
@require_POST
def webhook_delete(request: HttpRequest, pk: int) -> HttpResponse:
    endpoint = actions.delete_endpoint(request.user, _endpoint(request, pk))
    say(request, _("“%(name)s” was deleted.") % {"name": endpoint}, reverse("webhook_restore", args=[pk]))
    return redirect("webhook_list")


@admin_only
@require_POST
def webhook_restore(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Endpoint, pk=pk)
    actions.restore_endpoint(request.user, pk)
    messages.success(request, _("It is back."))
    return redirect("webhook", pk=pk)


@admin_only
@require_POST
def webhook_replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again what failed since an instant."""
    endpoint, form = _endpoint(request, pk), ReplayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say since when: a day and a time."))
        return redirect("webhook", pk=pk)
    number = actions.replay_failed(request.user, endpoint, form.cleaned_data["since"])
    text = ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", number)
    messages.success(request, text % {"n": number})
    return redirect("webhook", pk=pk)


@admin_only
@require_POST
def delivery_replay(request: HttpRequest, pk: int, delivery_id: int) -> HttpResponse:
    row = get_object_or_404(_endpoint(request, pk).deliveries, pk=delivery_id)
    actions.replay_one(request.user, row)
    messages.success(request, _("The message is sent again."))
    return redirect("webhook_delivery", pk=pk, delivery_id=delivery_id)


def _secret(request: HttpRequest, endpoint: Endpoint, *, is_new: bool = True) -> HttpResponse:
    once.shown(request, reverse("webhook", args=[endpoint.pk]))
    return render(request, "webhooks/secret.html", {"endpoint": endpoint, "is_new": is_new})


def _endpoint(request: HttpRequest, pk: int) -> Endpoint:
    return get_object_or_404(actions.visible_endpoints(request.user), pk=pk)


def _state(row: Endpoint) -> tuple[str, str]:
    if not row.is_active:
        return (_("Switched off after failures"), "bad") if row.stopped_at else (_("Off"), "neutral")
    return (_("Failing"), "warn") if row.failing_since else (_("Active"), "good")


def _columns() -> list[Column]:
    return [
        Column("type", gettext_lazy("Event"), order=0, cell=_label, is_primary=True),
        Column("status", gettext_lazy("Status"), order=10, cell=_status, kind="badge"),
        Column("tries", gettext_lazy("Tries"), order=20, cell=lambda row: row.tries, kind="number"),
        Column("code", gettext_lazy("Answer"), order=30, cell=lambda row: str(row.last_code or "")),
        Column(
            "created", gettext_lazy("When"), order=40, cell=lambda row: row.created_at, sort="created_at", kind="moment"
        ),
        Column("next", gettext_lazy("Next try"), order=50, cell=lambda row: row.next_at, kind="moment"),
    ]


def _label(row: Delivery) -> str:
    return _("Test") if row.event.type == TEST else str(TYPES.get(row.event.type, row.event.type))


def _status(row: Delivery) -> tuple[str, str]:
    return row.get_status_display(), TONES[row.status]


def _last_code() -> Subquery:
    """Give what the latest try was answered; one that nobody answered has none."""
    return Subquery(Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-at", "-id").values("code")[:1])


def _tone(code: int | None) -> str:
    return "good" if code and 200 <= code < 300 else "bad"


def _in_status(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(status=value)


def _of_type(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(event__type=value)


def _statuses(request: HttpRequest) -> list[tuple[str, str]]:
    return Delivery.Status.choices

"""Pages of products."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.market import actions, lists, queries
from jornada.apps.market.forms import ProductForm
from jornada.apps.market.held import why_held
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.ui.listing import build, respond


def product_list(request: HttpRequest) -> Any:
    listing = build(
        request,
        "product",
        queries.visible_products(request.user),
        columns=lists.product_columns(),
        filters=lists.product_filters(),
        search=lists.search_products,
        row_url=lambda row: reverse("product", args=[row.pk]),
        default_sort="name",
        can_export=queries.may_keep_products(request.user),
    )
    context = {
        "title": _("Products"),
        "may_create": queries.may_keep_products(request.user),
        "empty_template": "market/product_empty.html",
    }
    return respond(request, listing, "market/product_list.html", context)


def product(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible_products(request.user), pk=pk)
    may_change = queries.may_keep_products(request.user)
    context = {"product": record, "may_change": may_change, "held": why_held(record) if may_change else None}
    return render(request, "market/product.html", context)


def product_new(request: HttpRequest) -> HttpResponse:
    _require_keeper(request)
    return form_page(
        request,
        ProductForm(request.POST or None, user=request.user),
        lambda form: actions.create_product(request.user, **form.values()),
        title=_("New product"),
        back=reverse("product_list"),
    )


def product_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible_products(request.user), pk=pk)
    _require_keeper(request)
    return form_page(
        request,
        ProductForm(request.POST or None, instance=record, user=request.user),
        lambda form: actions.update_product(request.user, record, **form.values()),
        title=record.name,
        back=record.get_absolute_url(),
    )


def product_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible_products(request.user), pk=pk)
    _require_keeper(request)
    return delete_page(
        request,
        record,
        lambda: actions.delete_product(request.user, record),
        back=record.get_absolute_url(),
        to=reverse("product_list"),
        held=why_held(record),
    )


def _require_keeper(request: HttpRequest) -> None:
    if not queries.may_keep_products(request.user):
        raise PermissionDenied

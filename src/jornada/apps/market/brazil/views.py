"""Suggestions of municipalities; the texts with which chats begin."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.market.brazil import places
from jornada.apps.market.brazil.chats import parts_of
from jornada.apps.market.brazil.forms import ChatTextForm
from jornada.apps.market.brazil.models import ChatText
from jornada.apps.market.queries import may_keep_products
from jornada.apps.org import edits, history
from jornada.apps.org.record_pages import delete_page, form_page


def city_pick(request: HttpRequest) -> HttpResponse:
    """Suggest municipalities to a city box."""
    text, state = request.GET.get("city", "").strip()[:60], request.GET.get("state", "")
    return render(request, "market/brazil/city_options.html", {"cities": places.suggested(text, state)})


def chat_text_list(request: HttpRequest) -> HttpResponse:
    texts = [(row, parts_of(row.text)) for row in ChatText.objects.all()]
    context = {"texts": texts, "may_change": may_keep_products(request.user)}
    return render(request, "market/brazil/chat_text_list.html", context)


def chat_text_new(request: HttpRequest) -> HttpResponse:
    _require_keeper(request)
    return form_page(
        request,
        ChatTextForm(request.POST or None, user=request.user),
        lambda form: edits.create(request.user, ChatText, form.values()) and _list(),
        title=_("New WhatsApp text"),
        back=_list(),
    )


def chat_text_edit(request: HttpRequest, pk: int) -> HttpResponse:
    _require_keeper(request)
    record = get_object_or_404(ChatText, pk=pk)
    return form_page(
        request,
        ChatTextForm(request.POST or None, instance=record, user=request.user),
        lambda form: edits.update(request.user, record, form.values()) and _list(),
        title=record.name,
        back=_list(),
        template="market/brazil/chat_text_form.html",
        record=record,
    )


def chat_text_delete(request: HttpRequest, pk: int) -> HttpResponse:
    _require_keeper(request)
    record = get_object_or_404(ChatText, pk=pk)

    def delete() -> None:
        with transaction.atomic():
            history.record_deleted(request.user, record)
            record.delete()

    return delete_page(request, record, delete, back=reverse("chat_text_edit", args=[pk]), to=_list())


def _list() -> str:
    return reverse("chat_text_list")


def _require_keeper(request: HttpRequest) -> None:
    if not may_keep_products(request.user):
        raise PermissionDenied

"""The page of one's notices, and the bell of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org import notices

SHOWN = 100


def notice_list(request: HttpRequest) -> HttpResponse:
    found = notices.notices_of(request.user)
    rows = list((found.filter(read_at=None) if request.GET.get("unread") else found)[:SHOWN])
    has_unread = any(row.read_at is None for row in rows)
    return render(request, "org/notice_list.html", {"title": _("Notices"), "rows": rows, "has_unread": has_unread})


def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; from then on it is read."""
    notice = get_object_or_404(notices.notices_of(request.user), pk=pk)
    notices.mark_read(request.user, pk)
    return redirect(notice.url or "notice_list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    notices.mark_read(request.user)
    return redirect("notice_list")


def bell(request: HttpRequest) -> dict[str, Any]:
    """Offer the bell to templates; counted only where a page shows it."""
    user = getattr(request, "user", None)
    return {"bell": SimpleLazyObject(lambda: _bell(user))} if user and user.is_authenticated else {}


def _bell(user: Any) -> dict[str, Any]:
    number = notices.unread(user)
    shown = f"{notices.MOST_SHOWN}+" if number > notices.MOST_SHOWN else str(number)
    return {"url": reverse("notice_list"), "unread": number, "shown": shown}

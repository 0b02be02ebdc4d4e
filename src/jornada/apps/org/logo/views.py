"""Uploading, showing and removing logos, on the page of the company; for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org.logo import actions, queries
from jornada.apps.org.logo.forms import LogoForm
from jornada.apps.org.logo.models import Logo
from jornada.apps.org.record_pages import act
from jornada.apps.org.views import admin_only
from jornada.ui.undo import say


def shown_places() -> list[tuple[queries.Place, LogoForm]]:
    """Return the company and its offices, each with the form that gives it a logo."""
    return [
        (place, LogoForm(initial={"office": place.office}, auto_id=f"id_logo{at}_%s"))
        for at, place in enumerate(queries.places())
    ]


@admin_only
@require_POST
def logo_put(request: HttpRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        made = actions.put_logo(request.user, form.cleaned_data["office"], form.picture, form.name())
        say(request, _("The logo stands on proposals now."), _way_back(made))
    else:
        for faults in form.errors.values():
            messages.error(request, " ".join(map(str, faults)))
    return redirect(_page())


@admin_only
@require_POST
def logo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Logo, pk=pk)
    done: list[Any] = []
    answer = act(request, lambda: done.append(actions.remove_logo(request.user, record)), "", _page())
    return answer if not done else _told(request, done[0])


@admin_only
@require_POST
def logo_put_back(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    record = get_object_or_404(Logo, pk=pk)
    return act(request, lambda: actions.put_back_logo(request.user, record, version), _("Taken back."), _page())


@admin_only
def logo(request: HttpRequest, pk: int) -> HttpResponse:
    return picture_answer(get_object_or_404(Logo.objects.exclude(picture=None), pk=pk))


def picture_answer(record: Logo) -> HttpResponse:
    """Answer with the picture, which is of our own writing."""
    answer = HttpResponse(bytes(record.picture or b""), content_type="image/png")
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _told(request: HttpRequest, removed: Logo) -> HttpResponse:
    say(request, _("The logo was removed."), _way_back(removed))
    return redirect(_page())


def _way_back(record: Logo) -> str:
    return reverse("logo_put_back", args=[record.pk, record.version])


def _page() -> str:
    return f"{reverse('company')}#logo"

"""The page of the first steps, and the way to each."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from jornada.apps.org.tour.actions import mark, unmark
from jornada.apps.org.tour.queries import DISMISSED, tour_of
from jornada.ui.tour import steps, url_of


def tour(request: HttpRequest) -> HttpResponse:
    return render(request, "org/tour/tour.html", {"tour": tour_of(request.user)})


def tour_go(request: HttpRequest, code: str) -> HttpResponse:
    """Go to where a step is taken; one that asks for nothing more is taken by this."""
    step = next((step for step in steps(request.user) if step.code == code), None)
    if step is None:
        raise Http404
    if step.done is None:
        mark(request.user, step.code)
    return redirect(url_of(step, request.user))


@require_POST
def tour_dismiss(request: HttpRequest) -> HttpResponse:
    """Take the tour off My day; the message offers the way back, and so does the menu."""
    is_back = "undo" in request.POST
    (unmark if is_back else mark)(request.user, DISMISSED)
    if not request.htmx:
        messages.success(request, _("The first steps stay in the menu under your name."))
        return redirect("home")
    if is_back:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    undo = {"label": _("Undo"), "url": reverse("tour_dismiss"), "values": {}}
    said = {"text": _("The first steps stay in the menu under your name."), "tone": "good", "undo": undo}
    return trigger_client_event(HttpResponse(""), "toast", said)

"""Answering an intent test, and taking answers back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import not_hidden
from jornada.apps.leads.intent import actions, queries
from jornada.apps.leads.intent.forms import AnswerForm
from jornada.apps.leads.intent.words import rule_words
from jornada.apps.leads.temperature.views import place_to_change, url_of
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.record_pages import act
from jornada.ui.undo import say


def answer(request: HttpRequest, thread: int, code: str) -> HttpResponse:
    """Answer some or all questions: in the drawer of a record's page, or on a page of its own."""
    place, known = place_to_change(request, thread), queries.test_in_use(code)
    if known is None:
        raise Http404
    given = queries.shown_on(thread, request.user, known)
    form = AnswerForm(request.POST or None, known=known, given=given)
    if request.method == "POST" and form.is_valid():
        try:
            rows = actions.answer(request.user, place, known, form.answers())
        except WrongMomentError as error:
            form.add_error(None, str(error))
        else:
            undo = reverse("intent_withdraw", args=[thread, rows[0].touch_id])
            say(request, _("The answers are noted."), undo)
            return _done(request, url_of(place))
    shown = {
        "form": form,
        "place": place,
        "title": known.test,
        "rule": rule_words(known.rule),
        "address": request.path,
        "back": url_of(place),
        "base": "interactions/bare.html" if request.htmx else "base.html",
    }
    return render(request, "leads/intent/answer.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
def withdraw(request: HttpRequest, thread: int, touch: int) -> HttpResponse:
    place = place_to_change(request, thread)
    touches = not_hidden(Touch.objects.select_related("activity"), request.user)
    row = get_object_or_404(touches, pk=touch, thread=thread, voided_by=None)
    return act(
        request, lambda: actions.withdraw(request.user, place, row), _("The answers are withdrawn."), url_of(place)
    )


def _done(request: HttpRequest, url: str) -> Any:
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(url)

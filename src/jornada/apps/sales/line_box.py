"""The form of a line: a page of its own, or in a dialog of the opportunity's page, which stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from jornada.apps.org.record_pages import form_page
from jornada.apps.sales.models import Opportunity

BOX = "sales/line_box.html"
# The page draws its lines anew, and what they come to, when it hears this.
CHANGED = "lines-changed"
# The dialog in which it is heard closes.
DONE = "dialog-done"


def line_page(
    request: HttpRequest,
    form: Any,
    save: Callable[[Any], Opportunity],
    record: Opportunity,
    *,
    title: str,
    another: Callable[[], Any] | None = None,
) -> HttpResponse:
    """Show the form of a line or save it; after a new line, `another` form is shown where one is asked for."""
    is_next = another is not None and "another" in request.POST
    shown = {"opportunity": record, "is_new": another is not None}
    answer = form_page(
        request,
        form,
        save,
        title=title,
        back=record.get_absolute_url(),
        template=BOX if request.htmx else "sales/line_form.html",
        to=lambda saved: request.path if is_next else saved.get_absolute_url(),
        **shown,
    )
    if not (request.htmx and isinstance(answer, HttpResponseRedirect)):
        return answer
    return _saved(request, {**shown, "form": another(), "title": title} if another and is_next else {})


def _saved(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """Tell the page that its lines are others; the dialog shows the next form, or closes."""
    list(messages.get_messages(request))  # the toast says it, not the next page
    answer = render(request, BOX, shown) if shown else trigger_client_event(HttpResponse(status=204), DONE, {})
    trigger_client_event(answer, CHANGED, {})
    return trigger_client_event(answer, "toast", {"text": _("Saved."), "tone": "good"})

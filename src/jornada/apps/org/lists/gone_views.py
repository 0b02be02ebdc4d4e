"""The page of a record that is gone, in place of one that only says that nothing is there."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jornada.apps.org.lists import gone
from jornada.ui import errors


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say what became of the record that was asked for, where that is known and for this person to know."""
    try:
        answer = _answer(request)
    except (DatabaseError, InterfaceError):
        answer = None
    return answer or errors.not_found(request, exception)


def _answer(request: HttpRequest) -> HttpResponse | None:
    place = gone.record_at(request.path)
    user = getattr(request, "user", None)
    if place is None or user is None or not user.is_authenticated:
        return None
    if heir := gone.heir_of(user, *place):
        # What is written, or asked for a part of a page, does not go on to another record in silence.
        is_page = request.method == "GET" and not getattr(request, "htmx", False)
        return redirect(heir.get_absolute_url()) if is_page else None  # type: ignore[attr-defined]
    found = gone.what_became_of(user, *place, request.path)
    return errors.error_page(request, "org/lists/gone.html", 410, gone=found) if found else None

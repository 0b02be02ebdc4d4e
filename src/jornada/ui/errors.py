"""Error pages in words, with a way on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

HIGHEST = 2**63 - 1


def error_page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Show what happened; whoever is signed in keeps the menu and the search, where the database gives them."""
    person = getattr(request, "user", None)
    with suppress(DatabaseError, InterfaceError):
        if person is not None and person.is_authenticated and not getattr(request, "htmx", False):
            return render(request, template, {**context, "shell": "base.html"}, status=status)
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, "403.html", 403, reason=str(exception) if exception else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without a context: whatever broke may be what the context needs."""
    return render(None, "500.html", status=500)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer whoever tries too often, as at the sign-in."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response


class FarNumberMiddleware:
    """Answer an address with a number that no database holds as one where nothing is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, _view: Any, _args: Any, options: dict[str, Any]) -> None:
        if any(isinstance(value, int) and value > HIGHEST for value in options.values()):
            raise Http404


class WrongMethodMiddleware:
    """Answer whoever opens the address of a button, as by the browser's history, with a page in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        page = error_page(request, "405.html", response.status_code)
        page["Allow"] = response["Allow"]
        return page

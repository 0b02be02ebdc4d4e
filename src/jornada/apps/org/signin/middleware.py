"""What holds for every request of a signed-in browser."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jornada.apps.org.signin import browsers, log
from jornada.apps.org.signin.backend import needs_second_factor
from jornada.apps.org.signin.models import SignIn

# Where somebody may go before the second factor is set up.
OPEN = ("/auth/", "/static/", "/health/", "/preferences/", "/settings/security/", "/manifest.webmanifest")
WAYS = {"account_login": SignIn.Way.PASSWORD, "mfa_login_webauthn": SignIn.Way.PASSKEY}


class SignedInBrowserMiddleware:
    """Note that the browser is in use; send whoever lacks a required second factor to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            browsers.note_seen(request)
            if (
                needs_second_factor(request.user)
                and not request.path.startswith(OPEN)
                and not _came_by_provider(request)
            ):
                return _held_back(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            _note_held(request)
        return response


def _note_held(request: HttpRequest) -> None:
    """Note a sign-in that an address was not granted; other pages and the API have limits too."""
    match = request.resolver_match
    way = WAYS.get(match.view_name if match else "")
    if way:
        log.note_held(request, way, typed=request.POST.get("login", ""))


def _held_back(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "status": 403, "title": _("Set up a second factor first.")}
        return JsonResponse(body, status=403, content_type="application/problem+json")
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = "/settings/security/"
        return response
    return redirect("security")


def _came_by_provider(request: HttpRequest) -> bool:
    """Say whether the company's own sign-in let the person in: second factors are its business."""
    records = request.session.get("account_authentication_methods") or []
    return any(record.get("method") == "socialaccount" for record in records)

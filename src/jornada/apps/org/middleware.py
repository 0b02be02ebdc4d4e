"""Every page needs a sign-in; language and time zone are the person's own."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

OPEN_PREFIXES = (
    *("/auth/", "/health/", "/static/", "/api/", "/preferences/", "/calendar/feed/", "/p/", "/daily-mail/off/"),
    *("/manifest.webmanifest", "/sw.js", "/offline/"),
)


class PersonalSettingsMiddleware:
    """Activate the language and time zone of the signed-in person, or of the cookie before sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_language(request)), timezone.override(_zone(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


class SignInRequiredMiddleware:
    """Send whoever is not signed in to the sign-in page, except on the few open addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        if getattr(request, "htmx", False):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = _sign_in(request, request.htmx.current_url_abs_path or "/")
            return response
        return HttpResponseRedirect(_sign_in(request, _after_sign_in(request)))


def _sign_in(request: HttpRequest, page: str) -> str:
    """Give the address of the sign-in that leads on to a page; whoever sent a form learns that it was not saved."""
    address = redirect_to_login(page).url
    if request.method in ("GET", "HEAD"):
        return address
    messages.warning(request, _("You were signed out meanwhile: this was not saved. Sign in, then send it again."))
    # The script of the page brings back what was typed (unsent.js).
    return f"{address}&unsent=1"


def _after_sign_in(request: HttpRequest) -> str:
    """Say where to go on: at the page asked for; whoever sent a form, at the page with the form."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    return page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else "/"


def _language(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    chosen = request.user.language if request.user.is_authenticated else cookie
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if request.user.is_authenticated:
        return settings.LANGUAGE_CODE
    return translation.get_language_from_request(request)


def _zone(request: HttpRequest) -> zoneinfo.ZoneInfo:
    name = request.user.time_zone if request.user.is_authenticated else settings.TIME_ZONE
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)

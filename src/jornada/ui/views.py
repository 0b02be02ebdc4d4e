"""Pages of the shell itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.ui import numbers
from jornada.ui.addresses import is_our_page
from jornada.ui.search import answer, offers
from jornada.ui.styleguide import examples

YEAR = 365 * 86400
PREFERENCES = {
    "theme": ("theme", ("auto", "light", "dark")),
    "language": (settings.LANGUAGE_COOKIE_NAME, [code for code, _name in settings.LANGUAGES]),
}


def search(request: HttpRequest) -> HttpResponse:
    """Show what was found: a drop-down under the search box, or a page of its own."""
    text = request.GET.get("q", "")
    is_part = bool(request.htmx)
    said = answer(request.user, text, limit=5 if is_part else 25)
    found = offers(request.user) if is_part and not said.text else said.found
    template = "ui/search_results.html" if is_part else "ui/search.html"
    here = request.htmx.current_url_abs_path if is_part else request.get_full_path()
    context = {"found": found, "text": said.text, "spelled": said.spelled, "here": here or "/"}
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the theme and language a person chose: on the person, and in cookies for before sign-in."""
    back = request.POST.get("next", "")
    response = HttpResponseRedirect(back if is_our_page(request, back) else "/")
    for name, (cookie, allowed) in PREFERENCES.items():
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax")
            _keep(request.user, name, value)
    return response


def _keep(user: Any, name: str, value: str) -> None:
    if user.is_authenticated and getattr(user, name, value) != value:
        setattr(user, name, value)
        user.save(update_fields=[name])


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in its states, to developers and administrators."""
    user = request.user
    if not (settings.DEBUG or user.is_staff or getattr(user, "role", "") == "admin"):
        raise Http404
    return render(request, "ui/styleguide.html", examples(request))


def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the web app, so that phones and desktops can install it."""
    icons = [
        {"src": static("icons/jornada.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": static("icons/jornada-192.png"), "type": "image/png", "sizes": "192x192"},
        {"src": static("icons/jornada-512.png"), "type": "image/png", "sizes": "512x512", "purpose": "any maskable"},
    ]
    about = {
        "name": "Jornada",
        "short_name": "Jornada",
        "description": _("Sales architecture in one system"),
        "lang": numbers.language(),
        "start_url": "/",
        "display": "standalone",
        "background_color": "#f7f8fa",
        "theme_color": "#0f766e",
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")


def service_worker(request: HttpRequest) -> HttpResponse:
    """Hand out the script that shows the offline page when the server is out of reach; it keeps nothing else."""
    response = render(request, "ui/service_worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection; kept on the device, so without anything of a person's."""
    return render(request, "ui/offline.html")

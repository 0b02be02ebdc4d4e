"""Pages of the shell itself."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from jornada.ui import numbers
from jornada.ui.search import find
from jornada.ui.styleguide import examples


def search(request: HttpRequest) -> HttpResponse:
    """Show what was found: a drop-down under the search box, or a page of its own."""
    text = request.GET.get("q", "")
    is_part = bool(request.htmx)
    found = find(request.user, text, limit=5 if is_part else 25)
    template = "ui/search_results.html" if is_part else "ui/search.html"
    response = render(request, template, {"found": found, "text": text.strip()})
    patch_vary_headers(response, ["HX-Request"])
    return response


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in its states, to developers and staff."""
    if not (settings.DEBUG or request.user.is_staff):
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

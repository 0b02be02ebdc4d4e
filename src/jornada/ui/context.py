"""What every page knows: the menu, the person, the language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jornada.ui import menu, numbers, setup


def shell(request: HttpRequest) -> dict[str, Any]:
    """Offer the shell's parts; each is worked out only when a template asks for it."""
    side: Any = SimpleLazyObject(lambda: menu.groups(request))
    return {
        "menu_groups": side,
        "menu_user": SimpleLazyObject(lambda: menu.links(request, "user")),
        "menu_quick": SimpleLazyObject(lambda: menu.links(request, "quick")),
        "menu_phone": SimpleLazyObject(lambda: menu.phone_bar(side)),
        "menu_setup": SimpleLazyObject(lambda: setup.setup_link(request)),
        "setup_trail": SimpleLazyObject(lambda: setup.setup_trail(request)),
        "has_mail": settings.HAS_MAIL,
        "page_language": numbers.language(),
        "theme": getattr(getattr(request, "user", None), "theme", "") or request.COOKIES.get("theme", "auto"),
    }

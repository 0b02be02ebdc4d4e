"""The page of all settings: what an administrator sets up, under five headings, and what is a person's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.ui import menu

PARTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "company": (gettext_lazy("Company"), gettext_lazy("When you work, who belongs together, how one signs in.")),
    "selling": (gettext_lazy("Selling"), gettext_lazy("The stages deals go through, and what is asked on the way.")),
    "marketing": (
        gettext_lazy("Marketing and reach"),
        gettext_lazy("Who is worth it, and what becomes of the others."),
    ),
    "people": (gettext_lazy("People and safety"), gettext_lazy("Who comes in, what each may do, who changed what.")),
    "data": (gettext_lazy("Data"), gettext_lazy("What you keep of your records, and who else hears of it.")),
    "own": (gettext_lazy("Your own"), gettext_lazy("Only for you; nobody else is concerned.")),
}
HELD = (menu.SETUP, *menu.GROUPS, "user")


def setup_page(request: HttpRequest) -> HttpResponse:
    """Show the settings that the person may open, by part; a part that holds none is left out."""
    parts: dict[str, list[Any]] = {code: [] for code in PARTS}
    for item, url in menu.all_items(request.user, HELD):
        if item.part:
            parts[item.part].append((item, url))
    shown = [(*PARTS[code], sorted(held, key=lambda each: each[0].order)) for code, held in parts.items() if held]
    return render(request, "ui/setup.html", {"title": _("Settings"), "parts": shown})


def setup_link(request: HttpRequest) -> tuple[menu.Link, ...]:
    """Return the link to the page of all settings, for those who set something up."""
    held = menu.links(request, menu.SETUP)
    if not held:
        return ()
    item = menu.Item("setup", gettext_lazy("Settings"), "ui:setup", "settings")
    is_current = request.path == menu.address(item) or any(link.is_current for link in held)
    return (menu.Link(item, menu.address(item), is_current),)


def setup_trail(request: HttpRequest) -> tuple[tuple[str, str | Promise], ...]:
    """Return address and name of what stands above a page of the settings: all settings, and the list it is of."""
    held = [link for link in menu.links(request, menu.SETUP) if link.is_current]
    if not held:
        return ()
    top = (menu.address(menu.Item("setup", "", "ui:setup")), gettext_lazy("Settings"))
    return (top, *((link.url, link.item.label) for link in held[:1] if link.url != request.path))

"""The menu: apps put their pages into it from `AppConfig.ready`.

    menu.register(Item("accounts", _("Accounts"), "account_list", icon="building", group="market", order=10))

Groups stand in the order of `GROUPS`; each folds, and the browser remembers it in the cookie `menu`. `user` is the
menu under the person's name; `quick` holds the actions of the top bar; `setup` is what the page of all settings
shows, by the `part` of each. An item whose address does not exist yet is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.ui.registry import Registry

GROUPS: dict[str, str | Promise] = {
    "see": _("See"),
    "market": _("Market"),
    "sell": _("Sell"),
    "plan": _("Sales architecture"),
    "data": _("Data"),
}
SETUP = "setup"
# What a role seldom opens is folded until it does.
FOLDED = frozenset(("plan", "data"))
UNFOLDED_FOR = {"marketing": frozenset(("plan",))}


@dataclass(frozen=True, slots=True)
class Item:
    """A page in the menu; addresses of `also` belong to it. `visible(user)` says who sees it; else everybody does.

    `part` and `about` place it on the page of all settings: under which heading, and what it is for in a sentence.
    `words` are other names for it, with commas between, by which the search box finds it too.
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str = "point"
    group: str = "see"
    order: int = 100
    visible: Callable[[Any], bool] | None = None
    shortcut: str = ""
    is_on_phone_bar: bool = False
    also: tuple[str, ...] = ()
    part: str = ""
    about: str | Promise = ""
    words: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An item as the page shows it."""

    item: Item
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A headed group of links that folds."""

    code: str
    label: str | Promise
    links: tuple[Link, ...]
    is_open: bool = True


_registry: Registry[Item] = Registry()


def register(item: Item) -> None:
    """Add a page to the menu."""
    _registry.add(item.group, item)


def unregister(group: str, code: str) -> None:
    _registry.remove(group, code)


def all_items(user: Any, groups: Iterable[str]) -> Iterator[tuple[Item, str]]:
    """Give the items of several groups that a person may see, with their addresses; each address once."""
    seen = set()
    for item in (item for group in groups for item in _registry.on(group)):
        url = "" if item.visible and not item.visible(user) else address(item)
        if url and url not in seen:
            seen.add(url)
            yield item, url


def links(request: HttpRequest, group: str) -> tuple[Link, ...]:
    """Return the links of a group that this person may see."""
    items = (item for item in _registry.on(group) if not item.visible or item.visible(request.user))
    found = ((item, address(item)) for item in items)
    return tuple(Link(item, url, _is_current(request.path, url, item.also)) for item, url in found if url)


def groups(request: HttpRequest) -> tuple[Group, ...]:
    """Return the side menu: the groups that have at least one link."""
    found = ((code, label, links(request, code)) for code, label in GROUPS.items())
    return tuple(Group(code, label, held, is_open(request, code, held)) for code, label, held in found if held)


def is_open(request: HttpRequest, code: str, held: Iterable[Link]) -> bool:
    """Tell whether a group stands open: never is the page one is on hidden; else as it was left, or as roles need."""
    left = dict(re.findall(r"([a-z]+)-([01])", request.COOKIES.get("menu", "")))
    seldom = FOLDED - UNFOLDED_FOR.get(getattr(request.user, "role", ""), frozenset())
    return any(link.is_current for link in held) or left.get(code, "0" if code in seldom else "1") == "1"


def phone_bar(side: Iterable[Group]) -> tuple[Link, ...]:
    """Return those links of the side menu that stand at the foot of the page on phones, at most four."""
    found = [link for group in side for link in group.links if link.item.is_on_phone_bar]
    return tuple(found[:4])


def address(item: Item) -> str:
    """Return where an item leads; nothing where that page does not exist."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _is_current(path: str, url: str, also: tuple[str, ...]) -> bool:
    return path == url or (url != "/" and path.startswith((url, *also)))

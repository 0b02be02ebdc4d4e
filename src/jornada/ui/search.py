"""Search: every app answers for its own records, the top bar shows what they found.

    search.register("accounts", _("Accounts"), find_accounts, order=10)

A provider gets `(user, text, limit)` and answers hits that the user may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from jornada.ui.registry import Registry

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found."""

    title: str
    url: str
    detail: str = ""
    icon: str = ""


Provider = Callable[[Any, str, int], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Source:
    """Who answers a search, under which heading."""

    code: str
    label: str | Promise
    provider: Provider
    order: int = 100
    icon: str = "search"


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one source."""

    source: Source
    hits: tuple[Hit, ...]


_registry: Registry[Source] = Registry()


def register(code: str, label: str | Promise, provider: Provider, order: int = 100, icon: str = "search") -> None:
    """Add a source of search results."""
    _registry.add("search", Source(code, label, provider, order, icon))


def unregister(code: str) -> None:
    _registry.remove("search", code)


def find(user: Any, text: str, limit: int = 6) -> list[Found]:
    """Ask every source; texts under two letters find nothing."""
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    answers = ((source, tuple(source.provider(user, text, limit))[:limit]) for source in _registry.on("search"))
    return [Found(source, hits) for source, hits in answers if hits]

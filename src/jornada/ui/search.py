"""Search: every app answers for its own records, the top bar shows what they found.

    search.register("accounts", _("Accounts"), find_accounts, order=10)

A provider gets `(user, text, limit)` and answers hits that the user may see. Before anything is typed, the box shows
what `offer` added: the same, asked without a text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from jornada.ui.registry import Registry

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found; with `values`, a form that is posted to its address instead of a page."""

    title: str
    url: str
    detail: str = ""
    icon: str = ""
    pk: int | None = None
    values: dict[str, str] | None = None


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and for which text when it was not the one that was typed."""

    text: str
    spelled: str
    found: list[Found]


_registry: Registry[Source] = Registry()
Speller = Callable[[str], Iterable[str]]
_spellers: list[Speller] = []


def register(code: str, label: str | Promise, provider: Provider, order: int = 100, icon: str = "search") -> None:
    """Add a source of search results."""
    _registry.add("search", Source(code, label, provider, order, icon))


def offer(code: str, label: str | Promise, provider: Provider, order: int = 100, icon: str = "search") -> None:
    """Add what is shown before anything is typed."""
    _registry.add("offers", Source(code, label, provider, order, icon))


def offers(user: Any, limit: int = 6) -> list[Found]:
    """Ask who has something to show before anything is typed."""
    return _ask(_registry.on("offers"), user, "", limit)


def unregister(code: str) -> None:
    _registry.remove("search", code)


def spell_with(speller: Speller) -> None:
    """Say who corrects slips in a text that finds nothing: it gives other texts, the likeliest first."""
    _spellers[:] = [speller]


def find(user: Any, text: str, limit: int = 6) -> list[Found]:
    """Ask every source; texts under two letters find nothing."""
    return answer(user, text, limit).found


def answer(user: Any, text: str, limit: int = 6, only: Collection[str] | None = None) -> Answer:
    """Ask every source, or only some; when none knows the text, ask again with its slips corrected."""
    text = text.strip()
    if len(text) < SHORTEST:
        return Answer(text, "", [])
    sources = [source for source in _registry.on("search") if only is None or source.code in only]
    if found := _ask(sources, user, text, limit):
        return Answer(text, "", found)
    tried = ((better, _ask(sources, user, better, limit)) for spell in _spellers for better in spell(text))
    return next((Answer(text, better, found) for better, found in tried if found), Answer(text, "", []))


def source_codes() -> list[str]:
    """Name the sources, in order."""
    return [source.code for source in _registry.on("search")]


def _ask(sources: Iterable[Source], user: Any, text: str, limit: int) -> list[Found]:
    answers = ((source, tuple(source.provider(user, text, limit))[:limit]) for source in sources)
    return [Found(source, hits) for source, hits in answers if hits]

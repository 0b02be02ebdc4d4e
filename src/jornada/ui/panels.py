"""Panels: the parts of a record page, which higher apps add without the page knowing them.

    panels.register(record="account", name="journey", order=20, provider=journey_panel)

A provider gets `(request, record)` and answers `{"template": ..., "context": {...}}`, or None
when it has nothing to show. The record page calls `{% panels "account" account %}`, or
`{% panels "account" account place="side" %}` for the narrow column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.functional import Promise

from jornada.ui.registry import Registry

Place = Literal["head", "top", "main", "side"]
Provider = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a record page: its code, its place, and who fills it.

    `jump` is its word in the bar that leads to parts on narrow screens; its template draws `id="part-{code}"` then.
    """

    code: str
    provider: Provider
    order: int = 100
    place: Place = "main"
    jump: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel that has something to show for this record."""

    code: str
    template: str
    context: dict[str, Any]
    jump: str | Promise = ""


_registry: Registry[Panel] = Registry()


def register(
    record: str, name: str, order: int, provider: Provider, place: Place = "main", jump: str | Promise = ""
) -> None:
    """Add a panel to the page of a kind of record (`account`, `contact`, `lead` ...)."""
    _registry.add(record, Panel(name, provider, order, place, jump))


def unregister(record: str, name: str) -> None:
    _registry.remove(record, name)


def shown_panels(request: HttpRequest, record: str, instance: Any, place: Place | None = None) -> list[Shown]:
    """Ask every provider of the record page, in order, and keep those with something to show."""
    panels = [panel for panel in _registry.on(record) if place is None or panel.place == place]
    answers = ((panel, panel.provider(request, instance)) for panel in panels)
    return [Shown(panel.code, answer["template"], answer["context"], panel.jump) for panel, answer in answers if answer]

"""Which fields of a kind of record a person must not see: asked by lists, filters, exports and conditions.

hiding.say_with(hidden_fields)      # hidden_fields(user, "contact") -> frozenset({"phone"})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")
_say: list[Callable[[Any, str], frozenset[str]]] = []


def say_with(provider: Callable[[Any, str], frozenset[str]]) -> None:
    _say[:] = [provider]


def hidden(user: Any, record: str) -> frozenset[str]:
    """Return the hidden fields; nothing when nobody says so."""
    return _say[0](user, record) if _say and user is not None else frozenset()


def without(items: Iterable[T], names: frozenset[str], *of: Callable[[T], str]) -> tuple[T, ...]:
    """Leave out what shows a hidden field."""
    return tuple(item for item in items if not any(name(item) in names for name in of)) if names else tuple(items)

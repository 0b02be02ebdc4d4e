"""The small container behind panels, columns, filters, menu and search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Placed(Protocol):
    """Something that is registered under a code and has a place in a row."""

    @property
    def code(self) -> str: ...

    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=Placed)


class AlreadyRegisteredError(ValueError):
    """Two parts of the program claim the same place."""

    def __init__(self, shelf: str, code: str) -> None:
        super().__init__(f"{shelf}: {code!r} is registered twice; give one of them another code.")


class Registry(Generic[T]):
    """Items on named shelves, read back in (order, code) order whoever came first."""

    def __init__(self) -> None:
        self._shelves: dict[str, dict[str, T]] = {}

    def add(self, shelf: str, item: T) -> None:
        items = self._shelves.setdefault(shelf, {})
        if item.code in items and items[item.code] != item:
            raise AlreadyRegisteredError(shelf, item.code)
        items[item.code] = item

    def remove(self, shelf: str, code: str) -> None:
        self._shelves.get(shelf, {}).pop(code, None)

    def on(self, shelf: str) -> tuple[T, ...]:
        items = self._shelves.get(shelf, {}).values()
        return tuple(sorted(items, key=lambda item: (item.order, item.code)))

    def shelves(self) -> Iterator[str]:
        return iter(sorted(self._shelves))

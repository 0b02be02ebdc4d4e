"""The kinds of records that segments are made of; apps above the market add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from jornada.ui.registry import Registry

SHELF = "records"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: what it is called, and which of its rows a person sees."""

    code: str
    label: str | Promise
    one: str | Promise
    visible: Callable[..., QuerySet]
    model: type[Model]
    order: int = 100

    @property
    def list_url(self) -> str:
        return f"{self.code}_list"


_registry: Registry[Kind] = Registry()


def register(kind: Kind) -> None:
    _registry.add(SHELF, kind)


def kinds() -> tuple[Kind, ...]:
    return _registry.on(SHELF)


def kind_of(record: str) -> Kind:
    """Return a kind by its code, or raise KeyError."""
    return {kind.code: kind for kind in kinds()}[record]

"""The first steps in the program: apps register one each, and say from the data whether a person has taken it.

tour.register(Step("touch", 20, _("Record a touch"), _("..."), "touch_new", "phone", done=has_recorded))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from jornada.ui.registry import Registry

SHELF = "tour"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, why, where. `done(user)` reads the data; without it, having gone there is enough."""

    code: str
    order: int
    title: str | Promise
    text: str | Promise
    url_name: str | Callable[[Any], str]
    icon: str = "point"
    done: Callable[[Any], bool] | None = None
    visible: Callable[[Any], bool] | None = None


_registry: Registry[Step] = Registry()


def url_of(step: Step, user: Any) -> str:
    """Return the address at which this person takes a step."""
    return reverse(step.url_name if isinstance(step.url_name, str) else step.url_name(user))


def register(step: Step) -> None:
    _registry.add(SHELF, step)


def unregister(code: str) -> None:
    _registry.remove(SHELF, code)


def steps(user: Any) -> list[Step]:
    """Return the steps that this person can take, in order."""
    return [step for step in _registry.on(SHELF) if step.visible is None or step.visible(user)]

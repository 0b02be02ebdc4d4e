"""What higher apps ask for while a touch is recorded, such as the answers given in a call.

An extra is a form of its own, folded below that of the touch; it is saved with the touch, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import Place


@dataclass(frozen=True, slots=True)
class Extra:
    """A folded part of the form of a touch. `save(touch, place)` is called when something was filled in."""

    code: str
    label: str | Promise
    form: forms.Form
    save: Callable[[Touch, Place], Any]
    help: str | Promise = ""

    @property
    def is_open(self) -> bool:
        return bool(self.form.errors)


Provider = Callable[[Any, Place, Any], Sequence[Extra]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add `provider(user, place, data)`, which answers the extras for a touch at a place."""
    if provider not in _providers:
        _providers.append(provider)


def extras_for(user: Any, place: Place, data: Any) -> list[Extra]:
    return [extra for provider in _providers for extra in provider(user, place, data)]

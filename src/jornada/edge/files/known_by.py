"""What records that are known already may be found by, as the page of the columns offers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jornada.edge.files.plan import BY_NAME, Step

# What says whose an opportunity of some name is.
_WHOSE = ("account", "account_id", "contact", "contact_id", "email")


@dataclass(frozen=True)
class Key:
    """A choice on the page."""

    code: str
    label: str


def keys_of(step: Step, fields: Sequence[Any]) -> list[Key]:
    """Give the keys that the columns of a file fill, the surest first."""
    wanted = {*step.of.keys, "domain"}
    keys = [Key(one.code, one.label) for one in fields if step.has(one.code) and one.code in wanted]
    order = list(step.of.keys)
    keys.sort(key=lambda key: order.index(key.code) if key.code in order else len(order))
    if step.kind == "opportunities" and step.has("name") and any(map(step.has, _WHOSE)):
        keys.append(Key(BY_NAME, _("Name, with company or person")))
    return keys


def surest(step: Step, keys: Sequence[Key]) -> str:
    """Say in which order the keys are tried where nobody chooses one."""
    return _(", else ").join(key.label for key in keys if key.code in (*step.of.keys, BY_NAME))

"""What else happens when somebody is made inactive: apps above pass on what waits for the person.

    leaving.register(Part(waits=..., pass_on=...))

Both answer in sentences, which the pages of the person show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jornada.apps.org.models import User


@dataclass(frozen=True, slots=True)
class Part:
    """What waits for a person.

    `waits(person)` says how much there is and what becomes of it; `pass_on(admin, person, now)` does that, within the
    transaction that makes the person inactive, and says what came of it.
    """

    waits: Callable[[User], list[str]]
    pass_on: Callable[[Any, User, datetime], list[str]]


_parts: list[Part] = []


def register(part: Part) -> None:
    _parts.append(part)


def what_waits(person: User) -> list[str]:
    """Say what would be passed on; nothing of somebody who is inactive already."""
    return [said for part in _parts for said in part.waits(person)] if person.is_active else []


def pass_on(admin: Any, person: User, now: datetime) -> list[str]:
    """Pass on everything that waits for a person, and say what came of it."""
    return [said for part in _parts for said in part.pass_on(admin, person, now)]

"""My day: what waits for a person, line by line, filled by the apps.

    day.register("tasks", 10, tasks_due)

A provider gets a `Day` and answers a `Section`, or None when it has nothing. The page draws the lines, each with the
buttons of the section's template; the daily mail writes the same lines as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from jornada.ui.registry import Registry

SHELF = "day"
# Lines of a section that the page shows before "See all": what must be done first of several fits one screen.
FIRST = 4
# Up to so many a section says how many there are.
MOST = 100
Side = Literal["main", "side"]


@dataclass(frozen=True, slots=True)
class Day:
    """Whose day it is, as seen by `user`: the person's own, or that of the people of a team."""

    user: Any
    people: tuple[int, ...]
    now: datetime

    @property
    def is_own(self) -> bool:
        return self.people == (self.user.pk,)

    @property
    def start(self) -> datetime:
        return timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=1)

    @property
    def yesterday(self) -> datetime:
        return self.start - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: what, where, when; `mark` is a word about it in colour, `record` is for the buttons.

    `mark_title` explains the mark. `about` are the addresses by which a line is known to be about the same record as
    another, whose reason to be shown then stands with that one, under `also`.
    """

    title: str
    url: str = ""
    detail: str = ""
    at: datetime | None = None
    is_late: bool = False
    place: str = ""
    place_url: str = ""
    icon: str = ""
    record: Any = None
    mark: str = ""
    mark_tone: str = "neutral"
    mark_title: str = ""
    about: tuple[str, ...] = ()
    also: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record that has its line already waits, too: the line of another section, with that one's buttons."""

    title: str | Promise
    icon: str
    buttons: str
    line: Line


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading; `buttons` is the template of what can be done about a line (its `line`).

    `more_url` leads to a list of just these records, all of them; `beyond` says how many there are beside the lines, as
    `how_many_beyond` counts them.
    """

    title: str | Promise
    lines: Sequence[Line]
    icon: str = "point"
    tone: str = "neutral"
    buttons: str = ""
    more_url: str = ""
    help: str | Promise = ""
    context: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    beyond: int = 0

    @property
    def is_cut(self) -> bool:
        return self.beyond > 0

    @property
    def said_number(self) -> str:
        """Say how many there are; of more than a hundred, that they are more."""
        number = len(self.lines) + self.beyond
        return f"{MOST}+" if number > MOST else str(number)

    @property
    def first(self) -> Sequence[Line]:
        """Return what the page shows at once; of one more than that, all."""
        return self.lines[: FIRST if len(self.lines) > FIRST + 1 else None]

    @property
    def rest(self) -> Sequence[Line]:
        return self.lines[len(self.first) :]


Provider = Callable[[Day], Section | None]
Holding = Callable[[Any], QuerySet]


@dataclass(frozen=True, slots=True)
class Part:
    """A section's place on the page and who fills it.

    `holds` gives the open records of a person from which the lines are taken: who holds none has no lines.
    """

    code: str
    order: int
    provider: Provider
    side: Side = "main"
    is_mailed: bool = True
    holds: Holding | None = None


_registry: Registry[Part] = Registry()


def register(
    code: str,
    order: int,
    provider: Provider,
    side: Side = "main",
    *,
    is_mailed: bool = True,
    holds: Holding | None = None,
) -> None:
    """Add a section to My day, and to the daily mail unless `is_mailed` is off."""
    _registry.add(SHELF, Part(code, order, provider, side, is_mailed, holds))


def unregister(code: str) -> None:
    _registry.remove(SHELF, code)


def sections(day: Day, side: Side | None = None, *, mailed: bool = False) -> list[Section]:
    """Ask every provider, in order; keep the sections that have lines."""
    parts = [part for part in _registry.on(SHELF) if side in (None, part.side) and (part.is_mailed or not mailed)]
    return _filled(parts, day)


def own_sections(day: Day) -> list[Section]:
    """Do what `sections` does for the main side of one's own day, with one question first to who may hold nothing.

    Who leads a company has nothing of their own to do in it, and a dozen providers would look for it.
    """
    parts = [part for part in _registry.on(SHELF) if part.side == "main"]
    held = [Exists(rows) for rows in {part.holds: part.holds(day.user) for part in parts if part.holds}.values()]
    if held and not get_user_model().objects.filter(reduce(or_, held), pk=day.user.pk).exists():
        parts = [part for part in parts if part.holds is None]
    return _filled(parts, day)


def how_many_beyond(found: Sequence[Any], shown: int, rows: QuerySet) -> int:
    """Count the rows after those that are shown, of which one more was `found` where there are any; one question.

    Lines may move to those of other sections, and what is left is still said rightly: so far it is counted.
    """
    if len(found) <= shown:
        return 0
    return max(1, rows.order_by().values("pk")[: MOST + shown + 1].count() - shown)


def _filled(parts: Sequence[Part], day: Day) -> list[Section]:
    asked = ((part.code, part.provider(day)) for part in parts)
    return [replace(section, code=code) for code, section in asked if section and section.lines]

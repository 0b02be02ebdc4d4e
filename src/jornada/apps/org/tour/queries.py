"""How far a person is on the tour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jornada.apps.org.models import TourMark
from jornada.apps.org.tour.actions import mark
from jornada.ui.tour import Step, steps

DISMISSED = "-"


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps with what is done of them."""

    lines: list[tuple[Step, bool]]
    is_dismissed: bool

    @property
    def number(self) -> int:
        return len(self.lines)

    @property
    def number_done(self) -> int:
        return sum(done for _step, done in self.lines)

    @property
    def is_over(self) -> bool:
        return self.number_done == len(self.lines)

    @property
    def next_step(self) -> Step | None:
        return next((step for step, done in self.lines if not done), None)


def tour_of(user: Any) -> Tour:
    """Read how far a person is; a step that was taken once is remembered and not looked for again."""
    known = set(TourMark.objects.filter(user=user).values_list("code", flat=True))
    return Tour([(step, _is_done(user, step, known)) for step in steps(user)], DISMISSED in known)


def waiting_tour(user: Any) -> Tour | None:
    """Return the tour while it is to be shown on My day: not put away, and once more when it is over."""
    if TourMark.objects.filter(user=user, code=DISMISSED).exists():
        return None
    tour = tour_of(user)
    if not tour.number:
        return None
    if tour.is_over:
        mark(user, DISMISSED)
    return tour


def _is_done(user: Any, step: Step, known: set[str]) -> bool:
    if step.code in known:
        return True
    is_done = bool(step.done and step.done(user))
    if is_done:
        mark(user, step.code)
    return is_done

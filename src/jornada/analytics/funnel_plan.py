"""What is asked of a funnel: its steps, their order, windows and what must not lie between."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from jornada.analytics.errors import MeasureError
from jornada.analytics.evidence import microseconds

Order = Literal["ordered", "strict", "any"]
Unit = Literal["subject", "entry"]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a funnel.

    Attributes
    ----------
    activities : tuple of str
        Any of them is the step. The same ones may come again in a later step.
    optional : bool
        May be left out: counted of those at the step before, but nobody needs it to go on.
    within : timedelta or None
        Longest time since the required step before, inclusive.
    without : tuple of str
        Activities that must not lie between the required step before and this one.
    """

    activities: tuple[str, ...]
    optional: bool = False
    within: timedelta | None = None
    without: tuple[str, ...] = ()


Step = str | Collection[str] | FunnelStep


@dataclass(frozen=True, slots=True)
class FunnelPlan:
    """The whole question; see `funnel_report.conversion_funnel` for what each field means."""

    steps: tuple[FunnelStep, ...]
    order: Order = "ordered"
    within: timedelta | None = None
    without: tuple[str, ...] = ()
    unit: Unit = "subject"

    def __post_init__(self) -> None:
        if not 1 <= len(self.steps) <= 64 or not all(step.activities for step in self.steps):
            raise MeasureError("A funnel needs 1 to 64 steps, each with at least one activity.")
        if self.order not in get_args(Order) or self.unit not in get_args(Unit):
            raise MeasureError(
                f"The order is one of {', '.join(get_args(Order))} and the unit one of {', '.join(get_args(Unit))}; "
                f"got {self.order!r} and {self.unit!r}."
            )
        if self.steps[0].optional or self.steps[0].within or self.steps[0].without:
            raise MeasureError("The first step opens the funnel: it is not optional and has nothing before it.")
        spans = [self.within, *(step.within for step in self.steps)]
        if any(span is not None and span < timedelta(0) for span in spans):
            raise MeasureError("A window is 0 or longer; leave it out for none.")
        self._check_order()

    @property
    def required(self) -> list[int]:
        """Positions of the steps that nobody may leave out."""
        return [place for place, step in enumerate(self.steps) if not step.optional]

    @property
    def span(self) -> int | None:
        """Microseconds after an entry within which all is decided; None: never."""
        if self.within is not None:
            return microseconds(self.within)
        spans = [self.steps[place].within for place in self.required[1:]]
        known = [microseconds(span) for span in spans if span is not None]
        return sum(known) if spans and len(known) == len(spans) else None

    def _check_order(self) -> None:
        if self.order == "strict" and any(step.optional for step in self.steps):
            raise MeasureError("Of steps that follow each other directly none is optional; ask for 'ordered'.")
        if self.order != "any":
            return
        if self.unit == "entry" or any(step.optional or step.within or step.without for step in self.steps):
            raise MeasureError(
                "Steps in any order have one window and one list of exclusions for all, none is optional, and they are "
                "counted per subject."
            )
        kinds = {frozenset(step.activities) for step in self.steps}
        if sum(map(len, kinds)) != len(frozenset().union(*kinds)):
            raise MeasureError("Steps in any order share all their activities (the same step again) or none.")


def plan_of(
    steps: Sequence[Step],
    *,
    order: Order = "ordered",
    within: timedelta | None = None,
    without: Collection[str] = (),
    unit: Unit = "subject",
) -> FunnelPlan:
    """Write a plan out of names, collections of names and steps.

    Examples
    --------
    >>> [step.activities for step in plan_of(["see", ("call", "mail")]).steps]
    [('see',), ('call', 'mail')]
    """
    return FunnelPlan(tuple(map(_step, steps)), order, within, tuple(without), unit)


def _step(step: Step) -> FunnelStep:
    if isinstance(step, FunnelStep):
        return step
    return FunnelStep((step,) if isinstance(step, str) else tuple(step))

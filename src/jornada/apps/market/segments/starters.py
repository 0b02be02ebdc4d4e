"""Segments to begin with: examples that the empty list offers, and that the demo company keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.rules.conditions import All, Attribute, Condition, Did, StageIs

TALKS = ("call.connected", "call.received", "meeting.held", "video.held", "demo.held")
LOOKS = ("email.clicked", "content.downloaded", "pricing.viewed")


@dataclass(frozen=True, slots=True)
class Starter:
    """A segment that makes sense in any company: what it is of, its name and use, and its condition."""

    code: str
    record: str
    name: str | Promise
    note: str | Promise
    condition: Condition


def _never(activities: tuple[str, ...], days: float | None = None) -> Did:
    return Did(activities, at_least=0, at_most=0, days=days)


STARTERS = (
    Starter(
        "looking",
        "contact",
        _("Looking around, and no talk yet"),
        _("Two clicks or downloads in 30 days, and nobody has spoken with them: call them."),
        All((Did(LOOKS, at_least=2, days=30), _never(TALKS))),
    ),
    Starter(
        "warm",
        "lead",
        _("Hot or warm, and two weeks without a talk"),
        _("They want to and nobody answers: the cheapest sales there are."),
        All((Attribute("temperature", "in", ("hot", "warm")), Attribute("status", "is", "open"), _never(TALKS, 14))),
    ),
    Starter(
        "quiet",
        "account",
        _("Larger companies that went quiet"),
        _("50 employees or more, and nothing from them in 60 days: a reason to write."),
        All((
            Attribute("size_band", "in", ("medium", "large", "enterprise")),
            Did(),
            Did(by=("buyer",), at_least=0, at_most=0, days=60),
        )),
    ),
    Starter(
        "choosing",
        "account",
        _("Choosing right now"),
        _("They compare or validate: whoever is beside them now is remembered."),
        StageIs(("evaluation", "validation")),
    ),
)  # fmt: skip


def starter(code: str) -> Starter | None:
    """Return the example of that name."""
    return next((each for each in STARTERS if each.code == code), None)

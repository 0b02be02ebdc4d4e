"""How long an answer can be taken back by whoever gave it, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from jornada.rules.catalogue import DECISIONS

# Decisions by name, but told about the buyer: they are true of the lead whoever has it.
TOLD = frozenset({"timeframe.stated", "intent.answered", "todo.done"})
UNDO_FOR = timedelta(minutes=30)


def is_fresh(answered_at: datetime | None, now: datetime, span: timedelta = UNDO_FOR) -> bool:
    """Say whether an answer was given so short a while ago that it can still be taken back.

    Parameters
    ----------
    answered_at : datetime or None
        Aware; None: there is no answer. An answer that another clock dates a little ahead is fresh, too.
    now : datetime
        Aware.
    span : timedelta, optional

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> is_fresh(noon, noon + UNDO_FOR), is_fresh(noon, noon + timedelta(minutes=31)), is_fresh(None, noon)
    (True, False, False)
    """
    return answered_at is not None and abs(now - answered_at) <= span


@dataclass(frozen=True, slots=True)
class Since:
    """A touch since a lead was accepted.

    Attributes
    ----------
    activity, direction, by : str
        As in the log.
    is_automatic : bool
        Whether the program noted it by itself, because of the acceptance.
    """

    activity: str
    direction: str
    by: str
    is_automatic: bool = False


def hangs_on_acceptance(touch: Since) -> bool:
    """Say whether a touch would make no sense had the lead not been accepted: it is followed up, or decided on.

    What the buyer does, what was told about the buyer, and what others of us write stay as they are either way.

    Examples
    --------
    >>> hangs_on_acceptance(Since("call.attempted", "out", "sales"))
    True
    >>> hangs_on_acceptance(Since("email.replied", "in", "buyer"))
    False
    """
    if touch.is_automatic or touch.activity in TOLD:
        return False
    return touch.activity in DECISIONS or (touch.direction == "out" and touch.by == "sales")

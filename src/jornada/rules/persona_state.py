"""Whether a persona is an assumption or validated, and when a validation is due again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

State = Literal["assumption", "validated", "due"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class PersonaState:
    """How far a persona can be trusted.

    Attributes
    ----------
    state : {"assumption", "validated", "due"}
        Due: it was validated once, and that is too long ago.
    validated_on, due_on : date or None
        The latest validation, and the day from which it is due again.
    """

    state: State
    validated_on: date | None = None
    due_on: date | None = None


def persona_state(validated: Iterable[date], valid_months: int, today: date) -> PersonaState:
    """Say how a persona stands.

    Parameters
    ----------
    validated : iterable of date
        Days of the validations that count, in any order; those to come do not count.
    valid_months : int
        How many months a validation holds.
    today : date

    Returns
    -------
    PersonaState

    Examples
    --------
    >>> persona_state([date(2025, 8, 31)], 6, date(2026, 2, 27)).state
    'validated'
    >>> persona_state([date(2025, 8, 31)], 6, date(2026, 2, 28))
    PersonaState(state='due', validated_on=datetime.date(2025, 8, 31), due_on=datetime.date(2026, 2, 28))
    >>> persona_state([], 6, date(2026, 2, 28)).state
    'assumption'
    """
    latest = max((day for day in validated if day <= today), default=None)
    if latest is None:
        return PersonaState("assumption")
    due_on = months_after(latest, valid_months)
    return PersonaState("due" if today >= due_on else "validated", latest, due_on)


def months_after(day: date, months: int) -> date:
    """Say which day so many months later is; a month without such a day gives its last.

    Examples
    --------
    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))

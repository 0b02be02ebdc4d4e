"""When a lead that was set aside comes back: by a schedule, before a contract ends, or when the buyer acts again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

SCHEDULE = (30, 60, 90, 180)
LONGEST = 3650
MOST_DIGITS = 9
Hindrance = Literal["", "not_aside", "back_already"]
UndoHindrance = Literal["", "no_return", "happened"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How what ended stands: a lead that was parked or discarded, an opportunity that was lost.

    Attributes
    ----------
    is_aside : bool
        It ended so that the buyer may come back from it.
    is_back : bool
        A next cycle grew out of it already.
    """

    is_aside: bool
    is_back: bool = False


def return_hindrance(standing: Standing) -> Hindrance:
    """Say what keeps a buyer from coming back as a next cycle: only from what is set aside, and not twice.

    Examples
    --------
    >>> return_hindrance(Standing(True)), return_hindrance(Standing(False)), return_hindrance(Standing(True, True))
    ('', 'not_aside', 'back_already')
    """
    if not standing.is_aside:
        return "not_aside"
    return "back_already" if standing.is_back else ""


def undo_hindrance(came_back: bool, is_open: bool, has_happened: bool) -> UndoHindrance:
    """Say what keeps a next cycle from being taken back: it is none, it ended, or something happened in it.

    Examples
    --------
    >>> undo_hindrance(True, True, False), undo_hindrance(False, True, False), undo_hindrance(True, True, True)
    ('', 'no_return', 'happened')
    """
    if not came_back:
        return "no_return"
    return "" if is_open and not has_happened else "happened"


def cycle_after(next_of_buyer: int, earlier: int) -> int:
    """Number a next cycle: after the leads of the buyer, and after the cycle that it grows out of.

    Examples
    --------
    >>> cycle_after(1, 0), cycle_after(1, 2), cycle_after(4, 2)
    (1, 3, 4)
    """
    return max(next_of_buyer, earlier + 1)


def is_ahead(day: date | None, today: date) -> bool:
    """Say whether somebody may come back on a day: one that lies ahead, or none.

    Examples
    --------
    >>> today = date(2026, 3, 2)
    >>> is_ahead(None, today), is_ahead(today, today), is_ahead(date(2026, 3, 3), today)
    (True, False, True)
    """
    return day is None or day > today


def return_day(
    today: date,
    cycle: int,
    schedule: Sequence[int],
    contract_ends_on: date | None = None,
    notice_days: int = 90,
) -> date | None:
    """Say on which day a lead comes back by itself.

    Parameters
    ----------
    today : date
    cycle : int
        Which cycle of this buyer ends, from 1: the first time the first wait holds, and so on.
    schedule : sequence of int
        Days to wait after each cycle; when there are no more, the lead stays out.
    contract_ends_on : date or None
        End of the contract with a competitor: the lead comes back before it, whatever the schedule says.
    notice_days : int, default 90
        How many days before that end.

    Returns
    -------
    date or None
        Tomorrow at the earliest.

    Examples
    --------
    >>> return_day(date(2026, 3, 2), 2, SCHEDULE)
    datetime.date(2026, 5, 1)
    >>> return_day(date(2026, 3, 2), 5, SCHEDULE) is None
    True
    >>> return_day(date(2026, 3, 2), 1, (), date(2026, 12, 31), 90)
    datetime.date(2026, 10, 2)
    """
    tomorrow = today + timedelta(days=1)
    if contract_ends_on is not None:
        return max(tomorrow, contract_ends_on - timedelta(days=notice_days))
    if not 0 < cycle <= len(schedule):
        return None
    return max(tomorrow, today + timedelta(days=schedule[cycle - 1]))


def read_schedule(text: str) -> tuple[int, ...]:
    """Read a schedule as people write it: days with blanks, commas or slashes between.

    Raises
    ------
    ValueError
        If a part is no whole number of days from 1 to 3650; it is the text of the error.

    Examples
    --------
    >>> read_schedule("30/60, 90")
    (30, 60, 90)
    """
    parts = text.replace("/", " ").replace(",", " ").replace(";", " ").split()
    for part in parts:
        if not part.isdecimal() or len(part) > MOST_DIGITS or not 1 <= int(part) <= LONGEST:
            raise ValueError(part)
    return tuple(int(part) for part in parts)

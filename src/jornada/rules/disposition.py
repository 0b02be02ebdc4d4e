"""When a lead that was set aside comes back: by a schedule, before a contract ends, or when the buyer acts again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

SCHEDULE = (30, 60, 90, 180)
LONGEST = 3650


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
        if not part.isdecimal() or not 1 <= int(part) <= LONGEST:
            raise ValueError(part)
    return tuple(int(part) for part in parts)

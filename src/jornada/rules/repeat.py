"""Tasks that come again: when next."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Literal

Unit = Literal["day", "week", "month"]
Reopening = Literal["alone", "with_next", "changed", "unknown"]


def next_due(due: datetime, every: int, unit: Unit, until: date | None, now: datetime) -> datetime | None:
    """Say when a task that repeats is due next.

    Occurrences that have passed are skipped, so that a task done late comes back once and not many times. One on the
    last day of a month stays on last days; the hour stays what the clock on the wall says. Each is counted from `due`
    and not from the one before, so that one of the 30th comes back to the 30th after February, and one of an hour
    that a change of clocks leaves out comes back to its hour.

    Parameters
    ----------
    due : datetime
        When one was due by the rhythm, best the first; aware, in the time zone of its owner.
    every : int
        At least 1, in units.
    unit : {"day", "week", "month"}
    until : date or None
        The last day on which it may fall; None for no end.
    now : datetime
        Aware; now, or when the one that is done was due if that is later.

    Returns
    -------
    datetime or None
        After `now` and after `due`; None when the repetition is over.

    Raises
    ------
    ValueError
        If `every` is less than 1.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> end_of_january = datetime(2026, 1, 31, 9, tzinfo=ZoneInfo("America/Sao_Paulo"))
    >>> next_due(end_of_january, 1, "month", None, end_of_january).isoformat()
    '2026-02-28T09:00:00-03:00'
    """
    if every < 1:
        raise ValueError(f"A task repeats every 1 {unit} or more; {every} is less.")
    after = max(due, now.astimezone(due.tzinfo))
    number = _guess(due, after, every, unit)
    while (found := _steps(due, every * number, unit)) <= after:
        number += 1
    return None if until is not None and found.date() > until else found


def reopening(has_next: bool, is_as_planned: bool, is_over: bool) -> Reopening:
    """Say what becomes of the next one when a task that repeats is open again.

    Parameters
    ----------
    has_next : bool
        The next one that doing it planned is there.
    is_as_planned : bool
        Nobody has done or changed the next one since.
    is_over : bool
        The repetition had ended: there was no next one to plan.

    Returns
    -------
    {"alone", "with_next", "changed", "unknown"}
        It is reopened and there is no next one; the next one is taken away with it; or it stays closed, since somebody
        changed the next one, or since it is not known which that is.

    Examples
    --------
    >>> reopening(True, True, False), reopening(True, False, False), reopening(False, False, True)
    ('with_next', 'changed', 'alone')
    """
    if has_next:
        return "with_next" if is_as_planned else "changed"
    return "alone" if is_over else "unknown"


def _guess(due: datetime, after: datetime, every: int, unit: Unit) -> int:
    """Return how many whole repetitions surely have passed, so that a task of long ago needs no long walk."""
    if unit == "month":
        months = (after.year - due.year) * 12 + after.month - due.month
        return max(0, months // every - 1)
    days = (after.date() - due.date()).days
    return max(0, days // (every * (7 if unit == "week" else 1)) - 1)


def _steps(at: datetime, number: int, unit: Unit) -> datetime:
    if unit != "month":
        return at + timedelta(days=number * (7 if unit == "week" else 1))
    year, month = divmod(at.year * 12 + at.month - 1 + number, 12)
    last = monthrange(year, month + 1)[1]
    is_last_day = at.day == monthrange(at.year, at.month)[1]
    return at.replace(year=year, month=month + 1, day=last if is_last_day else min(at.day, last))

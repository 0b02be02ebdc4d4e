"""Working time: when a clock that runs in opening hours runs out, and how much of it has passed.

A calendar says on which days, from when to when, somebody works. Its opening hours are laid out once
a year as a sorted row of instants with the time worked so far beside each, so a question about thirty
days, or three hundred, is two look-ups and a subtraction.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from jornada.rules.calendars import WorkingCalendar
from jornada.rules.opening_hours import LaidOut, lay_out

HORIZON = timedelta(days=366)


class NeverOpenError(ValueError):
    """A calendar that does not grant so much working time in the year to come."""


def is_open(at: datetime, calendar: WorkingCalendar) -> bool:
    """Say whether somebody works at this instant.

    An interval holds its start and not its end.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> is_open(datetime(2026, 11, 25, 15, tzinfo=UTC), OFFICE_HOURS)  # noon in São Paulo: lunch
    False
    """
    year = _year(calendar, _year_of(at, calendar))
    place = bisect_right(year.starts, _seconds(at)) - 1
    return place >= 0 and _seconds(at) < year.ends[place]


def next_opening(at: datetime, calendar: WorkingCalendar) -> datetime:
    """Say when work goes on: `at` itself when it is going on, else the next start.

    Parameters
    ----------
    at : datetime
        Aware.
    calendar : WorkingCalendar

    Returns
    -------
    datetime
        Aware, in the time zone of `at`.

    Raises
    ------
    NeverOpenError
        If there is no opening in the 366 days after `at`.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> next_opening(datetime(2026, 11, 28, 15, tzinfo=UTC), OFFICE_HOURS).isoformat()
    '2026-11-30T12:00:00+00:00'
    """
    if is_open(at, calendar):
        return at
    first = _year_of(at, calendar)
    for number in (first, first + 1, first + 2):
        starts = _year(calendar, number).starts
        place = bisect_right(starts, _seconds(at))
        if place < len(starts):
            return _within_horizon(_instant(starts[place], at), at, calendar)
    raise NeverOpenError(_never(calendar, timedelta(0), at))


def due(start: datetime, allowed: timedelta, calendar: WorkingCalendar) -> datetime:
    """Say when a clock that runs in working time runs out.

    The clock starts at `start`, or when work next begins. With no time allowed it is due right then.

    Parameters
    ----------
    start : datetime
        Aware.
    allowed : timedelta
        Working time, 0 or more.
    calendar : WorkingCalendar

    Returns
    -------
    datetime
        Aware, in the time zone of `start`; the first instant at which `elapsed(start, …)` is `allowed`.

    Raises
    ------
    ValueError
        If `allowed` is negative.
    NeverOpenError
        If `allowed` does not fit in the 366 days after `start`.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> due(datetime(2026, 11, 27, 20, tzinfo=UTC), timedelta(hours=3), OFFICE_HOURS).isoformat()
    '2026-11-30T14:00:00+00:00'
    """
    if allowed < timedelta(0):
        raise ValueError(f"Working time allowed must be 0 or more; got {allowed}.")
    if not allowed:
        return start
    left = allowed.total_seconds()
    first = _year_of(start, calendar)
    left += _year(calendar, first).worked_until(_seconds(start))
    for number in (first, first + 1, first + 2):
        year = _year(calendar, number)
        if left <= year.total:
            return _within_horizon(_instant(year.instant_of(left), start), start, calendar)
        left -= year.total
    raise NeverOpenError(_never(calendar, allowed, start))


def due_or_never(start: datetime, allowed: timedelta | None, calendar: WorkingCalendar) -> datetime | None:
    """Say when a clock runs out; None where nothing is promised, or its calendar does not grant the time in a year.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> due_or_never(datetime(2026, 11, 27, 20, tzinfo=UTC), timedelta(days=300), OFFICE_HOURS) is None
    True
    """
    try:
        return due(start, allowed, calendar) if allowed else None
    except NeverOpenError:
        return None


def elapsed(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """Say how much working time lies between two instants.

    Parameters
    ----------
    start, end : datetime
        Aware.
    calendar : WorkingCalendar

    Returns
    -------
    timedelta
        0 or more; negative of the other order when `end` lies before `start`.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> friday, monday = datetime(2026, 11, 27, 20, tzinfo=UTC), datetime(2026, 11, 30, 14, tzinfo=UTC)
    >>> elapsed(friday, monday, OFFICE_HOURS)
    datetime.timedelta(seconds=10800)
    """
    if end < start:
        return -elapsed(end, start, calendar)
    first, last = _year_of(start, calendar), _year_of(end, calendar)
    worked = _year(calendar, last).worked_until(_seconds(end)) - _year(calendar, first).worked_until(_seconds(start))
    worked += sum(_year(calendar, number).total for number in range(first, last))
    return timedelta(seconds=worked)


def open_stretches(start: datetime, end: datetime, calendar: WorkingCalendar) -> list[tuple[datetime, datetime]]:
    """List the stretches between two instants in which the calendar is open, in order.

    Parameters
    ----------
    start, end : datetime
        Aware.
    calendar : WorkingCalendar

    Returns
    -------
    list of (datetime, datetime)
        Cut off at `start` and `end`, in the time zone of `start`; together as long as `elapsed` says.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> noon, evening = datetime(2026, 11, 27, 14, tzinfo=UTC), datetime(2026, 11, 27, 23, tzinfo=UTC)
    >>> [(first.hour, last.hour) for first, last in open_stretches(noon, evening, OFFICE_HOURS)]
    [(14, 15), (16, 21)]
    """
    low, high, found = _seconds(start), _seconds(end), []
    for number in range(_year_of(start, calendar), _year_of(end, calendar) + 1):
        year = _year(calendar, number)
        first = max(bisect_right(year.starts, low) - 1, 0)
        for opens, closes in zip(year.starts[first:], year.ends[first:], strict=True):
            if opens >= high:
                break
            if closes > low:
                found.append((_instant(max(opens, low), start), _instant(min(closes, high), start)))
    return found


def share_passed(start: datetime, now: datetime, allowed: timedelta, calendar: WorkingCalendar) -> float:
    """Say how much of the time allowed has passed: 0 at the start, 1 when due, more when late.

    Raises
    ------
    ValueError
        If nothing is allowed.

    Examples
    --------
    >>> from jornada.rules.calendars import OFFICE_HOURS
    >>> at = datetime(2026, 11, 27, 14, tzinfo=UTC)
    >>> share_passed(at, datetime(2026, 11, 27, 17, tzinfo=UTC), timedelta(hours=4), OFFICE_HOURS)
    0.5
    """
    if allowed <= timedelta(0):
        raise ValueError(f"A share of the time allowed needs some time; got {allowed}.")
    return elapsed(start, now, calendar) / allowed


@lru_cache(maxsize=8192)
def _year(calendar: WorkingCalendar, number: int) -> LaidOut:
    return lay_out(calendar.zone, calendar.week, calendar.special, calendar.absences, number)


def _year_of(at: datetime, calendar: WorkingCalendar) -> int:
    if at.tzinfo is None:
        raise ValueError(f"Instants must be aware; got {at} without a time zone.")
    return at.astimezone(UTC).year


def _seconds(at: datetime) -> float:
    return at.timestamp()


def _instant(seconds: float, like: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(like.tzinfo)


def _within_horizon(found: datetime, start: datetime, calendar: WorkingCalendar) -> datetime:
    if found - start > HORIZON:
        raise NeverOpenError(_never(calendar, timedelta(0), start))
    return found


def _never(calendar: WorkingCalendar, allowed: timedelta, start: datetime) -> str:
    wanted = f"{allowed} of working time" if allowed else "opening"
    return (
        f"The calendar in {calendar.zone} has no {wanted} within {HORIZON.days} days of {start.isoformat()}; "
        "look at its hours, holidays and absences."
    )

"""Calendar periods and wall-clock time, for instants in microseconds UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints

Period = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)

SECOND = 1_000_000
DAY = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Every zone of the world has changed its clock at a full quarter of an hour since 1972.
_QUARTER_HOUR = 900 * SECOND


def period_starts(first: int, last: int, period: Period, zone: str = "UTC") -> Ints:
    """List the starts of the periods that hold the instants from `first` to `last`.

    Parameters
    ----------
    first, last : int
        Microseconds UTC, `first` not after `last`.
    period : {"day", "week", "month", "quarter", "year"}
        Weeks start on Monday.
    zone : str, default "UTC"
        IANA name of the zone whose midnight counts.

    Returns
    -------
    ndarray of int64
        Microseconds UTC, ascending.

    Raises
    ------
    MeasureError
        If period or zone is unknown, or more than 40,000 periods would be needed.

    Examples
    --------
    >>> period_starts(0, 40 * DAY, "month").tolist() == [0, 31 * DAY]
    True
    """
    if period not in PERIODS:
        raise MeasureError(f"{period!r} is not a period; choose one of {', '.join(PERIODS)}.")
    where = _zone(zone)
    day, starts = _first_day(_local(first, where).date(), period), []
    while (start := _instant(day, where)) <= last:
        starts.append(start)
        if len(starts) > 40_000:
            raise MeasureError(f"The data span more than 40,000 periods of a {period}; choose a longer one.")
        day = _next_day(day, period)
    return np.array(starts, dtype=np.int64)


def period_labels(starts: Ints, period: Period, zone: str = "UTC") -> tuple[str, ...]:
    """Name periods by their starts: ``2026-11-21``, ``2026-W47``, ``2026-11``, ``2026-Q4``, ``2026``.

    Examples
    --------
    >>> period_labels(period_starts(0, 0, "quarter"), "quarter")
    ('1970-Q1',)
    """
    where = _zone(zone)
    return tuple(_label(_local(int(start), where).date(), period) for start in starts)


def wall_clock(at: Ints, zone: str) -> Ints:
    """Turn instants into date and time of day of a zone, as microseconds since 1970 on its calendar.

    From the start of one day to the start of another are whole days of 24 hours, summer time or
    not, also where the clocks change at midnight and a day starts at 1 o'clock, as in Brazil until 2018.

    Examples
    --------
    >>> wall_clock(np.array([0]), "America/Sao_Paulo").tolist() == [-3 * 3_600_000_000]
    True
    """
    if zone == "UTC":
        return at
    where = _zone(zone)
    quarters, place = np.unique(at // _QUARTER_HOUR, return_inverse=True)
    days = [_local(quarter * _QUARTER_HOUR, where).date() for quarter in quarters.tolist()]
    shift = {day: (day - _EPOCH.date()).days * DAY - _instant(day, where) for day in set(days)}
    return at + np.array([shift[day] for day in days], dtype=np.int64)[place]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise MeasureError(f"{name!r} is not a time zone; use a name such as America/Sao_Paulo.") from unknown


def _local(at: int, where: ZoneInfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=at)).astimezone(where)


def _instant(day: date, where: ZoneInfo) -> int:
    return (datetime(day.year, day.month, day.day, tzinfo=where) - _EPOCH) // timedelta(microseconds=1)


def _first_day(day: date, period: Period) -> date:
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    if period == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if period == "year" else day


def _next_day(day: date, period: Period) -> date:
    long_enough = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[period]
    return _first_day(day + timedelta(days=long_enough), period)


def _label(day: date, period: Period) -> str:
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if period == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[period]]

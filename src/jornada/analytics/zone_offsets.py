"""What a zone's clock says at many instants, and the same wall-clock time some days before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from jornada.analytics.grouped import Ints

DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Every zone of the world has changed its clock at a full quarter of an hour since 1972.
_QUARTER_HOUR = DAY // 96
# Beyond these no calendar goes; what lies there counts with the offset of the end.
_LOW, _HIGH = -50_000 * DAY, 2_900_000 * DAY


def offsets(instants: Ints, zone: tzinfo) -> Ints:
    """Say how many microseconds a zone's clock is ahead of UTC at each instant.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> (offsets(np.array([0, 1]), ZoneInfo("America/Sao_Paulo")) // 3_600_000_000).tolist()
    [-3, -3]
    """
    quarters, place = np.unique(np.clip(instants, _LOW, _HIGH) // _QUARTER_HOUR, return_inverse=True)
    found = [_offset(quarter * _QUARTER_HOUR, zone) for quarter in quarters.tolist()]
    return np.array(found, dtype=np.int64)[place]


def local_days(instants: Ints, zone: tzinfo) -> Ints:
    """Say on which day (since 1970) instants in microseconds fall in a zone.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> local_days(np.array([0, DAY]), ZoneInfo("America/Sao_Paulo")).tolist()
    [-1, 0]
    """
    return (instants + offsets(instants, zone)) // DAY


def days_before(instants: Ints, days: float, zone: tzinfo) -> Ints:
    """Take days off on the zone's calendar: the same time of day, as `datetime` less `timedelta` says.

    A time that the clock shows twice is the first one; one that it skips counts with the offset before.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> noon = np.array([1_741_536_000_000_000])  # 2025-03-09 in New York: the clock had been put forward at 2:00
    >>> ((noon - days_before(noon, 1, ZoneInfo("America/New_York"))) // 3_600_000_000).tolist()
    [23]
    """
    wall = instants + offsets(instants, zone) - round(days * DAY)
    before, after = offsets(wall - DAY, zone), offsets(wall + DAY, zone)
    is_after = (offsets(wall - before, zone) != before) & (offsets(wall - after, zone) == after)
    return wall - np.where(is_after, after, before)


def _offset(at: int, zone: tzinfo) -> int:
    ahead = (_EPOCH + timedelta(microseconds=at)).astimezone(zone).utcoffset()
    return (ahead or timedelta()) // timedelta(microseconds=1)

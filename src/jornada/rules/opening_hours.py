"""A year of opening hours as instants in order, with the time worked before each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from jornada.rules.zones import constant_stretches, zone_named

Interval = tuple[int, int]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Opening hours of one year of UTC.

    Attributes
    ----------
    starts, ends : list of float
        Seconds since 1970, ascending; each start with its end.
    before : list of float
        Seconds worked in this year before each start.
    total : float
        Seconds worked in the year.
    """

    starts: list[float]
    ends: list[float]
    before: list[float]
    total: float

    def worked_until(self, seconds: float) -> float:
        """Say how many seconds of the year were worked before this instant."""
        place = bisect_right(self.starts, seconds) - 1
        if place < 0:
            return 0.0
        return self.before[place] + min(seconds, self.ends[place]) - self.starts[place]

    def instant_of(self, worked: float) -> float:
        """Say when this many seconds of the year had been worked: the first such instant."""
        place = bisect_left(self.before, worked) - 1
        return self.starts[place] + worked - self.before[place]


def lay_out(
    zone: str,
    week: Sequence[Sequence[Interval]],
    special: Mapping[date, Sequence[Interval]],
    absences: Iterable[tuple[datetime, datetime]],
    year: int,
) -> LaidOut:
    """Lay the hours of a calendar out over one year of UTC.

    Where clocks are changed, an interval counts as long as the wall clock shows it: an hour that is
    left out is not worked, one that comes twice is worked twice.

    Parameters
    ----------
    zone : str
    week : sequence of 7 sequences of (int, int)
        Minutes after midnight, Monday first.
    special : mapping of date to sequence of (int, int)
    absences : iterable of (datetime, datetime)
    year : int

    Returns
    -------
    LaidOut

    Examples
    --------
    >>> lay_out("UTC", [[(540, 1020)]] * 5 + [[], []], {}, [], 2026).total / 3600
    2088.0
    """
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    spans: list[Span] = []
    for start, end, offset in constant_stretches(zone_named(zone), first, last):
        spans += _open_spans(start, end, offset, week, special)
    away = sorted((start.timestamp(), end.timestamp()) for start, end in absences)
    kept = list(_without(_joined(spans), away))
    before, total = [], 0.0
    for start_at, end_at in kept:
        before.append(total)
        total += end_at - start_at
    return LaidOut([start_at for start_at, _ in kept], [end_at for _, end_at in kept], before, total)


def _open_spans(
    start: datetime,
    end: datetime,
    offset: timedelta,
    week: Sequence[Sequence[Interval]],
    special: Mapping[date, Sequence[Interval]],
) -> Iterator[Span]:
    """Go through the open spans of a stretch with one offset, cut off at its ends."""
    low, high, shift = start.timestamp(), end.timestamp(), offset.total_seconds()
    day, last = (start + offset).date(), (end + offset).date()
    while day <= last:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() - shift
        for opens, closes in special.get(day, week[day.weekday()]):
            since, until = max(low, midnight + opens * 60), min(high, midnight + closes * 60)
            if since < until:
                yield since, until
        day += timedelta(days=1)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that follow each other without a gap, such as the two sides of a changed clock."""
    held: Span | None = None
    for start, end in sorted(spans):
        if held and start <= held[1]:
            held = (held[0], max(held[1], end))
            continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held


def _without(spans: Iterable[Span], away: Sequence[Span]) -> Iterator[Span]:
    for start, end in spans:
        for gone, back in away:
            if back <= start or gone >= end:
                continue
            if gone > start:
                yield start, gone
            start = max(start, back)
            if start >= end:
                break
        if start < end:
            yield start, end

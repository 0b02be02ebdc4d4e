"""Working calendars: opening hours by weekday, days that differ, absences; and days off that fall between."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from jornada.rules.zones import zone_named

MINUTES_A_DAY = 24 * 60

Interval = tuple[int, int]
Day = tuple[Interval, ...]


class CalendarError(ValueError):
    """A calendar that cannot be: where, what was expected, what came."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Opening hours of a team or a person.

    Attributes
    ----------
    zone : str
        IANA time zone, in which the hours are read off the wall clock.
    week : tuple of 7 tuples of (int, int)
        Monday first; each day's intervals as minutes after midnight, from 0 to 1440, start before
        end, in order and apart. Two of them make a lunch break; none, a day off.
    special : mapping of date to tuple of (int, int)
        Days that differ from their weekday: no interval for a holiday, one for a half day.
    absences : tuple of (datetime, datetime)
        Aware stretches in which this person is away, whatever the week says.

    Raises
    ------
    CalendarError
        If the zone is unknown, the week has not seven days, an interval is empty or out of the day,
        intervals overlap, or an absence ends before it starts.
    """

    zone: str
    week: tuple[Day, ...]
    special: Mapping[date, Day] = field(default_factory=dict)
    absences: tuple[tuple[datetime, datetime], ...] = ()
    _key: tuple[object, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if len(self.week) != 7:
            raise CalendarError(f"A week has 7 days, Monday first; got {len(self.week)}.")
        for place, day in [*enumerate(self.week), *self.special.items()]:
            _check_day(place, day)
        for start, end in self.absences:
            if start.tzinfo is None or end.tzinfo is None or end <= start:
                raise CalendarError(f"An absence needs two aware instants in order; got {start} to {end}.")
        object.__setattr__(self, "special", MappingProxyType(dict(self.special)))
        special = tuple(sorted(self.special.items()))
        object.__setattr__(self, "_key", (self.zone, self.week, special, self.absences))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingCalendar) and self._key == other._key

    @property
    def is_ever_open(self) -> bool:
        """Whether any day of the week, or any special day, has hours."""
        return any(self.week) or any(self.special.values())


def _check_day(place: object, day: Day) -> None:
    last = -1
    for start, end in day:
        if not 0 <= start < end <= MINUTES_A_DAY:
            raise CalendarError(
                f"Day {place}: an interval lies in 0 to {MINUTES_A_DAY}, start first; got {start}-{end}."
            )
        if start < last:
            raise CalendarError(f"Day {place}: intervals come in order and apart; {start}-{end} starts before {last}.")
        last = end


_CLOSED: Day = ()
ALWAYS_OPEN = WorkingCalendar("UTC", (((0, MINUTES_A_DAY),),) * 7)
OFFICE_HOURS = WorkingCalendar("America/Sao_Paulo", (((540, 720), (780, 1080)),) * 5 + (_CLOSED,) * 2)


def bridge_days(holidays: Collection[date]) -> set[date]:
    """Say which days lie between a holiday and the weekend: the Monday before a Tuesday, the Friday after a Thursday.

    Parameters
    ----------
    holidays : collection of date

    Returns
    -------
    set of date
        None of them is itself a holiday.

    Examples
    --------
    >>> bridge_days([date(2026, 11, 24), date(2026, 6, 4)]) == {date(2026, 11, 23), date(2026, 6, 5)}
    True
    """
    before = {day - timedelta(days=1) for day in holidays if day.weekday() == 1}
    after = {day + timedelta(days=1) for day in holidays if day.weekday() == 3}
    return (before | after) - set(holidays)

"""Days of the agenda by the hour: where each task stands between the first and the last hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.plans import LONGEST, SHORT, usual_minutes
from jornada.apps.org.calendars import calendars_of_people
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.day_grid import side_by_side

HOUR = 60
# A day on which nobody works is shown as an office's.
USUAL = (8, 18)
# More than these cannot be read side by side, in a day and in the narrow days of a week.
MOST_BESIDE, MOST_IN_WEEK = 4, 2


@dataclass(frozen=True, slots=True)
class Block:
    """A task in the grid: its first minute after the grid's, its minutes, its column of how many."""

    task: PlannedTouch
    start: int
    minutes: int
    column: int
    columns: int

    @property
    def is_short(self) -> bool:
        return self.minutes <= SHORT


@dataclass(frozen=True, slots=True)
class DayGrid:
    """The hours of a day, what stands in them and what has no hour or no room there; the minute of now."""

    hours: list[time]
    above: list[PlannedTouch]
    blocks: list[Block]
    begins: datetime
    now: int | None

    @property
    def minutes(self) -> int:
        return len(self.hours) * HOUR


def grids_of(person: Any, days: Mapping[date, Sequence[PlannedTouch]]) -> dict[date, DayGrid]:
    """Lay out the tasks of days, all between the same hours: those worked by a person, or as far as tasks reach."""
    calendar = calendars_of_people([person], timezone.localtime())[person.pk]
    most = MOST_BESIDE if len(days) == 1 else MOST_IN_WEEK
    parted = {day: _parted(tasks, most) for day, tasks in days.items()}
    spans = [_span(task) for _above, timed in parted.values() for task in timed]
    hours = _hours(calendar, list(days), spans)
    return {day: _grid(day, above, timed, *hours) for day, (above, timed) in parted.items()}


def note_hours(tasks: Sequence[PlannedTouch]) -> None:
    """Write down with each task at which minute of its day it stands, or that it is for the whole day."""
    for task in tasks:
        task.is_for_the_day, task.minute = _is_for_the_day(task), _span(task)[0]


def _grid(day: date, above: list[PlannedTouch], timed: list[PlannedTouch], first: int, last: int) -> DayGrid:
    now = timezone.localtime()
    minute = now.hour * HOUR + now.minute - first * HOUR
    is_shown = day == now.date() and 0 <= minute <= (last - first) * HOUR
    spans = [_span(task) for task in timed]
    places = zip(timed, spans, side_by_side(spans), strict=True)
    blocks = [Block(task, start - first * HOUR, end - start, *place) for task, (start, end), place in places]
    begins = timezone.make_aware(datetime.combine(day, time(first)))
    return DayGrid([time(hour) for hour in range(first, last)], above, blocks, begins, minute if is_shown else None)


def _parted(tasks: Sequence[PlannedTouch], most: int) -> tuple[list[PlannedTouch], list[PlannedTouch]]:
    """Part what stands above the hours: what is for the whole day, and what has no duration where many meet."""
    note_hours(tasks)
    timed = [task for task in tasks if not task.is_for_the_day]
    beside = side_by_side([_span(task) for task in timed])
    crowd = {task.pk for task, (_column, columns) in zip(timed, beside, strict=True) if columns > most}
    kept = [task for task in timed if task.minutes or task.pk not in crowd]
    ids = {task.pk for task in kept}
    return [task for task in tasks if task.pk not in ids], kept


def _is_for_the_day(task: PlannedTouch) -> bool:
    is_midnight = timezone.localtime(task.due_at).time() == time()
    return is_midnight and (not task.minutes or task.minutes >= LONGEST)


def _span(task: PlannedTouch) -> tuple[int, int]:
    """Return its minutes after midnight; what is short gets room for its words."""
    at = timezone.localtime(task.due_at)
    start = at.hour * HOUR + at.minute
    long = max(task.minutes or usual_minutes(task.activity.channel), SHORT)
    return start, min(start + long, LONGEST)


def _hours(calendar: WorkingCalendar, days: Sequence[date], spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    worked = [stretch for day in days for stretch in calendar.special.get(day, calendar.week[day.weekday()])]
    first = min((start // HOUR for start, _end in worked), default=USUAL[0])
    last = max((-(-end // HOUR) for _start, end in worked), default=USUAL[1])
    return (
        min([first, *(start // HOUR for start, _end in spans)]),
        max([last, *(-(-end // HOUR) for _start, end in spans)]),
    )

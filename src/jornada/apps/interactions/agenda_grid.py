"""A day of the agenda by the hour: where each task stands between the first and the last hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.plans import LONGEST, SHORT, usual_minutes
from jornada.apps.org.calendars import calendars_of_people
from jornada.rules.day_grid import side_by_side

HOUR = 60
# A day on which nobody works is shown as an office's.
USUAL = (8, 18)
# More than these cannot be read side by side.
MOST_BESIDE = 4


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


def grid_of(person: Any, day: date, tasks: Sequence[PlannedTouch]) -> DayGrid:
    """Lay out the tasks of a day between the first and the last working hour of a person, or as far as tasks reach."""
    above, timed = _parted(tasks)
    first, last = _hours(person, day, timed)
    now = timezone.localtime()
    minute = now.hour * HOUR + now.minute - first * HOUR
    is_shown = day == now.date() and 0 <= minute <= (last - first) * HOUR
    spans = [_span(task) for task in timed]
    places = zip(timed, spans, side_by_side(spans), strict=True)
    blocks = [Block(task, start - first * HOUR, end - start, *place) for task, (start, end), place in places]
    begins = timezone.make_aware(datetime.combine(day, time(first)))
    return DayGrid([time(hour) for hour in range(first, last)], above, blocks, begins, minute if is_shown else None)


def _parted(tasks: Sequence[PlannedTouch]) -> tuple[list[PlannedTouch], list[PlannedTouch]]:
    """Part what stands above the hours: what is for the whole day, and what has no duration where many meet."""
    timed = [task for task in tasks if not _is_for_the_day(task)]
    beside = side_by_side([_span(task) for task in timed])
    crowd = {task.pk for task, (_column, columns) in zip(timed, beside, strict=True) if columns > MOST_BESIDE}
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


def _hours(person: Any, day: date, tasks: Sequence[PlannedTouch]) -> tuple[int, int]:
    calendar = calendars_of_people([person], timezone.localtime())[person.pk]
    worked = calendar.special.get(day, calendar.week[day.weekday()])
    first, last = (worked[0][0] // HOUR, -(-worked[-1][1] // HOUR)) if worked else USUAL
    spans = [_span(task) for task in tasks]
    return (
        min([first, *(start // HOUR for start, _end in spans)]),
        max([last, *(-(-end // HOUR) for _start, end in spans)]),
    )

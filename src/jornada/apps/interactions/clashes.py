"""Which planned touches of one person fall on the same time.

Only what takes a known time keeps its person busy: a duration was said, or it is a meeting or an event. Anything else
is due at an instant, and clashes with what keeps its person busy then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain, combinations
from typing import Any

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import visible_tasks
from jornada.apps.interactions.plans import LONGEST, MEETINGS
from jornada.rules.day_grid import Span, overlaps

NAMED = 3


def clashes_among(tasks: Iterable[PlannedTouch]) -> dict[int, list[PlannedTouch]]:
    """Return, of each task that clashes with others of its owner, those others."""
    found: dict[int, list[PlannedTouch]] = defaultdict(list)
    by_owner: dict[int | None, list[PlannedTouch]] = defaultdict(list)
    for task in tasks:
        by_owner[task.owner_id].append(task)
    by_owner.pop(None, None)
    for one, other in chain.from_iterable(combinations(own, 2) for own in by_owner.values()):
        is_busy = _keeps_busy(one.activity, one.minutes) or _keeps_busy(other.activity, other.minutes)
        if is_busy and overlaps(_span_of(one), _span_of(other)):
            found[one.pk].append(other)
            found[other.pk].append(one)
    return dict(found)


def clashing(user: Any, new: PlannedTouch) -> list[PlannedTouch]:
    """Return the tasks of its owner, as far as the user sees them, that a task to plan or to change clashes with."""
    span = _span_of(new)
    until = new.due_at + timedelta(minutes=max(span[1] - span[0], 1))
    near = visible_tasks(user).filter(owner=new.owner_id, due_at__gt=new.due_at - timedelta(minutes=LONGEST))
    rows = near.filter(due_at__lt=until).exclude(pk=new.pk).select_related("activity").order_by("due_at", "id")
    is_busy = _keeps_busy(new.activity, new.minutes)
    found = (row for row in rows if is_busy or _keeps_busy(row.activity, row.minutes))
    return [row for row in found if overlaps(span, _span_of(row))]


def _keeps_busy(activity: Activity, minutes: int | None) -> bool:
    return bool(minutes) or activity.channel in MEETINGS


def _span_of(task: PlannedTouch) -> Span:
    minutes = task.minutes or MEETINGS.get(task.activity.channel, 0)
    start = _minute(task.due_at)
    return start, start + minutes


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60

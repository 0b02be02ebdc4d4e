"""Writes of planned touches: tasks. A task is a touch that has not happened yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.places import Place, may_change, place_of_row
from jornada.apps.interactions.plans import TODO
from jornada.apps.org import access, history
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.tags.actions import copy_tags
from jornada.rules.far import FIRST_YEAR, LAST_YEAR, is_far
from jornada.rules.repeat import next_due, reopening
from jornada.rules.snooze import Until, snoozed_until
from jornada.rules.zones import zone_named

RECORD = "task"
# Whoever plans today's work in the evening means today.
PLANNED_BACK = timedelta(days=1)
STAYS = gettext_lazy("A task stays where it was planned; cancel it and plan another.")
NOBODY = gettext_lazy("Say with whom: only a to-do has no account or contact.")
REPEATED = ("remind_before", "repeat_every", "repeat_unit", "repeat_until")


def plan_touch(user: Any, place: Place, activity: Activity, due_at: datetime, **values: Any) -> PlannedTouch:
    """Plan a touch; it is the planner's own when no other owner is named. A to-do may be nobody's in particular."""
    _require_to_plan(user, place, activity)
    _refuse_far(due_at)
    ids = {f"{name}_id": pk for name, pk in place.ids.items()}
    with transaction.atomic():
        task = PlannedTouch.objects.create(
            **{**ids, "owner": user, **values},
            activity=activity,
            due_at=due_at,
            remind_at=reminder_at(due_at, values.get("remind_before")),
            created_by=user,
            created_at=timezone.now(),
        )
        history.record_created(user, task)
    return task


def complete_task(
    user: Any, task: PlannedTouch, at: datetime | None = None, note: str = "", **said: Any
) -> Touch | None:
    """Record the touch that was planned (or what is said of it) and close the task; twice pressed records once.

    What was planned with no buyer leaves no touch.
    """
    with transaction.atomic():
        row = _open_task(user, task)
        at, note = at or timezone.now(), note or row.note
        touch = _touch_of(user, row, {"at": at, "note": note, **said}) if row.has_place else None
        _write(user, row, done_at=timezone.now(), touch=touch)
        _plan_again(user, row)
    return touch


def cancel_task(user: Any, task: PlannedTouch) -> None:
    """Close a task without a touch; one that repeats does not come again."""
    with transaction.atomic():
        _write(user, _open_task(user, task), cancelled_at=timezone.now())


def following(task: PlannedTouch) -> PlannedTouch | None:
    """Return the one that was planned when a task that repeats was done; none when it was the last."""
    return PlannedTouch.objects.filter(follows=task).first()


def reopen_task(user: Any, task: PlannedTouch) -> None:
    """Take back that a task was done or cancelled: what doing it recorded is void, and it waits again.

    The next one of a task that repeats goes with it, unless somebody changed that one.
    """
    with transaction.atomic():
        row = _task_to_change(user, task)
        refuse_unless(bool(row.done_at or row.cancelled_at), _("This task is open."))
        if row.done_at and row.repeat_every:
            _take_next_away(user, row)
        if row.done_at and row.touch and not Touch.objects.filter(voids=row.touch).exists():
            void_touch(user, row.touch, _("Task reopened"))
        _write(user, row, done_at=None, cancelled_at=None)


def reschedule_task(user: Any, task: PlannedTouch, due_at: datetime, **values: Any) -> None:
    """Move a task to another time, perhaps to another person; of one that repeats, this occurrence alone."""
    _refuse_far(due_at)
    with transaction.atomic():
        row = _open_task(user, task)
        if row.repeat_every and row.occurs_at is None:
            values["occurs_at"] = row.due_at
        _write(user, row, due_at=due_at, remind_at=reminder_at(due_at, row.remind_before), **values)


def change_task(user: Any, task: PlannedTouch, place: Place | None = None, **values: Any) -> None:
    """Change whatever of an open task; its reminder follows the time, and so do those that come after it.

    One without a buyer may be given a `place`.
    """
    with transaction.atomic():
        row = _open_task(user, task)
        if place and place != Place():
            values |= _given_place(user, row, place)
        elif "activity" in values and not row.has_place:
            _refuse_nobody(values["activity"])
        if values.keys() & {"due_at", "remind_before"}:
            due_at = values.get("due_at", row.due_at)
            _refuse_far(due_at)
            values["remind_at"] = reminder_at(due_at, values.get("remind_before", row.remind_before))
        values = {**new_rhythm(row, values), **values}
        if values:
            _write(user, row, **values)


def _given_place(user: Any, row: PlannedTouch, place: Place) -> dict[str, Any]:
    refuse_unless(not row.has_place, str(STAYS))
    _require(user, place)
    return {"account": place.account, "contact": place.contact, "thread": place.thread}


def _touch_of(user: Any, row: PlannedTouch, said: dict[str, Any]) -> Touch:
    planned = {"activity": row.activity.code, "contact": row.contact_id}
    key = f"task:{row.pk}:{row.touch_id}" if row.touch_id else f"task:{row.pk}"
    return record_touch(user, key=key, account=row.account_id, thread=row.thread_id, **{**planned, **said})


def new_rhythm(row: PlannedTouch, values: Mapping[str, Any]) -> dict[str, Any]:
    """Say from where a task repeats whose time or repetition is changed: from now on, this one."""
    asked = ("due_at", "repeat_every", "repeat_unit")
    changed = [name for name in asked if name in values and values[name] != getattr(row, name)]
    if "due_at" in changed:
        return {"rhythm_from": None, "occurs_at": None}
    return {"rhythm_from": row.occurs_at} if changed else {}


def why_far(due_at: datetime) -> str:
    """Say what is wrong with the year of a task; nothing when it may be."""
    if not is_far(due_at):
        return ""
    years = {"year": due_at.year, "first": FIRST_YEAR, "last": LAST_YEAR}
    return _("The year %(year)s cannot be meant: expected one from %(first)s to %(last)s.") % years


def why_past(due_at: datetime, now: datetime | None = None) -> str:
    """Say why nothing new is planned so long ago; nothing when it may be. What is overdue may be moved all the same."""
    if due_at > (now or timezone.now()) - PLANNED_BACK:
        return ""
    return _("This is past: a task lies ahead. To note what already happened, record a touch.")


def snoozed(user: Any, until: Until, now: datetime | None = None) -> datetime:
    """Say when a task comes back that the person puts off, in their time zone and working hours."""
    now = timezone.localtime(now)
    return snoozed_until(until, now, calendars_of_people([user], now)[user.pk])


def reminder_at(due_at: datetime, minutes: int | None) -> datetime | None:
    """Return when the owner is reminded; None when nobody asked for it, or when that has passed already."""
    at = due_at - timedelta(minutes=minutes) if minutes is not None else None
    return at if at and at > timezone.now() else None


def _refuse_far(due_at: datetime) -> None:
    """Refuse what no time zone could show any more: the page of its owner would break at it."""
    said = why_far(due_at)
    refuse_unless(not said, said)


def _plan_again(user: Any, row: PlannedTouch) -> None:
    """Plan the next one of a task that repeats."""
    due_at = _due_again(row, timezone.now()) if row.repeat_every else None
    if due_at is None:
        return
    kept = ("activity", "account", "contact", "thread", "owner", "note", "minutes", *REPEATED)
    values = {name: getattr(row, name) for name in kept}
    stamps = {"created_by": row.created_by, "created_at": timezone.now(), "rhythm_from": _rhythm_from(row)}
    again = {"due_at": due_at, "remind_at": reminder_at(due_at, row.remind_before), "follows": row}
    following = PlannedTouch.objects.create(**values, **again, **stamps)
    copy_tags(user, RECORD, row.pk, following.pk)
    history.record_created(user, following)


def _due_again(row: PlannedTouch, now: datetime) -> datetime | None:
    zone = zone_named(row.owner.time_zone) if row.owner else timezone.get_current_timezone()
    after = max(now, row.due_at, row.occurs_at or row.due_at)
    first = _rhythm_from(row).astimezone(zone)
    return next_due(first, row.repeat_every, row.repeat_unit, row.repeat_until, after)  # type: ignore[arg-type]


def _rhythm_from(row: PlannedTouch) -> datetime:
    return row.rhythm_from or row.occurs_at or row.due_at


def _take_next_away(user: Any, row: PlannedTouch) -> None:
    """Take the next one of a task away that is about to be open again; refuse where that cannot be."""
    following = PlannedTouch.objects.select_for_update(of=("self",)).filter(follows=row).first()
    is_as_planned = following is not None and not history.changes_of(following).exclude(kind="created").exists()
    found = reopening(following is not None, is_as_planned, _due_again(row, row.done_at) is None)  # type: ignore[arg-type]
    refuse_unless(found != "changed", _("It repeats, and the next one was changed since: both stay as they are."))
    refuse_unless(found != "unknown", _("It repeats: the next one is planned already."))
    if following is not None:
        history.record_deleted(user, following)
        following.delete()


def _open_task(user: Any, task: PlannedTouch) -> PlannedTouch:
    row = _task_to_change(user, task)
    refuse_unless(not (row.done_at or row.cancelled_at), _("This task is closed already."))
    return row


def _task_to_change(user: Any, task: PlannedTouch) -> PlannedTouch:
    row = PlannedTouch.objects.select_for_update(of=("self",)).select_related("activity").get(pk=task.pk)
    if row.owner_id != user.pk:
        _require(user, place_of_row(row))
    return row


def _require_to_plan(user: Any, place: Place, activity: Activity) -> None:
    """A touch needs somebody that it is with; a to-do is planned by whoever plans at all."""
    if place != Place():
        return _require(user, place)
    _refuse_nobody(activity)
    if not access.may(user, "account", "change"):
        raise PermissionDenied
    return None


def _refuse_nobody(activity: Activity) -> None:
    refuse_unless(activity.code == TODO, str(NOBODY))


def _require(user: Any, place: Place) -> None:
    if not may_change(user, place):
        raise PermissionDenied


def _write(user: Any, row: PlannedTouch, **values: Any) -> None:
    before = history.snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    history.record_updated(user, row, before)

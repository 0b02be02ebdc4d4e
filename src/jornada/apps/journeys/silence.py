"""Tasks that rules make: what is at a stage, silent for too long. Once for each silence; a touch closes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.journeys.models import SilenceRule
from jornada.apps.journeys.silence_of import MARK, silent_rows, subject_of, subjects
from jornada.apps.org import history
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.models import User
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.working_time import next_opening

BATCH = 500
# So long after it was written a rule is looked at with every beat: longer than all rules are waited for.
FRESH = timedelta(minutes=20)


def look_for_silence(now: datetime | None = None) -> tuple[int, int]:
    """Close what a touch has answered, and make the tasks that have come due; return (closed, made)."""
    now = now or timezone.now()
    closed = _close_answered(now)
    rules = SilenceRule.objects.filter(is_active=True).select_related("activity", "owner")
    return closed, sum(_make(rule, now) for rule in rules)


def look_at_once(now: datetime | None = None) -> tuple[int, int]:
    """Do what waits for nobody: close what a touch has answered, and look for what rules just written concern.

    All rules go through all accounts and opportunities, 1 s for 100,000; silence is counted in days, so that they are
    looked at less often. Which silences are new cannot be told by their beginning: an owner who comes back, a task that
    was done without a touch, a thousand at once begin none.
    """
    now = now or timezone.now()
    closed = _close_answered(now)
    rules = SilenceRule.objects.filter(is_active=True, updated_at__gte=now - FRESH).select_related("activity", "owner")
    return closed, sum(_make(rule, now) for rule in rules)


def _make(rule: SilenceRule, now: datetime) -> int:
    rows = list(silent_rows(rule, now).order_by("since", "pk")[:BATCH])
    calendars = calendars_of_people({rule.owner or row.owner for row in rows}, now)
    return sum(_task(rule, row, now, calendars) for row in rows)


def _task(rule: SilenceRule, row: Any, now: datetime, calendars: Mapping[int, WorkingCalendar]) -> bool:
    """Make the task, due when its owner works next; a silence that has one already keeps that one."""
    owner = rule.owner or row.owner
    cause = f"{MARK}{rule.pk}:{row.pk}:{row.since.isoformat()}"
    subject, _stage = subject_of(rule)
    values = {**subject.place(row), "activity": rule.activity, "owner": owner, "note": _note(row, owner, now)}
    due = next_opening(now, calendars[owner.pk])
    with transaction.atomic():
        task, is_new = PlannedTouch.objects.get_or_create(
            cause=cause, defaults={**values, "due_at": due, "created_at": now}
        )
        if is_new:
            history.record_created(None, task)
    return is_new


def _note(row: Any, owner: User, now: datetime) -> str:
    days = {"days": (now - row.since).days}
    with translation.override(owner.language):
        if row.touched_at is None:
            return _("Not touched yet, %(days)s days after it came in") % days
        return _("No touch for %(days)s days") % days


def _close_answered(now: datetime) -> int:
    tasks = PlannedTouch.objects.filter(done_at=None, cancelled_at=None, cause__startswith=MARK)
    return sum(_close(task.pk, now) for subject in subjects() for task in subject.answered(tasks)[:BATCH])


def _close(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        row = PlannedTouch.objects.select_for_update().filter(pk=pk, done_at=None, cancelled_at=None).first()
        if row is None:
            return False
        before = history.snapshot(row)
        row.cancelled_at = now
        row.save(update_fields=["cancelled_at"])
        history.record_updated(None, row, before)
    return True

"""Calendars read from an address, again and again: each meeting becomes a touch or a task, as from a file.

A meeting to come that moves or vanishes from the calendar moves or cancels its task; what was recorded stays.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.org import history
from jornada.edge import safe_get
from jornada.edge.calendars.models import CalendarSource
from jornada.edge.calendars.signs import is_calendar
from jornada.edge.calendars.take import Taken, cancel, cause_of, take_file
from jornada.rules.zones import zone_named

MOST_BYTES = 5 * 1024 * 1024
MOST_OF_ONE = 5
EVERY = timedelta(hours=1)
# After the n-th failure in a row the next try waits longer, up to a day.
LONGEST = timedelta(days=1)
BATCH = 20
READ = ("recorded", "planned", "digest", "tag", "read_at", "next_at", "failures", "problem")


class TooManyError(Exception):
    """Nobody needs more calendars than these."""


def subscribe(user: Any, name: str, url: str) -> CalendarSource:
    """Keep an address after reading it once; raises `CannotReadError` when it cannot be read."""
    if CalendarSource.objects.filter(user=user).count() >= MOST_OF_ONE:
        raise TooManyError(_("At most %(n)s calendars: remove one first.") % {"n": MOST_OF_ONE})
    address = "https://" + url.removeprefix("webcal://") if url.startswith("webcal://") else url
    safe_get.check(address)
    got = safe_get.read(address, MOST_BYTES)
    if not is_calendar(got.body):
        raise safe_get.CannotReadError(_("There is no calendar at this address (expected an .ics file)."))
    source = CalendarSource(user=user, name=name, url=address, created_at=timezone.now(), next_at=timezone.now())
    with transaction.atomic():
        source.save()
        history.record_created(user, source)
        _taken(source, got, timezone.now())
    return source


def unsubscribe(user: Any, source: CalendarSource) -> None:
    """Read the calendar no more; tasks that it brought and that are still to come are cancelled."""
    with transaction.atomic():
        cancel(source.user, _open_tasks(source).filter(due_at__gt=timezone.now()), timezone.now())
        history.record_deleted(user, source)
        source.delete()


def refresh_due(now: datetime | None = None) -> int:
    """Read the calendars whose time has come; by many workers at once still once each."""
    now = now or timezone.now()
    # Nothing waits longer than that, unless the clock was put back since.
    is_due = Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST)
    due = CalendarSource.objects.filter(is_due, user__is_active=True).select_related("user")
    return sum(_refresh(source, now) for source in due.order_by("next_at")[:BATCH])


def refresh(source: CalendarSource, now: datetime | None = None) -> None:
    """Read one calendar now."""
    now = now or timezone.now()
    with translation.override(source.user.language), timezone.override(zone_named(source.user.time_zone)):
        try:
            got = safe_get.read(source.url, MOST_BYTES, source.tag)
            with transaction.atomic():
                # Whoever removed it meanwhile does not get it back.
                if kept := CalendarSource.objects.select_for_update(of=("self",)).filter(pk=source.pk).first():
                    _taken(kept, got, now)
        except safe_get.CannotReadError as error:
            _failed(source, str(error), now)


def _refresh(source: CalendarSource, now: datetime) -> int:
    claimed = CalendarSource.objects.filter(pk=source.pk, next_at=source.next_at).update(next_at=now + EVERY)
    if claimed:
        refresh(source, now)
    return claimed


def _taken(source: CalendarSource, got: safe_get.Read, now: datetime) -> None:
    if not got.is_unchanged:
        rows = take_file(source.user, got.body, now, source=source.pk)
        _cancel_gone(source, rows, now)
        counts = [sum(row.what == what for row in rows) for what in ("recorded", "planned")]
        source.recorded, source.planned = counts
        source.digest = hashlib.sha256(got.body).hexdigest()
    source.tag, source.read_at, source.next_at = got.tag[:200], now, now + EVERY
    source.failures, source.problem = 0, ""
    source.save(update_fields=READ)


def _failed(source: CalendarSource, why: str, now: datetime) -> None:
    failures = source.failures + 1
    again = now + min(LONGEST, EVERY * 2 ** min(failures, 5))
    CalendarSource.objects.filter(pk=source.pk).update(failures=failures, problem=why[:300], next_at=again)


def _cancel_gone(source: CalendarSource, rows: list[Taken], now: datetime) -> None:
    """Cancel what this calendar planned and no longer holds."""
    kept = {cause_of(row) for row in rows if row.contact is not None and row.meeting.start is not None}
    cancel(source.user, [task for task in _open_tasks(source).filter(due_at__gt=now) if task.cause not in kept], now)


def _open_tasks(source: CalendarSource) -> Any:
    rows = PlannedTouch.objects.filter(done_at=None, cancelled_at=None, owner=source.user)
    return rows.filter(Q(pk__in=source.tasks.values("task")))

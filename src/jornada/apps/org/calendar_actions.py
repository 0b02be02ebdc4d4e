"""Writes of working calendars and absences; each noted in the change history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import edits, history
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import Absence, Calendar, CalendarDay, User
from jornada.apps.org.queries import people_led_by
from jornada.apps.org.signals import working_hours_changed


def create_calendar(admin: Any, *, is_default: bool = False, **values: Any) -> Calendar:
    _require_admin(admin)
    with transaction.atomic():
        calendar = edits.create(admin, Calendar, {**values, "is_default": False})
        return _settle_default(admin, calendar, is_default)


def update_calendar(admin: Any, calendar: Calendar, *, is_default: bool = False, **values: Any) -> Calendar:
    _require_admin(admin)
    with transaction.atomic():
        row = edits.update(admin, calendar, values)
        _touch(row)
        return _settle_default(admin, row, is_default)


def delete_calendar(admin: Any, calendar: Calendar) -> None:
    """Delete a calendar; its teams go on with the default one."""
    _require_admin(admin)
    refuse_unless(not calendar.is_default, _("Make another calendar the default first."))
    with transaction.atomic():
        history.record_deleted(admin, calendar)
        calendar.delete()


def add_day(admin: Any, calendar: Calendar, day: date, name: str, hours: list[list[int]]) -> CalendarDay:
    """Give a day other hours than its weekday has, in place of those it had been given before."""
    _require_admin(admin)
    with transaction.atomic():
        calendar.days.filter(day=day).delete()
        own = calendar.days.create(day=day, name=name, hours=hours)
        history.record_created(admin, own)
        _touch(calendar)
    return own


def delete_day(admin: Any, own: CalendarDay) -> None:
    _require_admin(admin)
    with transaction.atomic():
        history.record_deleted(admin, own)
        _touch(own.calendar)
        own.delete()


def add_absence(user: Any, person: User, starts_on: date, ends_on: date, reason: str = "") -> Absence:
    """Note that somebody is away: for oneself, as manager of the team, or as administrator."""
    _require_reach(user, person)
    with transaction.atomic():
        absence = Absence.objects.create(user=person, starts_on=starts_on, ends_on=ends_on, reason=reason)
        history.record_created(user, absence)
        _announce()
    return absence


def delete_absence(user: Any, absence: Absence) -> None:
    _require_reach(user, absence.user)
    with transaction.atomic():
        history.record_deleted(user, absence)
        absence.delete()
        _announce()


def _settle_default(admin: Any, calendar: Calendar, wanted: bool) -> Calendar:
    """Keep exactly one default: the first calendar becomes it, and another takes its place only by being chosen."""
    others = Calendar.objects.exclude(pk=calendar.pk).filter(is_default=True)
    if calendar.is_default or (not wanted and others.exists()):
        return calendar
    for other in others:
        edits.update(admin, other, {"is_default": False})
    return edits.update(admin, calendar, {"is_default": True})


def _touch(calendar: Calendar) -> None:
    """Change the stamp by which every process knows that what it keeps of this calendar is old."""
    Calendar.objects.filter(pk=calendar.pk).update(updated_at=timezone.now())
    _announce()


def _announce() -> None:
    transaction.on_commit(lambda: working_hours_changed.send(sender=Calendar))


def _require_admin(user: Any) -> None:
    if not is_admin(user):
        raise PermissionDenied


def _require_reach(user: Any, person: User) -> None:
    if not people_led_by(user).filter(pk=person.pk).exists():
        raise PermissionDenied

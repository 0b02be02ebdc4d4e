"""Writes of time frames, and of where hot, warm and cold meet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import Place, may_change
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.models import HeatLimits, TimeFrame
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.leads.temperature.words import statement_words
from jornada.apps.org import edits
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless

STATED = "timeframe.stated"
Intent = TimeFrame.Intent


def state_time_frame(
    user: Any,
    place: Place,
    intent: str,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    words: str = "",
    at: datetime | None = None,
    touch: Touch | None = None,
) -> TimeFrame:
    """Note when the buyer wants to decide: a touch of its own, or part of the touch in which it was said."""
    if not may_change(user, place):
        raise PermissionDenied
    at = sound_instant(at or (touch.at if touch else timezone.now()))
    starts_on, ends_on = _checked(intent, starts_on, ends_on, at)
    row = TimeFrame(intent=intent, starts_on=starts_on, ends_on=ends_on, words=words[:500], at=at)
    with transaction.atomic():
        note = f"{statement_words(row)}. {words}".strip() if words else statement_words(row)
        row.touch = touch or record_touch(user, STATED, at=at, note=note, **place.ids)
        row.thread, row.contact = place.thread, place.contact
        row.save(force_insert=True)
    return row


def withdraw_time_frame(user: Any, row: TimeFrame, place: Place) -> None:
    """Take a statement back: its touch is voided, and the one before it counts again."""
    if not may_change(user, place):
        raise PermissionDenied
    refuse_unless(
        row.touch.activity.code == STATED, _("This was said in a touch with more in it: void that touch instead.")
    )
    void_touch(user, row.touch, _("Time frame withdrawn"))


def change_limits(user: Any, **values: int) -> HeatLimits:
    """Move the limits; every lead is looked at again by the worker."""
    if not is_admin(user):
        raise PermissionDenied
    with transaction.atomic():
        row, _made = HeatLimits.objects.select_for_update().get_or_create(pk=1)
        if edits.write(user, row, values):
            Lead.objects.update(heat_until=timezone.now())
    return row


def sound_instant(at: datetime) -> datetime:
    """Refuse instants whose day no time zone can tell, or that no log holds."""
    refuse_unless(1970 <= at.year < 2200, _("Expected a time between 1970 and 2199."))
    return at


def _checked(
    intent: str, starts_on: date | None, ends_on: date | None, at: datetime
) -> tuple[date | None, date | None]:
    """Refuse spans that cannot be; other intents have none."""
    refuse_unless(intent in Intent.values, _("Expected one of now, planned, interest; got “%s”.") % intent)
    if intent != Intent.PLANNED:
        return None, None
    refuse_unless(ends_on is not None, _("Say by which day they decide."))
    last = ends_on or day_of(at, company_zone())
    refuse_unless(starts_on is None or starts_on <= last, _("It cannot end before it begins."))
    refuse_unless(last >= day_of(at, company_zone()), _("The day of the decision lies before the day it was said."))
    refuse_unless(last.year < 2200, _("This is after 2199: check the year."))
    refuse_unless(starts_on is None or starts_on.year >= 1970, _("This is before 1970: check the year."))
    return starts_on, ends_on

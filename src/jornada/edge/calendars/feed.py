"""The calendar of a person: planned touches as events, under a secret link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.plans import usual_minutes
from jornada.apps.org.models import User
from jornada.edge.calendars.models import CalendarFeed

MOST = 2000
BACK = timedelta(days=60)
SEEN_EVERY = timedelta(minutes=5)


def make_link(user: User) -> str:
    """Return the secret of a new link, this one time; the person's earlier link ends."""
    secret = secrets.token_urlsafe(32)
    values = {"digest": _digest(secret), "created_at": timezone.now(), "read_at": None}
    CalendarFeed.objects.update_or_create(user=user, defaults=values)
    return secret


def revoke_link(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def user_of(secret: str) -> User | None:
    """Return whose link this is, when it is in use and its owner still works here."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=_digest(secret)).first()
    if feed is None or not feed.user.is_active:
        return None
    now = timezone.now()
    if feed.read_at is None or now - feed.read_at > SEEN_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed.user


def calendar_of(user: User, now: datetime | None = None) -> bytes:
    """Write the person's tasks and meetings, those of the last two months and all to come, in their language."""
    now = now or timezone.now()
    rows = PlannedTouch.objects.filter(owner=user, cancelled_at=None, due_at__gte=now - BACK)
    rows = rows.select_related("activity", "account", "contact").order_by("due_at", "id")[:MOST]
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Jornada//Jornada//")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", "Jornada · " + _("My day"))
        calendar.add("x-wr-timezone", user.time_zone)
        for row in rows:
            calendar.add_component(_event(row))
        return calendar.to_ical()


def _event(row: PlannedTouch) -> Event:
    """Write one task; its instants in UTC, which every calendar shows in its reader's zone."""
    start = row.due_at.astimezone(UTC)
    event = Event()
    event.add("uid", f"task-{row.pk}@jornada")
    event.add("dtstamp", row.created_at.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=row.minutes or usual_minutes(row.activity.channel)))
    done = "✓ " if row.done_at else ""
    place = row.account or row.contact
    event.add("summary", f"{done}{row.title}" + (f" · {place}" if place else ""))
    event.add("description", _description(row, place))
    if row.remind_at:
        event.add_component(_alarm(row))
    return event


def _description(row: PlannedTouch, place: Any) -> str:
    link = f"{settings.SITE_URL}{place.get_absolute_url()}" if place and settings.SITE_URL else ""
    return "\n".join(filter(None, (row.kind, str(row.contact or ""), link)))


def _alarm(row: PlannedTouch) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", row.title)
    alarm.add("trigger", -timedelta(minutes=row.remind_before or 0))
    return alarm


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

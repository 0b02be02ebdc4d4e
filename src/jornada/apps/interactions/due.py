"""Which tasks are due when: My day and the list of tasks ask here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from jornada.apps.interactions.models import Channel, PlannedTouch

MEETINGS = (Channel.IN_PERSON, Channel.VIDEO, Channel.EVENT)


def due(rows: QuerySet[PlannedTouch], when: str, now: datetime) -> QuerySet[PlannedTouch]:
    """Keep the tasks that are `late`, due later `today`, either of both (`due`), `later`, or `meetings` of today.

    Meetings to come have a heading of their own on My day and are not among those that are due.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if when == "due":
        return rows.filter(due_at__lt=midnight).exclude(due_at__gte=now, activity__channel__in=MEETINGS)
    if when == "meetings":
        return rows.filter(due_at__gte=now, due_at__lt=midnight, activity__channel__in=MEETINGS)
    spans = {"late": {"due_at__lt": now}, "today": {"due_at__gte": now, "due_at__lt": midnight}}
    return rows.filter(**spans.get(when, {"due_at__gte": midnight}))

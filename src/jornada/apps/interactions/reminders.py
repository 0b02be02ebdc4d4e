"""What the worker does about tasks: tell their owners before they are due."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.places import place_of_row
from jornada.apps.org.notices import tell
from jornada.rules.zones import zone_named

BATCH = 500
DUE_SOON = gettext_noop("“%(task)s” is due %(when)s.")


def remind(now: datetime | None = None) -> int:
    """Tell the owners of tasks whose reminder has come; return how many. By many workers at once still once each."""
    now = now or timezone.now()
    open_tasks = PlannedTouch.objects.filter(done_at=None, cancelled_at=None, owner__isnull=False)
    rows = open_tasks.filter(remind_at__lte=now).select_related("activity", "owner", "account", "contact")
    return sum(_remind(row, now) for row in rows.order_by("remind_at")[:BATCH])


def _remind(row: PlannedTouch, now: datetime) -> int:
    with transaction.atomic():
        claimed = PlannedTouch.objects.filter(pk=row.pk, remind_at=row.remind_at).update(remind_at=None)
        if not claimed:
            return 0
        with translation.override(row.owner.language):
            when = date_format(row.due_at.astimezone(zone_named(row.owner.time_zone)), "SHORT_DATETIME_FORMAT")
            place = place_of_row(row)
            url = place.url if place.account or place.contact else reverse("task_list")
            key = f"task:{row.pk}:{row.remind_at.isoformat()}"
            return tell([row.owner], "task_due", DUE_SOON, url=url, key=key, now=now, task=row.title[:80], when=when)

"""Tasks that rules make: an account at a stage, silent for too long. Once for each silence; a touch closes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.journeys.models import Map, SilenceRule
from jornada.apps.market.models import Account
from jornada.apps.org import history
from jornada.apps.org.calendars import calendars_of_people
from jornada.apps.org.models import User
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.working_time import next_opening

BATCH = 500
MARK = "silence:"


def look_for_silence(now: datetime | None = None) -> tuple[int, int]:
    """Close what a touch has answered, and make the tasks that have come due; return (closed, made)."""
    now = now or timezone.now()
    closed = _close_answered(now)
    rules = SilenceRule.objects.filter(is_active=True).select_related("activity", "owner")
    return closed, sum(_make(rule, now) for rule in rules)


def silent_accounts(rule: SilenceRule, now: datetime) -> QuerySet[Account]:
    """Return the accounts that a rule would give a task now: nothing is planned, and this silence had none yet.

    Of an account that nobody ever touched, `since` is when it came in.
    """
    long_ago = now - timedelta(days=rule.days)
    planned = PlannedTouch.objects.filter(account=OuterRef("pk"), done_at=None, cancelled_at=None)
    had = PlannedTouch.objects.filter(account=OuterRef("pk"), cause__startswith=f"{MARK}{rule.pk}:")
    had = had.filter(created_at__gte=OuterRef("since"))
    untouched = Q(touch_summary__last_at=None, created_at__lt=long_ago)
    rows = Account.objects.annotate(since=Coalesce("touch_summary__last_at", "created_at"))
    rows = rows.filter(Q(touch_summary__last_at__lt=long_ago) | untouched)
    if rule.stage:
        rows = rows.filter(position__stage__code=rule.stage, position__stage__map__status=Map.Status.ACTIVE)
    rows = rows if rule.owner_id else rows.filter(owner__is_active=True)
    return rows.filter(~Exists(planned), ~Exists(had)).select_related("owner", "touch_summary")


def _make(rule: SilenceRule, now: datetime) -> int:
    rows = list(silent_accounts(rule, now).order_by("since", "pk")[:BATCH])
    calendars = calendars_of_people({rule.owner or account.owner for account in rows}, now)
    return sum(_task(rule, account, now, calendars) for account in rows)


def _task(rule: SilenceRule, account: Account, now: datetime, calendars: Mapping[int, WorkingCalendar]) -> bool:
    """Make the task, due when its owner works next; a silence that has one already keeps that one."""
    owner = rule.owner or account.owner
    cause = f"{MARK}{rule.pk}:{account.pk}:{account.since.isoformat()}"
    values = {"account": account, "activity": rule.activity, "owner": owner, "note": _note(account, owner, now)}
    due = next_opening(now, calendars[owner.pk])
    with transaction.atomic():
        task, is_new = PlannedTouch.objects.get_or_create(
            cause=cause, defaults={**values, "due_at": due, "created_at": now}
        )
        if is_new:
            history.record_created(None, task)
    return is_new


def _note(account: Account, owner: User, now: datetime) -> str:
    summary = getattr(account, "touch_summary", None)
    days = {"days": (now - account.since).days}
    with translation.override(owner.language):
        if summary is None or summary.last_at is None:
            return _("Not touched yet, %(days)s days after it came in") % days
        return _("No touch for %(days)s days") % days


def _close_answered(now: datetime) -> int:
    rows = PlannedTouch.objects.filter(done_at=None, cancelled_at=None, cause__startswith=MARK)
    return sum(_close(row.pk, now) for row in rows.filter(account__touch_summary__last_at__gt=F("created_at"))[:BATCH])


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

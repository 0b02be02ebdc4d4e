"""Tasks that rules make: an account at a stage, silent for too long. Once for each silence; a touch closes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.journeys.models import Map, SilenceRule
from jornada.apps.market.models import Account
from jornada.apps.org import history

BATCH = 500
MARK = "silence:"


def look_for_silence(now: datetime | None = None) -> tuple[int, int]:
    """Close what a touch has answered, and make the tasks that have come due; return (closed, made)."""
    now = now or timezone.now()
    closed = _close_answered(now)
    rules = SilenceRule.objects.filter(is_active=True).select_related("activity", "owner")
    return closed, sum(_make(rule, now) for rule in rules)


def silent_accounts(rule: SilenceRule, now: datetime) -> QuerySet[Account]:
    """Return the accounts that a rule would give a task now: nothing is planned, and this silence had none yet."""
    planned = PlannedTouch.objects.filter(account=OuterRef("pk"), done_at=None, cancelled_at=None)
    had = PlannedTouch.objects.filter(account=OuterRef("pk"), cause__startswith=f"{MARK}{rule.pk}:")
    had = had.filter(created_at__gte=OuterRef("touch_summary__last_at"))
    rows = Account.objects.filter(touch_summary__last_at__lt=now - timedelta(days=rule.days))
    if rule.stage:
        rows = rows.filter(position__stage__code=rule.stage, position__stage__map__status=Map.Status.ACTIVE)
    rows = rows if rule.owner_id else rows.filter(owner__is_active=True)
    return rows.filter(~Exists(planned), ~Exists(had)).select_related("owner", "touch_summary")


def _make(rule: SilenceRule, now: datetime) -> int:
    rows = silent_accounts(rule, now).order_by("touch_summary__last_at", "pk")[:BATCH]
    return sum(_task(rule, account, now) for account in rows)


def _task(rule: SilenceRule, account: Account, now: datetime) -> bool:
    owner, last = rule.owner or account.owner, account.touch_summary.last_at
    with translation.override(owner.language):
        note = _("No touch for %(days)s days") % {"days": (now - last).days}
    cause = f"{MARK}{rule.pk}:{account.pk}:{last.isoformat()}"
    values = {"account": account, "activity": rule.activity, "owner": owner, "note": note}
    with transaction.atomic():
        task, is_new = PlannedTouch.objects.get_or_create(
            cause=cause, defaults={**values, "due_at": now, "created_at": now}
        )
        if is_new:
            history.record_created(None, task)
    return is_new


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

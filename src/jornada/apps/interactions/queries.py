"""Reads of the log; what a person may see of it is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch, Touch, TouchSummary
from jornada.apps.interactions.places import Place, visible_tasks
from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access
from jornada.rules.catalogue import DECISIONS

MONTH = timedelta(days=30)
SHOWN_MONTHS = 12


def live_touches() -> QuerySet[Touch]:
    """Return the touches that count: neither voided nor voiding."""
    return Touch.objects.filter(voids=None, voided_by=None)


def interactions(touches: QuerySet[Touch]) -> QuerySet[Touch]:
    """Leave out our own decisions, which stand in the log but are no interaction with the buyer."""
    return touches.exclude(activity__code__in=sorted(DECISIONS))


def visible_touches(user: Any) -> QuerySet[Touch]:
    """Return the touches of visible accounts and visible threads; without an account, of visible contacts."""
    far = access.how_far(user, "account", "view")
    sees = ~Q(account=None) if far == "all" else Q(account__in=visible_accounts(user))
    sees |= Q(account=None, contact__in=visible_contacts(user))
    for threads in visible_thread_ids(user):
        sees |= Q(thread__in=threads)
    return Touch.objects.filter(sees)


def touches_at(user: Any, place: Place) -> QuerySet[Touch]:
    """Return the touches of a place with what a timeline shows; voided ones too, voiding rows not."""
    rows = visible_touches(user).filter(**place.filters, voids=None)
    return rows.select_related("activity", "user", "contact", "voided_by__user")


def manual_activities() -> QuerySet[Activity]:
    """Return what people record by hand, in the order of the catalogue."""
    return Activity.objects.filter(is_active=True, is_manual=True).order_by("order", "code")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many interactions: in all, in the last 30 days, in the 30 before, and by month and channel."""

    total: int
    recent: int
    before: int
    last_at: datetime | None
    by_month: dict[tuple[date, str], int]

    @property
    def trend(self) -> int | None:
        """Return by how many interactions the last 30 days differ from the 30 before; None when both are empty."""
        return self.recent - self.before if self.recent or self.before else None


def numbers_at(user: Any, place: Place, now: datetime | None = None) -> Numbers:
    """Count the interactions of a place, straight from the log (two queries)."""
    now = now or timezone.now()
    rows = interactions(visible_touches(user)).filter(**place.filters, voids=None, voided_by=None)
    found = rows.aggregate(
        total=Count("id"),
        recent=Count("id", filter=Q(at__gt=now - MONTH, at__lte=now)),
        before=Count("id", filter=Q(at__gt=now - 2 * MONTH, at__lte=now - MONTH)),
        last_at=Max("at"),
    )
    monthly = rows.filter(at__gte=now - timedelta(days=31 * SHOWN_MONTHS))
    monthly = monthly.annotate(month=TruncMonth("at")).values_list("month", "channel").annotate(Count("id"))
    by_month = {(month.date(), channel): number for month, channel, number in monthly.order_by()}
    return Numbers(**found, by_month=by_month)


def open_tasks_at(user: Any, place: Place) -> QuerySet[PlannedTouch]:
    """Return the open tasks of a place, the next due first."""
    rows = visible_tasks(user).filter(**place.filters)
    return rows.select_related("activity", "owner", "contact").order_by("due_at", "id")


def summaries(account_ids: Sequence[int]) -> dict[int, TouchSummary]:
    return TouchSummary.objects.in_bulk(account_ids)


def has_decisions_only() -> bool:
    """Tell whether the accounts in the log have decisions of ours, and no interaction."""
    # The first one with an interaction ends the search; the highest number would need them all.
    return not TouchSummary.objects.filter(number__gt=0).exists() and TouchSummary.objects.exists()


def numbers_of_contacts(contact_ids: Sequence[int]) -> dict[int, int]:
    """Count the interactions of each of these people (one query)."""
    rows = interactions(live_touches()).filter(contact__in=contact_ids)
    return dict(rows.values_list("contact").annotate(Count("id")))


def last_touches_of_contacts(contact_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each of these people was last in touch (one query)."""
    return dict(live_touches().filter(contact__in=contact_ids).values_list("contact").annotate(Max("at")))


def activity_labels(_record: str, _user: Any) -> dict[str, tuple[str, str]]:
    """Name the activities in both languages, for conditions."""
    rows = Activity.objects.filter(is_active=True).values_list("code", "label_en", "label_pt")
    return {code: (english, portuguese) for code, english, portuguese in rows}

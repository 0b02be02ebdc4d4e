"""Reads of the log; what a person may see of it is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, Func, IntegerField, Max, OuterRef, Q, QuerySet, When
from django.utils import timezone

from jornada.apps.interactions.activities import activities
from jornada.apps.interactions.models import Activity, PlannedTouch, Touch, TouchSummary
from jornada.apps.interactions.places import Place, visible_tasks
from jornada.apps.interactions.plans import OURS, PLANNED
from jornada.apps.interactions.privacy import not_hidden
from jornada.apps.interactions.reach import seen, sees_many
from jornada.apps.org import access
from jornada.rules.access import Record
from jornada.rules.catalogue import DECISIONS

MONTH = timedelta(days=30)
SHOWN_MONTHS = 12
LATEST = 2_000
# The records that a touch can be seen through.
PLACES: tuple[Record, ...] = ("account", "contact", "lead", "opportunity")


class IsEmpty(Func):
    """Say of a column in which nearly all is empty that it is, without SQLite reading all of it by its index."""

    template = "%(expressions)s IS NULL"
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template=f"+{self.template}", **more)


def live_touches() -> QuerySet[Touch]:
    """Return the touches that count: neither voided nor voiding."""
    voiding = Touch.objects.filter(voids=OuterRef("pk"))
    return Touch.objects.filter(~Exists(voiding), IsEmpty("voids"))


def interactions(touches: QuerySet[Touch]) -> QuerySet[Touch]:
    """Leave out our own decisions, which stand in the log but are no interaction with the buyer.

    By their numbers: a table of activities beside the log invites databases to begin there, with every touch there is.
    """
    return touches.exclude(activity__in=[row.pk for row in activities() if row.code in DECISIONS])


def visible_touches(user: Any) -> QuerySet[Touch]:
    """Return the touches of visible accounts and visible threads; without an account, of visible contacts.

    Private ones only to their participants.
    """
    return not_hidden(_within_reach(user, row_by_row=sees_many(user)), user)


def _within_reach(user: Any, *, row_by_row: bool) -> QuerySet[Touch]:
    if all(access.how_far(user, record, "view") == "all" for record in PLACES):
        return Touch.objects.exclude(account=None, contact=None, thread=None)
    return Touch.objects.filter(seen(user, row_by_row=row_by_row))


def touches_at(user: Any, place: Place) -> QuerySet[Touch]:
    """Return the touches of a place with what a timeline shows; voided ones too, voiding rows not."""
    rows = not_hidden(_visible_at(user, place).filter(voids=None), user)
    return rows.select_related("activity", "user", "contact", "voided_by__user", "private")


def _visible_at(user: Any, place: Place) -> QuerySet[Touch]:
    """Whoever sees an account sees all its touches; elsewhere each touch is asked for its own reason."""
    is_account = list(place.filters) == ["account"] and access.may(user, "account", "view", place.account)
    return (Touch.objects if is_account else _within_reach(user, row_by_row=True)).filter(**place.filters)


def has_recorded(user: Any) -> bool:
    """Say whether the user recorded one of the latest touches: the log has no index by who recorded.

    What the program notes of a person's doing (a deal opened, a lead accepted) is none that the person recorded.
    """
    latest = Touch.objects.order_by("-pk").values("pk")[:LATEST]
    recorded = Touch.objects.filter(pk__in=latest, user=user, source="manual", voids=None)
    return recorded.filter(activity__is_manual=True).exists()


def manual_activities() -> QuerySet[Activity]:
    """Return what people record by hand, in the order of the catalogue."""
    return Activity.objects.filter(is_active=True, is_manual=True).order_by("order", "code")


def plannable_activities() -> QuerySet[Activity]:
    """Return what the planning form offers: one activity for each thing to do, and the company's own."""
    return manual_activities().filter(Q(code__in=PLANNED) | ~Q(code__in=OURS))


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
    """Count the interactions of a place, straight from the log (one query).

    The month is found by comparing with twelve instants: cutting the time zone's months out of each instant is, on
    SQLite, a call into Python for every touch.
    """
    now = now or timezone.now()
    months = _last_months(timezone.localtime(now).date())
    rows = interactions(_visible_at(user, place)).filter(voids=None, voided_by=None)
    counted = (
        rows.values_list(_month_number(months), "channel")
        .order_by()
        .annotate(
            number=Count("*"),
            recent=Count("id", filter=Q(at__gt=now - MONTH, at__lte=now)),
            before=Count("id", filter=Q(at__gt=now - 2 * MONTH, at__lte=now - MONTH)),
            last_at=Max("at"),
        )
    )
    found = list(counted)
    return Numbers(
        total=sum(row[2] for row in found),
        recent=sum(row[3] for row in found),
        before=sum(row[4] for row in found),
        last_at=max((row[5] for row in found), default=None),
        by_month={(months[place], channel): number for place, channel, number, *_ in found if place >= 0},
    )


def _last_months(today: date) -> list[date]:
    """Return the first days of this month and of those before it, the latest first."""
    this = today.year * 12 + today.month - 1
    return [date((this - back) // 12, (this - back) % 12 + 1, 1) for back in range(SHOWN_MONTHS)]


def _month_number(months: Sequence[date]) -> Case:
    """Say in which of these months a touch falls; -1 for earlier ones and those of a month to come."""
    zone = timezone.get_current_timezone()
    starts = [datetime(day.year, day.month, 1, tzinfo=zone) for day in months]
    to_come = datetime(months[0].year + months[0].month // 12, months[0].month % 12 + 1, 1, tzinfo=zone)
    cases = [When(at__gte=to_come, then=-1), *(When(at__gte=start, then=n) for n, start in enumerate(starts))]
    return Case(*cases, default=-1, output_field=IntegerField())


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
    rows = interactions(live_touches()).filter(contact__in=contact_ids)
    return dict(rows.values_list("contact").annotate(Max("at")))


def activity_labels(_record: str, _user: Any) -> dict[str, tuple[str, str]]:
    """Name the activities in both languages, for conditions."""
    return {row.code: (row.label_en, row.label_pt) for row in activities() if row.is_active}

"""Reads of leads; what a person may see of them is decided here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.threads import ThreadPage
from jornada.apps.leads.models import Lead, Program, Source
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.owners import owned_by, owned_by_some
from jornada.apps.org.statements import kept_cursor
from jornada.rules.access import Action

OFFERED, ACCEPTED, REFUSED, RETURNED, QUALIFIED = (
    "handoff.offered",
    "handoff.accepted",
    "handoff.refused",
    "handoff.returned",
    "lead.qualified",
)
HANDOFF = (OFFERED, ACCEPTED, REFUSED, RETURNED, QUALIFIED)
SET_ASIDE = ("subject.parked", "lead.discarded")
# Of which no person is known, in SQL; see `of_company_alone`.
COMPANY_ALONE = "coalesce(contact_id, 0) = 0"


def visible_leads(user: Any, action: Action = "view") -> QuerySet[Lead]:
    return access.scope(Lead.objects.all(), user, "lead", action)


def sources() -> QuerySet[Source]:
    return Source.objects.filter(is_active=True).order_by("order", "code")


def programs() -> QuerySet[Program]:
    return Program.objects.order_by(NAME)


def program_names(ids: Collection[int]) -> dict[int, str]:
    return dict(Program.objects.filter(pk__in=ids).values_list("pk", "name"))


def pages_of_threads(user: Any, thread_ids: Collection[int]) -> dict[int, ThreadPage]:
    """Name the leads that live on these threads, those that the person may see."""
    rows = visible_leads(user).filter(thread__in=thread_ids).only("pk", "name", "thread_id")
    return {row.thread_id: ThreadPage(row.get_absolute_url(), row.name) for row in rows}


def earlier_leads(account: Account | None, contact: Contact | None) -> QuerySet[Lead]:
    """Return the leads of the same person, or of the same company when no person is known; oldest first."""
    if contact is not None:
        rows = Lead.objects.filter(contact=contact)
    elif account is not None:
        rows = of_company_alone(Lead.objects.filter(account=account))
    else:
        rows = Lead.objects.none()
    return rows.order_by("created_at", "id")


def of_company_alone(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Keep the leads of which no person is known.

    Written so that no index of contacts is asked: half of all leads may be such, where SQLite expects one or two.
    """
    return rows.filter(Exact(Coalesce("contact_id", Value(0)), 0))


def next_cycle(account: Account | None, contact: Contact | None) -> int:
    return past_of(account, contact)[1] + 1


def past_of(account: Account | None, contact: Contact | None) -> tuple[int | None, int]:
    """Return the source of the first of the earlier leads, and the cycle of the latest; 0 when there is none."""
    if contact is None and account is None:
        return None, 0
    same = f"account_id = %s AND {COMPANY_ALONE}" if contact is None else "contact_id = %s"
    sql = f"SELECT source_id, max(cycle) OVER () FROM leads_lead WHERE {same} ORDER BY created_at, id LIMIT 1"
    with kept_cursor(connection) as cursor:
        cursor.execute(sql, [(contact or account).pk])  # type: ignore[union-attr]
        return cursor.fetchone() or (None, 0)


def last_handoff(lead: Lead) -> Touch | None:
    """Return the latest step of the hand-off that still counts: offered, answered or qualified."""
    return (
        Touch.objects.filter(thread=lead.thread_id, activity__code__in=HANDOFF, voids=None, voided_by=None)
        .select_related("activity", "user")
        .order_by("-at", "-id")
        .first()
    )


def last_step(lead: Lead) -> str:
    """Return the code of the latest step of the hand-off that still counts; blank before the first."""
    rows = Touch.objects.filter(thread=lead.thread_id, activity__code__in=HANDOFF, voids=None, voided_by=None)
    return rows.order_by("-at", "-id").values_list("activity__code", flat=True).first() or ""


def offered_to(user: Any) -> QuerySet[Lead]:
    """Return the open leads of a person that wait for an answer: accepted or refused."""
    return waiting(user, [user.pk])


def waiting(user: Any, owners: Iterable[int]) -> QuerySet[Lead]:
    """Return the open leads of these people that wait for an answer, as far as the user may give it."""
    return still_open(owned_by_some(visible_leads(user, "change"), owners)).filter(offered_at__isnull=False)


def owned_by_one(user: Any) -> QuerySet[Lead]:
    """Return the leads of one person, however they ended: without any, no section of My day has lines of leads."""
    return Lead.objects.filter(owned_by([user.pk]))


def is_decided(record: Any) -> bool:
    """Say whether the opportunity of a thread is won or lost; the record is one, a lead that became one, or a thread.

    What was to be found out about the buyer is a record of the past then.
    """
    deal = record if hasattr(record, "outcome") else getattr(record, "opportunity", None)
    return deal is not None and deal.outcome != "open"


def still_open(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Keep the open leads, named by what they are not.

    Where nearly all are open, SQLite would else take the index of statuses, and not that of whose they are or of what
    they are sorted by.
    """
    return rows.exclude(status__in=[status for status in Lead.Status if status != Lead.Status.OPEN])


def with_last_step(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Know of each lead, as `step`, the code of the latest step of the hand-off that still counts."""
    steps = Touch.objects.filter(thread=OuterRef("thread"), activity__code__in=HANDOFF, voids=None, voided_by=None)
    return rows.alias(step=Subquery(steps.order_by("-at", "-id").values("activity__code")[:1]))


def owned_of(field: str) -> Callable[[Any], Exists]:
    """Return what lets a person see the account or contact of a lead that is the person's own, offered or accepted."""

    def reason(user: Any) -> Exists:
        aside = (Lead.Status.PARKED, Lead.Status.DISCARDED)
        mine = visible_leads(user).filter(owned_by([user.pk])).exclude(status__in=aside)
        return Exists(mine.filter(**{field: OuterRef("pk")}))

    return reason


def last_parking(lead: Lead) -> Touch | None:
    """Return the touch that parked or discarded the lead, when it still counts."""
    return (
        Touch.objects.filter(thread=lead.thread_id, activity__code__in=SET_ASIDE, voids=None, voided_by=None)
        .order_by("-at", "-id")
        .first()
    )

"""Reads of reasons, of leads that are set aside, and of those that came back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.models import FIRST_CYCLE, Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.org.owners import of_people
from jornada.apps.org.sets import among, one_parameter, rows_among
from jornada.rules.qualification import COMES_BACK

ASIDE = (Lead.Status.PARKED, Lead.Status.DISCARDED)
TAKEN = (Lead.Type.SAL, Lead.Type.SQL)
# As the index `lead_set_aside` is made: SQLite uses one of some rows only where a query says the same, word by word.
IN_INDEX = "leads_lead.status IN ('parked', 'discarded')"
FRESH = timedelta(days=14)
BACK = "lead.returned"


@dataclass(frozen=True)
class ReasonFigures:
    """How many leads of a reason are parked and discarded, wait for a day, came back, and were accepted then."""

    reason: DispositionReason | None
    parked: int
    discarded: int
    waiting: int
    returned: int
    accepted: int

    @property
    def total(self) -> int:
        return self.parked + self.discarded


def reasons(kind: str) -> QuerySet[DispositionReason]:
    """Return the reasons in use to `park` or to `discard`."""
    return DispositionReason.objects.filter(is_active=True, **{f"{kind}s": True}).order_by("order", "id")


def reason_named(kind: str, text: str) -> tuple[DispositionReason, str]:
    """Find a reason by its code or label; other words are a note to the last reason of the list, "other"."""
    bare = " ".join(text.split())
    for row in DispositionReason.objects.all():
        if bare.casefold() in (row.code, row.label_en.casefold(), row.label_pt.casefold()):
            return row, ""
    other, _made = DispositionReason.objects.get_or_create(
        code="other", defaults={"label_en": "Another reason", "label_pt": "Outro motivo", "parks": True}
    )
    return other, bare


def due_back(today: date) -> QuerySet[Lead]:
    """Return the leads whose day to come back is here."""
    return Lead.objects.filter(status__in=ASIDE, return_on__lte=today, returned_as=None).order_by("return_on", "pk")


def with_aside(account_ids: Collection[int]) -> list[int]:
    """Return which of these accounts have leads that are set aside: few, so that the others need not be asked more."""
    sql = f"SELECT DISTINCT account_id FROM leads_lead WHERE {among('account_id')} AND status IN (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [one_parameter(sorted(account_ids)), *ASIDE])
        return [pk for (pk,) in cursor.fetchall()]


def woken_by_buyers(account_ids: Collection[int], now: datetime) -> QuerySet[Lead]:
    """Return the set-aside leads of these accounts whose buyer has done something since.

    Where a later lead of the same buyer is there, what the buyer did belongs to that one.
    """
    acts = Touch.objects.filter(
        account=OuterRef("account"),
        at__gt=OuterRef("set_aside_at"),
        at__lte=now,
        activity__code__in=COMES_BACK,
        direction="in",
        human=True,
        voids=None,
        voided_by=None,
    )
    mine = acts.filter(Q(contact=OuterRef("contact")) | Q(contact=None))
    aside = Lead.objects.filter(status__in=ASIDE, returned_as=None, disposition__wakes=True)
    later = Lead.objects.filter(cycle__gt=OuterRef("cycle"))
    of_company = later.filter(contact=None, account=OuterRef("account"))
    rows = rows_among(aside, "account_id", account_ids).exclude(Exists(later.filter(contact=OuterRef("contact"))))
    rows = rows.exclude(Q(contact=None) & Exists(of_company))
    return rows.filter(Q(contact=None) & Exists(acts) | Exists(mine)).order_by("pk")


def fresh_returns(user: Any, owners: Iterable[int], now: datetime) -> QuerySet[Lead]:
    """Return the leads that came back lately and that nobody has touched since.

    Who is back is in a second cycle at least: an index of its own holds those.
    """
    return just_back(visible_leads(user).filter(of_people(owners)), now).order_by("created_at", "pk")


def just_back(rows: QuerySet[Lead], now: datetime) -> QuerySet[Lead]:
    """Keep the leads that came back lately and that nobody has touched since."""
    touches = Touch.objects.filter(thread=OuterRef("thread"), voids=None, voided_by=None)
    worked, back = touches.exclude(activity__code=BACK), touches.filter(activity__code=BACK)
    later = rows.filter(cycle__gt=FIRST_CYCLE, created_at__gte=now - FRESH)
    return later.filter(Exists(back), ~Exists(worked), status=Lead.Status.OPEN)


def figures(user: Any) -> list[ReasonFigures]:
    """Count the leads that the person sees by reason."""
    known = DispositionReason.objects.in_bulk()
    counted: dict[int | None, Counter[str]] = defaultdict(Counter)
    for row in _counted_aside(user):
        counted[row["disposition"]][row["status"]] += row["number"]
        counted[row["disposition"]]["waiting"] += row["days"]
    for row in _counted_returned(user):
        so_far = counted[row["returned_from__disposition"]]
        so_far["waiting"] -= row["days"] if row["returned_from__status"] in ASIDE else 0
        so_far["returned"] += row["number"]
        so_far["accepted"] += row["number"] if row["type"] in TAKEN else 0
    names = ("parked", "discarded", "waiting", "returned", "accepted")
    found = [ReasonFigures(known.get(pk), *(number[name] for name in names)) for pk, number in counted.items()]
    return sorted(found, key=lambda each: (-each.total, each.reason.order if each.reason else 0))


def _counted_aside(user: Any) -> QuerySet[Lead, dict[str, Any]]:
    """Count by reason and status from their own index alone: they may be a quarter of all leads."""
    rows = visible_leads(user).filter(RawSQL(IN_INDEX, (), BooleanField()))  # noqa: S611 (words of our own)
    return rows.order_by().values("disposition", "status").annotate(number=Count("*"), days=Count("return_on"))


def _counted_returned(user: Any) -> QuerySet[Lead, dict[str, Any]]:
    """Count those that came back, by reason and by what became of them: few, and in a second cycle at least."""
    seen = Exists(visible_leads(user).filter(pk=OuterRef("returned_from")))
    rows = Lead.objects.filter(seen, cycle__gt=FIRST_CYCLE)
    by = rows.order_by().values("returned_from__disposition", "returned_from__status", "type")
    return by.annotate(number=Count("*"), days=Count("returned_from__return_on"))


def reasons_in_use() -> QuerySet[DispositionReason]:
    return DispositionReason.objects.annotate(number=Count("leads")).order_by("order", "id")


def of_reason(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(disposition=None, status__in=ASIDE) if value == "none" else rows.filter(disposition=value)

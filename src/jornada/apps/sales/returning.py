"""Lost opportunities whose buyer comes back by itself: on the day that its reason planned, as the next cycle."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.leads import queries as leads
from jornada.apps.leads.disposition.actions import begin_cycle, head_of, origin_of, refuse_return
from jornada.apps.leads.disposition.returning import has_open_lead
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.org import access, edits
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.queries import workspace
from jornada.apps.sales.models import LossReason, Opportunity
from jornada.rules.disposition import Standing, return_day
from jornada.ui.cells import in_digits

MOST = 500
Outcome = Opportunity.Outcome
WORDS = {
    "not_aside": gettext_lazy("This opportunity is not lost: there is nothing to come back from."),
    "back_already": gettext_lazy("It came back as a lead already; work on that one."),
}


def planned(row: Opportunity, reason: LossReason) -> date | None:
    """Say when the buyer of an opportunity that is lost today comes back, as the reason has it for this cycle."""
    return return_day(today(), cycle_of(row), reason.days)


def cycle_of(row: Opportunity) -> int:
    """Return the cycle of a buyer that an opportunity belongs to: that of its lead."""
    return row.lead.cycle if row.lead else leads.next_cycle(row.account, row.contact)


def bring_back(user: Any, opportunity: Opportunity) -> Lead:
    """Begin the next cycle of a lost opportunity now."""
    access.require(user, "opportunity", "change", opportunity)
    access.require(user, "lead", "create")
    return come_back(user, opportunity, _("Brought back by hand"))


def come_back(user: Any, opportunity: Opportunity, why: str, now: datetime | None = None) -> Lead:
    """Begin the next cycle: a lead of its own on a new thread; the opportunity keeps its history and its end."""
    now = now or timezone.now()
    with transaction.atomic():
        row = edits.locked(opportunity)
        refuse_return(standing_of(row), WORDS)
        new = begin_cycle(user, {**head_of(row), **_origin(row)}, why, now, cycle_of(row))
        edits.write(user, row, {"returned_as": new, "return_on": None})
    return new


def standing_of(row: Opportunity) -> Standing:
    """Gather what says whether the buyer of an opportunity comes back."""
    return Standing(row.outcome == Outcome.LOST, row.returned_as_id is not None)


def bring_back_due(now: datetime | None = None) -> int:
    """Begin the next cycle of the lost opportunities whose day has come: what the worker does; return how many."""
    now = now or timezone.now()
    rows = Opportunity.objects.filter(
        outcome=Outcome.LOST, return_on__lte=day_of(now, company_zone()), returned_as=None
    )
    rows = rows.select_related("account", "contact", "owner", "lead", "loss_reason").order_by("return_on", "pk")
    with translation.override(workspace().language):
        return sum(_back(row, now) for row in rows[:MOST])


def today() -> date:
    """Return the day it is in the workspace's time zone."""
    return timezone.localdate(timezone=zone())


def zone() -> ZoneInfo:
    return ZoneInfo(workspace().time_zone)


def _back(row: Opportunity, now: datetime) -> int:
    """Bring a buyer back unless somebody works with them already, or was faster."""
    if is_worked(row):
        Opportunity.objects.filter(pk=row.pk).update(return_on=None)
        return 0
    why = _("lost on %(day)s: %(reason)s") % {"day": in_digits(row.closed_on), "reason": row.loss_words or "–"}
    try:
        come_back(None, row, why, now)
    except WrongMomentError:
        return 0
    return 1


def is_worked(row: Opportunity | Lead) -> bool:
    """Say whether an open lead or opportunity of the same person, or company, is there."""
    if has_open_lead(row):
        return True
    rows = Opportunity.objects.filter(outcome=Outcome.OPEN)
    if row.contact_id:
        return rows.filter(contact=row.contact_id).exists()
    return row.account_id is not None and rows.filter(account=row.account_id).exists()


def _origin(row: Opportunity) -> dict[str, Any]:
    """Return what the new lead takes over from the one that the opportunity grew out of."""
    if row.lead is None:
        return {}
    origin = origin_of(row.lead)
    return origin if not hasattr(row.lead, "returned_as") else {**origin, "returned_from": None}

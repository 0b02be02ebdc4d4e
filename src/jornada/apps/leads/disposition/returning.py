"""Leads that come back by themselves: their day is here, or their buyer has acted again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jornada.apps.leads import queries as leads
from jornada.apps.leads.disposition import queries
from jornada.apps.leads.disposition.actions import come_back
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.queries import company_zone, day_of
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.queries import workspace

MOST = 500
# Whether somebody works with the buyer of a lead already.
IsWorked = Callable[[Lead], bool]


def has_open_lead(row: Any) -> bool:
    """Say whether an open lead of the same person, or company, as that of a record is there."""
    return leads.earlier_leads(row.account, row.contact).filter(status=Lead.Status.OPEN).exists()


def bring_back_due(now: datetime | None = None, is_worked: IsWorked = has_open_lead) -> int:
    """Begin the next cycle of the leads whose day has come: what the worker does; return how many.

    Whom somebody works with already stays, and the day is over.
    """
    now = now or timezone.now()
    rows = queries.due_back(day_of(now, company_zone())).select_related("account", "contact", "owner", "competitor")
    back = 0
    with translation.override(_language()):
        for row in rows[:MOST]:
            if is_worked(row):
                Lead.objects.filter(pk=row.pk).update(return_on=None)
            else:
                back += _back(row, _why(row), now)
    return back


def bring_back_woken(
    account_ids: Collection[int], now: datetime | None = None, is_worked: IsWorked = has_open_lead
) -> int:
    """Begin the next cycle of the set-aside leads whose buyer did something that counts; return how many."""
    now = now or timezone.now()
    aside = queries.with_aside(account_ids)
    rows = list(queries.woken_by_buyers(aside, now).select_related("account", "contact", "owner")) if aside else []
    if not rows:
        return 0
    with translation.override(_language()):
        return sum(_back(row, _("the buyer acted again"), now) for row in rows if not is_worked(row))


def _why(lead: Lead) -> str:
    if lead.contract_ends_on and lead.competitor:
        values = {"competitor": lead.competitor, "day": date_format(lead.contract_ends_on, "SHORT_DATE_FORMAT")}
        return _("the contract with %(competitor)s ends on %(day)s") % values
    return _("its day to come back is here")


def _back(lead: Lead, why: str, now: datetime) -> int:
    """Bring a lead back unless somebody was faster."""
    try:
        come_back(None, lead, why, now)
    except WrongMomentError:
        return 0
    return 1


def _language() -> str:
    return workspace().language

"""Leads that come back by themselves: their day is here, or their buyer has acted again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

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


def bring_back_due(now: datetime | None = None) -> int:
    """Begin the next cycle of the leads whose day has come: what the worker does; return how many."""
    now = now or timezone.now()
    rows = queries.due_back(day_of(now, company_zone())).select_related("account", "contact", "owner", "competitor")
    with translation.override(_language()):
        return sum(_back(row, _why(row), now) for row in rows[:MOST])


def bring_back_woken(account_ids: Collection[int], now: datetime | None = None) -> int:
    """Begin the next cycle of the set-aside leads whose buyer did something that counts; return how many."""
    now = now or timezone.now()
    aside = queries.with_aside(account_ids)
    rows = list(queries.woken_by_buyers(aside, now).select_related("owner")) if aside else []
    if not rows:
        return 0
    with translation.override(_language()):
        return sum(_back(row, _("the buyer acted again"), now) for row in rows)


def _why(lead: Lead) -> str:
    if lead.contract_ends_on and lead.competitor:
        values = {"competitor": lead.competitor, "day": date_format(lead.contract_ends_on, "SHORT_DATE_FORMAT")}
        return _("the contract with %(competitor)s ends on %(day)s") % values
    return _("its day to come back is here")


def _back(lead: Lead, why: str, now: datetime) -> int:
    """Bring a lead back unless its buyer has an open one already, or somebody was faster."""
    if leads.earlier_leads(lead.account, lead.contact).filter(status=Lead.Status.OPEN).exists():
        Lead.objects.filter(pk=lead.pk).update(return_on=None)
        return 0
    try:
        come_back(None, lead, why, now)
    except WrongMomentError:
        return 0
    return 1


def _language() -> str:
    return workspace().language

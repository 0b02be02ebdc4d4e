"""Leads that became MQLs and were never offered: what routing would do with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.trial.past import Row
from jornada.apps.leads.models import Lead, LeadRung
from jornada.apps.leads.queries import visible_leads

MOST = 200_000


def rows_of(user: Any, first: datetime, last: datetime, held: timedelta) -> list[Row]:
    """Read them as if each had been offered when it became an MQL, and been on a desk for as long as others are."""
    rungs = LeadRung.objects.filter(type=Lead.Type.MQL, at__gte=first, at__lt=last, lead__in=visible_leads(user))
    rungs = rungs.exclude(Exists(Offer.objects.filter(lead=OuterRef("lead"))))
    fields = ("lead", "at", "lead__account", "lead__account__owner")
    found: dict[int, Row] = {}
    for lead, at, account, owner in rungs.order_by("at", "pk").values_list(*fields)[:MOST]:
        found.setdefault(lead, _row(lead, account, owner, at, at + held))
    return list(found.values())


def _row(lead: int, account: int | None, owner: int | None, at: datetime, until: datetime) -> Row:
    return Row(
        lead, lead, account, owner, None, "mql", at, None, None, False, False, None, until, None, None, None, None
    )

"""When the buyer of a lead last did something: one measure for My day, the ranking and the column of the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from jornada.apps.interactions.queries import interactions, live_touches
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact


def buyers_last(ids: Sequence[int]) -> dict[int, datetime]:
    """Find it for the leads of a page."""
    return buyers_last_of(Lead.objects.filter(pk__in=ids).values_list("pk", "contact_id", "account_id", named=True))


def buyers_last_of(leads: Sequence[Any]) -> dict[int, datetime]:
    """Find when the buyer of each lead last did something: its person or, where none is known, its company.

    What we wrote down of them, such as answers to an intent test or a loss, is nothing they did then.
    """
    of_people = _last_of(Contact, "contact", {lead.contact_id for lead in leads if lead.contact_id})
    companies = {lead.account_id for lead in leads if lead.account_id and not lead.contact_id}
    of_companies = _last_of(Account, "account", companies)
    found = {
        lead.pk: of_people.get(lead.contact_id) if lead.contact_id else of_companies.get(lead.account_id)
        for lead in leads
    }
    return {pk: at for pk, at in found.items() if at}


def _last_of(model: type[Account | Contact], field: str, ids: set[int]) -> dict[int, datetime | None]:
    """Walk the log of each back to the first touch that counts, instead of through all that they ever did."""
    live = interactions(live_touches()).filter(by="buyer", human=True, **{field: OuterRef("pk")})
    last = Subquery(live.order_by("-at").values("at")[:1])
    return dict(model.objects.filter(pk__in=ids).order_by().annotate(last_at=last).values_list("pk", "last_at"))

"""Parts of other pages that the hand-off fills: offers above the tasks, the offer on a lead's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from jornada.apps.handoff import queries, unaccept
from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.queue import rows_of, with_clocks
from jornada.apps.leads.models import Lead

SHOWN = 10


def offers_of_person(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    """Show, above a person's tasks, the leads that wait for their answer."""
    rows = rows_of(request.user, with_clocks(queries.queue_of(user))[: SHOWN + 1], timezone.now())
    noted = list(queries.offered_without_clock(user)[: SHOWN + 1])
    if not rows and not noted:
        return None
    more = len(rows) > SHOWN or len(noted) > SHOWN
    context = {"rows": rows[:SHOWN], "noted": noted[:SHOWN], "has_more": more}
    return {"template": "handoff/panel_tasks.html", "context": context}


def offer_of_lead(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    """Show on a lead's page its last offer, with the clock while it waits."""
    key = lead.offers.values_list("pk", flat=True).first()
    if key is None:  # as of most leads: what belongs to an offer takes twenty times as long to ask
        return None
    last = with_clocks(Offer.objects.filter(pk=key)).get()
    now = timezone.now()
    context = {
        "row": rows_of(request.user, [last], now)[0],
        "offer": last,
        "follow_up": getattr(last, "follow_up", None),
        "may_unaccept": unaccept.may_take_back(request.user, last, now),
    }
    return {"template": "handoff/panel_lead.html", "context": context}

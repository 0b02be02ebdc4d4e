"""Leads that are given to somebody else while their offer waits: the offer goes along, or nobody would answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Offer
from jornada.apps.leads.models import Lead


def on_updated(
    sender: Any, changes: Sequence[tuple[Any, Sequence[str], Mapping[str, str | None]]], user: Any, **_more: Any
) -> None:
    """Let open offers follow their leads, inside the change; what an offer itself moves has moved the offer before."""
    if sender is not Lead:
        return
    given = {row.pk: (row, before.get("owner")) for row, changed, before in changes if "owner" in changed}
    held = Offer.objects.select_for_update(of=("self",)).filter(lead__in=given, status__in=Offer.OPEN).exclude(to=None)
    now = timezone.now()
    for offer in held.order_by("pk") if given else ():
        lead, owner_before = given[offer.lead_id]
        if lead.owner is not None and str(offer.to_id) == owner_before:
            offers.follow(offer, lead.owner, now, by=user)

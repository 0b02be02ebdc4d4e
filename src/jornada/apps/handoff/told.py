"""Who is told of an offer: whoever receives it; where nobody could take it, the owners of the agreement."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from jornada.apps.handoff.models import Offer
from jornada.apps.org.models import Notice

OFFERED_TO_YOU = gettext_noop("“%(lead)s” was offered to you.")
NO_WAY = gettext_noop("Nobody could take “%(lead)s”: look at the routing rules.")


def notices_about(offer: Offer, now: datetime) -> list[Notice]:
    """Write the notices of an offer as it was given; the caller saves them."""
    kind, text, people = "offer", OFFERED_TO_YOU, {offer.to_id}
    if not offer.to_id:
        agreement = offer.version.agreement if offer.version else None
        kind, text = "no_way", NO_WAY
        people = {agreement.sales_owner_id, agreement.marketing_owner_id} if agreement else set()
    head = {"kind": kind, "text": text, "values": {"lead": str(offer.lead)}, "url": offer.get_absolute_url(), "at": now}
    key = f"{kind}:{offer.pk}:{now.isoformat()}"
    return [Notice(user_id=pk, key=f"{key}:{pk}", **head) for pk in sorted(people - {None})]

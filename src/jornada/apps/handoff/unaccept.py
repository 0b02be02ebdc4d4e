"""An acceptance that is taken back: the offer waits again where it stood, as if it had not been accepted.

Its clock never stood still, so the time in between counts. The log keeps both: that it was accepted, and taken back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import FollowUp, Offer, OfferEvent
from jornada.apps.handoff.unrefuse import open_again
from jornada.apps.leads import acceptance
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import refuse_unless
from jornada.rules.second_thoughts import is_fresh


def may_take_back(user: Any, offer: Offer, now: datetime) -> bool:
    """Say whether this person accepted the offer a short while ago, and nothing was done since that hangs on it."""
    is_mine = offer.status == Offer.Status.ACCEPTED and offer.answered_by_id == user.pk
    if not (is_mine and is_fresh(offer.answered_at, now)):
        return False
    return offer.lead.owner_id == user.pk and bool(acceptance.written_by(offer.lead))


def take_back(user: Any, offer: Offer, now: datetime | None = None) -> Offer:
    """Undo an acceptance: the lead waits again for whoever it was offered to, and is whose it was."""
    now = now or timezone.now()
    with transaction.atomic():
        # First the lead, then its offer, as whoever hands over does.
        lead = Lead.objects.select_for_update().get(pk=offer.lead_id)
        row = Offer.objects.select_for_update().get(pk=offer.pk)
        refuse_unless(
            may_take_back(user, row, now),
            _("This acceptance cannot be taken back any more: half an hour is over, or the lead went on."),
        )
        begun = FollowUp.objects.select_related("owner_before").filter(offer=row).first()
        owner = (begun and begun.owner_before) or row.to
        acceptance.undo(user, lead, owner, _("Acceptance taken back"))
        _forget(row, begun)
        open_again(row, now)
        offers.event(row, OfferEvent.Kind.UNACCEPTED, now, by=user)
    return row


def _forget(offer: Offer, begun: FollowUp | None) -> None:
    """Let the follow-up go, and with it the heat that the lead brought to the offer when it was accepted."""
    if begun is None:
        return
    if begun.has_heated:
        offer.is_hot = False
        offer.save(update_fields=["is_hot"])
    begun.delete()

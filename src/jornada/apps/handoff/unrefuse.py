"""A refusal that is taken back: the offer waits again where it stood, as if it had not been refused.

Its clock never stood still, so the time in between counts. The log keeps both, the refusal and that it was taken back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Offer, OfferEvent, RefusalReply
from jornada.apps.leads import actions as leads
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import refuse_unless
from jornada.rules.second_thoughts import is_fresh

TAKEN_BACK = gettext_noop("%(who)s took the refusal of “%(lead)s” back.")
UNANSWERED = {
    "answered_at": None,
    "answered_by": None,
    "answer_used": None,
    "is_breached": False,
    "reason": None,
    "answer_note": "",
    "rating": None,
}


def may_take_back(user: Any, offer: Offer, now: datetime) -> bool:
    """Say whether this person refused the offer a short while ago, and Marketing has not answered yet."""
    is_mine = offer.status == Offer.Status.REFUSED and offer.answered_by_id == user.pk
    if not (is_mine and is_fresh(offer.answered_at, now)):
        return False
    return RefusalReply.objects.filter(offer=offer, replied_at=None).exists()


def take_back(user: Any, offer: Offer, now: datetime | None = None) -> Offer:
    """Undo a refusal: the lead waits again for whoever it was offered to."""
    now = now or timezone.now()
    with transaction.atomic():
        # First the lead, then its offer, as whoever hands over does.
        lead = Lead.objects.select_for_update().get(pk=offer.lead_id)
        row = Offer.objects.select_for_update().get(pk=offer.pk)
        refuse_unless(may_take_back(user, row, now), _("This refusal cannot be taken back any more."))
        leads.reopen_offer(user, lead, row.to, row.offered_by, _("Refusal taken back"))
        RefusalReply.objects.filter(offer=row).delete()
        open_again(row, now)
        offers.event(row, OfferEvent.Kind.UNREFUSED, now, by=user)
        offers.tell_marketing(row, "unrefused", TAKEN_BACK, now, who=user, lead=lead)
    return row


def open_again(offer: Offer, now: datetime) -> None:
    """Let an offer wait as if nobody had answered it, with the clock it had."""
    is_asked = offer.questions.filter(answered_at=None).exists()
    offer.status = Offer.Status.ASKED if is_asked else Offer.Status.WAITING
    for name, value in UNANSWERED.items():
        setattr(offer, name, value)
    offer.save(update_fields=["status", *UNANSWERED])
    offers.settle(offer, now)
    if is_asked:
        Offer.objects.filter(pk=offer.pk).update(look_at=None)

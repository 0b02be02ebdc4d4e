"""Clocks of hand-overs after the machine's own clock was put back: none waits for an instant that has been already."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jornada.apps.handoff import derive
from jornada.apps.handoff.models import Assignment, FollowUp, Offer, Question
from jornada.apps.org.aged import SLACK


def set_right(now: datetime | None = None) -> int:
    """Have clocks begin now that would begin later, since the machine's was ahead; return how many hand-overs have one.

    Else what a seller does meanwhile would count for nothing, and whoever got the last lead ahead of time would stay
    the last one, so that the next of the turn got all leads.
    """
    now = now or timezone.now()
    limit = now + SLACK
    with transaction.atomic():
        given = set(Assignment.objects.filter(at__gt=limit).values_list("offer", flat=True))
        offers = Offer.objects.filter(status__in=Offer.OPEN)
        ahead = set(offers.filter(offered_at__gt=limit).values_list("pk", flat=True))
        ahead |= set(Question.objects.filter(asked_at__gt=limit).values_list("offer", flat=True))
        ahead |= set(Question.objects.filter(answered_at__gt=limit).values_list("offer", flat=True))
        Assignment.objects.filter(at__gt=limit).update(at=now)
        Question.objects.filter(asked_at__gt=limit).update(asked_at=now)
        Question.objects.filter(answered_at__gt=limit).update(answered_at=now)
        offers.filter(offered_at__gt=limit).update(offered_at=now)
        # The next look at the clocks works out anew when each is due.
        offers.filter(pk__in=given | ahead, status=Offer.Status.WAITING, version__isnull=False).update(look_at=now)
        rows = FollowUp.objects.filter(status=FollowUp.Status.OPEN, started_at__gt=limit)
        begun = list(rows.values_list("pk", flat=True))
        FollowUp.objects.filter(pk__in=begun).update(started_at=now)
        derive.follow_ups(begun, now)
    return len(given | ahead) + len(begun)

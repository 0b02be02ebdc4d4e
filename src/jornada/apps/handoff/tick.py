"""What the worker does once a minute: look at the clocks that have come due, and only at these."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from jornada.apps.handoff import offers
from jornada.apps.handoff.clocks import set_clock, state_of
from jornada.apps.handoff.models import Offer, OfferEvent
from jornada.apps.handoff.terms import terms_of
from jornada.apps.org.models import User
from jornada.apps.org.notices import tell
from jornada.rules.agreement import Escalation
from jornada.rules.clocks import ClockState, steps_due

BATCH = 500
REMINDED = gettext_noop("“%(lead)s” waits for your answer: %(share)s of the time has passed.")
ESCALATED = gettext_noop("%(who)s has not answered “%(lead)s”: %(share)s of the time has passed.")


def look_at_clocks(now: datetime | None = None) -> int:
    """Take the steps that have come due; return how many offers were looked at."""
    now = now or timezone.now()
    waiting = Offer.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    for pk in ids:
        _look_at(pk, now)
    return len(ids)


def look_again(now: datetime | None = None) -> int:
    """Have every open clock worked out anew: what a changed calendar calls for."""
    now = now or timezone.now()
    return Offer.objects.filter(status=Offer.Status.WAITING, version__isnull=False).update(look_at=now)


def on_working_hours_changed(**signal: Any) -> None:
    look_again()


def _look_at(pk: int, now: datetime) -> None:
    """Look at one offer while holding it, so that two workers do not both take a step."""
    with transaction.atomic():
        offer = _held(pk, now)
        if offer is None:
            return
        state = state_of(offer, now)
        steps = terms_of(offer.version).escalations if offer.version else ()
        taken = steps_due(state, steps, offer.steps_done) if state else []
        offer.steps_done = [*offer.steps_done, *_passed(steps, taken)]
        set_clock(offer, now)
        offer.save(update_fields=["steps_done", "due_at", "look_at"])
        for step in taken:
            _take(offer, step, state, now)


def _held(pk: int, now: datetime) -> Offer | None:
    related = ("lead", "to__team__calendar", "version__agreement__team__calendar")
    rows = Offer.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.filter(pk=pk, look_at__lte=now, status=Offer.Status.WAITING).first()


def _passed(steps: tuple[Escalation, ...], taken: list[Escalation]) -> list[float]:
    """Count as done what was taken, and what a re-route made needless."""
    latest = max((step.at for step in taken), default=None)
    return [] if latest is None else [step.at for step in steps if step.at <= latest]


def _take(offer: Offer, step: Escalation, state: ClockState | None, now: datetime) -> None:
    share = f"{round(100 * state.share)}%" if state else ""
    said = {"lead": offer.lead, "share": share, "who": offer.to or ""}
    url, key = offer.get_absolute_url(), f"clock:{offer.pk}:{step.at}:{offer.to_id}"
    if step.do == "reroute":
        offers.reroute(offer, now, note=share)
        return
    kind, text = (OfferEvent.Kind.REMINDED, REMINDED) if step.do == "remind" else (OfferEvent.Kind.ESCALATED, ESCALATED)
    tell(_hearers(offer, step), step.do, text, url=url, key=key, now=now, **said)
    offers.event(offer, kind, now, to=offer.to, note=share)


def _hearers(offer: Offer, step: Escalation) -> list[User | int | None]:
    """Remind whoever has the lead; escalate to their manager and to who answers for Sales."""
    if step.do == "remind":
        return [offer.to_id]
    manager = offer.to.team.manager_id if offer.to and offer.to.team else None
    owner = offer.version.agreement.sales_owner_id if offer.version else None
    return [manager, owner]

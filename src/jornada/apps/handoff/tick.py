"""What the worker does: look at the clocks that have come due, and only at these, a batch at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from jornada.apps.handoff import offers
from jornada.apps.handoff.clocks import CLOCK_FIELDS, clock_of, set_clock
from jornada.apps.handoff.models import Offer, OfferEvent
from jornada.apps.handoff.terms import terms_of
from jornada.apps.org.calendars import calendar_of_team, calendars_of_people
from jornada.apps.org.models import Notice
from jornada.apps.org.notices import tell_all
from jornada.rules.agreement import Escalation
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.clocks import ClockState, read_clock, steps_due
from jornada.rules.working_time import NeverOpenError

logger = logging.getLogger(__name__)
BATCH = 500
REMINDED = gettext_noop("“%(lead)s” waits for your answer: %(share)s of the time has passed.")
ESCALATED = gettext_noop("%(who)s has not answered “%(lead)s”: %(share)s of the time has passed.")
RELATED = ("lead__account", "to__team__manager", "version__agreement__team__calendar")


@dataclass(frozen=True, slots=True)
class _Taken:
    """A step that an offer's clock has come to."""

    offer: Offer
    step: Escalation
    share: str


def look_at_clocks(now: datetime | None = None) -> int:
    """Take the steps that have come due; return how many offers were looked at."""
    now = now or timezone.now()
    waiting = Offer.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    for pk in _look_at(ids, now) if ids else ():
        try:
            _look_at([pk], now)
        except Exception:
            # One lead that cannot be given on must not keep the clocks of the others from being looked at.
            logger.exception("Offer %s could not be given to somebody else.", pk)
    return len(ids)


def look_again(now: datetime | None = None) -> int:
    """Have every open clock worked out anew: what a changed calendar calls for."""
    now = now or timezone.now()
    return Offer.objects.filter(status=Offer.Status.WAITING, version__isnull=False).update(look_at=now)


def on_working_hours_changed(**signal: Any) -> None:
    look_again()


def _look_at(ids: Sequence[int], now: datetime) -> list[int]:
    """Look at offers while holding them, so that two workers do not both take a step.

    Of several, those to be given to somebody else are left and returned: each is looked at in a transaction of its own.
    """
    with transaction.atomic():
        held = _held(ids, now)
        calendars = calendars_of_people({offer.to for offer in held if offer.to}, now)
        taken = [each for offer in held for each in _stepped(offer, calendars.get(offer.to_id or 0), now)]
        leaving = {each.offer.pk for each in taken if each.step.do == "reroute"} if len(ids) > 1 else set()
        kept = [offer for offer in held if offer.pk not in leaving]
        Offer.objects.bulk_update(kept, CLOCK_FIELDS, batch_size=100)
        _tell([each for each in taken if each.offer.pk not in leaving], now)
        for each in taken:
            if each.step.do == "reroute" and each.offer.pk not in leaving:
                offers.reroute(each.offer, now, note=each.share)
    return sorted(leaving)


def _held(ids: Sequence[int], now: datetime) -> list[Offer]:
    rows = Offer.objects.select_for_update(of=("self",)).select_related(*RELATED).order_by("pk")
    rows = rows.prefetch_related("questions", "assignments")
    return list(rows.filter(pk__in=ids, look_at__lte=now, status=Offer.Status.WAITING))


def _stepped(offer: Offer, calendar: WorkingCalendar | None, now: datetime) -> list[_Taken]:
    """Work out which steps an offer has come to, and when to look at it again."""
    calendar = calendar or calendar_of_team(offer.version.agreement.team if offer.version else None, now)
    clock = clock_of(offer)
    state = _state(clock, now, calendar) if clock else None
    steps = terms_of(offer.version).escalations if offer.version else ()
    taken = steps_due(state, steps, offer.steps_done) if state else []
    offer.steps_done = [*offer.steps_done, *_passed(steps, taken)]
    set_clock(offer, now, calendar)
    share = f"{round(100 * state.share)}%" if state else ""
    return [_Taken(offer, step, share) for step in taken]


def _state(clock: Any, now: datetime, calendar: WorkingCalendar) -> ClockState | None:
    try:
        return read_clock(clock, now, calendar)
    except NeverOpenError:
        # Closed since the hand-over: the offer stays visible, without a deadline, and the others go on.
        return None


def _passed(steps: tuple[Escalation, ...], taken: list[Escalation]) -> list[float]:
    """Count as done what was taken, and what a re-route made needless."""
    latest = max((step.at for step in taken), default=None)
    return [] if latest is None else [step.at for step in steps if step.at <= latest]


def _tell(taken: Sequence[_Taken], now: datetime) -> None:
    """Remind whoever has a lead; escalate to their manager and to who answers for Sales."""
    told = [each for each in taken if each.step.do != "reroute"]
    tell_all([notice for each in told for notice in _notices(each, now)])
    kinds = {"remind": OfferEvent.Kind.REMINDED, "escalate": OfferEvent.Kind.ESCALATED}
    OfferEvent.objects.bulk_create(
        OfferEvent(offer=each.offer, at=now, kind=kinds[each.step.do], to=each.offer.to, note=each.share)
        for each in told
    )


def _notices(taken: _Taken, now: datetime) -> list[Notice]:
    offer, step = taken.offer, taken.step
    said = {"lead": str(offer.lead), "share": taken.share, "who": str(offer.to or "")}
    text = REMINDED if step.do == "remind" else ESCALATED
    head = {"kind": step.do, "text": text, "values": said, "url": offer.get_absolute_url(), "at": now}
    key = f"clock:{offer.pk}:{step.at}:{offer.to_id}"
    return [Notice(user_id=pk, key=f"{key}:{pk}", **head) for pk in _hearers(offer, step)]


def _hearers(offer: Offer, step: Escalation) -> list[int]:
    if step.do == "remind":
        return [offer.to_id] if offer.to_id else []
    manager = offer.to.team.manager_id if offer.to and offer.to.team else None
    owner = offer.version.agreement.sales_owner_id if offer.version else None
    return sorted({pk for pk in (manager, owner) if pk})

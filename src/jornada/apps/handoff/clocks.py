"""The clock of an offer as the rules read it, and what the offer keeps of it to be found in time."""

from __future__ import annotations

from datetime import datetime

from jornada.apps.handoff.models import AgreementVersion, Offer
from jornada.apps.handoff.queries import calendar_of_offer
from jornada.apps.handoff.terms import terms_of
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.clocks import Clock, ClockState, next_look, read_clock
from jornada.rules.working_time import NeverOpenError

CLOCK_FIELDS = ["due_at", "look_at", "steps_done"]


def clock_of(offer: Offer) -> Clock | None:
    """Return the clock of the answer; None where no agreement says how long it may take."""
    if offer.version is None:
        return None
    pauses = tuple((each.asked_at, each.answered_at) for each in offer.questions.all())
    return Clock(_started_at(offer), terms_of(offer.version).sales.answer, pauses, offer.answered_at)


def state_of(offer: Offer, now: datetime) -> ClockState | None:
    """Read the clock; None where there is none, or its calendar is never open any more."""
    clock = clock_of(offer)
    try:
        return read_clock(clock, now, calendar_of_offer(offer, now)) if clock else None
    except NeverOpenError:
        return None


def first_look(
    version: AgreementVersion, calendar: WorkingCalendar, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Say of an offer made now when it is due, and when to look at its clock first."""
    terms = terms_of(version)
    clock = Clock(now, terms.sales.answer, (), None)
    try:
        state = read_clock(clock, now, calendar)
        return state.due_at, next_look(clock, state, terms.escalations, [], calendar)
    except NeverOpenError:
        return None, None


def set_clock(offer: Offer, now: datetime, calendar: WorkingCalendar | None = None) -> None:
    """Work out when the offer is due and when to look at it again; the caller saves `CLOCK_FIELDS`."""
    clock = clock_of(offer)
    if clock is None or offer.status not in Offer.OPEN:
        offer.due_at = offer.look_at = None
        return
    calendar = calendar or calendar_of_offer(offer, now)
    try:
        _set(offer, clock, calendar, now)
    except NeverOpenError:
        # The team's calendar was closed after the hand-over: the offer stays visible, without a deadline.
        offer.due_at = offer.look_at = None


def _set(offer: Offer, clock: Clock, calendar: WorkingCalendar, now: datetime) -> None:
    state = read_clock(clock, now, calendar)
    steps = terms_of(offer.version).escalations if offer.version else ()
    offer.due_at = state.due_at
    offer.look_at = next_look(clock, state, steps, offer.steps_done, calendar)


def _started_at(offer: Offer) -> datetime:
    """Start anew for whoever was given the lead last."""
    latest = [each.at for each in offer.assignments.all() if each.person_id]
    return max([offer.offered_at, *latest])

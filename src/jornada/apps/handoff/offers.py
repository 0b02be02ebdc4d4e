"""Writes of offers: handing a lead over, and every way to answer.

Each answer claims the offer with a conditional update: of two people who answer at once one is first, and the other
is told who.
"""

from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jornada.apps.handoff import queries, routing
from jornada.apps.handoff.clocks import CLOCK_FIELDS, set_clock, state_of
from jornada.apps.handoff.models import (
    AgreementVersion,
    FollowUp,
    Offer,
    OfferEvent,
    Question,
    RefusalReason,
    RefusalReply,
)
from jornada.apps.handoff.terms import completeness, missing_data, terms_of
from jornada.apps.handoff.told import notices_about
from jornada.apps.interactions.models import Touch
from jornada.apps.leads import actions as leads
from jornada.apps.leads.models import Lead
from jornada.apps.market.personas import queries as personas
from jornada.apps.org import access
from jornada.apps.org.calendars import calendar_of_team
from jornada.apps.org.edits import WrongMomentError, refuse_unless
from jornada.apps.org.models import User
from jornada.apps.org.notices import mark_read_about, tell, tell_all
from jornada.rules.working_time import due_or_never

Kind = OfferEvent.Kind
WAITING, ASKED = Offer.Status.WAITING, Offer.Status.ASKED
QUESTION = gettext_noop("%(who)s asks about “%(lead)s”: %(asked)s")
ANSWER = gettext_noop("Your question about “%(lead)s” was answered.")
REFUSED = gettext_noop("%(who)s refused “%(lead)s”.")


def make_offer(
    user: Any,
    lead: Lead,
    *,
    version: AgreementVersion | None = None,
    to: User | None = None,
    note: str = "",
    is_hot: bool | None = None,
    now: datetime | None = None,
) -> Offer:
    """Hand a lead over: to somebody, or to whom the routing of the agreement finds.

    Whether it is hot, its temperature says unless told. Many at once: `many.make_offers`.
    """
    now = now or timezone.now()
    needed = terms_of(version).qualified.needed if version else ()
    missing = missing_data(lead, needed)
    with transaction.atomic():
        # First the lead, then its offer: in the same order as those who hand over many, so that nobody waits in a ring.
        Lead.objects.select_for_update().filter(pk=lead.pk).values_list("pk").first()
        offer = _new_offer(
            lead=lead,
            version=version,
            offered_by=user if getattr(user, "pk", None) else None,
            note=note,
            offered_at=now,
            is_hot=lead.temperature == "hot" if is_hot is None else is_hot,
            missing=missing,
            **_persona(lead),
            completeness=completeness(needed, missing),
            updated_at=now,
        )
        _give(offer, to, now)
        settle(offer, now)
        event(offer, Kind.OFFERED if offer.to_id else Kind.UNROUTED, now, by=user, to=offer.to, note=note)
        leads.hand_over(user, lead, offer.to, note, now)
        _tell_about(offer, now)
    return offer


def adopt(lead: Lead, noted: Touch) -> Offer:
    """Make the offer that the log alone knows of, such as an imported one: without an agreement, without a clock."""
    with transaction.atomic():
        offer = _new_offer(
            lead=lead, offered_by=noted.user, note=noted.note[:500], offered_at=noted.at, updated_at=noted.at
        )
        if lead.owner_id:
            routing.assign_by_hand(offer, lead.owner_id, noted.at)
            offer.save(update_fields=["to"])
        event(offer, Kind.OFFERED, noted.at, by=noted.user, to=offer.to, note=noted.note)
    return offer


def accept(user: Any, offer: Offer, rating: int | None = None, now: datetime | None = None) -> Offer:
    """Take the lead: its owner from now on, with the clock of the follow-up running."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _answer(user, offer, Offer.Status.ACCEPTED, now, rating=rating)
        before = {"owner_before_id": row.lead.owner_id, "has_heated": _heat(row)}
        leads.take(user, row.lead, now)
        FollowUp.objects.create(offer=row, started_at=now, **before)
        event(row, Kind.ACCEPTED, now, by=user)
    return row


def refuse(
    user: Any,
    offer: Offer,
    reason: RefusalReason,
    note: str = "",
    rating: int | None = None,
    now: datetime | None = None,
) -> Offer:
    """Give the lead back for a reason; the refusal is work for Marketing."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _answer(user, offer, Offer.Status.REFUSED, now, reason=reason, answer_note=note, rating=rating)
        said = f"{reason}: {note}" if note else str(reason)
        leads.give_back(user, row.lead, row.offered_by, said, now)
        RefusalReply.objects.create(offer=row, due_at=_reply_due(row, now))
        event(row, Kind.REFUSED, now, by=user, note=said)
        tell_marketing(row, "refused", REFUSED, now, who=user, lead=row.lead)
    return row


def hand_back(user: Any, offer: Offer, return_on: date, note: str = "", now: datetime | None = None) -> Offer:
    """Give the lead back until a day: parked, it comes back by itself."""
    now = now or timezone.now()
    refuse_unless(return_on > queries.day_of_offer(offer, now), _("The day on which the lead comes back lies ahead."))
    with transaction.atomic():
        row = _answer(user, offer, Offer.Status.RETURNED, now, answer_note=note, return_on=return_on)
        said = _("Until %(day)s") % {"day": date_format(return_on, "SHORT_DATE_FORMAT")}
        leads.hand_back(user, row.lead, row.offered_by, f"{said}: {note}" if note else said, now)
        event(row, Kind.RETURNED, now, by=user, note=note)
    return row


def ask(user: Any, offer: Offer, text: str, now: datetime | None = None) -> Question:
    """Ask Marketing for information: the clock of the answer stands still until it comes."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _claim(user, offer, [WAITING], status=ASKED, look_at=None, updated_at=now)
        reply = terms_of(row.version).marketing.reply_to_question if row.version else None
        until = due_or_never(now, reply, _marketing_calendar(row, now))
        question = row.questions.create(text=text, asked_by=user, asked_at=now, due_at=until)
        event(row, Kind.ASKED, now, by=user, note=text)
        tell_marketing(row, "question", QUESTION, now, who=user, lead=row.lead, asked=text)
    return question


def give_information(user: Any, question: Question, text: str, now: datetime | None = None) -> Question:
    """Answer a question of Sales: the clock goes on where it stood."""
    now = now or timezone.now()
    access.require(user, "lead", "change", question.offer.lead)
    values = {"answer": text, "answered_by": user, "answered_at": now}
    with transaction.atomic():
        is_first = Question.objects.filter(pk=question.pk, answered_at=None).update(**values)
        refuse_unless(bool(is_first), _("This question has been answered already."))
        Offer.objects.filter(pk=question.offer_id, status=ASKED).update(status=WAITING, updated_at=now)
        offer = Offer.objects.get(pk=question.offer_id)
        settle(offer, now)
        event(offer, Kind.ANSWERED, now, by=user, note=text)
        tell([question.asked_by], "answer", ANSWER, url=offer.get_absolute_url(), lead=offer.lead, now=now)
    question.refresh_from_db()
    return question


def withdraw(user: Any, offer: Offer, note: str = "", now: datetime | None = None) -> Offer:
    """Take an offer back before it is answered."""
    now = now or timezone.now()
    access.require(user, "lead", "change", offer.lead)
    with transaction.atomic():
        values = {"status": Offer.Status.WITHDRAWN, "answered_at": now, "look_at": None, "updated_at": now}
        is_first = Offer.objects.filter(pk=offer.pk, status__in=Offer.OPEN).update(**values)
        refuse_unless(bool(is_first), _("This offer has been answered already."))
        row = Offer.objects.get(pk=offer.pk)
        leads.take_back(user, row.lead, row.offered_by, note or _("Offer withdrawn"))
        event(row, Kind.WITHDRAWN, now, by=user, note=note)
    return row


def reroute(offer: Offer, now: datetime, note: str = "", by: Any = None, to: User | None = None) -> Offer:
    """Take an unanswered offer from whoever let it lie or left, and give it on; the clock starts anew."""
    with transaction.atomic():
        row = Offer.objects.select_for_update().get(pk=offer.pk)
        if row.status not in Offer.OPEN:
            return row
        _give_anew(row, to, now, note, by)
        leads.change_owner(row.lead, row.to, by)
    return row


def follow(offer: Offer, to: User, now: datetime, by: Any = None) -> None:
    """Give an open offer to whom its lead is being given: it waited for the owner before, who would answer no more."""
    _give_anew(offer, to, now, "", by)


def reply_to_refusal(
    user: Any, reply: RefusalReply, text: str, now: datetime | None = None, change: str = ""
) -> RefusalReply:
    """Say what Marketing does about a refusal, and what it changed."""
    now = now or timezone.now()
    access.require(user, "lead", "change", reply.offer.lead)
    with transaction.atomic():
        values = {"text": text, "change": change, "replied_by": user, "replied_at": now}
        is_first = RefusalReply.objects.filter(pk=reply.pk, replied_at=None).update(**values)
        refuse_unless(bool(is_first), _("This refusal has been answered already."))
        event(reply.offer, Kind.REPLIED, now, by=user, note=text)
    reply.refresh_from_db()
    return reply


def event(offer: Offer, kind: str, now: datetime, by: Any = None, to: Any = None, note: str = "") -> OfferEvent:
    """Note what happened to an offer."""
    author = by if getattr(by, "pk", None) else None
    return OfferEvent.objects.create(offer=offer, at=now, kind=kind, by=author, to=to, note=note[:1000])


def settle(offer: Offer, now: datetime) -> None:
    """Set the clock of an open offer, and save it."""
    set_clock(offer, now)
    offer.updated_at = now
    offer.save(update_fields=["to", "updated_at", *CLOCK_FIELDS])


def tell_marketing(offer: Offer, kind: str, text: str, now: datetime, **values: Any) -> None:
    """Tell whoever offered the lead, else who answers for Marketing."""
    owner = offer.version.agreement.marketing_owner_id if offer.version else None
    tell([offer.offered_by_id or owner], kind, text, url=offer.get_absolute_url(), now=now, **values)


def _persona(lead: Lead) -> dict[str, Any]:
    """Keep of which persona the contact is, and how sure that is, as it stands at the hand-over."""
    persona = personas.personas_of([lead.contact_id]).get(lead.contact_id) if lead.contact_id else None
    return {"persona": persona, "persona_state": personas.state_of(persona).state if persona else ""}


def _new_offer(**values: Any) -> Offer:
    try:
        with transaction.atomic():
            return Offer.objects.create(**values)
    except IntegrityError as error:
        # The unique constraint decides between two who hand the same lead over at once.
        raise WrongMomentError(_("This lead has been offered already.")) from error


def _give(offer: Offer, to: User | None, now: datetime) -> None:
    """Find who gets the offer: by hand, by the rules of the agreement, or nobody."""
    if to is not None:
        routing.assign_by_hand(offer, to.pk, now)
    elif offer.version is not None:
        before = {pk for pk in offer.assignments.values_list("person", flat=True) if pk}
        routing.assign(offer, routing.decide(offer.version.agreement, offer.lead, now, before), now)
    else:
        offer.to = None


def _give_anew(offer: Offer, to: User | None, now: datetime, note: str, by: Any) -> None:
    """Give an offer to somebody else: their clock starts anew, and they are told."""
    _give(offer, to, now)
    offer.steps_done = []
    settle(offer, now)
    event(offer, Kind.REROUTED if offer.to_id else Kind.UNROUTED, now, by=by, to=offer.to, note=note)
    _tell_about(offer, now)


def _heat(offer: Offer) -> bool:
    """A lead that became hot while it waited is owed the first attempt of hot ones; say whether it did."""
    has_heated = not offer.is_hot and offer.lead.temperature == "hot"
    if has_heated:
        offer.is_hot = True
        offer.save(update_fields=["is_hot"])
    return has_heated


def _answer(user: Any, offer: Offer, status: str, now: datetime, **values: Any) -> Offer:
    """Claim an open offer for an answer, with the working time it took."""
    rating = values.get("rating")
    refuse_unless(rating is None or 1 <= rating <= 5, _("A rating goes from 1 to 5."))
    state = state_of(offer, now)
    told = {
        "status": status,
        "answered_at": now,
        "answered_by": user,
        "answer_used": state.used if state else None,
        "is_breached": bool(state and state.is_breached),
        "look_at": None,
        "updated_at": now,
        **values,
    }
    answered = _claim(user, offer, list(Offer.OPEN), **told)
    mark_read_about(offer.get_absolute_url(), offer.to_id, now)
    return answered


def _claim(user: Any, offer: Offer, statuses: list[str], **values: Any) -> Offer:
    """Change an offer if it still stands in one of these states and is this person's to answer.

    Whatever the caller read of the offer stays as it was: what is undone later must not show on it.
    """
    _require_answerer(user, offer)
    rows = Offer.objects.filter(pk=offer.pk, status__in=statuses)
    if not rows.update(**values):
        current = Offer.objects.select_related("answered_by").get(pk=offer.pk)
        who = current.answered_by or _("somebody else")
        refuse_unless(False, _("%(who)s was first: this offer is not open any more.") % {"who": who})
    row = copy(offer)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _require_answerer(user: Any, offer: Offer) -> None:
    """Let the receiver answer, and whoever may change the receiver's leads."""
    if offer.to_id != user.pk and not access.may(user, "lead", "change", offer.lead):
        raise PermissionDenied


def _tell_about(offer: Offer, now: datetime) -> None:
    tell_all(notices_about(offer, now))


def _reply_due(offer: Offer, now: datetime) -> datetime | None:
    allowed = terms_of(offer.version).marketing.reply_to_refusal if offer.version else None
    return due_or_never(now, allowed, _marketing_calendar(offer, now))


def _marketing_calendar(offer: Offer, now: datetime) -> Any:
    return calendar_of_team(offer.offered_by.team if offer.offered_by_id and offer.offered_by else None, now)

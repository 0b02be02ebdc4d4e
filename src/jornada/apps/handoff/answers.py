"""The ways to answer an offer from its row or page: words, key, form, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.handoff import offers, queries
from jornada.apps.handoff.forms import AcceptForm, AskForm, GiveForm, HandBackForm, RefuseForm, WithdrawForm
from jornada.apps.handoff.models import Offer, RefusalReason
from jornada.apps.org import access
from jornada.apps.org.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of an offer. `key` presses it in the queue; `is_for_asked`: open while a question is, too."""

    code: str
    label: str | Promise
    icon: str
    key: str
    said: str | Promise
    form: Callable[..., forms.Form]
    do: Callable[..., Any]
    help: str | Promise = ""
    is_for_asked: bool = True
    is_sales: bool = True


def open_answers(user: Any, offer: Offer) -> list[Answer]:
    """Return the answers that this person can give now."""
    if offer.status not in Offer.OPEN:
        return []
    answers = queries.may_answer(user, offer)
    # Whoever received the lead answers it; to give it on or undo the offer is for the others.
    changes = offer.to_id != user.pk and access.may(user, "lead", "change", offer.lead)
    found = [each for each in ANSWERS.values() if offer.status == Offer.Status.WAITING or each.is_for_asked]
    return [each for each in found if (answers if each.is_sales else changes)]


def _accept(user: Any, offer: Offer, rating: int | None) -> Offer:
    return offers.accept(user, offer, rating)


def _refuse(user: Any, offer: Offer, reason: RefusalReason, note: str, rating: int | None) -> Offer:
    return offers.refuse(user, offer, reason, note, rating)


def _hand_back(user: Any, offer: Offer, return_on: date, note: str) -> Offer:
    return offers.hand_back(user, offer, return_on, note)


def _give(user: Any, offer: Offer, to: User) -> Offer:
    access.require(user, "lead", "change", offer.lead)
    return offers.reroute(offer, timezone.now(), by=user, to=to)


ANSWERS: dict[str, Answer] = {
    each.code: each
    for each in (
        Answer(
            "accept",
            _("Accept"),
            "thumb-up",
            "a",
            _("You accepted the lead."),
            AcceptForm,
            _accept,
            _("You own the lead from now on; the clock of the first attempt starts."),
        ),
        Answer(
            "refuse",
            _("Refuse"),
            "thumb-down",
            "f",
            _("The lead went back to whoever offered it."),
            RefuseForm,
            _refuse,
            _("The lead goes back to whoever offered it, with your reason."),
        ),
        Answer(
            "ask",
            _("Ask"),
            "help-circle",
            "q",
            _("Marketing was asked; your clock stands still."),
            AskForm,
            offers.ask,
            _("Your clock stands still until Marketing has answered."),
            is_for_asked=False,
        ),
        Answer(
            "back",
            _("Hand back"),
            "calendar-event",
            "b",
            _("The lead comes back on the day agreed."),
            HandBackForm,
            _hand_back,
            _("Too early? The lead goes back to Marketing and is offered again on that day."),
        ),
        Answer(
            "give",
            _("Give to somebody"),
            "user-plus",
            "",
            _("The lead was given to somebody else."),
            GiveForm,
            _give,
            _("That person answers; their clock starts anew."),
            is_sales=False,
        ),
        Answer(
            "withdraw",
            _("Withdraw"),
            "arrow-back-up",
            "",
            _("The offer was withdrawn."),
            WithdrawForm,
            offers.withdraw,
            _("The offer is undone, as if it had not been made."),
            is_sales=False,
        ),
    )
}

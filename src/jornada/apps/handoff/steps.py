"""The steps of the lead page that go through the agreement: offer, accept, refuse."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.handoff import offers
from jornada.apps.handoff.forms import AcceptForm, OfferForm, RefuseForm
from jornada.apps.handoff.models import AgreementVersion, Offer, RefusalReason
from jornada.apps.handoff.queries import open_offer
from jornada.apps.handoff.words import assignment_line
from jornada.apps.leads import queries as leads
from jornada.apps.leads.models import Lead
from jornada.apps.leads.steps import Step
from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import User
from jornada.ui.undo import Half


def lead_steps() -> tuple[Step, ...]:
    return (
        Step(
            "offer",
            gettext_lazy("Offer to Sales"),
            "send",
            _offered,
            offer_lead,
            lambda data, lead: OfferForm(data, lead=lead),
            gettext_lazy("The agreement says who answers by when; its routing finds the person unless you name one."),
        ),
        Step(
            "accept",
            gettext_lazy("Accept"),
            "thumb-up",
            gettext_lazy("You accepted the lead."),
            accept_lead,
            _accept_form,
            gettext_lazy("You own the lead from now on; the clock of the first attempt starts."),
            undo=lambda lead: _way_back(lead, Offer.Status.ACCEPTED, "offer_unaccept"),
            is_asking=_owes_rating,
        ),
        Step(
            "refuse",
            gettext_lazy("Refuse"),
            "thumb-down",
            gettext_lazy("The lead went back to whoever offered it."),
            refuse_lead,
            lambda data, lead: RefuseForm(data, offer=open_offer(lead)),
            gettext_lazy("The lead goes back to whoever offered it, with your reason."),
            undo=lambda lead: _way_back(lead, Offer.Status.REFUSED, "offer_unrefuse"),
        ),
    )


def offer_lead(
    user: Any,
    lead: Lead,
    *,
    version: AgreementVersion | None = None,
    to: User | None = None,
    note: str = "",
    is_hot: bool | None = None,
) -> Lead:
    """Hand a lead over under an agreement, to a person, or both."""
    access.require(user, "lead", "change", lead)
    if version is None and to is None:
        raise WrongMomentError(_("Say under which agreement, or to whom, the lead is offered."))
    offers.make_offer(user, lead, version=version, to=to, note=note, is_hot=is_hot)
    return Lead.objects.get(pk=lead.pk)


def accept_lead(user: Any, lead: Lead, rating: int | None = None) -> Lead:
    """Accept the offer that the lead stands under."""
    offers.accept(user, _waiting(user, lead, _("Only a lead that was offered can be accepted.")), rating)
    return Lead.objects.get(pk=lead.pk)


def refuse_lead(user: Any, lead: Lead, reason: RefusalReason, note: str = "", rating: int | None = None) -> Lead:
    """Refuse the offer that the lead stands under."""
    offer = _waiting(user, lead, _("Only a lead that was offered can be refused."))
    offers.refuse(user, offer, reason, note, rating)
    return Lead.objects.get(pk=lead.pk)


def _offered(lead: Lead) -> str:
    """Say to whom a lead was offered; where nobody could take it, why, and what to do."""
    offer = open_offer(lead)
    if offer is None or offer.to is not None:
        return _("The lead was offered to %(who)s.") % {"who": offer.to} if offer else _("The lead was offered.")
    last = offer.assignments.order_by("-pk").first()
    why = assignment_line(last) if last else ""
    said = _("The lead waits, and for nobody. %(why)s Give it to somebody, or change the routing.")
    return Half(said % {"why": why})


def _way_back(lead: Lead, status: str, name: str) -> str:
    """Return where the answer of a moment ago is taken back: whoever refused may not change the lead any more."""
    answered = lead.offers.filter(status=status).order_by("-answered_at", "-pk").first()
    return reverse(name, args=[answered.pk]) if answered else ""


def _owes_rating(lead: Lead) -> bool:
    offer = open_offer(lead)
    return bool(offer and offer.owes_rating)


def _accept_form(data: Any, lead: Lead) -> AcceptForm:
    is_filled_in = data is not None and ("rating" in data or "form_token" in data)  # a button alone asks for the form
    return AcceptForm(data if is_filled_in else None, offer=open_offer(lead))


def _waiting(user: Any, lead: Lead, otherwise: str) -> Offer:
    """Return the open offer; a lead whose offer was only noted in the log gets one without a clock."""
    offer = open_offer(lead)
    if offer is not None:
        return offer
    noted = leads.last_handoff(lead)
    if noted is None or noted.activity.code != leads.OFFERED:
        raise WrongMomentError(otherwise)
    access.require(user, "lead", "change", lead)
    return offers.adopt(lead, noted)

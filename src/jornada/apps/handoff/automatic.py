"""Offering by itself: MQLs that meet the clause of an agreement in force, and leads whose day to come back is here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.handoff import offers
from jornada.apps.handoff.conditions import leads_where
from jornada.apps.handoff.models import AgreementVersion, Offer
from jornada.apps.handoff.queries import day_of_offer, versions_in_force
from jornada.apps.handoff.routing import Desk
from jornada.apps.handoff.terms import missing_data, terms_of
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import WrongMomentError
from jornada.rules.agreement import QualifiedLead

MOST = 500
FURTHEST_EAST = timedelta(hours=14)


def offer_qualified(now: datetime | None = None) -> int:
    """Offer the MQLs that meet the clause of an automatic agreement; return how many."""
    now = now or timezone.now()
    return sum(_offer_under(version, now) for version in versions_in_force() if version.agreement.is_automatic)


def offer_returned(now: datetime | None = None) -> int:
    """Offer again the leads that were handed back until a day that has come; return how many."""
    now = now or timezone.now()
    later = Offer.objects.filter(lead=OuterRef("lead"), offered_at__gt=OuterRef("offered_at"))
    # Somewhere on earth it is tomorrow already; whether it is where the lead comes back is asked of each.
    latest = (now + FURTHEST_EAST).date()
    rows = Offer.objects.filter(status=Offer.Status.RETURNED, return_on__lte=latest, lead__status=Lead.Status.OPEN)
    related = ("lead__account", "lead__contact", "version__agreement__team__calendar", "to")
    due = rows.exclude(Exists(later)).select_related(*related).order_by("return_on", "pk")[:MOST]
    back = [offer for offer in due if offer.return_on and offer.return_on <= day_of_offer(offer, now)]
    return sum(_offer(offer.lead, offer.version, now, _("Back on the day agreed")) for offer in back)


def candidates() -> QuerySet[Lead]:
    """Return the open MQLs that nobody was ever offered."""
    rows = Lead.objects.filter(type=Lead.Type.MQL, status=Lead.Status.OPEN)
    return rows.exclude(Exists(Offer.objects.filter(lead=OuterRef("pk")))).order_by("type_since", "pk")


def meets(qualified: QualifiedLead, leads: list[Lead]) -> list[Lead]:
    """Keep the leads that the clause calls qualified: its condition, no disqualifier, all the data it asks for."""
    return fitting(qualified, [lead for lead in leads if not missing_data(lead, qualified.needed)])


def fitting(qualified: QualifiedLead, leads: list[Lead]) -> list[Lead]:
    """Keep the leads that the clause calls qualified, whatever data they have."""
    ids = {lead.pk for lead in leads}
    if qualified.condition and ids:
        ids = leads_where(qualified.condition, ids)
    if qualified.disqualifier and ids:
        ids -= leads_where(qualified.disqualifier, ids)
    return [lead for lead in leads if lead.pk in ids]


def _offer_under(version: AgreementVersion, now: datetime) -> int:
    rows = list(candidates().select_related("account", "contact")[:MOST])
    leads = meets(terms_of(version).qualified, rows)
    desk = Desk(version.agreement, leads, now) if leads else None
    return sum(_offer(lead, version, now, desk=desk) for lead in leads)


def _offer(
    lead: Lead, version: AgreementVersion | None, now: datetime, note: str = "", desk: Desk | None = None
) -> int:
    try:
        offers.make_offer(None, lead, version=version, note=note, desk=desk, now=now)
    except WrongMomentError:
        return 0  # somebody handed it over meanwhile
    return 1

"""Offering by itself: MQLs that meet the clause of an agreement in force, and leads whose day to come back is here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.handoff import offers
from jornada.apps.handoff.conditions import leads_where
from jornada.apps.handoff.many import make_offers
from jornada.apps.handoff.models import AgreementVersion, Offer
from jornada.apps.handoff.queries import day_of_offer, versions_in_force
from jornada.apps.handoff.terms import has_data, terms_of
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import WrongMomentError
from jornada.rules.agreement import QualifiedLead

# So many offers a round, so many of them at once.
MOST, BATCH = 10_000, 500
RETURNING = 500
FURTHEST_EAST = timedelta(hours=14)


def offer_qualified(now: datetime | None = None) -> int:
    """Offer the MQLs that meet the clause of an automatic agreement; return how many."""
    now = now or timezone.now()
    return sum(_offer_under(version, now) for version in versions_in_force() if version.agreement.is_automatic)


def offer_returned(now: datetime | None = None) -> int:
    """Offer again the leads that were handed back until a day that has come; return how many."""
    now = now or timezone.now()
    # Made after this one was answered: also where that happened after the clock was put back.
    made_since = Q(pk__gt=OuterRef("pk"), offered_at__gte=OuterRef("answered_at"))
    later = Offer.objects.filter(Q(offered_at__gt=OuterRef("offered_at")) | made_since, lead=OuterRef("lead"))
    # Somewhere on earth it is tomorrow already; whether it is where the lead comes back is asked of each.
    latest = (now + FURTHEST_EAST).date()
    rows = Offer.objects.filter(status=Offer.Status.RETURNED, return_on__lte=latest, lead__status=Lead.Status.OPEN)
    related = ("lead__account", "lead__contact", "version__agreement__team__calendar", "to")
    due = rows.exclude(Exists(later)).select_related(*related).order_by("return_on", "pk")[:RETURNING]
    back = [offer for offer in due if offer.return_on and offer.return_on <= day_of_offer(offer, now)]
    return sum(_offer(offer.lead, offer.version, now, _("Back on the day agreed")) for offer in back)


def candidates() -> QuerySet[Lead]:
    """Return the open MQLs that nobody was ever offered."""
    rows = Lead.objects.filter(type=Lead.Type.MQL, status=Lead.Status.OPEN)
    return rows.exclude(Exists(Offer.objects.filter(lead=OuterRef("pk")))).order_by("type_since", "pk")


def fitting(qualified: QualifiedLead, lead_ids: Collection[int]) -> set[int]:
    """Return those of these leads that the clause calls qualified, whatever data they have."""
    ids = set(lead_ids)
    if qualified.condition and ids:
        ids = leads_where(qualified.condition, ids)
    if qualified.disqualifier and ids:
        ids -= leads_where(qualified.disqualifier, ids)
    return ids


def _offer_under(version: AgreementVersion, now: datetime) -> int:
    """Look at all that wait and have the data, so that those which are not wanted never keep wanted ones waiting."""
    clause = terms_of(version).qualified
    waiting = list(candidates().filter(has_data(clause.needed)).values_list("pk", flat=True))
    wanted, done = fitting(clause, waiting), 0
    in_order = [pk for pk in waiting if pk in wanted]
    for start in range(0, len(in_order), BATCH):
        some = in_order[start : start + BATCH]
        rows = Lead.objects.select_related("account", "contact").in_bulk(some)
        done += _offer_many([rows[pk] for pk in some if pk in rows], version, now)
        if done >= MOST:
            break
    return done


def _offer_many(leads: list[Lead], version: AgreementVersion, now: datetime) -> int:
    try:
        return make_offers(leads, version, now) if leads else 0
    except IntegrityError:
        # One of them was handed over or changed past our hold; the others go on one by one.
        return sum(_offer(lead, version, now) for lead in leads)


def _offer(lead: Lead, version: AgreementVersion | None, now: datetime, note: str = "") -> int:
    try:
        offers.make_offer(None, lead, version=version, note=note, now=now)
    except WrongMomentError:
        return 0  # somebody handed it over meanwhile
    return 1

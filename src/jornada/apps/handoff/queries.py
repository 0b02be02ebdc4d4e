"""Reads of the hand-off; what a person may see of offers is decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from jornada.apps.handoff.models import (
    Agreement,
    AgreementVersion,
    Assignment,
    FollowUp,
    Offer,
    Question,
    RefusalReason,
    RefusalReply,
    RoutingMember,
    RoutingRule,
    Seat,
)
from jornada.apps.handoff.owed import RELATED, WHO, owed_by, owed_by_nobody
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import REFUSED, RETURNED, offered_to, visible_leads, with_last_step
from jornada.apps.org import access
from jornada.apps.org.access import is_admin
from jornada.apps.org.calendars import calendar_of_team, calendars_of_people
from jornada.apps.org.models import Team, User
from jornada.rules.access import Action
from jornada.rules.calendars import WorkingCalendar
from jornada.rules.routing import Person
from jornada.rules.zones import zone_named

IN_FORCE = AgreementVersion.Status.IN_FORCE


def visible_offers(user: Any, action: Action = "view") -> QuerySet[Offer]:
    """Return the offers of leads that the person may see; and those made to them, whatever their reach."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Offer.objects.none()
    if access.how_far(user, "lead", action) == "all":
        return Offer.objects.all()
    return Offer.objects.filter(Q(lead__in=visible_leads(user, action).values("pk")) | Q(to=user))


def queue_of(user: Any) -> QuerySet[Offer]:
    """Return the offers that wait for this person's answer, the most urgent first."""
    rows = Offer.objects.filter(to=user, status__in=Offer.OPEN)
    return rows.select_related("lead__account", "lead__contact", "lead__source", "version").order_by("due_at", "pk")


def open_offer(lead: Lead) -> Offer | None:
    """Return the offer under which a lead stands now."""
    rows = lead.offers.filter(status__in=Offer.OPEN)
    return rows.select_related("version__agreement", "to", "lead").first()


def offerable(lead_ids: Collection[int]) -> set[int]:
    """Return those of these leads that, as the log tells, are not offered, or were given back since."""
    rows = with_last_step(Lead.objects.filter(pk__in=lead_ids))
    return set(rows.filter(Q(step=None) | Q(step__in=[REFUSED, RETURNED])).values_list("pk", flat=True))


def may_answer(user: Any, offer: Offer) -> bool:
    """Say whether the person may answer: the receiver, and whoever may change the receiver's leads."""
    return offer.to_id == user.pk or access.may(user, "lead", "change", offer.lead)


def offered_without_clock(user: Any) -> QuerySet[Lead]:
    """Return the leads that wait for this person as the log alone says: offered before there were agreements."""
    known = Offer.objects.filter(lead=OuterRef("pk"), status__in=Offer.OPEN)
    return offered_to(user).exclude(Exists(known)).select_related("account", "source").order_by("-created_at", "-id")


def open_offers_made_by(user: Any) -> QuerySet[Offer]:
    """Return what a person offered and nobody has answered, the most urgent first."""
    return Offer.objects.filter(offered_by=user, status__in=Offer.OPEN).order_by("due_at", "pk")


def questions_to_answer(user: Any) -> QuerySet[Question]:
    """Return what Sales asked about leads that this person, or this side of the agreement, handed over."""
    rows = Question.objects.filter(answered_at=None, offer__status=Offer.Status.ASKED)
    if not is_marketing(user):
        rows = rows.filter(Q(offer__offered_by=user) | Q(offer__version__agreement__marketing_owner=user))
    rows = rows.filter(offer__in=visible_offers(user, "change").values("pk"))
    return rows.select_related("offer__lead__account", "asked_by").order_by("due_at", "pk")


def is_marketing(user: Any) -> bool:
    return is_admin(user) or access.base_role(user) == User.Role.MARKETING


def unroutable(user: Any) -> QuerySet[Offer]:
    """Return the offers that nobody could take, or whose receiver left; those of whoever may see the lead."""
    nobody = Q(to=None) | Q(to__is_active=False)
    return visible_offers(user).filter(nobody, status=Offer.Status.WAITING).order_by("offered_at", "pk")


def agreements() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("team", "marketing_owner", "sales_owner")


def version_in_force(agreement: Agreement) -> AgreementVersion | None:
    return agreement.versions.filter(status=IN_FORCE).first()


def versions_in_force() -> list[AgreementVersion]:
    """Return what is in force now, in the order in which agreements are asked."""
    rows = AgreementVersion.objects.filter(status=IN_FORCE).select_related("agreement__team__calendar")
    return list(rows.order_by("agreement__order", "agreement__name"))


def may_edit_agreement(user: Any, agreement: Agreement | None = None) -> bool:
    """Say whether the person may write drafts: administrators, managers, and the owners of both sides."""
    if is_admin(user) or access.base_role(user) == User.Role.MANAGER:
        return True
    owners = (agreement.marketing_owner_id, agreement.sales_owner_id) if agreement else ()
    return user.pk in owners


def sides_of(user: Any, agreement: Agreement) -> list[str]:
    """Return for which sides the person may approve: "marketing", "sales"; administrators for a side without owner."""
    owners = {"marketing": agreement.marketing_owner_id, "sales": agreement.sales_owner_id}
    return [side for side, owner in owners.items() if owner == user.pk or (owner is None and is_admin(user))]


def reasons() -> QuerySet[RefusalReason]:
    return RefusalReason.objects.filter(is_active=True)


def all_reasons() -> QuerySet[RefusalReason]:
    """Return the reasons in use and those of former times."""
    return RefusalReason.objects.all()


def reason_of(text: str) -> tuple[RefusalReason, str]:
    """Find the reason that a text names by code or label; words of one's own become the note of "another reason"."""
    named = Q(code=text) | Q(label_en__iexact=text) | Q(label_pt__iexact=text)
    found = reasons().filter(named).first()
    return (found, "") if found else (RefusalReason.objects.get(code="other"), text[:500])


def calendar_of_offer(offer: Offer, now: datetime) -> WorkingCalendar:
    """Return the hours in which the answer's clock runs: the receiver's own, else those of the agreement's team."""
    if offer.to is not None:
        return calendars_of_people([offer.to], now)[offer.to.pk]
    return calendar_of_team(_team_of_agreement(offer), now)


def day_of_offer(offer: Offer, now: datetime) -> date:
    """Say which day it is where the lead is answered."""
    return now.astimezone(zone_named(calendar_of_offer(offer, now).zone)).date()


def rules_of(agreement: Agreement) -> list[RoutingRule]:
    return list(agreement.routing.filter(is_active=True).prefetch_related("members"))


def people_to_route(ids: Iterable[int], now: datetime, *, counts_all: bool = True) -> dict[int, Person]:
    """Return what routing must know of these people: weight and turns stay with the rules that name them.

    Without `counts_all`, only what those hold is counted whose capacity is limited: nothing else decides.
    """
    wanted = set(ids)
    users = User.objects.only("pk", "is_active", "team_id").in_bulk(wanted)
    seats = Seat.objects.in_bulk(wanted)
    hours = calendars_of_people(users.values(), now)
    away = {pk for pk, own in hours.items() if any(first <= now < last for first, last in own.absences)}
    loads = _loads(wanted if counts_all else {pk for pk, seat in seats.items() if seat.capacity is not None})
    return {pk: _person(user, seats.get(pk), loads[pk], pk in away) for pk, user in users.items()}


def away_at_last_turn(rules: Iterable[RoutingRule]) -> dict[int, frozenset[int]]:
    """Say who was away when each rule last gave a lead to somebody."""
    given = Assignment.objects.filter(rule=OuterRef("pk"), person__isnull=False).order_by("-at", "-pk")
    rows = RoutingRule.objects.filter(pk__in=[rule.pk for rule in rules]).order_by()
    passed = dict(rows.values_list("pk", Subquery(given.values("passed")[:1])))
    return {
        rule: frozenset(each["person"] for each in some or () if each["rule"] == rule and each["obstacle"] == "away")
        for rule, some in passed.items()
    }


def given_by_rule(rules: Iterable[RoutingRule]) -> dict[int, dict[int, int]]:
    """Say how many turns each person has had under each rule, from where they started."""
    given: dict[int, dict[int, int]] = defaultdict(dict)
    members = RoutingMember.objects.filter(rule__in=list(rules))
    for rule, person, start, turns in members.values_list("rule", "user", "start", "turns"):
        given[rule][person] = start + turns
    return given


def refusals_to_answer(user: Any) -> QuerySet[RefusalReply]:
    """Return the refusals that Marketing has not answered yet, the most urgent first."""
    rows = RefusalReply.objects.filter(replied_at=None, offer__in=visible_offers(user).values("pk"))
    related = ("offer__lead__account", "offer__lead__source", "offer__reason", "offer__answered_by")
    return rows.select_related(*related).order_by("due_at", "pk")


def open_follow_ups(user: Any) -> QuerySet[FollowUp]:
    """Return what a person still owes: to the leads they accepted, and to those they own that somebody who left did."""
    return owed_by([user.pk]).select_related(*RELATED).order_by("next_due", "pk")


def follow_ups_of_nobody(user: Any) -> QuerySet[FollowUp]:
    """Return what nobody at work owes any more, of the leads that the person may see."""
    rows = owed_by_nobody().filter(offer__in=visible_offers(user).values("pk"))
    return rows.select_related(*RELATED).order_by("next_due", "pk")


def last_offer(lead: Lead) -> Offer | None:
    return lead.offers.select_related("to", "answered_by", "reason", "version").first()


def _team_of_agreement(offer: Offer) -> Team | None:
    return offer.version.agreement.team if offer.version_id and offer.version else None


def _loads(ids: set[int]) -> Mapping[int, int]:
    """Count what people hold: offers they have not answered, and accepted leads not yet followed up."""
    loads: dict[int, int] = defaultdict(int)
    if not ids:
        return loads
    waiting = Offer.objects.filter(to__in=ids, status__in=Offer.OPEN).order_by()
    for pk, number in waiting.values_list("to").annotate(number=Count("pk")):
        loads[pk] += number
    working = owed_by(ids).order_by().values_list(WHO)
    for pk, number in working.annotate(number=Count("pk")):
        loads[pk] += number
    return loads


def _person(user: User, seat: Seat | None, load: int, is_away: bool) -> Person:
    return Person(
        user.pk,
        capacity=seat.capacity if seat else None,
        load=load,
        is_away=is_away or bool(seat and seat.is_paused),
        is_active=user.is_active,
    )


def due_of_leads(lead_ids: Sequence[int]) -> dict[int, datetime]:
    """Say when the answers to leads that wait for one are due."""
    rows = Offer.objects.filter(lead__in=lead_ids, status=Offer.Status.WAITING, due_at__isnull=False)
    return dict(rows.values_list("lead", "due_at"))

"""Offers: handed over under the agreement, answered once, with a clock that stands still for questions."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from jornada.apps.handoff import offers
from jornada.apps.handoff.clocks import state_of
from jornada.apps.handoff.models import Assignment, Offer, RefusalReply
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Absence, Notice
from tests.apps.handoff.conftest import NINE

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def offer(marketer, lead, version, routing):
    return offers.make_offer(marketer, lead, version=version, now=NINE)


def decisions(lead):
    rows = Touch.objects.filter(thread=lead.thread_id, voids=None, voided_by=None).order_by("id")
    return [row.activity.code for row in rows.select_related("activity")]


def test_an_offer_is_routed_told_and_noted(offer, owner, lead):
    assert (offer.to, offer.due_at) == (owner, NINE + 57 * HOUR)  # 24 working hours: to Friday at six
    assert decisions(lead) == ["handoff.offered"]
    assert Notice.objects.get(user=owner).url == offer.get_absolute_url()


def test_notice_and_timeline_say_one_instant(marketer, owner, lead):
    at = NINE
    made = offers.make_offer(marketer, lead, to=owner, now=at)
    offers.accept(owner, made, now=at + HOUR)
    noted = dict(Touch.objects.filter(thread=lead.thread_id).values_list("activity__code", "at"))
    assert noted == {"handoff.offered": at, "handoff.accepted": at + HOUR}
    assert Notice.objects.get(user=owner).at == made.offered_at == at


@pytest.mark.parametrize("answer", ["accept", "refuse"])
def test_what_told_of_an_offer_is_read_once_it_is_answered(marketer, owner, colleague, lead, version, reason, answer):
    made = offers.make_offer(marketer, lead, version=version, to=owner, now=NINE)
    other = Notice.objects.create(user=owner, kind="offer", text="Another", url="/handoff/0/", at=NINE)
    theirs = Notice.objects.create(user=colleague, kind="offer", text="Theirs", url=made.get_absolute_url(), at=NINE)
    if answer == "accept":
        offers.accept(owner, made, now=NINE + HOUR)
    else:
        offers.refuse(owner, made, reason, now=NINE + HOUR)
    unread = Notice.objects.filter(read_at=None, user__in=[owner, colleague])
    assert set(unread) == {other, theirs}


def test_turns_are_taken_and_each_says_why(marketer, version, routing, owner, colleague, lead, account):
    from jornada.apps.leads.actions import create_lead

    people = []
    for number in range(4):
        other = create_lead(marketer, name=f"Lead {number}")
        people.append(offers.make_offer(marketer, other, version=version, now=NINE).to)
    assert people == [owner, colleague, owner, colleague]
    assert set(Assignment.objects.values_list("why", flat=True)) == {"turn"}


def test_whoever_is_away_is_passed_over(marketer, lead, version, routing, owner, colleague):
    Absence.objects.create(user=owner, starts_on=dt.date(2026, 11, 25), ends_on=dt.date(2026, 11, 25))
    offer = offers.make_offer(marketer, lead, version=version, now=NINE)
    assert offer.to == colleague
    assert offer.assignments.get().passed == [{"rule": routing.pk, "person": owner.pk, "obstacle": "away"}]


def test_a_lead_that_nobody_can_take_stays_visible_with_its_reason(marketer, lead, version, manager):
    offer = offers.make_offer(marketer, lead, version=version, now=NINE)
    assert offer.to is None
    assert offer.assignments.get().why == "nobody"
    assert Notice.objects.filter(user=manager, kind="no_way").exists()


def test_the_dossier_says_what_is_missing(marketer, lead, version, routing, contact):
    contact.email = ""
    contact.save()
    lead.refresh_from_db()
    offer = offers.make_offer(marketer, lead, version=version, now=NINE)
    assert offer.missing == ["contact.email"]
    assert offer.completeness == pytest.approx(2 / 3)


def test_a_lead_is_offered_once(marketer, lead, offer, version):
    with pytest.raises(WrongMomentError):
        offers.make_offer(marketer, lead, version=version, now=NINE)
    assert Offer.objects.count() == 1


def test_accepting_makes_the_owner_and_starts_the_follow_up(offer, owner, lead):
    found = offers.accept(owner, offer, rating=4, now=NINE + 3 * HOUR)
    assert (found.status, found.answer_used, found.is_breached) == ("accepted", 3 * HOUR, False)
    assert decisions(lead) == ["handoff.offered", "handoff.accepted"]
    assert found.follow_up.status == "open"


def test_only_one_of_two_takes_the_lead(offer, owner, manager):
    offers.accept(owner, offer, now=NINE + HOUR)
    with pytest.raises(WrongMomentError, match="Olga"):
        offers.accept(manager, offer, now=NINE + HOUR)
    assert Offer.objects.get().answered_by == owner


def test_refusing_sends_it_back_and_makes_work_for_marketing(offer, owner, marketer, lead, reason):
    offers.refuse(owner, offer, reason, note="too small", rating=2, now=NINE + HOUR)
    assert Lead.objects.get(pk=lead.pk).owner == marketer
    assert RefusalReply.objects.get().due_at is not None
    assert Notice.objects.filter(user=marketer, kind="refused").count() == 1


def test_a_refused_lead_can_be_offered_again(offer, owner, marketer, lead, version, reason):
    offers.refuse(owner, offer, reason, now=NINE + HOUR)
    again = offers.make_offer(marketer, Lead.objects.get(pk=lead.pk), version=version, now=NINE + 2 * HOUR)
    assert again.status == "waiting"


def test_the_clock_stands_still_while_marketing_is_asked(offer, owner, marketer):
    question = offers.ask(owner, offer, "Which budget?", now=NINE + HOUR)
    asked = Offer.objects.get()
    assert (asked.status, state_of(asked, NINE + 30 * HOUR).used) == ("asked", HOUR)
    offers.give_information(marketer, question, "50k", now=NINE + 5 * HOUR)
    going = Offer.objects.get()
    assert going.status == "waiting"
    assert state_of(going, NINE + 6 * HOUR).used == 2 * HOUR
    assert going.due_at > offer.due_at


def test_a_question_is_answered_once(offer, owner, marketer):
    question = offers.ask(owner, offer, "Which budget?", now=NINE + HOUR)
    offers.give_information(marketer, question, "50k", now=NINE + 2 * HOUR)
    with pytest.raises(WrongMomentError):
        offers.give_information(marketer, question, "60k", now=NINE + 3 * HOUR)


def test_withdrawing_undoes_the_offer(offer, marketer, lead):
    offers.withdraw(marketer, offer, now=NINE + HOUR)
    assert decisions(lead) == []
    assert Offer.objects.get().status == "withdrawn"


def test_handing_back_needs_a_day_ahead(offer, owner):
    with pytest.raises(WrongMomentError):
        offers.hand_back(owner, offer, dt.date(2026, 11, 25), now=NINE)
    found = offers.hand_back(owner, offer, dt.date(2027, 1, 11), note="after the holidays", now=NINE)
    assert (found.status, found.return_on) == ("returned", dt.date(2027, 1, 11))


@pytest.mark.parametrize(("who", "may"), [("owner", True), ("manager", True), ("outsider", False), ("viewer", False)])
def test_who_may_answer(request, offer, who, may):
    person = request.getfixturevalue(who)
    if may:
        assert offers.accept(person, offer, now=NINE).status == "accepted"
    else:
        with pytest.raises(PermissionDenied):
            offers.accept(person, offer, now=NINE)


def test_an_answer_after_the_deadline_is_late(offer, owner):
    found = offers.accept(owner, offer, now=NINE + 6 * 24 * HOUR)
    assert found.is_breached


def test_without_an_agreement_there_is_no_clock(marketer, lead, owner):
    offer = offers.make_offer(marketer, lead, to=owner, now=NINE)
    assert (offer.due_at, offer.look_at, offer.to) == (None, None, owner)
    assert offers.accept(owner, offer, now=NINE + HOUR).answer_used is None


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_goes_from_one_to_five(offer, owner, rating):
    with pytest.raises(WrongMomentError):
        offers.accept(owner, offer, rating=rating, now=NINE)


def test_whoever_comes_back_from_an_absence_is_not_given_every_lead(marketer, version, routing, owner, colleague):
    from jornada.apps.leads.actions import create_lead

    Absence.objects.create(user=owner, starts_on=dt.date(2026, 11, 25), ends_on=dt.date(2026, 11, 25))
    given = []
    for number in range(12):
        at = NINE + (number // 6) * 24 * HOUR
        other = create_lead(marketer, name=f"Lead {number}")
        given.append(offers.make_offer(marketer, other, version=version, now=at).to)
    assert given[:6] == [colleague] * 6
    assert given[6:].count(owner) == 3


def test_an_absence_ends_at_midnight_of_the_zone(marketer, lead, version, routing, owner, colleague):
    Absence.objects.create(user=owner, starts_on=dt.date(2026, 11, 25), ends_on=dt.date(2026, 11, 25))
    late = dt.datetime(2026, 11, 26, 1, tzinfo=dt.UTC)  # still ten in the evening of the 25th in São Paulo
    assert offers.make_offer(marketer, lead, version=version, now=late).to == colleague


def test_a_lead_comes_back_on_the_day_of_the_zone(marketer, owner, offer):
    from jornada.apps.handoff.automatic import offer_returned

    evening = dt.datetime(2026, 11, 26, 1, tzinfo=dt.UTC)  # the 25th in São Paulo
    offers.hand_back(owner, offer, dt.date(2026, 11, 26), now=evening)
    assert offer_returned(evening + HOUR) == 0
    assert offer_returned(evening + 3 * HOUR) == 1


def test_without_an_agreement_nothing_is_late_after_acceptance(marketer, owner, lead):
    from jornada.apps.handoff.derive import follow_ups_of_leads

    offer = offers.make_offer(marketer, lead, to=owner, now=NINE)
    offers.accept(owner, offer, now=NINE)
    follow_ups_of_leads([lead.pk], NINE + 500 * HOUR)
    found = Offer.objects.get(pk=offer.pk).follow_up
    assert (found.status, found.is_first_late, found.next_due) == ("open", False, None)

"""A team of receivers that shrinks: offers go along with their leads, and what waits for nobody is said."""

import datetime as dt

import pytest

from jornada.apps.handoff import offers, queries
from jornada.apps.handoff.models import Offer, OfferEvent
from jornada.apps.leads.actions import create_lead, update_lead
from jornada.apps.org.history_undo import undo
from jornada.apps.org.jobs import perform
from jornada.apps.org.lists.hand_over import hand_over
from jornada.apps.org.models import Change, Notice
from tests.apps.handoff.conftest import NINE

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def offer(marketer, lead, version, owner):
    return offers.make_offer(marketer, lead, version=version, to=owner, now=NINE)


def left(person):
    person.is_active = False
    person.save()


def test_an_offer_goes_along_with_its_lead_with_a_clock_of_its_own(offer, lead, manager, colleague):
    update_lead(manager, lead, owner=colleague)
    after = Offer.objects.get()
    assert (after.to, list(queries.queue_of(colleague))) == (colleague, [offer])
    assert after.due_at != offer.due_at
    assert OfferEvent.objects.latest("pk").kind == OfferEvent.Kind.REROUTED
    assert Notice.objects.filter(user=colleague, kind="offer").count() == 1
    assert Change.objects.filter(model="leads.lead", field="owner").count() == 1


def test_it_comes_back_when_that_is_undone(offer, lead, manager, owner, colleague):
    update_lead(manager, lead, owner=colleague)
    undo(manager, Change.objects.get(model="leads.lead", field="owner"))
    assert Offer.objects.get().to == owner


def test_what_is_answered_or_was_never_theirs_stays(offer, lead, manager, owner, colleague, marketer):
    other = offers.make_offer(marketer, create_lead(marketer, name="Other", owner=marketer), to=owner, now=NINE)
    offers.accept(owner, offer, now=NINE + HOUR)
    update_lead(manager, lead, owner=colleague)
    assert set(Offer.objects.values_list("pk", "to")) == {(offer.pk, owner.pk), (other.pk, owner.pk)}


def test_offers_of_somebody_who_leaves_are_handed_over_with_their_leads(offer, admin, owner, colleague):
    left(owner)
    for job in hand_over(admin, owner, colleague, ["lead"]):
        perform(job.pk)
    assert list(queries.queue_of(colleague)) == [offer]


def test_what_waits_for_somebody_who_left_is_shown_with_what_to_do(
    client, offer, owner, colleague, manager, marketer, outsider
):
    left(owner)
    for person, is_told in ((manager, True), (marketer, True), (colleague, True), (outsider, False)):
        client.force_login(person)
        page = client.get("/handoff/").content.decode()
        assert ("Olga is inactive and will not answer: give the lead to somebody else." in page) == is_told


def offered_by_page(client, marketer, lead, version):
    client.force_login(marketer)
    sent = {"version": version.pk, "form_token": "x"}
    return client.post(f"/leads/{lead.pk}/offer/", sent, follow=True).content.decode()


def test_an_offer_says_who_has_it(client, marketer, lead, version, routing):
    assert "The lead was offered to Olga." in offered_by_page(client, marketer, lead, version)


def test_where_nobody_is_left_the_offer_says_why_and_what_to_do(
    client, marketer, lead, version, routing, owner, colleague
):
    left(owner)
    left(colleague)
    page = offered_by_page(client, marketer, lead, version)
    assert "The lead waits, and for nobody. Nobody could take it: 2 people: is not active any more." in page
    assert "Give it to somebody, or change the routing." in page

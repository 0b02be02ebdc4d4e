"""Offers that wait for somebody who is made inactive go on at once."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Offer, OfferEvent
from jornada.apps.leads.actions import create_lead
from jornada.apps.org import people
from jornada.apps.org.edits import WrongMomentError
from jornada.ui.undo import Half

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(marketer, lead, version, routing, owner):
    return offers.make_offer(marketer, lead, version=version, to=owner)


def test_it_goes_to_whom_the_agreement_finds_with_a_new_clock(admin, owner, colleague, offer, lead):
    Offer.objects.update(steps_done=[0.5], look_at=timezone.now() - dt.timedelta(days=1))
    told = []
    people.update_user(admin, owner, told=told, is_active=False)
    row = Offer.objects.get()
    assert (row.to, row.status, row.steps_done, row.look_at > timezone.now()) == (colleague, "waiting", [], True)
    event = OfferEvent.objects.order_by("id").last()
    assert (event.kind, event.by, event.to, owner.name in event.note) == ("reroute", admin, colleague, True)
    lead.refresh_from_db()
    assert (lead.owner, len(told)) == (colleague, 1)


def test_what_nobody_can_take_and_what_has_no_agreement_stands_in_the_queue(admin, marketer, owner, colleague, offer):
    people.update_user(admin, colleague, is_active=False)
    loose = offers.make_offer(marketer, create_lead(marketer, name="Loose"), to=owner)
    told = []
    people.update_user(admin, owner, told=told, is_active=False)
    assert set(Offer.objects.values_list("to", "status")) == {(None, "waiting")}
    assert OfferEvent.objects.filter(offer=loose).latest("id").kind == "unrouted"
    assert [said for said in told if "2" in said] == told != []
    assert all(isinstance(said, Half) for said in told)


def test_one_whose_question_is_open_goes_on_and_one_that_is_answered_stays(admin, marketer, owner, colleague, offer):
    offers.ask(owner, offer, "How many seats?")
    done = offers.make_offer(marketer, create_lead(marketer, name="Done"), to=owner)
    offers.accept(owner, done)
    people.update_user(admin, owner, is_active=False)
    assert list(Offer.objects.order_by("pk").values_list("to", "status")) == [
        (colleague.pk, "asked"),
        (owner.pk, "accepted"),
    ]


def test_another_change_of_the_person_moves_nothing(admin, owner, offer):
    people.update_user(admin, owner, name="Olga B.")
    people.update_user(admin, owner, is_active=True)
    assert Offer.objects.get().to == owner


def test_it_stands_and_falls_with_the_change(admin, owner, offer):
    """The last administrator stays one, and so do the offers that wait for them."""
    Offer.objects.update(to=admin)
    with pytest.raises(WrongMomentError):
        people.update_user(admin, admin, is_active=False)
    assert Offer.objects.get().to == admin


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider"])
def test_nobody_but_an_administrator_makes_somebody_inactive(request, owner, offer, who):
    with pytest.raises(PermissionDenied):
        people.update_user(request.getfixturevalue(who), owner, is_active=False)
    assert Offer.objects.get().to == owner


@pytest.mark.parametrize("page", ["user_edit", "hand_over"])
def test_pages_say_how_many_wait_and_what_came_of_them(client, admin, owner, colleague, offer, page):
    client.force_login(admin)
    address = reverse(page, args=[owner.pk])
    before = client.get(address)
    assert len(before.context["waits"]) == 1
    assert before.context["waits"][0] in before.content.decode()
    values = {"to": colleague.pk, "kinds": ["lead"], "leaves": "on"}
    if page == "user_edit":
        form = before.context["form"]
        values = {name: form[name].value() or "" for name in form.fields} | {"is_active": ""}
    said = [str(one) for one in get_messages(client.post(address, values).wsgi_request)]
    assert any(owner.name in one and "1" in one for one in said)
    assert (Offer.objects.get().to, client.get(address).context["waits"]) == (colleague, [])

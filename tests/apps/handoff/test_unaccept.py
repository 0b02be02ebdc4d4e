"""An acceptance is taken back a moment later: the offer waits where it stood, unless something hangs on it already."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers, scoreboard, unaccept
from jornada.apps.handoff.models import FollowUp, Offer
from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import place_of_record
from jornada.apps.leads import actions as leads
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.intent import actions as intent
from jornada.apps.leads.intent import queries as intent_tests
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.actions import state_time_frame
from jornada.apps.org import history
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.sales.actions import open_from_lead
from jornada.flow.settle import settle
from tests.apps.handoff.conftest import NINE
from tests.apps.handoff.test_offers import decisions

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
SOON = NINE + HOUR + dt.timedelta(minutes=2)


@pytest.fixture
def offer(marketer, lead, version, routing):
    return offers.make_offer(marketer, lead, version=version, now=NINE)


@pytest.fixture
def accepted(offer, owner):
    return offers.accept(owner, offer, 4, now=NINE + HOUR)


def kinds(offer):
    return [event.kind for event in offer.events.all()]


def stored(offer):
    """Read all that an offer and its lead keep, but when they were written last."""
    rows = (Offer.objects.filter(pk=offer.pk).values().get(), Lead.objects.filter(pk=offer.lead_id).values().get())
    return [{name: value for name, value in row.items() if name not in ("updated_at", "steps_done")} for row in rows]


def test_offer_and_lead_are_as_they_were(offer, owner, lead):
    settle([], [lead.thread_id])
    before = stored(offer)
    offers.accept(owner, offer, 4, now=NINE + HOUR)
    settle([], [lead.thread_id])
    assert stored(offer) != before
    unaccept.take_back(owner, Offer.objects.get(), SOON)
    settle([], [lead.thread_id])
    after = stored(offer)
    assert (after[0]["due_at"], after[0]["status"]) == (NINE + 57 * HOUR, "waiting")
    assert after == before
    assert not FollowUp.objects.exists()


def test_the_log_keeps_both_and_counts_neither(accepted, owner, marketer, lead):
    def acceptance():
        rows = scoreboard.offers_between(marketer, NINE - HOUR, NINE + 9 * HOUR)
        return {each.clause.code: (each.hits, each.of) for each in scoreboard.attained(rows, SOON)}["acceptance"]

    assert acceptance() == (1, 1)
    unaccept.take_back(owner, accepted, SOON)
    assert acceptance() == (0, 0)
    assert kinds(accepted) == ["offered", "accepted", "unaccept"]
    assert decisions(lead) == ["handoff.offered"]
    assert Touch.objects.filter(thread=lead.thread_id, voids__isnull=False, user=owner).count() == 1


def test_it_can_be_answered_again(accepted, owner, reason, lead):
    row = unaccept.take_back(owner, accepted, SOON)
    offers.accept(owner, row, 5, now=SOON + HOUR)
    assert decisions(lead) == ["handoff.offered", "handoff.accepted"]
    again = unaccept.take_back(owner, Offer.objects.get(), SOON + HOUR)
    offers.refuse(owner, again, reason, now=SOON + 2 * HOUR)
    assert kinds(accepted)[-3:] == ["accepted", "unaccept", "refused"]


def test_an_offer_with_an_open_question_waits_for_its_answer_again(offer, owner):
    offers.ask(owner, offer, "Budget?", now=NINE)
    row = offers.accept(owner, Offer.objects.get(), now=NINE + HOUR)
    unaccept.take_back(owner, row, SOON)
    row.refresh_from_db()
    assert (row.status, row.look_at) == ("asked", None)


def test_the_heat_that_the_acceptance_brought_goes_with_it(offer, owner, lead):
    state_time_frame(owner, place_of_record("lead", lead), "now")
    settle([], [lead.thread_id])
    row = offers.accept(owner, Offer.objects.get(), now=NINE + HOUR)
    assert Offer.objects.get().is_hot
    unaccept.take_back(owner, row, SOON)
    assert not Offer.objects.get().is_hot


def test_an_offer_that_was_hot_stays_hot(marketer, owner, lead, version, routing):
    row = offers.make_offer(marketer, lead, version=version, is_hot=True, now=NINE)
    unaccept.take_back(owner, offers.accept(owner, row, now=NINE + HOUR), SOON)
    assert Offer.objects.get().is_hot


def test_a_manager_who_took_it_gives_it_back_to_whose_it_was(offer, manager, owner, lead):
    lead.refresh_from_db()
    row = offers.accept(manager, Offer.objects.select_related("lead").get(), now=NINE + HOUR)
    assert Lead.objects.get(pk=lead.pk).owner == manager
    unaccept.take_back(manager, row, SOON)
    lead.refresh_from_db()
    assert lead.owner == owner
    changes = [(change.field, change.old, change.new) for change in history.changes_of(lead)]
    assert {(old, new) for field, old, new in changes if field == "owner"} >= {
        (str(owner.pk), str(manager.pk)),
        (str(manager.pk), str(owner.pk)),
    }


def test_a_passed_test_that_qualified_it_by_itself_goes_too(accepted, owner, lead):
    place = place_of_record("lead", lead)
    intent.answer(
        owner, place, intent_tests.test_in_use("bant"), {"need": "Too much paper", "budget": "yes", "authority": True}
    )
    settle([], [lead.thread_id])
    assert "lead.qualified" in decisions(lead)
    unaccept.take_back(owner, accepted, SOON)
    settle([], [lead.thread_id])
    assert decisions(lead) == ["handoff.offered", "intent.answered"]


@pytest.mark.parametrize("activity", ["page.viewed", "email.replied", "call.received"])
def test_what_the_buyer_does_stands_in_nobodys_way(accepted, owner, lead, activity):
    record_touch(owner, activity, account=lead.account, thread=lead.thread)
    assert unaccept.take_back(owner, accepted, SOON).status == "waiting"


def _call(owner, lead):
    record_touch(owner, "call.attempted", account=lead.account, thread=lead.thread)


def _qualify(owner, lead):
    leads.qualify_lead(owner, lead)


def _open(owner, lead):
    open_from_lead(owner, lead)


def _give_away(owner, lead):
    leads.change_owner(lead, owner.team.members.exclude(pk=owner.pk).first(), owner)


def _park(owner, lead):
    leads.park_lead(owner, lead, DispositionReason.objects.get(code="not_now"))


@pytest.mark.parametrize("do", [_call, _qualify, _open, _give_away, _park])
def test_not_once_something_hangs_on_it(accepted, owner, colleague, lead, do):
    do(owner, Lead.objects.get(pk=lead.pk))
    assert not unaccept.may_take_back(owner, Offer.objects.get(), SOON)
    with pytest.raises(WrongMomentError):
        unaccept.take_back(owner, accepted, SOON)
    assert Offer.objects.get().status == "accepted"
    assert FollowUp.objects.count() == 1


def test_only_who_accepted_takes_it_back(accepted, manager, colleague, marketer):
    for person in (manager, colleague, marketer):
        with pytest.raises(WrongMomentError):
            unaccept.take_back(person, accepted, SOON)
    assert Offer.objects.get().status == "accepted"


def test_only_for_a_while_and_only_once(accepted, owner):
    with pytest.raises(WrongMomentError):
        unaccept.take_back(owner, accepted, NINE + 2 * HOUR)
    unaccept.take_back(owner, accepted, SOON)
    with pytest.raises(WrongMomentError):
        unaccept.take_back(owner, accepted, SOON)
    assert kinds(accepted).count("unaccept") == 1


def test_the_message_offers_it_and_the_pages_too(client, owner, offer, lead):
    client.force_login(owner)
    answer = client.post(f"{offer.get_absolute_url()}accept/", {"rating": "4"}, follow=True)
    path = f"/handoff/{offer.pk}/unaccept/"
    assert f'action="{path}?next=%2Fhandoff%2F"' in answer.content.decode()
    assert f'action="{path}"' in client.get(offer.get_absolute_url()).content.decode()
    assert f'action="{path}?next=' in client.get(lead.get_absolute_url()).content.decode()
    assert client.get(path).status_code == 405
    answer = client.post(f"{path}?next={lead.get_absolute_url()}", follow=True)
    assert answer.redirect_chain[-1][0] == lead.get_absolute_url()
    assert Offer.objects.get().status == "waiting"
    assert path not in answer.content.decode()


def test_an_acceptance_from_the_lead_s_page_is_taken_back_the_same_way(client, owner, offer, lead):
    client.force_login(owner)
    answer = client.post(f"{lead.get_absolute_url()}accept/", {"rating": "4"}, follow=True)
    assert f'action="/handoff/{offer.pk}/unaccept/"' in answer.content.decode()


def test_what_went_on_is_said_to_whoever_comes_too_late(client, owner, offer, lead):
    client.force_login(owner)
    offers.accept(owner, offer, 4)
    _call(owner, lead)
    page = client.post(f"/handoff/{offer.pk}/unaccept/", follow=True).content.decode()
    assert "cannot be taken back any more" in page or "não pode ser desfeita" in page
    assert "/unaccept/" not in client.get(lead.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("colleague", 403), ("marketer", 403)])
def test_others_see_no_such_button_and_get_nowhere(request, client, offer, owner, lead, who, status):
    offers.accept(owner, offer, 4, now=timezone.now())
    client.force_login(request.getfixturevalue(who))
    path = f"/handoff/{offer.pk}/unaccept/"
    for address in (offer.get_absolute_url(), lead.get_absolute_url()):
        assert path not in client.get(address).content.decode()
    assert client.post(path).status_code == status
    assert Offer.objects.get().status == "accepted"

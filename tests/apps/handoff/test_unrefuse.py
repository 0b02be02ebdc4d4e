"""A refusal is taken back a moment later: the offer waits where it stood, and the log keeps both."""

import datetime as dt

import pytest

from jornada.apps.handoff import offers, refusals, scoreboard, unrefuse
from jornada.apps.handoff.models import Offer, RefusalReply
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.actions import change_owner
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Notice
from tests.apps.handoff.conftest import NINE
from tests.apps.handoff.test_offers import decisions

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
SOON = NINE + HOUR + dt.timedelta(minutes=2)


@pytest.fixture
def offer(marketer, lead, version, routing):
    return offers.make_offer(marketer, lead, version=version, now=NINE)


@pytest.fixture
def refused(offer, owner, reason):
    return offers.refuse(owner, offer, reason, note="too small", rating=1, now=NINE + HOUR)


def kinds(offer):
    return [event.kind for event in offer.events.all()]


def test_the_offer_waits_again_with_its_clock_and_for_the_same_person(refused, owner, lead):
    row = unrefuse.take_back(owner, refused, SOON)
    row.refresh_from_db()
    assert (row.status, row.to, row.due_at) == ("waiting", owner, NINE + 57 * HOUR)
    assert row.look_at is not None
    assert (row.answered_at, row.answered_by, row.reason, row.answer_note, row.rating) == (None, None, None, "", None)
    lead.refresh_from_db()
    assert lead.owner == owner
    assert lead.offered_at is not None


def test_the_log_keeps_both_and_counts_neither(refused, owner, marketer, lead):
    unrefuse.take_back(owner, refused, SOON)
    assert kinds(refused) == ["offered", "refused", "unrefused"]
    assert decisions(lead) == ["handoff.offered"]
    assert Touch.objects.filter(thread=lead.thread_id, voids__isnull=False, user=owner).count() == 1
    assert not RefusalReply.objects.exists()
    assert [notice.kind for notice in Notice.objects.filter(user=marketer).order_by("id")] == ["refused", "unrefused"]


def test_the_score_board_and_marketing_s_list_know_no_refusal(refused, owner, marketer):
    def counted():
        rows = scoreboard.offers_between(marketer, NINE - HOUR, NINE + 9 * HOUR)
        shares = {each.clause.code: (each.hits, each.of) for each in scoreboard.attained(rows, SOON)}
        listed = refusals.counts(refusals.refusals(marketer, SOON), SOON)["all"]
        return shares["acceptance"], shares["refusal_reply"][1], scoreboard.refusals_by_reason(rows), listed

    assert counted()[0] == (0, 1)
    unrefuse.take_back(owner, refused, SOON)
    assert counted() == ((0, 0), 0, [], 0)


def test_it_can_be_answered_again(refused, owner, reason, lead):
    row = unrefuse.take_back(owner, refused, SOON)
    offers.accept(owner, row, 4, now=SOON + HOUR)
    assert decisions(lead) == ["handoff.offered", "handoff.accepted"]
    assert kinds(refused)[-1] == "accepted"


def test_an_offer_with_an_open_question_waits_for_its_answer_again(offer, owner, reason):
    offers.ask(owner, offer, "Budget?", now=NINE)
    row = offers.refuse(owner, Offer.objects.get(), reason, now=NINE + HOUR)
    unrefuse.take_back(owner, row, SOON)
    row.refresh_from_db()
    assert (row.status, row.look_at) == ("asked", None)


def test_only_who_refused_takes_it_back(refused, manager, colleague, marketer):
    for person in (manager, colleague, marketer):
        with pytest.raises(WrongMomentError):
            unrefuse.take_back(person, refused, SOON)
    assert Offer.objects.get().status == "refused"


def test_only_for_a_while_and_only_once(refused, owner):
    with pytest.raises(WrongMomentError):
        unrefuse.take_back(owner, refused, NINE + 2 * HOUR)
    unrefuse.take_back(owner, refused, SOON)
    with pytest.raises(WrongMomentError):
        unrefuse.take_back(owner, refused, SOON)
    assert kinds(refused).count("unrefused") == 1


def test_not_after_marketing_answered(refused, owner, marketer):
    offers.reply_to_refusal(marketer, refused.reply, "Noted", now=SOON)
    with pytest.raises(WrongMomentError):
        unrefuse.take_back(owner, refused, SOON)


def test_not_after_the_lead_went_on(refused, owner, marketer, colleague, lead, version):
    again = offers.make_offer(marketer, lead, to=colleague, now=SOON)
    with pytest.raises(WrongMomentError):
        unrefuse.take_back(owner, refused, SOON)
    assert list(Offer.objects.filter(status="waiting")) == [again]


def test_not_after_marketing_gave_the_lead_to_somebody_else(refused, owner, marketer, colleague, lead):
    lead.refresh_from_db()
    change_owner(lead, colleague, marketer)
    with pytest.raises(WrongMomentError):
        unrefuse.take_back(owner, refused, SOON)
    assert RefusalReply.objects.count() == 1


def test_the_message_offers_it_and_the_page_too(client, owner, offer, reason):
    client.force_login(owner)
    told = {"rating": "1", "reason": reason.pk, "note": "too small"}
    answer = client.post(f"{offer.get_absolute_url()}refuse/", told, follow=True)
    path = f"/handoff/{offer.pk}/unrefuse/"
    assert f'action="{path}?next=%2Fhandoff%2F"' in answer.content.decode()
    assert f'action="{path}"' in client.get(offer.get_absolute_url()).content.decode()
    assert client.get(path).status_code == 405
    answer = client.post(path, follow=True)
    assert answer.redirect_chain[-1][0] == offer.get_absolute_url()
    assert Offer.objects.get().status == "waiting"
    assert f'action="{path}"' not in answer.content.decode()


def test_taken_back_in_the_queue_or_on_my_day_one_stays_there(client, owner, offer, lead, reason):
    client.force_login(owner)
    told = {"rating": "1", "reason": reason.pk, "note": "too small"}
    undo = f"/handoff/{offer.pk}/unrefuse/?next="
    client.post(f"{offer.get_absolute_url()}refuse/", told)
    assert client.post(f"{undo}%2Fhandoff%2F").url == "/handoff/"
    answer = client.post(f"{lead.get_absolute_url()}refuse/?next=/%3Fpart%3D1", told, follow=True)
    assert f'action="{undo}%2F%3Fpart%3D1"' in answer.content.decode()
    assert client.post(f"{undo}%2F%3Fpart%3D1").url == "/?part=1"
    assert client.post(f"{undo}https://elsewhere.example/").url == offer.get_absolute_url()


def test_a_refusal_from_the_lead_s_page_is_taken_back_the_same_way(client, owner, offer, lead, reason):
    client.force_login(owner)
    told = {"rating": "1", "reason": reason.pk, "note": "too small"}
    answer = client.post(f"{lead.get_absolute_url()}refuse/", told, follow=True)
    assert f'action="/handoff/{offer.pk}/unrefuse/"' in answer.content.decode()


def test_others_see_no_such_button_and_get_nowhere(client, refused, marketer, outsider):
    path = f"/handoff/{refused.pk}/unrefuse/"
    client.force_login(outsider)
    assert client.post(path).status_code == 404
    client.force_login(marketer)
    assert path not in client.get(refused.get_absolute_url()).content.decode()
    assert client.post(path).status_code == 403
    assert Offer.objects.get().status == "refused"

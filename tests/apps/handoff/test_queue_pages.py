"""The queue: what waits for whom, answered by keyboard and thumb; a lead is handed over through the agreement only."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Offer
from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.actions import create_lead
from jornada.apps.leads.models import Lead, Source
from jornada.apps.org.models import RoleRule
from tests.apps.handoff.conftest import NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(marketer, lead, version, routing):
    return offers.make_offer(marketer, lead, version=version, now=timezone.now())


def page(client, user, address="/handoff/"):
    client.force_login(user)
    return client.get(address)


def test_the_receiver_finds_the_offer_with_its_clock(client, owner, offer):
    text = page(client, owner).text
    assert offer.get_absolute_url() in text
    assert 'data-allowed="86400"' in text
    assert 'data-key="a"' in text


def test_the_parts_of_an_account_are_shown_as_far_as_the_account_is(client, marketer, outsider, account, lead, version):
    offers.make_offer(marketer, lead, version=version, to=outsider, now=timezone.now())
    for address in ("/accounts/{}/", "/notes/?account={}", "/touches/?account={}", "/files/?account={}&panel=1"):
        assert page(client, outsider, address.format(account.pk)).status_code == 200, address


def test_a_colleague_has_nothing_waiting(client, colleague, offer):
    assert "Nothing waits for you" in page(client, colleague).text


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("colleague", 200), ("outsider", 404), ("marketer", 200), ("viewer", 200)]
)
def test_who_reads_the_dossier(request, client, offer, who, status):
    assert page(client, request.getfixturevalue(who), offer.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403)])
@pytest.mark.parametrize("code", ["accept", "refuse", "ask", "back", "give", "withdraw"])
def test_who_may_not_answer(request, client, offer, who, status, code):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"{offer.get_absolute_url()}{code}/", {"rating": "3"}).status_code == status
    assert Offer.objects.get().status == "waiting"


def test_accepting_asks_for_the_rating_that_is_owed(client, owner, offer):
    client.force_login(owner)
    address = f"{offer.get_absolute_url()}accept/"
    assert client.post(address).status_code == 422
    assert client.post(address, {"rating": "4"}).url == "/handoff/"
    assert (Offer.objects.get().status, Offer.objects.get().rating) == ("accepted", 4)


def test_refusing_needs_a_reason_of_the_list(client, owner, offer, reason):
    client.force_login(owner)
    address = f"{offer.get_absolute_url()}refuse/"
    assert client.post(address, {"rating": "1"}).status_code == 422
    client.post(address, {"rating": "1", "reason": reason.pk, "note": "too small"})
    assert (Offer.objects.get().reason, Offer.objects.get().answer_note) == (reason, "too small")


def test_a_question_waits_for_marketing_and_its_answer_starts_the_clock_again(client, owner, marketer, offer):
    client.force_login(owner)
    client.post(f"{offer.get_absolute_url()}ask/", {"text": "Which budget?"})
    assert "Which budget?" in page(client, marketer).text
    client.post(f"/handoff/questions/{offer.questions.get().pk}/", {"text": "50k"})
    assert Offer.objects.get().status == "waiting"


def test_a_refusal_is_work_for_marketing_until_it_is_answered(client, owner, marketer, offer, reason):
    offers.refuse(owner, offer, reason, note="too small")
    assert "too small" in page(client, marketer).text
    client.post(f"/handoff/refusals/{offer.pk}/", {"text": "Noted", "change": "criterion"})
    assert "too small" not in page(client, marketer).text


def test_handing_back_to_a_day_gone_by_is_said_on_the_form(client, owner, offer):
    client.force_login(owner)
    answer = client.post(f"{offer.get_absolute_url()}back/", {"return_on": "2020-01-01"})
    assert (answer.status_code, "lies ahead" in answer.text) == (422, True)


def test_what_nobody_can_take_says_why_and_can_be_given(client, marketer, owner, lead, version):
    offer = offers.make_offer(marketer, lead, version=version)
    assert "No routing rule is active" in page(client, marketer).text
    client.post(f"{offer.get_absolute_url()}give/", {"to": owner.pk})
    assert Offer.objects.get().to == owner


def test_withdrawing_is_for_who_may_change_the_lead(client, marketer, offer):
    client.force_login(marketer)
    client.post(f"{offer.get_absolute_url()}withdraw/")
    assert Offer.objects.get().status == "withdrawn"


def test_the_lead_page_hands_over_under_the_agreement(client, marketer, lead, version, routing, owner):
    client.force_login(marketer)
    client.post(f"/leads/{lead.pk}/offer/", {"version": version.pk, "note": "asked for prices"})
    made = Offer.objects.get()
    assert (made.version, made.to, made.offered_by, made.note) == (version, owner, marketer, "asked for prices")


def test_the_lead_page_asks_for_an_agreement_or_a_person(client, marketer, lead, version):
    client.force_login(marketer)
    assert client.post(f"/leads/{lead.pk}/offer/", {}).status_code == 422
    assert not Offer.objects.exists()


def test_accepting_from_the_lead_page_answers_the_offer(client, owner, offer):
    client.force_login(owner)
    client.post(f"/leads/{offer.lead_id}/accept/", {"rating": "5"})
    assert Offer.objects.get().status == "accepted"


def test_an_offer_that_only_the_log_knows_is_taken_up_by_its_answer(client, owner, marketer, lead):
    lead_actions.hand_over(marketer, lead, owner)
    assert lead.name in page(client, owner).text
    client.post(f"/leads/{lead.pk}/accept/")
    made = Offer.objects.get()
    assert (made.status, made.offered_by, made.version) == ("accepted", marketer, None)


def test_the_dossier_says_what_is_missing_and_how_to_begin(client, marketer, lead, contact, version, routing):
    contact.email = ""
    contact.save()
    lead.refresh_from_db()
    offer = offers.make_offer(marketer, lead, version=version)
    text = page(client, marketer, offer.get_absolute_url()).text
    assert "Missing" in text
    assert "Nothing says what they want" in text


def test_the_queue_costs_the_same_for_many_as_for_few(
    client, owner, marketer, version, routing, django_assert_max_num_queries
):
    for number in range(12):
        offers.make_offer(marketer, create_lead(marketer, name=f"Lead {number}"), version=version, to=owner)
    client.force_login(owner)
    with django_assert_max_num_queries(40):
        assert client.get("/handoff/").status_code == 200


def test_a_dialog_gets_the_form_alone(client, owner, offer):
    client.force_login(owner)
    answer = client.get(f"{offer.get_absolute_url()}refuse/", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "Reason" in answer.text


def test_late_is_said_in_words(client, owner, marketer, lead, version, routing):
    offers.make_offer(marketer, lead, version=version, now=NINE - dt.timedelta(days=60))
    assert "over time" in page(client, owner).text


def test_more_than_two_days_late_is_said_in_days(client, owner, marketer, lead, version, routing):
    offers.make_offer(marketer, lead, version=version, now=timezone.now() - dt.timedelta(days=40))
    clock = page(client, owner).context["parts"]["mine"].rows[0].clock
    assert clock.left.split()[0] == str(clock.late_for.days)


def test_the_dossier_writes_phone_and_tax_id_as_people_do(client, marketer, lead, contact, account, version, routing):
    type(contact).objects.filter(pk=contact.pk).update(phone="+551132952610")
    type(account).objects.filter(pk=account.pk).update(tax_id="99104729000175")
    offer = offers.make_offer(marketer, lead, version=version, now=timezone.now())
    text = page(client, marketer, offer.get_absolute_url()).text
    assert "(11) 3295-2610" in text
    assert "99.104.729/0001-75" in text


@pytest.fixture
def two_offers(marketer, owner, version, account):
    """The one of more worth is due later."""
    now, made = timezone.now(), {}
    for name, score, hours in (("Small", 20, 5), ("Large", 90, 2)):
        lead = create_lead(marketer, name=name, account=account)
        Lead.objects.filter(pk=lead.pk).update(score=score)
        made[name] = offers.make_offer(marketer, lead, version=version, to=owner, now=now - dt.timedelta(hours=hours))
    return made


def names_in(response):
    return [row.offer.lead.name for row in response.context["parts"]["mine"].rows]


def test_the_queue_goes_by_value_and_urgency_and_says_why(client, owner, two_offers):
    answer = page(client, owner)
    assert names_in(answer) == ["Large", "Small"]
    assert "Chance 90" in answer.text


def test_the_queue_tells_no_hidden_score_and_no_hidden_source(client, owner, two_offers):
    source = Source.objects.first()
    Lead.objects.update(source=source)
    assert source.label_en in page(client, owner).text
    RoleRule.objects.create(code="sales", rule={"fields": {"lead.score": "hidden", "lead.source": "hidden"}})
    answer = page(client, owner)
    assert names_in(answer) == ["Small", "Large"]  # by the clock
    assert client.get(reverse("lead_ranking")).status_code == 403
    assert "Chance 90" not in answer.text
    assert source.label_en not in answer.text


def test_the_order_by_the_clock_is_remembered(client, owner, two_offers):
    assert names_in(page(client, owner, "/handoff/?order=clock")) == ["Small", "Large"]
    assert names_in(page(client, owner)) == ["Small", "Large"]
    assert names_in(page(client, owner, "/handoff/?order=value")) == ["Large", "Small"]
    assert names_in(page(client, owner, "/handoff/?order=nonsense")) == ["Large", "Small"]


def test_the_ranked_queue_costs_the_same_with_more_offers(
    client, marketer, owner, version, two_offers, django_assert_max_num_queries
):
    with CaptureQueriesContext(connection) as few:
        page(client, owner)
    for number in range(12):
        offers.make_offer(marketer, create_lead(marketer, name=f"L{number}"), version=version, to=owner)
    with django_assert_max_num_queries(len(few)):
        page(client, owner)


def test_a_button_alone_asks_for_the_rating_without_a_complaint(client, owner, offer):
    client.force_login(owner)
    address = f"/leads/{offer.lead_id}/accept/"
    asked = client.post(address)
    assert (asked.context["form"].errors, Offer.objects.get().status) == ({}, "waiting")
    token = asked.content.decode().partition('name="form_token" value="')[2].partition('"')[0]
    assert client.post(address, {"form_token": token}).context["form"].errors.keys() == {"rating"}
    assert client.post(address, {"form_token": "other", "rating": "5"}).status_code == 302
    assert Offer.objects.get().rating == 5


def test_a_lead_that_was_handed_over_hot_and_is_warm_now_has_a_badge_for_each(client, owner, offer):
    Offer.objects.update(is_hot=True)
    Lead.objects.filter(pk=offer.lead_id).update(heat=Lead.HEATS["warm"])
    text = page(client, owner).text
    assert "Handed over as hot" in text
    assert ">Hot</span>" not in text


def test_the_dialog_of_an_answer_says_the_company_once(client, owner, offer):
    Lead.objects.filter(pk=offer.lead_id).update(name=f"Paula · {offer.lead.account}")
    client.force_login(owner)
    text = client.get(f"{offer.get_absolute_url()}refuse/", headers={"HX-Request": "true"}).text
    assert text.count(str(offer.lead.account)) == 1


@pytest.mark.parametrize(("answer", "tone"), [("accept", "primary"), ("refuse", "danger")])
def test_the_dialog_of_an_answer_may_be_cancelled_and_refusing_is_not_green(client, owner, offer, answer, tone):
    client.force_login(owner)
    address = reverse("offer_answer", args=[offer.pk, answer])
    foot = client.get(address, headers={"hx-request": "true"}).text.split("j-form-foot")[1]
    assert f'data-tone="{tone}"' in foot
    assert "data-dialog-close" in foot


def head_of(client, user, lead):
    client.force_login(user)
    page = client.get(lead.get_absolute_url()).content.decode()
    return page[page.index('class="j-page-head"') : page.index('class="j-split"')]


def test_an_offer_is_answered_at_the_head_of_the_lead(client, owner, marketer, version):
    lead = create_lead(marketer, name="Waits", owner=marketer)
    offer = offers.make_offer(marketer, lead, version=version, to=owner, now=NINE)
    head = head_of(client, owner, lead)
    for step in ("accept", "refuse"):
        assert f'hx-get="/leads/{lead.pk}/{step}/" hx-target="#lead-step-body"' in head
    offers.accept(owner, offer, rating=4, now=NINE)
    assert f"/leads/{lead.pk}/accept/" not in head_of(client, owner, lead)


def test_who_may_not_answer_has_no_answer_at_the_head(client, owner, marketer, viewer, version):
    lead = create_lead(marketer, name="Waits", owner=marketer)
    offers.make_offer(marketer, lead, version=version, to=owner, now=NINE)
    assert f"/leads/{lead.pk}/accept/" not in head_of(client, viewer, lead)

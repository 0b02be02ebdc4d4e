"""The hand-off over the API: the queue with clocks, every answer, questions, agreements; refusals as problems."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Agreement, AgreementVersion, Offer
from jornada.apps.leads.actions import create_lead
from jornada.apps.leads.models import Lead
from jornada.apps.org.models import RoleRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer(db):
    from jornada.apps.org.models import User

    return User.objects.create(username="mila", name="Mila", role="marketing")


@pytest.fixture
def offer(marketer, owner, account):
    version = Agreement.objects.get().versions.get()
    version.status, version.in_force_at = AgreementVersion.Status.IN_FORCE, timezone.now()
    version.save()
    lead = create_lead(marketer, name="Aurora asks", account=account)
    return offers.make_offer(marketer, lead, version=version, to=owner)


def test_the_queue_has_the_offer_with_its_clock(call, owner, offer):
    status, body = call(owner, "get", "/handoff/queue")
    assert (status, [row["id"] for row in body]) == (200, [offer.pk])
    assert (body[0]["allowed_seconds"], body[0]["is_late"], body[0]["version"]) == (86400, False, 1)


@pytest.fixture
def two_offers(marketer, owner, account, offer):
    """The older offer is worth less than the younger one."""
    lead = create_lead(marketer, name="Boreal asks", account=account)
    younger = offers.make_offer(marketer, lead, version=offer.version, to=owner)
    Lead.objects.filter(pk=offer.lead_id).update(score=10)
    Lead.objects.filter(pk=lead.pk).update(score=90)
    return offer, younger


def test_where_nothing_is_known_no_chance_is_told(call, owner, offer):
    status, body = call(owner, "get", "/handoff/queue?order=value")
    assert status == 200
    assert (body[0]["rank"]["chance"], body[0]["rank"]["basis"]) == (None, "unknown")


def test_the_queue_comes_by_the_clock_or_by_value_with_reasons(call, owner, two_offers):
    older, younger = two_offers
    by_clock = call(owner, "get", "/handoff/queue")[1]
    assert [(row["id"], row["rank"]) for row in by_clock] == [(older.pk, None), (younger.pk, None)]
    by_value = call(owner, "get", "/handoff/queue?order=value")[1]
    assert [row["id"] for row in by_value] == [younger.pk, older.pk]
    rank = by_value[0]["rank"]
    assert (rank["chance"], rank["basis"]) == (0.9, "score")
    assert [reason["code"] for reason in rank["reasons"]] == ["due", "untouched"]
    assert set(rank) == {"chance", "basis", "urgency", "reasons"}


def test_no_rank_tells_a_hidden_score(call, owner, two_offers):
    RoleRule.objects.create(code="sales", rule={"fields": {"lead.score": "hidden", "lead.grade": "hidden"}})
    assert call(owner, "get", "/handoff/queue?order=value")[0] == 403
    assert [row["rank"] for row in call(owner, "get", "/handoff/queue")[1]] == [None, None]
    assert call(owner, "get", f"/leads/{two_offers[0].lead_id}/score")[0] == 403


@pytest.mark.parametrize("order", ["clock", "value"])
def test_a_queue_is_one_s_own_in_either_order(call, colleague, outsider, two_offers, order):
    for person in (colleague, outsider):
        assert call(person, "get", f"/handoff/queue?order={order}") == (200, [])


def test_an_order_that_nobody_knows_is_refused(call, owner):
    assert call(owner, "get", "/handoff/queue?order=moon")[0] == 422


def test_accepting_needs_the_rating_that_is_owed(call, owner, offer):
    assert call(owner, "post", f"/handoff/offers/{offer.pk}/accept", {})[0] == 422
    status, body = call(owner, "post", f"/handoff/offers/{offer.pk}/accept", {"rating": 4})
    assert (status, body["status"], body["rating"]) == (200, "accepted", 4)


def test_the_second_is_told_who_was_first(call, owner, marketer, offer):
    call(owner, "post", f"/handoff/offers/{offer.pk}/accept", {"rating": 4})
    status, body = call(marketer, "post", f"/handoff/offers/{offer.pk}/accept", {"rating": 4})
    assert (status, "Olga" in body["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("reason", "code", "note"), [("no_fit", "no_fit", ""), ("Too small for us", "other", "Too small for us")]
)
def test_a_reason_is_a_code_or_words_of_one_s_own(call, owner, offer, reason, code, note):
    status, body = call(owner, "post", f"/handoff/offers/{offer.pk}/refuse", {"reason": reason, "rating": 1})
    assert (status, body["reason"], Offer.objects.get().answer_note) == (200, code, note)


def test_a_question_and_its_answer(call, owner, marketer, offer):
    status, question = call(owner, "post", f"/handoff/offers/{offer.pk}/ask", {"text": "Which budget?"})
    assert (status, question["answered_at"]) == (200, None)
    assert [row["id"] for row in call(marketer, "get", "/handoff/questions")[1]] == [question["id"]]
    status, body = call(marketer, "post", f"/handoff/questions/{question['id']}/answer", {"text": "50k"})
    assert (status, body["answer"]) == (200, "50k")


def test_handing_back_until_a_day(call, owner, offer):
    address = f"/handoff/offers/{offer.pk}/back"
    assert call(owner, "post", address, {"return_on": "2020-01-01"})[0] == 409
    ahead = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    assert call(owner, "post", address, {"return_on": ahead})[1]["return_on"] == ahead


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403), (None, 401)])
def test_who_may_not_answer(request, call, offer, who, status):
    user = request.getfixturevalue(who) if who else None
    assert call(user, "post", f"/handoff/offers/{offer.pk}/accept", {"rating": 4})[0] == status
    assert Offer.objects.get().status == "waiting"


def test_agreements_in_force_have_their_terms(call, viewer, offer):
    status, body = call(viewer, "get", "/handoff/agreements")
    assert (status, body[0]["terms"]["sales"]["answer"]) == (200, 1440)


def test_routing_is_tried_with_rules_of_one_s_own(call, marketer, owner, offer):
    Agreement.objects.update(marketing_owner=marketer)
    where = f"/handoff/agreements/{offer.version.agreement_id}/dry-run"
    rule = {"name": "All to Mila", "weights": {str(marketer.pk): 1}}
    status, body = call(marketer, "post", where, {"rules": [rule]})
    assert (status, body["cases"], body["moved"]) == (200, 1, 1)
    assert body["assigned"][0]["user_id"] == marketer.pk
    assert call(owner, "post", where, {})[0] == 403


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([{"name": "Nobody", "weights": {"999999": 1}}], "999999"),
        ([{"name": "Odd", "condition": {"schema": 1, "all": [{"no": 1}]}}], "rules[0].condition"),
    ],
)
def test_what_is_wrong_with_a_tried_rule_is_said(call, marketer, offer, rules, said):
    Agreement.objects.update(marketing_owner=marketer)
    status, body = call(marketer, "post", f"/handoff/agreements/{offer.version.agreement_id}/dry-run", {"rules": rules})
    assert (status, said in body["title"]) == (422, True)


def test_refusals_are_listed_and_answered(call, owner, marketer, offer):
    call(owner, "post", f"/handoff/offers/{offer.pk}/refuse", {"reason": "no_fit", "note": "small", "rating": 1})
    status, body = call(marketer, "get", "/handoff/refusals")
    assert (status, [(row["id"], row["note"], row["answered_at"]) for row in body]) == (
        200,
        [(offer.pk, "small", None)],
    )
    answer = {"change": "criterion", "text": "Asks for size now"}
    status, body = call(marketer, "post", f"/handoff/refusals/{offer.pk}/answer", answer)
    assert (status, body["change"]) == (200, "criterion")
    assert call(marketer, "post", f"/handoff/refusals/{offer.pk}/answer", answer)[0] == 409
    assert call(marketer, "get", "/handoff/refusals")[1] == []


def test_a_refusal_is_taken_back_by_who_refused(call, owner, marketer, outsider, offer):
    call(owner, "post", f"/handoff/offers/{offer.pk}/refuse", {"reason": "no_fit", "rating": 1})
    path = f"/handoff/offers/{offer.pk}/unrefuse"
    assert [call(who, "post", path)[0] for who in (outsider, marketer)] == [404, 409]
    status, body = call(owner, "post", path)
    assert (status, body["status"]) == (200, "waiting")
    assert call(owner, "post", path)[0] == 409
    assert call(marketer, "get", "/handoff/refusals")[1] == []


def test_an_acceptance_is_taken_back_by_who_accepted(call, owner, marketer, outsider, offer):
    call(owner, "post", f"/handoff/offers/{offer.pk}/accept", {"rating": 4})
    path = f"/handoff/offers/{offer.pk}/unaccept"
    assert [call(who, "post", path)[0] for who in (outsider, marketer)] == [404, 409]
    status, body = call(owner, "post", path)
    assert (status, body["status"], body["answered_at"]) == (200, "waiting", None)
    assert call(owner, "post", path)[0] == 409

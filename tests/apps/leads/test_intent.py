"""Intent tests: answered in parts and in calls, judged, seen, and what follows: SQL, temperature, conditions."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import place_of_record
from jornada.apps.leads import actions as leads
from jornada.apps.leads.intent import actions, editing, queries
from jornada.apps.leads.intent.models import IntentAnswer, IntentStanding, IntentTest
from jornada.apps.leads.models import Lead
from jornada.apps.org.edits import WrongMomentError
from jornada.flow.settle import settle, settle_dirty
from jornada.rules.conditions import Attribute
from jornada.rules.intent_test import Question
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db
PASSING = {"need": "Too much paper", "budget": "yes", "authority": True}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def bant(db):
    return queries.test_in_use("bant")


def give(user, record, known, **answers):
    rows = actions.answer(user, place_of_record("lead", record), known, answers)
    settle([], [record.thread_id])
    return rows[0].touch


def standing(record):
    row = IntentStanding.objects.filter(thread=record.thread_id).first()
    return (row.status, row.met, row.answered) if row else None


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def accepted(marketer, owner, lead):
    leads.hand_over(marketer, lead, owner)
    leads.take(owner, lead)
    return Lead.objects.get(pk=lead.pk)


def test_answers_come_in_parts_and_are_one_touch_each_time(owner, lead, bant):
    give(owner, lead, bant, budget="soon")
    touch = give(owner, lead, bant, need="Too much paper")
    assert standing(lead) == ("open", 2, 2)
    assert (touch.activity.code, touch.user, "Too much paper" in touch.note) == ("intent.answered", owner, True)


def test_a_passed_test_makes_an_accepted_lead_an_sql_and_says_which(marketer, owner, lead, bant):
    accepted(marketer, owner, lead)
    give(owner, lead, bant, **PASSING)
    lead.refresh_from_db()
    note = Touch.objects.get(activity__code="lead.qualified").note
    assert (lead.type, note) == ("sql", "BANT passed")


def test_a_lead_that_passed_before_is_an_sql_as_soon_as_it_is_accepted(marketer, owner, lead, bant):
    give(owner, lead, bant, **PASSING)
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).type == "suspect"
    accepted(marketer, owner, lead)
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).type == "sql"


def test_a_voided_answer_takes_the_sql_back(marketer, owner, lead, bant):
    accepted(marketer, owner, lead)
    touch = give(owner, lead, bant, **PASSING)
    void_touch(owner, touch, "wrong company")
    settle([], [lead.thread_id])
    settle([], [lead.thread_id])
    assert (standing(lead), Lead.objects.get(pk=lead.pk).type) == (None, "sal")


def test_the_time_frame_question_heats_the_lead(owner, lead, bant):
    give(owner, lead, bant, timing=in_days(5))
    assert Lead.objects.get(pk=lead.pk).temperature == "hot"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Answer one question"),
        ({"colour": "red"}, "no question"),
        ({"budget": "plenty"}, "one of yes, soon, no"),
        ({"authority": "yes"}, "yes or no"),
        ({"timing": "soon"}, "a day such as"),
        ({"timing": dt.date(2020, 1, 1)}, "has passed"),
        ({"need": "  "}, "a text"),
    ],
)
def test_answers_that_a_question_cannot_have_are_refused_whole(owner, lead, bant, answers, said):
    with pytest.raises(WrongMomentError, match=said):
        actions.answer(owner, place_of_record("lead", lead), bant, {**({"need": "x"} if answers else {}), **answers})
    assert not Touch.objects.exists()
    assert not IntentAnswer.objects.exists()


def test_a_new_version_judges_the_answers_that_still_fit(marketer, owner, lead, bant):
    give(owner, lead, bant, **PASSING)
    editing.save_question(marketer, bant.test, Question("team", "Who uses it?", "Quem usa?", "text", is_required=True))
    assert standing(lead)[0] == "passed"
    editing.publish(marketer, bant.test)
    assert standing(lead) == ("open", 3, 3)
    editing.bring_back(marketer, bant.version)
    editing.publish(marketer, bant.test)
    assert standing(lead)[0] == "passed"


def test_a_draft_that_everybody_passes_is_not_published(marketer, bant):
    editing.remove_question(marketer, bant.test, "need")
    editing.save_rule(marketer, bant.test, 0, 0)
    with pytest.raises(WrongMomentError, match="everybody passes"):
        editing.publish(marketer, bant.test)


def test_a_test_with_answers_is_switched_off_not_deleted(marketer, owner, lead, bant):
    give(owner, lead, bant, budget="yes")
    with pytest.raises(WrongMomentError):
        editing.delete_test(marketer, bant.test)
    editing.update_test(marketer, bant.test, is_active=False)
    assert queries.tests_in_use() == ()


def test_a_test_that_is_switched_off_takes_no_sql_back(marketer, owner, lead, bant):
    accepted(marketer, owner, lead)
    touch = give(owner, lead, bant, **PASSING)
    editing.update_test(marketer, bant.test, is_active=False)
    record_touch(owner, "call.connected", account=lead.account, contact=lead.contact, thread=lead.thread)
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).type == "sql"
    void_touch(owner, touch, "wrong company")
    settle([], [lead.thread_id])
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).type == "sal"


def test_what_follows_from_a_new_version_is_settled(marketer, owner, lead, bant):
    give(owner, lead, bant, **PASSING)
    passed = Attribute("test_bant", "is", "passed")
    assert engine().ids("lead", passed).tolist() == [lead.pk]
    editing.save_question(marketer, bant.test, Question("team", "Who uses it?", "Quem usa?", "text", is_required=True))
    editing.publish(marketer, bant.test)
    assert settle_dirty() > 0
    assert engine().ids("lead", passed).tolist() == []


def test_the_answers_of_a_lead_stand_on_its_opportunity(client, owner, lead, bant):
    from jornada.apps.sales.actions import open_from_lead

    give(owner, lead, bant, need="Too much paper")
    row = open_from_lead(owner, lead)
    client.force_login(owner)
    assert "Too much paper" in client.get(row.get_absolute_url()).content.decode()


def test_a_call_is_recorded_with_the_answers_given_in_it(client, owner, lead):
    client.force_login(owner)
    url = f"/touches/new/?thread={lead.thread_id}&activity=call.connected"
    assert "BANT: 0 of 4 answered" in client.get(url).content.decode()
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    sent = {"activity": "call.connected", "at": at, "key": "k1", "contact": lead.contact_id}
    more = {"test-bant-budget": "yes", "test-bant-authority": "yes", "test-bant-timing": in_days(40)}
    client.post(url, {**sent, **more})
    touch = Touch.objects.get()
    assert touch.activity.code == "call.connected"
    assert {(row.question, row.contact_id) for row in IntentAnswer.objects.filter(touch=touch)} == {
        ("budget", lead.contact_id),
        ("authority", lead.contact_id),
        ("timing", lead.contact_id),
    }
    client.post(url, {**sent, **more})
    assert IntentAnswer.objects.count() == 3


def test_a_call_with_a_wrong_answer_is_not_recorded(client, owner, lead):
    client.force_login(owner)
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    sent = {"activity": "call.connected", "at": at, "key": "k1", "test-bant-timing": "2020-01-01"}
    response = client.post(f"/touches/new/?thread={lead.thread_id}", sent)
    assert (response.status_code, "this day has passed" in response.content.decode()) == (422, True)
    assert not Touch.objects.exists()


def test_the_page_answers_with_a_way_back(client, owner, lead):
    client.force_login(owner)
    page = client.post(f"/threads/{lead.thread_id}/intent/bant/", {"test-bant-budget": "yes"}, follow=True)
    undo = f"/threads/{lead.thread_id}/intent/touches/{Touch.objects.get().pk}/withdraw/"
    assert undo in page.content.decode()
    client.post(undo)
    assert standing(lead) is None


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_answer_nothing(request, client, lead, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/threads/{lead.thread_id}/intent/bant/", {"test-bant-budget": "yes"}).status_code == status


def test_conditions_ask_for_the_result_and_for_answers(owner, lead, bant):
    give(owner, lead, bant, **PASSING, timing=in_days(40))
    for field, test, value in (
        ("test_bant", "is", "passed"),
        ("answer_bant_budget", "is", "yes"),
        ("answer_bant_authority", "is", True),
        ("answer_bant_timing", "after", in_days(30).isoformat()),
    ):
        assert engine().ids("lead", Attribute(field, test, value)).tolist() == [lead.pk], field
    assert engine().ids("lead", Attribute("answer_bant_budget", "is", "no")).tolist() == []


def test_lists_are_filtered_by_result(client, owner, lead, bant):
    give(owner, lead, bant, **PASSING)
    client.force_login(owner)
    assert lead.name in client.get("/leads/?test=bant.passed").content.decode()
    assert lead.name not in client.get("/leads/?test=bant.failed").content.decode()


def test_marketing_writes_a_test_of_its_own(client, marketer):
    client.force_login(marketer)
    client.post("/settings/intent-tests/new/", {"label_pt": "Meu teste", "label_en": "Mine", "is_active": "on"})
    test = IntentTest.objects.get(label_en="Mine")
    url = f"/settings/intent-tests/{test.pk}/"
    assert "It asks nothing" in client.get(url).content.decode()
    choice = {"pt": "Porte?", "en": "Size?", "kind": "choice", "is_required": "on", "option0_pt": "Grande"}
    assert client.post(f"{url}questions/new/", choice).status_code == 422
    client.post(f"{url}questions/new/", {**choice, "option0_counts": "on", "option1_pt": "Pequena"})
    client.post(f"{url}publish/")
    rule = queries.test_in_use("mine").rule
    assert [(q.code, [o.code for o in q.options]) for q in rule.questions] == [("size", ["grande", "pequena"])]


def test_sales_writes_no_tests(client, owner, bant):
    client.force_login(owner)
    for path in ("", "new/", f"{bant.test.pk}/", f"{bant.test.pk}/edit/", f"{bant.test.pk}/publish/"):
        assert client.post(f"/settings/intent-tests/{path}").status_code == 403, path


def test_the_dossier_has_the_answers(client, marketer, owner, lead, bant):
    from jornada.apps.handoff import offers

    give(owner, lead, bant, need="Too much paper")
    offer = offers.make_offer(marketer, lead, to=owner)
    client.force_login(owner)
    assert "Too much paper" in client.get(offer.get_absolute_url()).content.decode()


def test_answers_are_no_interactions(owner, lead, bant):
    from jornada.apps.interactions.queries import interactions, live_touches

    give(owner, lead, bant, budget="yes")
    record_touch(owner, "call.connected", account=lead.account, thread=lead.thread)
    assert interactions(live_touches()).count() == 1

"""Temperature: stated, derived, cooling by itself, seen in lists, in conditions and by whoever follows up."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.handoff import offers
from jornada.apps.interactions.actions import record_touch, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.places import place_of_record
from jornada.apps.leads.models import HeatLimits, Lead, TimeFrame
from jornada.apps.leads.temperature import actions, queries
from jornada.apps.org.edits import WrongMomentError
from jornada.flow.heat import heat_due
from jornada.flow.settle import settle
from jornada.rules.conditions import Attribute
from jornada.ui.conditions.engine import engine

pytestmark = pytest.mark.django_db


def in_days(number):
    return queries.day_of(timezone.now(), queries.company_zone()) + dt.timedelta(days=number)


def state(user, lead, intent="planned", **values):
    row = actions.state_time_frame(user, place_of_record("lead", lead), intent, **values)
    settle([], [lead.thread_id])
    lead.refresh_from_db()
    return row


def test_a_stated_day_makes_a_lead_warm_and_is_a_touch(owner, lead):
    row = state(owner, lead, ends_on=in_days(40), words="Budget comes in two months")
    assert (lead.temperature, row.touch.activity.code, row.touch.user) == ("warm", "timeframe.stated", owner)
    assert "Budget comes" in row.touch.note


def test_the_latest_statement_decides_and_a_withdrawn_one_does_not(owner, lead):
    state(owner, lead, ends_on=in_days(40))
    last = state(owner, lead, "now")
    assert lead.temperature == "hot"
    actions.withdraw_time_frame(owner, last, place_of_record("lead", lead))
    settle([], [lead.thread_id])
    lead.refresh_from_db()
    assert lead.temperature == "warm"


def test_a_day_that_comes_near_heats_and_one_that_has_passed_cools_by_itself(owner, lead):
    state(owner, lead, ends_on=in_days(40))
    seen = []
    for days in (20, 30, 45, 60):
        heat_due(timezone.now() + dt.timedelta(days=days))
        seen.append(Lead.objects.get(pk=lead.pk).temperature)
    assert seen == ["warm", "hot", "hot", "cold"]


def test_asking_for_a_demo_is_hot_by_itself_until_the_touch_is_voided(owner, lead):
    touch = record_touch(owner, "demo.requested", account=lead.account, thread=lead.thread)
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).temperature == "hot"
    void_touch(owner, touch, "wrong person")
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).temperature == ""


@pytest.mark.parametrize(
    ("activity", "heat"),
    [("proposal.accepted", "hot"), ("proposal.viewed", "hot"), ("email.replied", "warm"), ("proposal.refused", "")],
)
def test_what_the_buyer_does_with_our_offer_heats_until_it_is_voided(owner, lead, activity, heat):
    touch = record_touch(owner, activity, account=lead.account, thread=lead.thread)
    settle([], [lead.thread_id])
    lead.refresh_from_db()
    assert lead.temperature == heat
    assert lead.temperature == (queries.temperature_now(lead).heat or "")
    void_touch(owner, touch, "wrong person")
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).temperature == ""


def test_machines_and_what_was_answered_heat_nobody(owner, lead):
    record_touch(owner, "proposal.viewed", account=lead.account, thread=lead.thread, human=False)
    settle([], [lead.thread_id])
    assert Lead.objects.get(pk=lead.pk).temperature == ""
    for activity in ("proposal.viewed", "proposal.accepted", "deal.won"):
        record_touch(owner, activity, account=lead.account, thread=lead.thread)
    settle([], [lead.thread_id])
    lead.refresh_from_db()
    assert lead.temperature in ("", "cold")
    assert lead.temperature == (queries.temperature_now(lead).heat or "")


def test_the_stored_temperature_is_what_the_page_works_out(owner, lead):
    for intent, values in (("now", {}), ("interest", {}), ("planned", {"ends_on": in_days(300)})):
        state(owner, lead, intent, **values)
        assert lead.temperature == (queries.temperature_now(lead).heat or "")


@pytest.mark.parametrize(
    "values",
    [
        {"intent": "planned"},
        {"intent": "soon"},
        {"intent": "planned", "ends_on": dt.date(2020, 1, 1)},
        {"intent": "planned", "ends_on": dt.date(2999, 1, 1)},
        {"intent": "planned", "ends_on": dt.date(2199, 1, 1), "starts_on": dt.date(1, 1, 1)},
        {"intent": "now", "at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_touch(owner, lead, values):
    with pytest.raises(WrongMomentError):
        actions.state_time_frame(owner, place_of_record("lead", lead), **values)
    assert not Touch.objects.exists()
    assert not TimeFrame.objects.exists()


def test_moved_limits_reach_every_lead(admin, owner, lead):
    state(owner, lead, ends_on=in_days(40))
    actions.change_limits(admin, hot=60, warm=90)
    heat_due()
    assert Lead.objects.get(pk=lead.pk).temperature == "hot"


def test_the_page_states_it_with_a_way_back(client, owner, lead, django_capture_on_commit_callbacks):
    client.force_login(owner)
    sent = {"intent": "now", "contact": lead.contact_id, "words": "We start on Monday"}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"/threads/{lead.thread_id}/time-frame/", sent, follow=True).content.decode()
    row = TimeFrame.objects.get()
    assert "Hot" in page
    assert "We start on Monday" in page
    assert f"/time-frames/{row.pk}/withdraw/" in page
    client.post(f"/time-frames/{row.pk}/withdraw/")
    assert queries.history_of(lead.thread_id, owner) == []


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_others_state_nothing(request, client, lead, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/threads/{lead.thread_id}/time-frame/", {"intent": "now"}).status_code == status


def test_a_span_that_ends_before_it_begins_is_said_on_the_form(client, owner, lead):
    client.force_login(owner)
    sent = {"intent": "planned", "starts_on": in_days(30), "ends_on": in_days(10)}
    response = client.post(f"/threads/{lead.thread_id}/time-frame/", sent)
    assert (response.status_code, "cannot end before" in response.content.decode()) == (422, True)


def test_lists_filter_and_sort_by_it(client, owner, lead):
    state(owner, lead, "now")
    client.force_login(owner)
    assert lead.name in client.get("/leads/?temperature=hot&sort=-temperature").content.decode()
    assert lead.name not in client.get("/leads/?temperature=none").content.decode()


def test_conditions_ask_about_it(owner, lead):
    state(owner, lead, "now")
    assert engine().ids("lead", Attribute("temperature", "is", "hot")).tolist() == [lead.pk]


def test_a_hot_lead_is_offered_hot_and_one_that_heats_while_it_waits_is_owed_the_fast_attempt(marketer, owner, lead):
    state(owner, lead, ends_on=in_days(40))
    offer = offers.make_offer(marketer, lead, to=owner)
    assert not offer.is_hot
    state(owner, lead, "now")
    assert offers.accept(owner, offer).is_hot


def test_the_offer_takes_the_temperature_of_its_lead(marketer, owner, lead):
    state(owner, lead, "now")
    assert offers.make_offer(marketer, lead, to=owner).is_hot


def test_an_administrator_moves_the_limits_on_a_page(client, admin, owner):
    client.force_login(owner)
    assert client.get("/settings/temperature/").status_code == 403
    client.force_login(admin)
    sent = {"hot": 70, "warm": 60, "fresh": 14, "grace": 7, "asked": 7}
    assert client.post("/settings/temperature/", sent).status_code == 422
    client.post("/settings/temperature/", {**sent, "hot": 10})
    assert HeatLimits.objects.get().hot == 10

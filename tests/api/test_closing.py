"""Winning over REST with what is still open then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.market.models import Competitor
from jornada.apps.sales import line_actions
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.proposals import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity(owner, account):
    return create_opportunity(owner, name="Seats", account=account, owner=owner)


@pytest.fixture
def versions(owner, opportunity):
    line_actions.add_line(owner, opportunity, description="Setup", unit_price=Decimal(100))
    return [actions.send_proposal(owner, actions.draft_proposal(owner, opportunity)) for _each in range(2)]


@pytest.fixture
def task(owner, opportunity):
    place = Place(opportunity.account, None, opportunity.thread)
    due_at = timezone.now() + timedelta(days=1)
    return plan_touch(owner, place, Activity.objects.get(code="call.connected"), due_at)


def test_winning_settles_what_is_open_when_asked(call, owner, opportunity, versions, task):
    body = {"cancel_tasks": True, "accepted_proposal_id": versions[1].pk, "withdraw_proposals": True}
    status, won = call(owner, "post", f"/opportunities/{opportunity.pk}/win", body)
    assert (status, won["outcome"], won["amount"]) == (200, "won", "100.00")
    said = [call(owner, "get", f"/proposals/{version.pk}")[1]["status"] for version in versions]
    assert said == ["withdrawn", "accepted"]
    assert call(owner, "get", f"/tasks/{task.pk}")[1]["cancelled_at"]
    call(owner, "post", f"/opportunities/{opportunity.pk}/reopen")
    assert not call(owner, "get", f"/tasks/{task.pk}")[1]["cancelled_at"]


def test_a_sale_is_won_in_another_currency_and_one_in_use(call, owner, opportunity):
    url = f"/opportunities/{opportunity.pk}/win"
    status, problem = call(owner, "post", url, {"amount": "20", "currency": "GBP"})
    assert (status, problem["errors"][0]["field"]) == (422, "currency")
    status, won = call(owner, "post", url, {"amount": "20.00", "currency": "USD"})
    assert (status, won["amount"], won["currency"]) == (200, "20.00", "USD")


def test_winning_by_api_leaves_the_rest_unless_asked(call, owner, opportunity, versions, task):
    assert call(owner, "post", f"/opportunities/{opportunity.pk}/win", {})[0] == 200
    assert not call(owner, "get", f"/tasks/{task.pk}")[1]["cancelled_at"]
    assert call(owner, "get", f"/proposals/{versions[1].pk}")[1]["status"] == "sent"


def test_the_accepted_version_is_one_of_the_opportunity(call, owner, opportunity):
    body = {"accepted_proposal_id": 999}
    status, problem = call(owner, "post", f"/opportunities/{opportunity.pk}/win", body)
    assert (status, problem["errors"][0]["field"]) == (422, "accepted_proposal_id")


def test_a_version_is_withdrawn_once(call, owner, outsider, versions):
    path = f"/proposals/{versions[0].pk}/withdraw"
    assert call(outsider, "post", path)[0] == 404
    assert call(owner, "post", path)[1]["status"] == "withdrawn"
    assert call(owner, "post", path)[0] == 409


def test_a_loss_names_the_competitor_by_its_name_or_goes_without(call, owner, opportunity):
    url = f"/opportunities/{opportunity.pk}"
    body = {"reason": "Bought from a competitor"}
    status, lost = call(owner, "post", f"{url}/lose", {**body, "competitor": " Nimbus "})
    named = Competitor.objects.get()
    assert (status, lost["competitor_id"], named.name) == (200, named.pk, "Nimbus")
    call(owner, "post", f"{url}/reopen")
    assert call(owner, "post", f"{url}/lose", {**body, "competitor": "nimbus"})[1]["competitor_id"] == named.pk
    call(owner, "post", f"{url}/reopen")
    assert call(owner, "post", f"{url}/lose", body)[0] == 200


def test_a_competitor_is_named_once(call, owner, opportunity):
    rival = Competitor.objects.create(name="Nimbus")
    both = {"reason": "Price", "competitor": "Nimbus", "competitor_id": rival.pk}
    status, problem = call(owner, "post", f"/opportunities/{opportunity.pk}/lose", both)
    assert (status, problem["errors"][0]["field"]) == (422, "competitor")


def test_a_loss_that_is_refused_leaves_no_competitor_behind(call, owner, opportunity):
    call(owner, "post", f"/opportunities/{opportunity.pk}/win", {})
    sent = {"reason": "x", "competitor": "New"}
    status, _problem = call(owner, "post", f"/opportunities/{opportunity.pk}/lose", sent)
    assert (status, Competitor.objects.exists()) == (409, False)


def test_the_reasons_say_which_ask_for_the_competitor(call, owner):
    reasons = call(owner, "get", "/lost-reasons")[1]
    assert [row["label_en"] for row in reasons if row["asks_competitor"]] == ["Bought from a competitor"]

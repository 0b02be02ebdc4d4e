"""Steps over the API tell no field that the role hides."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jornada.apps.interactions.models import Touch
from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.models import Lead
from jornada.apps.org.models import RoleRule, User
from jornada.apps.sales import actions
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db


def lay_down(**fields):
    rule = {"fields": {name.replace("__", "."): kind for name, kind in fields.items()}}
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": rule})


@pytest.fixture
def opportunity(owner, account):
    return actions.create_opportunity(owner, name="Seats", account=account, owner=owner, amount=Decimal("777.00"))


@pytest.fixture
def lead(owner, account):
    return lead_actions.create_lead(owner, name="A demo", account=account, owner=owner, external_id="crm-9")


def test_no_step_of_an_opportunity_tells_a_hidden_amount(call, owner, opportunity):
    lay_down(opportunity__amount="hidden")
    at = f"/opportunities/{opportunity.pk}"
    steps = [("lose", {"reason": "Price"}), ("reopen", None), ("win", {}), ("reopen", None)]
    answers = [call(owner, "post", f"{at}/{step}", body) for step, body in [*steps, ("move", {"stage": "proposal"})]]
    assert [(status, body["amount"]) for status, body in answers] == [(200, None)] * 5
    assert Opportunity.objects.get().amount == Decimal("777.00")


def test_no_step_of_a_lead_tells_a_hidden_field(call, owner, lead):
    lay_down(lead__external_id="hidden")
    assert call(owner, "get", f"/leads/{lead.pk}")[1]["external_id"] is None
    for step, body in (("park", {"reason": "Later"}), ("wake", None)):
        status, told = call(owner, "post", f"/leads/{lead.pk}/{step}", body)
        assert (status, told["external_id"]) == (200, None), (step, told)
    assert Lead.objects.get().external_id == "crm-9"


def test_a_locked_amount_is_not_written_by_winning(call, owner, opportunity):
    lay_down(opportunity__amount="read")
    at = f"/opportunities/{opportunity.pk}/win"
    assert call(owner, "post", at, {"amount": "5"})[0] == 403
    assert Opportunity.objects.get().amount == Decimal("777.00")
    assert call(owner, "post", at, {"amount": "777.00"})[0] == 200


def test_a_locked_day_of_return_is_not_written_by_losing(call, owner, opportunity):
    lay_down(opportunity__return_on="read")
    body = {"reason": "Price", "return_on": "2027-06-01"}
    assert call(owner, "post", f"/opportunities/{opportunity.pk}/lose", body)[0] == 403
    assert call(owner, "post", f"/opportunities/{opportunity.pk}/lose", {"reason": "Price"})[0] == 200
    with pytest.raises(PermissionDenied):
        actions.change_return(User.objects.get(pk=owner.pk), opportunity, date(2027, 6, 1))


def test_the_form_asks_for_no_locked_amount(client, owner, opportunity):
    lay_down(opportunity__amount="hidden")
    client.force_login(owner)
    page = client.get(f"/opportunities/{opportunity.pk}/win/").text
    assert 'name="closed_on"' in page
    assert 'name="amount"' not in page
    client.post(f"/opportunities/{opportunity.pk}/win/", {"closed_on": timezone.localdate().isoformat(), "amount": "5"})
    assert (Opportunity.objects.get().outcome, Opportunity.objects.get().amount) == ("won", Decimal("777.00"))


def test_the_log_tells_no_hidden_amount(call, client, owner, account, opportunity):
    actions.win_opportunity(owner, opportunity)
    told = call(owner, "get", f"/touches/?account_id={account.pk}")[1]["items"]
    assert ("deal.won", 777.0) in [(row["activity"], row["value"]) for row in told]
    lay_down(opportunity__amount="hidden")
    hidden = call(owner, "get", f"/touches/?account_id={account.pk}")[1]["items"]
    assert {row["value"] for row in hidden} == {None}
    own = Touch.objects.get(activity__code="deal.won")
    assert call(owner, "put", f"/touches/{own.pk}/private", {"is_private": True})[1]["value"] is None
    client.force_login(owner)
    assert "777" not in client.get("/interactions/?columns=activity,value").text


def test_lines_and_proposals_tell_no_hidden_amount(call, owner, opportunity):
    at, lines = f"/opportunities/{opportunity.pk}", [{"description": "Seats", "quantity": 1, "unit_price": "777.00"}]
    assert call(owner, "put", f"{at}/lines", lines)[0] == 200
    lay_down(opportunity__amount="hidden")
    answers = [
        call(owner, "get", f"{at}/lines"),
        call(owner, "post", f"{at}/proposals", {}),
        call(owner, "put", f"{at}/lines", []),
    ]
    assert [status for status, _body in answers] == [403, 403, 403]

"""Steps over the API tell no field that the role hides."""

from decimal import Decimal

import pytest

from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.models import Lead
from jornada.apps.org.models import RoleRule
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

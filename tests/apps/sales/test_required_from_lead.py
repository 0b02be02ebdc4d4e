"""What is required of an opportunity is asked for where it grows out of a lead, too: on the page and by API."""

import json
from decimal import Decimal

import pytest

from jornada.apps.leads.models import Lead
from jornada.apps.org.custom import actions
from jornada.apps.org.models import RoleRule, User
from jornada.apps.org.tokens import create
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(admin):
    return actions.create_field(
        admin, record="opportunity", type="number", label_en="Seats", label_pt="Assentos", is_required=True
    )


@pytest.fixture
def call(client):
    def sent(user, path, body=None):
        headers = {"authorization": f"Bearer {create(User.objects.get(pk=user.pk), 'test')[1]}"}
        said, kind = ("", "") if body is None else (json.dumps(body), "application/json")
        answer = client.generic("POST", f"/api/v1{path}", said, kind, headers=headers)
        return answer.status_code, answer.json()

    return sent


def test_the_form_that_opens_it_from_a_lead_asks(client, owner, lead, stage, seats):
    client.force_login(owner)
    address = f"/opportunities/new/?lead={lead.pk}"
    page = client.get(address).text
    assert 'name="custom_seats"' in page
    given = {"name": "Oven", "stage": stage.pk, "currency": "BRL", "custom_seats": ""}
    assert client.post(address, given).status_code == 422
    assert not Opportunity.objects.exists()
    assert client.post(address, {**given, "custom_seats": "12"}).status_code == 302
    made = Opportunity.objects.get()
    assert (made.lead_id, made.custom) == (lead.pk, {"seats": "12"})


def test_the_api_names_it_and_takes_it(call, owner, lead, stage, seats):
    for body in (None, {}, {"custom": {"seats": None}}):
        status, problem = call(owner, f"/leads/{lead.pk}/opportunity", body)
        assert (status, problem["errors"][0]["field"]) == (422, "custom.seats")
    assert Lead.objects.get().status == "open"
    body = {"custom": {"seats": "12"}, "amount": "480.00", "currency": "USD", "name": "Oven"}
    status, made = call(owner, f"/leads/{lead.pk}/opportunity", body)
    assert (status, made["custom"], made["amount"], made["currency"]) == (201, {"seats": "12"}, "480.00", "USD")
    assert Opportunity.objects.get().lead_id == lead.pk


def test_without_a_body_it_is_the_leads(call, owner, lead, stage):
    status, made = call(owner, f"/leads/{lead.pk}/opportunity")
    assert (status, made["name"], made["lead_id"], made["amount"]) == (201, lead.name, lead.pk, None)


def test_whom_the_role_keeps_from_it_is_not_asked(call, owner, lead, stage, seats):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"opportunity.custom.seats": "read"}}})
    assert call(owner, f"/leads/{lead.pk}/opportunity")[0] == 201


def test_what_the_role_may_not_write_is_refused(call, owner, lead, stage):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"opportunity.amount": "read"}}})
    assert call(owner, f"/leads/{lead.pk}/opportunity", {"amount": str(Decimal(1))})[0] == 403


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403)])
def test_others_open_nothing(call, request, lead, stage, who, status):
    assert call(request.getfixturevalue(who), f"/leads/{lead.pk}/opportunity", {"amount": "1.00"})[0] == status

"""A contact of another company on a lead or opportunity is asked about, wherever it is written."""

import pytest

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account
from jornada.apps.market.pickers import labelled
from jornada.apps.market.strangers import doubt_about
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
ODD = "Bia Reis works for another company than Beta"


@pytest.fixture
def other(owner):
    return Account.objects.create(name="Beta", owner=owner, **STAMPS)


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def lead_of(account, contact):
    return {"name": "Wants a demo", "account": labelled(account), "contact": labelled(contact)}


def test_the_form_asks_once_and_saves_when_it_is_meant(as_owner, other, contact):
    answer = as_owner.post("/leads/new/", lead_of(other, contact))
    assert (answer.status_code, ODD in answer.content.decode(), Lead.objects.count()) == (422, True, 0)
    assert as_owner.post("/leads/new/", {**lead_of(other, contact), "is_sure": "1"}).status_code == 302
    assert Lead.objects.get().account == other


@pytest.mark.parametrize("far", ["head", "branch", "sister"])
def test_head_office_and_branches_are_one_company(owner, account, other, contact, far):
    head = Account.objects.create(name="Group", owner=owner, **STAMPS)
    account.parent = {"head": other, "branch": None, "sister": head}[far]
    other.parent = {"head": None, "branch": account, "sister": head}[far]
    account.save()
    other.save()
    assert doubt_about(None, {"account": other, "contact": contact}) == ""


def test_what_stood_there_before_is_not_asked_again(lead, other, contact):
    Lead.objects.filter(pk=lead.pk).update(account=other)
    lead.refresh_from_db()
    assert doubt_about(lead, {"account": other, "contact": contact, "name": "New"}) == ""
    assert doubt_about(lead, {"name": "New"}) == ""


def test_a_field_in_place_is_written_and_said_to_be_odd(as_owner, lead, other):
    url = f"/lists/lead/{lead.pk}/edit/account/"
    seen = as_owner.get(url).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    told = as_owner.post(url, {"account": labelled(other), "seen": seen}).json()
    assert ODD in told["said"]
    assert (told["tone"], bool(told["undo"])) == ("warn", True)


def test_an_opportunity_is_asked_about_too(as_owner, other, contact, stage):
    sent = {**lead_of(other, contact), "stage": stage.pk, "currency": "BRL"}
    assert ODD in as_owner.post("/opportunities/new/", sent).content.decode()


@pytest.mark.parametrize("many", ["leads", "opportunities"])
def test_the_api_refuses_it_unless_forced(client, admin, other, contact, many):
    body = {"name": "Wants a demo", "account_id": other.pk, "contact_id": contact.pk}
    client.force_login(admin)
    asked = {"content_type": "application/json"}
    answer = client.post(f"/api/v1/{many}/", body, **asked)
    assert (answer.status_code, ODD in answer.json()["detail"]) == (409, True)
    made = client.post(f"/api/v1/{many}/?force=true", body, **asked)
    assert made.status_code == 201
    address = f"/api/v1/{many}/{made.json()['id']}"
    assert client.patch(address, {"account_id": contact.account_id}, **asked).status_code == 200
    assert client.patch(address, {"account_id": other.pk}, **asked).status_code == 409
    rows = client.post(f"/api/v1/{many}/bulk", {"rows": [body]}, **asked).json()
    assert (rows["refused"], rows["rows"][0]["status"]) == (1, 409)
    assert client.post(f"/api/v1/{many}/bulk", {"rows": [body], "force": True}, **asked).json()["created"] == 1

"""Tasks of the year 1 or 9999: refused in words, since no time zone could show them any more."""

import json

import pytest

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch, reschedule_task
from jornada.apps.market.pickers import labelled
from jornada.apps.org.edits import WrongMomentError
from tests.apps.conftest import NOW

pytestmark = pytest.mark.django_db
FAR = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T12:00:00-12:00", "1969-12-31T12:00:00Z"]


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    client.raise_request_exception = False
    return client


@pytest.fixture
def task(owner, account):
    return plan_touch(owner, Place(account), Activity.objects.get(code="call.connected"), NOW)


@pytest.mark.parametrize("due_at", FAR)
def test_the_api_refuses_years_that_nobody_means(as_owner, account, task, due_at):
    row = {"activity": "call.connected", "account_id": account.pk, "due_at": due_at}
    asked = {"content_type": "application/json"}
    made = as_owner.post("/api/v1/tasks/", json.dumps(row), **asked)
    moved = as_owner.patch(f"/api/v1/tasks/{task.pk}", json.dumps({"due_at": due_at}), **asked)
    many = as_owner.post("/api/v1/tasks/bulk", json.dumps({"rows": [row]}), **asked)
    assert (made.status_code, moved.status_code, many.json()["rows"][0]["status"]) == (422, 422, 422)
    assert made.json()["errors"][0]["field"] == "due_at"
    assert PlannedTouch.objects.get().due_at == NOW


@pytest.mark.parametrize("due_at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_form_says_what_is_wrong_with_the_year(as_owner, owner, account, due_at):
    activity = Activity.objects.get(code="call.connected")
    sent = {"activity": activity.pk, "due_at": due_at, "owner": owner.pk}
    answer = as_owner.post(f"/tasks/new/?account={account.pk}", sent)
    assert answer.status_code == 422
    assert "cannot be meant" in answer.content.decode()


def test_no_way_leads_to_such_a_year(owner, task):
    with pytest.raises(WrongMomentError, match="9999"):
        reschedule_task(owner, task, NOW.replace(year=9999))


def test_an_opportunity_of_the_year_1_is_refused(as_owner, account, opportunity, stage):
    sent = {"name": "100 seats", "account": labelled(account), "stage": stage.pk, "engaged_on": "0001-01-01"}
    opened = as_owner.post("/opportunities/new/", {**sent, "currency": "BRL"})
    closed = as_owner.post(f"/opportunities/{opportunity.pk}/win/", {"amount": "1", "closed_on": "0001-01-01"})
    assert (opened.status_code, closed.status_code) == (422, 422)
    assert "before 1970" in opened.content.decode()

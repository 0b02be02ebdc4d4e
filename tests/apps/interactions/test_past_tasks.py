"""Nothing new is planned in the past; what is there may be moved."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch, why_past
from jornada.apps.org.tokens import create

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-01-02T10:00"


def sent(owner, **values):
    return {"activity": "call.connected", "due_at": LONG_AGO, "owner": owner.pk, "note": "", **values}


@pytest.fixture
def api(client, owner):
    head = {"authorization": f"Bearer {create(owner, 'test')[1]}"}

    def call(method, path, body):
        answer = getattr(client, method)(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=head
        )
        return answer.status_code, answer.json()

    return call


def test_a_day_back_is_still_today_s_work():
    now = timezone.now()
    assert why_past(now - dt.timedelta(hours=23), now) == ""
    assert why_past(now - dt.timedelta(hours=25), now)


def test_the_form_refuses_the_past_and_leads_to_recording(client, owner, account):
    client.force_login(owner)
    page = client.post(f"/tasks/new/?account={account.pk}", sent(owner))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["due_at"])
    assert f'<a href="/touches/new/?account={account.pk}">' in page.text
    assert not PlannedTouch.objects.exists()


def test_a_to_do_of_the_past_is_refused_without_a_way(client, owner):
    client.force_login(owner)
    page = client.post("/tasks/new/?place=none", sent(owner, activity="todo.done", note="Forecast"))
    assert page.status_code == 422
    assert "/touches/new/?" not in str(page.context["form"].errors)


def test_what_is_overdue_is_changed_and_moved(client, owner, account):
    client.force_login(owner)
    day = timezone.now() - dt.timedelta(days=9)
    task = plan_touch(owner, Place(account), Activity.objects.get(code="call.connected"), day)
    due = timezone.localtime(day + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"/tasks/{task.pk}/change/", sent(owner, due_at=due, note="Late")).status_code == 302
    task.refresh_from_db()
    assert task.note == "Late"


def test_the_api_refuses_the_past_for_new_tasks_only(api, owner, account):
    row = {"activity": "call.connected", "account_id": account.pk, "due_at": f"{LONG_AGO}:00Z"}
    status, problem = api("post", "/tasks/", row)
    assert (status, problem["errors"][0]["field"]) == (422, "due_at")
    (refused,) = api("post", "/tasks/bulk", {"rows": [row]})[1]["rows"]
    assert (refused["status"], refused["problem"]["errors"][0]["field"]) == (422, "due_at")
    task = plan_touch(owner, Place(account), Activity.objects.get(code="call.connected"), timezone.now())
    back = (timezone.now() - dt.timedelta(days=3)).isoformat()
    assert api("patch", f"/tasks/{task.pk}", {"due_at": back})[0] == 200

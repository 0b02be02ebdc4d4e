"""What stands at the address of a task that is closed, and what is said when one that repeats is done."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch, Thread, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import cancel_task, complete_task, plan_touch
from jornada.apps.org.models import RoleRule
from jornada.apps.sales.models import Opportunity
from tests.apps.conftest import STAMPS
from tests.apps.interactions.conftest import sign_in, touch_data

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
DUE = dt.datetime(2099, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def call(db):
    return Activity.objects.get(code="call.connected")


@pytest.fixture
def task(owner, account, call):
    return plan_touch(owner, Place(account), call, DUE, note="price")


@pytest.mark.parametrize("page", ["task_change", "task_record", "task_place"])
def test_the_address_of_a_closed_task_says_so_with_the_ways_on(as_owner, owner, account, task, page):
    complete_task(owner, task)
    answer = as_owner.get(reverse(page, args=[task.pk]))
    assert "This task is closed" in answer.text
    assert account.get_absolute_url() in answer.text
    assert as_owner.post(answer.context["reopen"]).url == account.get_absolute_url()
    task.refresh_from_db()
    assert task.done_at is None


def test_the_drawer_says_it_without_the_shell(as_owner, owner, task):
    cancel_task(owner, task)
    text = as_owner.get(reverse("task_change", args=[task.pk]), **HTMX).text
    assert "It was cancelled on" in text
    assert "<html" not in text


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_who_may_not_change_a_task_is_not_told_that_it_is_closed(request, client, owner, task, who, status):
    cancel_task(owner, task)
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse("task_change", args=[task.pk])).status_code == status


@pytest.mark.parametrize("button", ["task_done", "task_cancel", "task_snooze"])
def test_the_buttons_of_a_page_that_is_behind_say_it_too(as_owner, owner, task, button):
    cancel_task(owner, task)
    answer = as_owner.post(reverse(button, args=[task.pk]), {"until": "week"}, follow=True)
    assert "This task is closed already." in answer.text


def test_what_was_typed_of_a_task_that_was_closed_meanwhile_stays(as_owner, owner, task):
    cancel_task(owner, task)
    answer = as_owner.post(reverse("task_record", args=[task.pk]), touch_data(note="they want two ovens"))
    assert answer.status_code == 422
    assert "This task is closed already." in answer.text
    assert "they want two ovens" in answer.text
    assert not Touch.objects.exists()


def test_a_record_beyond_reach_is_not_named(as_owner, owner, outsider, account, call, stage):
    thread = Thread.objects.create(account=account, opened_at=DUE)
    Opportunity.objects.create(name="Two ovens", account=account, thread=thread, owner=outsider, stage=stage, **STAMPS)
    task = plan_touch(owner, Place(account, None, thread), call, DUE)
    cancel_task(owner, task)
    address = reverse("task_change", args=[task.pk])
    owner.role = "sales"
    RoleRule.objects.create(code="sales", rule={"reaches": {"opportunity.view": "own"}})
    text = as_owner.get(address).text
    assert "Two ovens" not in text
    assert account.get_absolute_url() in text


def said_at_once(client, task, page="task_done", **data):
    return client.post(reverse(page, args=[task.pk]), data, follow=True).text


def test_done_tells_when_the_next_one_is_due(as_owner, owner, account, call):
    task = plan_touch(owner, Place(account), call, DUE, repeat_every=1, repeat_unit="week")
    assert "The next one is due 03/09/2099 9:00 AM." in said_at_once(as_owner, task)


def test_done_with_words_tells_it_too(as_owner, owner, account, call):
    task = plan_touch(owner, Place(account), call, DUE, repeat_every=1, repeat_unit="week")
    told = said_at_once(as_owner, task, "task_record", **touch_data(note="agreed"))
    assert "The next one is due 03/09/2099 9:00 AM." in told


def test_done_tells_that_it_was_the_last_one(as_owner, owner, account, call):
    until = timezone.localdate(DUE)
    task = plan_touch(owner, Place(account), call, DUE, repeat_every=1, repeat_unit="week", repeat_until=until)
    assert "It was the last one." in said_at_once(as_owner, task)
    assert PlannedTouch.objects.count() == 1


def test_one_that_comes_once_says_nothing_of_others(as_owner, task):
    told = said_at_once(as_owner, task)
    assert "Done, and recorded on the timeline." in told
    assert "last one" not in told

"""Tasks on their pages: planned, changed, done, put off, cancelled, taken back."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import change_task, complete_task, plan_touch
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.tags.queries import tags_of
from tests.apps.interactions.conftest import sign_in, touch_data

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def task(as_owner, account, owner):
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    as_owner.post(
        f"{reverse('task_new')}?account={account.pk}",
        {"activity": "call.connected", "due_at": tomorrow, "owner": owner.pk, "note": "price"},
    )
    return PlannedTouch.objects.get()


def test_a_task_that_is_done_becomes_a_touch_once(as_owner, task, account):
    for _ in range(2):
        as_owner.post(reverse("task_done", args=[task.pk]))
    task.refresh_from_db()
    touch = Touch.objects.get()
    assert (touch.account, touch.note, task.touch) == (account, "price", touch)
    assert task.done_at is not None


def test_what_is_due_tomorrow_stands_before_what_is_later(as_owner, task, account, owner):
    call = Activity.objects.get(code="call.connected")
    plan_touch(owner, Place(account), call, task.due_at + dt.timedelta(days=1))
    groups = as_owner.get(reverse("task_list")).context["groups"]
    assert [(group["label"], len(group["tasks"])) for group in groups] == [("Tomorrow", 1), ("Later", 1)]


def test_a_cancelled_task_leaves_no_touch(as_owner, task):
    as_owner.post(reverse("task_cancel", args=[task.pk]))
    task.refresh_from_db()
    assert task.cancelled_at is not None
    assert not Touch.objects.exists()


def as_it_stands(form_page):
    """Return what the form of a page would send untouched."""
    form = form_page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    values["due_at"] = values["due_at"].strftime("%Y-%m-%dT%H:%M")
    return {name: getattr(value, "pk", value) for name, value in values.items() if value is not None}


def test_all_of_a_task_can_be_changed(as_owner, task, colleague, contact):
    url = reverse("task_change", args=[task.pk])
    told = as_it_stands(as_owner.get(url))
    assert (told["activity"], told["note"]) == ("call.connected", "price")
    more = {"due_at": "2099-12-24T10:00", "owner": colleague.pk, "note": "the offer", "activity": "meeting.held"}
    as_owner.post(url, {**told, **more, "contact": contact.pk, "repeat_every": 2, "repeat_unit": "week"})
    task.refresh_from_db()
    assert (timezone.localtime(task.due_at).day, task.owner, task.note) == (24, colleague, "the offer")
    assert (task.activity.code, task.contact) == ("meeting.held", contact)
    assert (task.repeat_every, task.repeat_unit) == (2, "week")


def test_what_somebody_else_changed_meanwhile_stays(as_owner, task):
    url = reverse("task_change", args=[task.pk])
    told = as_it_stands(as_owner.get(url))
    later = task.due_at + dt.timedelta(days=3)
    PlannedTouch.objects.filter(pk=task.pk).update(note="changed", due_at=later)
    # The form is drawn anew from the row when it is sent: what came back as it was seen is no change to it.
    as_owner.post(url, {**told, "note": "changed", "due_at": timezone.localtime(later).strftime("%Y-%m-%dT%H:%M")})
    task.refresh_from_db()
    assert task.note == "changed"


def test_a_task_of_an_activity_that_is_not_planned_keeps_it(as_owner, task):
    task.activity = Activity.objects.get(code="form.submitted")
    task.save()
    url = reverse("task_change", args=[task.pk])
    as_owner.post(url, {**as_it_stands(as_owner.get(url)), "note": "see the form"})
    task.refresh_from_db()
    assert (task.note, task.activity.code) == ("see the form", "form.submitted")


def test_a_to_do_needs_no_buyer(as_owner, owner, account):
    url = f"{reverse('task_new')}?place=none"
    assert "place=none" in as_owner.get(reverse("task_new")).text
    form = as_owner.get(url).context["form"]
    assert [code for _label, group in form.fields["activity"].choices for code, _name in group] == ["todo.done"]
    sent = {"activity": "todo.done", "due_at": "2099-12-24T10:00", "owner": owner.pk}
    assert as_owner.post(url, sent).status_code == 422
    assert as_owner.post(url, {**sent, "note": "Forecast"}).status_code == 302
    task = PlannedTouch.objects.get()
    assert (task.has_place, task.owner, task.icon) == (False, owner, "todo")
    assert "Forecast" in as_owner.get(reverse("task_list")).text
    assert reverse("task_change", args=[task.pk]) in as_owner.get(reverse("task_all")).text
    assert as_owner.get(reverse("task_record", args=[task.pk])).status_code == 404
    as_owner.post(reverse("task_done", args=[task.pk]))
    task.refresh_from_db()
    assert task.done_at is not None
    assert not Touch.objects.exists()
    as_owner.post(reverse("task_undo", args=[task.pk]))
    task.refresh_from_db()
    assert task.done_at is None


def test_a_touch_with_nobody_is_not_planned(owner, viewer):
    with pytest.raises(WrongMomentError):
        plan_touch(owner, Place(), Activity.objects.get(code="call.connected"), timezone.now())
    with pytest.raises(PermissionDenied):
        plan_touch(viewer, Place(), Activity.objects.get(code="todo.done"), timezone.now())


def test_a_to_do_with_nobody_does_not_become_a_touch_with_nobody(owner, account):
    task = plan_touch(owner, Place(), Activity.objects.get(code="todo.done"), timezone.now())
    call = Activity.objects.get(code="call.connected")
    with pytest.raises(WrongMomentError):
        change_task(owner, task, activity=call)
    change_task(owner, task, Place(account), activity=call)
    task.refresh_from_db()
    assert (task.activity, task.account) == (call, account)


def test_a_to_do_at_a_record_is_no_interaction(owner, account):
    todo = Activity.objects.get(code="todo.done")
    task = plan_touch(owner, Place(account), todo, timezone.now(), note="Ask finance")
    assert complete_task(owner, task).activity == todo
    assert todo.is_decision


def test_a_plan_is_taken_back_at_once(as_owner, owner, account):
    url = f"{reverse('task_new')}?account={account.pk}"
    sent = {"activity": "call.connected", "due_at": "2099-12-24T10:00", "owner": owner.pk}
    headers = {"HTTP_HX_CURRENT_URL": "http://testserver/?whose=team", **HTMX}
    assert as_owner.post(url, sent, **headers).status_code == 204
    task = PlannedTouch.objects.get()
    undo = f"{reverse('task_cancel', args=[task.pk])}?next=%2F%3Fwhose%3Dteam"
    assert undo in as_owner.get("/tasks/").text
    as_owner.post(undo)
    task.refresh_from_db()
    assert task.cancelled_at is not None


@pytest.mark.parametrize(("who", "status"), [("owner", 302), ("colleague", 403), ("outsider", 404), ("viewer", 403)])
@pytest.mark.parametrize("action", ["task_done", "task_cancel"])
def test_who_may_close_a_task(request, client, task, who, status, action):
    sign_in(client, request.getfixturevalue(who))
    assert client.post(reverse(action, args=[task.pk])).status_code == status


def test_tasks_are_grouped_and_other_people_s_are_on_demand(as_owner, task, colleague):
    PlannedTouch.objects.filter(pk=task.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
    mine = as_owner.get(reverse("task_list")).context["groups"]
    assert [(group["tone"], len(group["tasks"])) for group in mine] == [("bad", 1)]
    assert as_owner.get(f"{reverse('task_list')}?owner={colleague.pk}").context["groups"] == []
    assert sign_in(as_owner, colleague).get(f"{reverse('task_list')}?owner=all").context["groups"]


def test_an_outsider_s_task_list_shows_nothing_of_others(client, task, outsider):
    assert sign_in(client, outsider).get(f"{reverse('task_list')}?owner=all").context["groups"] == []


def test_a_plan_is_named_as_something_to_do_and_has_a_title(as_owner, task, account):
    form = as_owner.get(f"{reverse('task_new')}?account={account.pk}").text
    assert '<option value="call.connected" selected>Call</option>' in form
    assert "Call connected" not in form
    page = as_owner.get(reverse("task_list")).text
    assert ">price</a>" in page
    assert "Call connected" not in page
    task.note = ""
    with translation.override("en"):
        assert task.title == "Call"


def test_a_task_is_done_with_what_happened(as_owner, task):
    url = reverse("task_record", args=[task.pk])
    form = as_owner.get(url).text
    assert 'value="call.connected" selected' in form
    assert "price" in form
    as_owner.post(url, touch_data(activity="call.received", note="agreed on the price"))
    task.refresh_from_db()
    assert (task.touch.activity.code, task.touch.note) == ("call.received", "agreed on the price")


@pytest.mark.parametrize("page", ["task_list", "agenda"])
def test_somebody_who_left_is_named_where_their_tasks_are_shown(as_owner, task, colleague, page):
    PlannedTouch.objects.update(owner=colleague)
    colleague.is_active = False
    colleague.save()
    shown = as_owner.get(reverse(page), {"owner": colleague.pk, "from": timezone.localdate(task.due_at).isoformat()})
    assert (str(colleague.pk), "Carlos (inativo)") in shown.context["whose"].choices
    assert all(word in shown.content.decode() for word in (f'value="{colleague.pk}" selected', "price"))


def planned_with(client, account, owner, tags):
    due = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    values = {"activity": "call.connected", "due_at": due, "owner": owner.pk, "note": "price", "tags": tags}
    return client.post(f"{reverse('task_new')}?account={account.pk}", values)


def names_of(task):
    return [tag.name for tag in tags_of("task", [task.pk]).get(task.pk, [])]


def test_a_new_task_is_given_tags(as_owner, account, owner):
    planned_with(as_owner, account, owner, "Urgent, Fair ,")
    assert names_of(PlannedTouch.objects.get()) == ["Fair", "Urgent"]


def test_tags_that_cannot_be_are_told_and_nothing_is_planned(as_owner, account, owner):
    answer = planned_with(as_owner, account, owner, "x" * 41)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["tags"])
    assert not PlannedTouch.objects.exists()


def test_a_task_bears_its_tags_in_its_form(as_owner, task):
    url = f"/lists/task/{task.pk}/tags/"
    as_owner.post(url, {"add": "Urgent"}, **HTMX)
    for more in ({}, HTMX):
        page = as_owner.get(reverse("task_change", args=[task.pk]), **more).content.decode()
        assert ">Urgent</a>" in page
        assert f'hx-post="{url}"' in page
    assert as_owner.post(url, {"add": "Fair"}).status_code == 302
    assert names_of(task) == ["Fair", "Urgent"]


def test_the_tasks_by_day_show_their_tags(as_owner, task):
    as_owner.post(f"/lists/task/{task.pk}/tags/", {"add": "Urgent"}, **HTMX)
    page = as_owner.get(reverse("task_list")).content.decode()
    assert re.search(r'<a href="/tasks/list/\?f=tags:is:\d+">Urgent</a>', page)

"""Tasks as a list: columns, filters, edits in place, selection with the way back, files."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.market.models import Account
from jornada.apps.org.lists.inline import digest_of
from jornada.apps.org.tags.queries import tags_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(owner, account):
    return planned(owner, account, note="Send prices")


def planned(user, account, days=1, **values):
    at = timezone.now().replace(microsecond=0) + dt.timedelta(days=days)
    return plan_touch(user, Place(account), Activity.objects.get(code="call.connected"), at, **values)


def do(client, act, rows, **values):
    ids = ",".join(str(row.pk) for row in rows)
    return client.post(f"/lists/task/bulk/{act}/", {"ids": ids, **values}, headers=HTMX)


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["bulkdone"]


def shown(client, query=""):
    return [row.instance.title for row in client.get(f"/tasks/list/?{query}").context["listing"].rows]


def test_tasks_are_sorted_narrowed_and_counted(client, owner, account, task):
    planned(owner, account, -2, note="Old one")
    planned(owner, account, 9, note="Far one")
    client.force_login(owner)
    assert shown(client) == ["Old one", "Send prices", "Far one"]
    assert shown(client, "sort=-due_at") == ["Far one", "Send prices", "Old one"]
    assert shown(client, "when=late") == ["Old one"]
    assert shown(client, "f=note:has:far") == ["Far one"]
    assert shown(client, f"owner={owner.pk}&q=price&columns=tags,remind_before") == ["Send prices"]
    assert "3" in client.get("/lists/task/figures/").content.decode()


@pytest.mark.parametrize(("who", "number"), [("colleague", 1), ("outsider", 0), ("viewer", 1)])
def test_who_sees_a_task_sees_it_in_the_list(request, client, task, who, number):
    client.force_login(request.getfixturevalue(who))
    assert len(shown(client)) == number


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 403), ("outsider", 404)])
def test_a_task_is_edited_in_place(request, client, task, who, status):
    client.force_login(request.getfixturevalue(who))
    sent = {"note": "Call back", "seen": digest_of(task, "note"), "column": "note"}
    assert client.post(f"/lists/task/{task.pk}/edit/note/", sent).status_code == status
    task.refresh_from_db()
    assert task.note == ("Call back" if status == 200 else "Send prices")


def test_due_owner_and_activity_have_an_input_and_undo(client, owner, colleague, task):
    client.force_login(owner)
    for field in ("due_at", "owner", "activity", "remind_before"):
        assert f'name="{field}"' in client.get(f"/lists/task/{task.pk}/edit/{field}/").content.decode()
    sent = {"owner": colleague.pk, "seen": digest_of(task, "owner")}
    undo = client.post(f"/lists/task/{task.pk}/edit/owner/", sent).json()["undo"]
    task.refresh_from_db()
    assert task.owner == colleague
    client.post(undo["url"], undo["values"])
    task.refresh_from_db()
    assert task.owner == owner


def test_tasks_done_together_are_recorded_and_taken_back(client, owner, account, task):
    client.force_login(owner)
    rows = [task, planned(owner, account)]
    undo = told(do(client, "complete", rows))["undo"]
    assert (PlannedTouch.objects.filter(done_at=None).count(), Touch.objects.count()) == (0, 2)
    client.post(undo["url"], headers=HTMX)
    assert PlannedTouch.objects.filter(done_at=None).count() == 2
    assert Touch.objects.filter(voids__isnull=False).count() == 2
    assert told(do(client, "complete", [task]))["text"] == "1 record changed."
    task.refresh_from_db()
    assert Touch.objects.filter(pk=task.touch_id, voided_by=None).exists()


def test_tasks_are_put_off_cancelled_and_handed_over_together(client, owner, colleague, task):
    client.force_login(owner)
    before = task.due_at
    undo = told(do(client, "snooze", [task], until="week"))["undo"]
    task.refresh_from_db()
    assert task.due_at != before
    client.post(undo["url"], headers=HTMX)
    task.refresh_from_db()
    assert task.due_at == before
    undo = told(do(client, "cancel", [task]))["undo"]
    client.post(undo["url"], headers=HTMX)
    do(client, "edit", [task], field="owner", owner=colleague.pk)
    task.refresh_from_db()
    assert (task.cancelled_at, task.owner) == (None, colleague)


def test_tasks_bear_tags_that_can_be_taken_off_again(client, owner, task):
    client.force_login(owner)
    undo = told(do(client, "tag", [task], new="Urgent"))["undo"]
    assert [tag.name for tag in tags_of("task", [task.pk])[task.pk]] == ["Urgent"]
    assert "Urgent" in client.get("/tasks/list/?columns=tags").content.decode()
    client.post(undo["url"], headers=HTMX)
    assert tags_of("task", [task.pk]) == {}


@pytest.mark.parametrize(("who", "number"), [("colleague", 0), ("outsider", 0), ("admin", 1)])
def test_who_may_not_change_a_task_changes_none(request, client, task, who, number):
    client.force_login(request.getfixturevalue(who))
    do(client, "complete", [task])
    assert PlannedTouch.objects.exclude(done_at=None).count() == number


def test_a_file_is_for_those_who_may_export(client, manager, owner, task):
    client.force_login(owner)
    assert client.get("/tasks/list/?export=csv").status_code == 403
    client.force_login(manager)
    assert b"Send prices" in b"".join(client.get("/tasks/list/?export=csv").streaming_content)


def test_a_view_of_tasks_is_kept(client, owner, task):
    client.force_login(owner)
    client.post("/lists/task/views/", {"name": "Late", "query": "when=late", "share": "me"})
    assert "Late" in client.get("/tasks/list/?view=all").content.decode()


def test_the_list_asks_as_much_for_many_tasks_as_for_one(client, owner, account, django_assert_max_num_queries):
    firms = Account.objects.bulk_create(
        Account(name=f"Firm {n}", owner=owner, created_at=timezone.now(), updated_at=timezone.now()) for n in range(40)
    )
    for firm in firms:
        planned(owner, firm)
    client.force_login(owner)
    with django_assert_max_num_queries(18):
        client.get("/tasks/list/?columns=tags,account,contact")

"""Tasks as a list: columns, filters, edits in place, selection with the way back, files."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import cancel_task, change_task, complete_task, plan_touch
from jornada.apps.market.models import Account
from jornada.apps.org.lists.inline import digest_of
from jornada.apps.org.models import SavedView
from jornada.apps.org.tags.models import Tag
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
    page = client.get("/tasks/list/?columns=tags").content.decode()
    link = f"/tasks/list/?f=tags:is:{Tag.objects.get().pk}"
    assert f'<a href="{link}">Urgent</a>' in page
    assert task.note in client.get(link).content.decode()
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


@pytest.fixture
def closed(owner, account, task):
    """One task of each state: open, done, cancelled."""
    done, cancelled = planned(owner, account, 2, note="Was done"), planned(owner, account, 3, note="Was dropped")
    complete_task(owner, done)
    cancel_task(owner, cancelled)
    return done, cancelled


def test_a_list_holds_the_open_ones_unless_another_state_is_asked_for(client, owner, closed):
    client.force_login(owner)
    asked = {"": ["Send prices"], "open": ["Send prices"], "done": ["Was done"], "cancelled": ["Was dropped"]}
    for state, titles in asked.items():
        assert shown(client, f"state={state}") == titles
    assert len(shown(client, "state=all")) == 3
    assert shown(client, "state=moon") == ["Send prices"]
    assert "Done" in client.get("/tasks/list/?state=done&columns=when,closed").content.decode()


def test_what_is_usual_is_no_filter_that_could_be_taken_away(client, owner, closed):
    client.force_login(owner)
    listing = client.get("/tasks/list/").context["listing"]
    assert (listing.chips, listing.is_narrowed) == ((), False)
    page = client.get("/tasks/list/").content.decode()
    assert '<option value="">Open tasks</option>' in page
    assert [chip.value for chip in client.get("/tasks/list/?state=done").context["listing"].chips] == ["Done tasks"]


@pytest.mark.parametrize(("who", "number"), [("owner", 1), ("colleague", 1), ("outsider", 0), ("viewer", 1)])
def test_closed_tasks_are_seen_by_whoever_sees_the_record(request, client, closed, who, number):
    client.force_login(request.getfixturevalue(who))
    assert len(shown(client, "state=done")) == number


def test_a_saved_view_keeps_the_state(client, owner, closed):
    client.force_login(owner)
    client.post("/lists/task/views/", {"name": "Finished", "share": "me", "query": "state=done&sort=-due_at"})
    view = SavedView.objects.get()
    assert "state=done&amp;" in client.get("/tasks/list/").content.decode()
    assert shown(client, f"{view.query}&view={view.pk}") == ["Was done"]


def test_what_matches_is_what_the_list_shows(client, owner, closed):
    client.force_login(owner)
    answer = client.post("/lists/task/bulk/cancel/", {"all": "1", "query": "q=s"}, headers=HTMX)
    assert told(answer)["text"].startswith("1 ")
    assert PlannedTouch.objects.filter(cancelled_at=None, done_at=None).count() == 0
    assert client.get("/lists/task/figures/?state=done").context["figures"].count == 1


def test_a_closed_task_is_not_edited(client, owner, closed):
    client.force_login(owner)
    done = PlannedTouch.objects.get(pk=closed[0].pk)
    answer = client.post(f"/lists/task/{done.pk}/edit/note/", {"note": "Again", "seen": digest_of(done, "note")})
    assert (answer.status_code, "closed already" in answer.content.decode()) == (422, True)


def test_a_task_without_a_note_shows_its_activity_once(client, manager, account):
    planned(manager, account)
    client.force_login(manager)
    row = client.get("/tasks/list/").context["listing"].rows[0]
    cells = {cell.column.code: str(cell.drawn) for cell in row.cells}
    assert "call" in cells["note"].lower()
    assert "call" not in cells["activity"].lower()
    file = b"".join(client.get("/tasks/list/?export=csv")).decode("utf-8-sig")
    assert file.lower().splitlines()[1].count("call") == 2


@pytest.fixture
def repeated(client, owner, account):
    """A task that repeats, done from the list: the task, its next one and the way back."""
    client.force_login(owner)
    task = planned(owner, account, repeat_every=1, repeat_unit="week", note="Check in")
    undo = told(do(client, "complete", [task]))["undo"]
    return task, PlannedTouch.objects.get(follows=task), undo["url"]


def test_undoing_a_task_that_repeats_takes_the_next_one_away(client, repeated):
    task, _again, undo = repeated
    answer = client.post(undo, headers=HTMX)
    assert json.loads(answer.headers["HX-Trigger"])["undone"]["text"] == "1 record put back."
    assert PlannedTouch.objects.get() == task
    task.refresh_from_db()
    assert (task.done_at, Touch.objects.filter(voids__isnull=False).count()) == (None, 1)
    told(do(client, "complete", [task]))
    assert PlannedTouch.objects.get(done_at=None).follows == task


def test_a_next_one_that_somebody_changed_stays_and_the_result_says_so(client, admin, repeated):
    task, again, undo = repeated
    change_task(admin, again, note="Bring the contract")
    text = json.loads(client.post(undo, headers=HTMX).headers["HX-Trigger"])["undone"]["text"]
    assert "next one was changed since" in text
    task.refresh_from_db()
    assert task.done_at is not None
    assert PlannedTouch.objects.get(done_at=None).note == "Bring the contract"


def test_a_next_one_that_was_done_stays(client, owner, repeated):
    task, again, undo = repeated
    complete_task(owner, again)
    client.post(undo, headers=HTMX)
    assert PlannedTouch.objects.count() == 3
    task.refresh_from_db()
    assert task.done_at is not None


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_nobody_else_undoes_it(request, client, repeated, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(repeated[2], headers=HTMX).status_code == 404
    assert PlannedTouch.objects.count() == 2


def test_the_last_one_of_a_repetition_is_reopened_alone(client, owner, account):
    client.force_login(owner)
    task = planned(owner, account, repeat_every=1, repeat_unit="day", repeat_until=timezone.localdate())
    undo = told(do(client, "complete", [task]))["undo"]["url"]
    client.post(undo, headers=HTMX)
    assert PlannedTouch.objects.get(done_at=None) == task


def test_all_that_match_are_done_once_though_the_next_ones_match_too(client, owner, account):
    client.force_login(owner)
    planned(owner, account, repeat_every=1, repeat_unit="week", repeat_until=timezone.localdate() + dt.timedelta(200))
    client.post("/lists/task/bulk/complete/", {"all": "1", "query": ""}, headers=HTMX)
    assert (PlannedTouch.objects.exclude(done_at=None).count(), PlannedTouch.objects.count()) == (1, 2)


@pytest.mark.parametrize(("field", "name"), [("account", "Conta"), ("contact", "Contato"), ("owner", "Responsável")])
def test_what_a_task_leads_to_is_named_in_the_language_of_the_page(client, owner, task, field, name):
    owner.language = "pt-br"
    owner.save()
    client.force_login(owner)
    assert f'<option value="{field}">{name}</option>' in client.get("/tasks/list/").content.decode()


def test_each_column_is_named_in_the_reader_s_language(client, owner):
    owner.language = "pt-br"
    owner.save()
    client.force_login(owner)
    page = client.get("/tasks/list/").content.decode()
    assert ("Criada em" in page or "Criado em" in page, "Created at" in page) == (True, False)

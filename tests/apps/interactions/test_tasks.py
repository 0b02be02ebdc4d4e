"""Tasks that remind, are dealt with by the dozen, and stand in the agenda."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.forms import TaskForm
from jornada.apps.interactions.models import Activity, PlannedTouch, Touch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import complete_task, plan_touch, reschedule_task
from jornada.apps.interactions.reminders import remind

pytestmark = pytest.mark.django_db


def soon(hours=2):
    return timezone.now().replace(microsecond=0) + dt.timedelta(hours=hours)


def planned(user, account, due_at=None, **values):
    return plan_touch(user, Place(account), Activity.objects.get(code="call.connected"), due_at or soon(), **values)


def form(**values):
    due = timezone.localtime(soon(48)).strftime("%Y-%m-%dT%H:%M")
    return {"activity": "call.connected", "due_at": due, "note": "", **values}


def test_a_task_that_is_begun_on_a_friday_is_proposed_for_monday(owner, account, monkeypatch):
    friday = dt.datetime(2026, 11, 27, 15, tzinfo=ZoneInfo("America/Sao_Paulo"))
    with timezone.override("America/Sao_Paulo"), monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: friday)
        proposed = TaskForm(user=owner, place=Place(account))["due_at"].value()
    assert f"{proposed:%Y-%m-%dT%H:%M}" == "2026-11-30T09:00"


def test_the_owner_is_reminded_once_before_the_task_is_due(owner, account):
    task = planned(owner, account, remind_before=60, note="Call about the price")
    assert remind(task.due_at - dt.timedelta(minutes=61)) == 0
    assert [remind(task.due_at - dt.timedelta(minutes=59)) for _ in range(2)] == [1, 0]
    notice = owner.notices.get()
    assert "Call about the price" in str(notice)
    assert notice.url == account.get_absolute_url()


def test_a_task_that_moves_reminds_again_and_a_closed_one_does_not(owner, account):
    task = planned(owner, account, remind_before=60)
    remind(task.due_at)
    reschedule_task(owner, task, soon(50))
    complete_task(owner, planned(owner, account, remind_before=0))
    assert remind(soon(49.5)) == 1


def test_a_reminder_that_has_passed_when_planned_is_not_told(owner, account):
    assert planned(owner, account, soon(1), remind_before=1440).remind_at is None


def test_the_form_keeps_reminder_and_repetition(client, owner, account):
    client.force_login(owner)
    values = form(owner=owner.pk, remind_before="60", repeat_every="2", repeat_unit="month")
    client.post(f"{reverse('task_new')}?account={account.pk}", values)
    task = PlannedTouch.objects.get()
    assert (task.remind_before, task.repeat_every, task.repeat_unit) == (60, 2, "month")
    assert task.due_at - task.remind_at == dt.timedelta(hours=1)


def test_a_task_says_how_long_it_takes_and_its_repetition_takes_as_long(client, owner, account):
    client.force_login(owner)
    sent = form(owner=str(owner.pk), minutes="90", repeat_every="1", repeat_unit="week")
    assert client.post(f"/tasks/new/?account={account.pk}", sent).status_code == 302
    task = PlannedTouch.objects.get()
    assert task.ends_at - task.due_at == dt.timedelta(minutes=90)
    complete_task(owner, task)
    assert PlannedTouch.objects.get(follows=task).minutes == 90


def test_a_duration_that_nobody_offers_stays_among_those_to_choose_from(client, owner, account):
    client.force_login(owner)
    task = planned(owner, account, minutes=25)
    page = client.get(f"/tasks/{task.pk}/change/").content.decode()
    assert '<option value="25" selected>25 min</option>' in page
    client.post(f"/tasks/{task.pk}/change/", form(note="Longer", minutes="25", owner=str(owner.pk)))
    task.refresh_from_db()
    assert (task.note, task.minutes) == ("Longer", 25)


@pytest.mark.parametrize("wrong", ["-5", "0", "7", "99999", "x"])
def test_a_duration_that_cannot_be_is_refused(client, owner, account, wrong):
    client.force_login(owner)
    answer = client.post(f"/tasks/new/?account={account.pk}", form(minutes=wrong))
    assert answer.status_code == 422
    assert "minutes" in answer.context["form"].errors


def test_the_agenda_says_from_when_to_when(client, owner, account):
    owner.language = "pt-br"
    owner.save()
    client.force_login(owner)
    at = dt.datetime(2026, 12, 2, 9, tzinfo=ZoneInfo("America/Sao_Paulo"))
    planned(owner, account, at, minutes=45)
    assert '09:00<span class="j-until">–09:45' in client.get("/tasks/agenda/?from=2026-12-02").content.decode()


def test_a_to_do_is_given_a_buyer_later_and_keeps_them(client, owner, account, contact):
    client.force_login(owner)
    todo = plan_touch(owner, Place(), Activity.objects.get(code="todo.done"), soon(48), note="Write the offer")
    page = client.get(f"/tasks/{todo.pk}/change/").content.decode()
    assert f"/tasks/{todo.pk}/place/" in page
    assert f'hx-get="/tasks/{todo.pk}/place/"' in client.get(f"/tasks/{todo.pk}/place/").content.decode()
    found = client.get(f"/tasks/{todo.pk}/place/?q={account.name[:5]}", HTTP_HX_REQUEST="true").content.decode()
    assert f"/tasks/{todo.pk}/change/?account={account.pk}" in found
    sent = form(note="Write the offer", owner=str(owner.pk), activity="todo.done", contact=str(contact.pk))
    assert client.post(f"/tasks/{todo.pk}/change/?account={account.pk}", sent).status_code == 302
    todo.refresh_from_db()
    assert (todo.account, todo.contact) == (account, contact)
    assert client.get(f"/tasks/{todo.pk}/place/").status_code == 404
    assert complete_task(owner, todo).account == account


def test_a_to_do_goes_to_nobody_out_of_reach(client, owner, outsider, account):
    client.force_login(outsider)
    todo = plan_touch(outsider, Place(), Activity.objects.get(code="todo.done"), soon(48), note="Mine")
    sent = form(note="Mine", owner=str(outsider.pk), activity="todo.done")
    assert client.post(f"/tasks/{todo.pk}/change/?account={account.pk}", sent).status_code == 404
    todo.refresh_from_db()
    assert todo.account is None


def test_ticked_tasks_are_done_together(client, owner, account):
    tasks = [planned(owner, account) for _ in range(3)]
    client.force_login(owner)
    client.post(reverse("task_bulk"), {"act": "done", "task": [task.pk for task in tasks]})
    assert (Touch.objects.count(), PlannedTouch.objects.filter(done_at=None).count()) == (3, 0)


def test_ticked_tasks_are_put_off_together(client, owner, account):
    tasks = [planned(owner, account, soon(-30)) for _ in range(2)]
    client.force_login(owner)
    client.post(reverse("task_bulk"), {"act": "week", "task": [task.pk for task in tasks]})
    assert not PlannedTouch.objects.filter(due_at__lt=timezone.now()).exists()


@pytest.mark.parametrize("who", ["colleague", "outsider", "viewer"])
def test_nobody_else_closes_ticked_tasks(request, client, owner, account, who):
    task = planned(owner, account)
    client.force_login(request.getfixturevalue(who))
    client.post(reverse("task_bulk"), {"act": "done", "task": [task.pk, "x", "9" * 30]})
    assert not Touch.objects.exists()


def test_an_act_that_is_none_is_refused(client, owner):
    client.force_login(owner)
    assert client.post(reverse("task_bulk"), {"act": "burn"}).status_code == 400


def agenda_days(client, user, query=""):
    client.force_login(user)
    days = client.get(f"{reverse('agenda')}{query}").context["days"]
    return [(day.day.isoformat(), [task.title for task in day.tasks]) for day in days]


def test_the_agenda_shows_a_week_of_one_s_own_tasks(client, owner, colleague, account):
    planned(owner, account, dt.datetime(2026, 3, 11, 15, tzinfo=dt.UTC), note="Visit")
    days = agenda_days(client, owner, "?from=2026-03-12")
    assert [day for day, _tasks in days][::6] == ["2026-03-09", "2026-03-15"]
    assert dict(days)["2026-03-11"] == ["Visit"]
    assert not any(tasks for _day, tasks in agenda_days(client, colleague, "?from=2026-03-12"))


def test_the_agenda_shows_a_colleague_s_or_everybody_s_tasks_that_one_sees(client, owner, colleague, outsider, account):
    planned(owner, account, note="Mine")
    planned(owner, account, owner=colleague, note="Theirs")
    plan_touch(outsider, Place(), Activity.objects.get(code="todo.done"), soon(), note="Out of sight")
    client.force_login(owner)
    day = timezone.localdate(soon()).isoformat()

    def shown(who):
        page = client.get(f"/tasks/agenda/?from={day}&owner={who}").content.decode()
        return [note for note in ("Mine", "Theirs", "Out of sight") if f"<b>{note}</b>" in page]

    assert [shown(who) for who in ("me", owner.pk, "all", colleague.pk, outsider.pk, "x", 10**30)] == [
        *(["Mine"], ["Mine"], ["Mine", "Theirs"], ["Theirs"], [], ["Mine"], ["Mine"])
    ]


def test_tasks_that_one_may_only_see_have_no_buttons_in_the_agenda(client, owner, viewer, account):
    task = planned(owner, account)
    client.force_login(viewer)
    page = client.get(f"/tasks/agenda/?from={timezone.localdate(task.due_at)}&owner=all").content.decode()
    assert f'id="task-{task.pk}"' in page
    assert f"/tasks/{task.pk}/done/" not in page
    assert "data-move-url" not in page


def test_the_agenda_shows_a_day_in_the_person_s_time_zone(client, owner, account):
    planned(owner, account, dt.datetime(2026, 3, 11, 1, tzinfo=dt.UTC), note="Late call")
    assert agenda_days(client, owner, "?from=2026-03-10&view=day") == [("2026-03-10", ["Late call"])]


@pytest.mark.parametrize("asked", ["x", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_means_today(client, owner, asked):
    assert len(agenda_days(client, owner, f"?from={asked}")) == 7


@pytest.mark.parametrize("ticked", [True, False])
def test_what_a_task_became_is_private_where_that_was_ticked(client, owner, account, ticked):
    task = planned(owner, account)
    client.force_login(owner)
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    sent = {"activity": "call.connected", "at": at, "note": "Between us", "key": "k1", "contact": ""}
    client.post(reverse("task_record", args=[task.pk]), {**sent, **({"is_private": "on"} if ticked else {})})
    assert hasattr(Touch.objects.get(note="Between us"), "private") == ticked


def test_a_task_is_planned_from_the_agenda_once_its_place_is_chosen(client, owner, account):
    client.force_login(owner)
    chosen = client.get(reverse("task_new"), {"q": account.name, "day": "2026-12-24", "next": "/tasks/agenda/"})
    address = f"{reverse('task_new')}?account={account.pk}&amp;day=2026-12-24&amp;next=%2Ftasks%2Fagenda%2F"
    assert address in chosen.content.decode()
    asked = client.get(address.replace("&amp;", "&")).context["form"]
    assert asked["due_at"].value().strftime("%Y-%m-%dT%H:%M") == "2026-12-24T09:00"
    assert client.post(address.replace("&amp;", "&"), form(owner=owner.pk)).url == "/tasks/agenda/"


@pytest.mark.parametrize("asked", ["x", "2026-02-31", "0001-01-01"])
def test_a_day_that_is_none_leaves_the_usual_hour(client, owner, account, asked):
    client.force_login(owner)
    answer = client.get(reverse("task_new"), {"account": account.pk, "day": asked})
    assert answer.context["form"].initial == {}


def test_a_task_dropped_on_another_day_keeps_its_hour(client, owner, account):
    task = planned(owner, account, dt.datetime(2026, 12, 11, 15, 30, tzinfo=dt.UTC))
    client.force_login(owner)
    answer = client.post(reverse("task_day", args=[task.pk]), {"day": "2026-12-14"}, headers={"HX-Request": "true"})
    task.refresh_from_db()
    assert task.due_at == dt.datetime(2026, 12, 14, 15, 30, tzinfo=dt.UTC)
    assert '"at": "2026-12-11T15:30:00+00:00"' in answer["HX-Trigger"]


def test_a_task_put_off_by_a_day_comes_back_by_the_undo_of_its_message(client, owner, account):
    task = planned(owner, account, dt.datetime(2026, 12, 11, 15, 30, tzinfo=dt.UTC))
    client.force_login(owner)
    said = client.post(reverse("task_day", args=[task.pk]) + "?next=/tasks/", {"day": "2026-12-12"}, follow=True)
    (undo,) = [message.extra_tags for message in said.context["messages"]]
    assert client.post(undo.removeprefix("undo:")).url == "/tasks/"
    task.refresh_from_db()
    assert task.due_at == dt.datetime(2026, 12, 11, 15, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ({"hour": "09:15"}, (10, 31, 13, 15)),
        ({"day": "2026-11-01", "hour": "09:15"}, (11, 1, 14, 15)),
        ({"day": "2026-11-01"}, (11, 1, 16, 30)),
        ({"by": "-15"}, (10, 31, 15, 15)),
        ({"at": "2026-11-01T06:30:00+00:00"}, (11, 1, 6, 30)),
    ],
)
def test_a_task_goes_to_an_hour_of_its_person_s_clock_and_keeps_its_length(client, owner, account, asked, due):
    task = planned(owner, account, dt.datetime(2026, 10, 31, 15, 30, tzinfo=dt.UTC), minutes=45)
    owner.time_zone = "America/New_York"
    owner.save()
    client.force_login(owner)
    assert client.post(reverse("task_day", args=[task.pk]), asked).status_code == 302
    task.refresh_from_db()
    assert (task.due_at, task.minutes) == (dt.datetime(2026, *due, tzinfo=dt.UTC), 45)


@pytest.mark.parametrize(
    "asked",
    [{"hour": "25:00"}, {"by": "0"}, {"by": "a lot"}, {"by": "99999"}, {"at": "9:00"}, {"hour": "9", "day": "x"}],
)
def test_a_task_goes_to_no_hour_that_is_none(client, owner, account, asked):
    client.force_login(owner)
    assert client.post(reverse("task_day", args=[planned(owner, account).pk]), asked).status_code == 400


def test_a_free_hour_of_the_agenda_takes_a_new_task(client, owner, account):
    client.force_login(owner)
    day = timezone.localdate(soon(48)).isoformat()
    page = client.get(f"/tasks/agenda/?view=day&from={day}").content.decode()
    assert f"/tasks/new/?day={day}&amp;hour=10:00&amp;next=" in page
    found = client.get(
        f"/tasks/new/?day={day}&hour=10:00&q={account.name[:5]}", HTTP_HX_REQUEST="true"
    ).content.decode()
    assert "hour=10%3A00" in found
    assert (
        f'value="{day}T10:00"' in client.get(f"/tasks/new/?account={account.pk}&day={day}&hour=10:00").content.decode()
    )


def test_whoever_searches_with_whom_still_comes_back_to_where_they_were(client, owner):
    client.force_login(owner)
    page = client.get("/tasks/new/?next=/tasks/agenda/").content.decode()
    assert '<input type="hidden" name="next" value="/tasks/agenda/">' in page


def test_the_agenda_names_contact_and_account_and_shows_what_is_done(client, owner, account, contact):
    activity = Activity.objects.get(code="call.connected")
    task = plan_touch(owner, Place(account, contact), activity, soon(), note="Visit")
    complete_task(owner, task)
    client.force_login(owner)
    page = client.get(f"/tasks/agenda/?from={timezone.localdate(soon()).isoformat()}").content.decode()
    line = page[page.index(f'id="task-{task.pk}"') :]
    line = line[: line.index("</li>")]
    assert f">{contact}</a> · <a" in line
    assert "data-done" in line
    assert f"/tasks/{task.pk}/done/" not in line


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-31"])
def test_a_task_goes_to_no_day_that_is_none(client, owner, account, day):
    client.force_login(owner)
    task = planned(owner, account)
    assert client.post(reverse("task_day", args=[task.pk]), {"day": day}).status_code == 400


@pytest.mark.parametrize("name", ["task_day", "task_undo"])
@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_nobody_else_moves_a_task_or_takes_back_what_was_done(request, client, owner, account, who, name):
    task = planned(owner, account)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse(name, args=[task.pk]), {"day": "2026-12-14"}).status_code in (403, 404)


@pytest.mark.parametrize("name", ["task_done", "task_cancel", "task_snooze"])
def test_what_was_done_with_a_task_is_taken_back_by_its_message(client, owner, account, name):
    task = planned(owner, account)
    client.force_login(owner)
    said = client.post(f"{reverse(name, args=[task.pk])}?next=/tasks/", {"until": "week"}, follow=True)
    (undo,) = [message.extra_tags for message in said.context["messages"]]
    assert client.post(undo.removeprefix("undo:")).url == "/tasks/"
    again = PlannedTouch.objects.get(pk=task.pk)
    assert (again.done_at, again.cancelled_at, again.due_at) == (None, None, task.due_at)


@pytest.mark.parametrize(
    ("path", "begins"), [("task_all", "task_new"), ("task_list", "task_new"), ("touch_list", "touch_new")]
)
def test_where_nothing_is_yet_one_can_begin(client, owner, viewer, path, begins):
    def offered(user):
        client.force_login(user)
        page = client.get(reverse(path)).content.decode()
        return reverse(begins) in page.split('<div class="j-empty"')[1].split("</main>")[0]

    assert (offered(owner), offered(viewer)) == (True, False)

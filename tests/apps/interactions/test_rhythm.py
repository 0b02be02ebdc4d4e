"""Tasks that repeat: when the next one is, and what it bears."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import change_task, complete_task, plan_touch, reopen_task, reschedule_task
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.org.tags.queries import tags_of

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2099, 3, 2, 9, tzinfo=ZoneInfo("America/Sao_Paulo"))


def planned(user, account, due_at=MONDAY, **values):
    return plan_touch(user, Place(account), Activity.objects.get(code="call.connected"), due_at, **values)


def test_a_task_that_repeats_is_planned_again_when_it_is_done_and_once_only(owner, account):
    task = planned(owner, account, repeat_every=1, repeat_unit="week", note="Check in")
    complete_task(owner, task)
    again = PlannedTouch.objects.get(done_at=None)
    assert (again.due_at - task.due_at, again.note, again.repeat_every) == (dt.timedelta(days=7), "Check in", 1)


def next_of(owner, task):
    """Do a task and return the next one."""
    complete_task(owner, task)
    return PlannedTouch.objects.get(follows=task)


@pytest.fixture
def weekly(owner, account):
    return planned(owner, account, MONDAY, repeat_every=1, repeat_unit="week")


@pytest.mark.parametrize(("moved", "next_in"), [(2, 7), (1 / 24, 7), (7, 14), (8, 14), (-3, 7)])
def test_putting_off_moves_this_one_and_the_next_keeps_the_rhythm(owner, weekly, moved, next_in):
    reschedule_task(owner, weekly, MONDAY + dt.timedelta(days=moved))
    assert next_of(owner, weekly).due_at == MONDAY + dt.timedelta(days=next_in)


def test_put_off_twice_and_the_next_one_too(owner, weekly):
    for days in (1, 2):
        reschedule_task(owner, weekly, MONDAY + dt.timedelta(days=days))
    again = next_of(owner, weekly)
    reschedule_task(owner, again, again.due_at + dt.timedelta(days=3))
    assert next_of(owner, again).due_at == MONDAY + dt.timedelta(days=14)


def test_who_changes_the_time_itself_changes_the_rhythm(owner, weekly):
    reschedule_task(owner, weekly, MONDAY + dt.timedelta(days=2))
    change_task(owner, weekly, due_at=MONDAY + dt.timedelta(days=3))
    assert next_of(owner, weekly).due_at == MONDAY + dt.timedelta(days=10)


def test_the_form_says_where_the_rhythm_has_one_that_was_put_off(client, owner, weekly):
    reschedule_task(owner, weekly, MONDAY + dt.timedelta(days=2))
    client.force_login(owner)
    page = client.get(reverse("task_change", args=[weekly.pk]))
    assert page.context["form"].fields["repeat_every"].help_text.endswith("it was due 03/02/2099 9:00 AM.")


def test_another_rhythm_begins_where_this_one_was(owner, weekly):
    reschedule_task(owner, weekly, MONDAY + dt.timedelta(days=2))
    change_task(owner, weekly, repeat_every=2, due_at=MONDAY + dt.timedelta(days=2))
    assert next_of(owner, weekly).due_at == MONDAY + dt.timedelta(days=14)


def test_one_of_the_30th_comes_back_to_it_after_february(owner, account):
    last = MONDAY.replace(month=1, day=30)
    task = planned(owner, account, last, repeat_every=1, repeat_unit="month")
    days = []
    for _ in range(2):
        task = next_of(owner, task)
        days.append(timezone.localtime(task.due_at, MONDAY.tzinfo).date().isoformat())
    assert days == ["2099-02-28", "2099-03-30"]


def test_the_next_one_bears_the_tags_and_goes_when_this_one_is_reopened(owner, weekly):
    change_tags(owner, "task", [weekly], named(["Urgent"]))
    again = next_of(owner, weekly)
    assert [tag.name for tag in tags_of("task", [again.pk])[again.pk]] == ["Urgent"]
    reopen_task(owner, weekly)
    assert not PlannedTouch.objects.filter(pk=again.pk).exists()


def test_done_again_after_it_was_reopened_it_keeps_the_rhythm(owner, weekly):
    reschedule_task(owner, weekly, MONDAY + dt.timedelta(days=2))
    next_of(owner, weekly)
    reopen_task(owner, weekly)
    assert next_of(owner, weekly).due_at == MONDAY + dt.timedelta(days=7)


def test_the_last_one_is_not_followed(owner, account):
    complete_task(owner, planned(owner, account, repeat_every=1, repeat_unit="day", repeat_until=MONDAY.date()))
    assert not PlannedTouch.objects.filter(done_at=None).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"repeat_every": "0"}, "repeat_every"), ({"repeat_every": "1", "repeat_until": "2020-01-01"}, "repeat_until")],
)
def test_a_repetition_that_cannot_be_is_refused(client, owner, account, wrong, field):
    client.force_login(owner)
    answer = client.post(
        f"{reverse('task_new')}?account={account.pk}",
        {"activity": "call.connected", "due_at": "2099-03-02T09:00", "note": "", "owner": owner.pk, **wrong},
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(
    ("language", "every", "unit", "said"),
    [
        ("pt-br", 1, "week", "toda semana"),
        ("pt-br", 2, "month", "a cada 2 meses"),
        ("en", 1, "day", "every day"),
        ("en", 3, "week", "every 3 weeks"),
        ("en", None, "", ""),
        ("en", 1, "", ""),
    ],
)
def test_how_often_a_task_comes_again_is_said_as_one_says_it(language, every, unit, said):
    with override(language):
        assert PlannedTouch(repeat_every=every, repeat_unit=unit).rhythm == said

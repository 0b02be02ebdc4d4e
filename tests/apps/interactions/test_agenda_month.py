"""The agenda of a month: which days, what stands in them, what moves."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.agenda_month import MOST_IN_DAY, month_after, month_around, month_before
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Sao_Paulo")
DAY = dt.date(2026, 3, 10)
ASKED = {"view": "month", "from": DAY.isoformat()}


@pytest.fixture(autouse=True)
def sao_paulo():
    with timezone.override(ZONE):
        yield


@pytest.fixture
def plan(owner, account):
    def _plan(day=DAY, hour=10, user=owner, **values):
        due_at = dt.datetime.combine(day, dt.time(hour), ZONE)
        call = Activity.objects.get(code="call.connected")
        return plan_touch(owner, Place(account), call, due_at, owner=user, **values)

    return _plan


def shown(client, person, **more):
    client.force_login(person)
    return client.get(reverse("agenda"), {**ASKED, **more})


def days_of(answer):
    return {day.day: day for day in answer.context["days"]}


@pytest.mark.parametrize(
    ("day", "first", "length"),
    [
        (dt.date(2026, 3, 10), dt.date(2026, 2, 23), 42),
        (dt.date(2027, 2, 28), dt.date(2027, 2, 1), 28),
        (dt.date(2026, 12, 31), dt.date(2026, 11, 30), 35),
    ],
)
def test_a_month_is_shown_as_whole_weeks(day, first, length):
    assert month_around(day) == (first, length)
    assert month_before(month_after(day)) == day.replace(day=1)


def test_tasks_stand_in_their_days_also_of_the_weeks_around(client, owner, plan):
    plan(note="first"), plan(dt.date(2026, 2, 23), note="before"), plan(dt.date(2026, 4, 6), note="out of it")
    days = days_of(shown(client, owner))
    assert [task.title for task in days[DAY].tasks] == ["first"]
    assert ([task.title for task in days[dt.date(2026, 2, 23)].tasks], days[dt.date(2026, 2, 23)].is_inside) == (
        ["before"],
        False,
    )
    assert dt.date(2026, 4, 6) not in days


def test_of_many_on_a_day_some_are_shown_and_the_rest_is_a_click_away(client, owner, plan):
    for hour in range(8, 8 + MOST_IN_DAY + 3):
        plan(hour=hour)
    answer = shown(client, owner)
    day = days_of(answer)[DAY]
    assert (len(day.tasks), day.more) == (MOST_IN_DAY, 3)
    assert f"view=day&amp;from={DAY.isoformat()}" in answer.text


def test_the_arrows_lead_from_month_to_month(client, owner):
    answer = shown(client, owner)
    assert "from=2026-02-01" in answer.context["before"]
    assert "from=2026-04-01" in answer.context["after"]


def test_a_task_is_moved_to_another_day_and_keeps_its_hour(client, owner, plan):
    task = plan(hour=15)
    client.force_login(owner)
    client.post(reverse("task_day", args=[task.pk]), {"day": "2026-03-17"})
    task.refresh_from_db()
    assert timezone.localtime(task.due_at) == dt.datetime(2026, 3, 17, 15, tzinfo=ZONE)


def test_only_who_may_change_a_task_gets_handles(client, owner, colleague, outsider, viewer, plan):
    task = plan()
    for person, can_see, can_move in ((owner, True, True), (viewer, True, False), (outsider, False, False)):
        page = shown(client, person, owner=owner.pk).text
        seen, moved = f'id="task-{task.pk}"' in page, reverse("task_day", args=[task.pk]) in page
        assert (seen, moved) == (can_see, can_move), person


def test_the_number_of_queries_does_not_grow_with_the_tasks(client, owner, plan, django_assert_max_num_queries):
    plan()
    shown(client, owner)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        shown(client, owner)
    for day in range(1, 29):
        plan(dt.date(2026, 3, day), hour=9)
    assert PlannedTouch.objects.count() == 29
    with django_assert_max_num_queries(len(few)):
        shown(client, owner)


def test_a_month_without_tasks_says_so(client, owner):
    client.force_login(owner)
    answer = client.get("/tasks/agenda/?view=month&from=2031-03-01")
    assert answer.context["is_blank"]
    assert "Nothing planned" in answer.content.decode()

"""Putting a task off: each choice names the day and hour that it leads to, in the zone and language of the person."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from jornada.apps.interactions.later import calendar_of, days_after, ways_of
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.org.models import User

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def seller(db):
    return User.objects.create_user(username="bia", email="bia@example.com", role="sales")


def at(day, hour=17, minute=30, zone=SAO_PAULO):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(24), ["Daqui a 1 hora: 18:30", "Amanhã: quarta, 25/11, 09:00", "Próxima semana: segunda, 30/11, 09:00"]),
        # Two that lead to one morning are one.
        (at(27), ["Daqui a 1 hora: 18:30", "Próximo dia útil: segunda, 30/11, 09:00"]),
        (at(28, 23), ["Daqui a 1 hora: domingo, 29/11, 00:30", "Próximo dia útil: segunda, 30/11, 09:00"]),
    ],
)
def test_each_choice_says_when(seller, now, said):
    with translation.override("pt-br"), timezone.override(SAO_PAULO):
        assert [way.words for way in ways_of(seller, now)] == said


def test_english_is_spoken_as_english_is(seller):
    with translation.override("en"), timezone.override(SAO_PAULO):
        assert [way.words for way in ways_of(seller, at(24))][1:] == [
            "Tomorrow: Wednesday, 11/25, 9:00 AM",
            "Next week: Monday, 11/30, 9:00 AM",
        ]


def test_mornings_are_those_of_the_person(seller):
    lisbon = ZoneInfo("Europe/Lisbon")
    with translation.override("pt-br"), timezone.override(lisbon):
        way = ways_of(seller, at(24))[1]
    # Nine in the morning there is before the office of São Paulo opens.
    assert way.at.tzinfo == lisbon
    assert way.moment == "quarta, 25/11, 12:00"


@pytest.mark.parametrize(
    ("due", "offered"), [(at(24, 9), ["hour", "tomorrow", "week"]), (at(24, 19), ["tomorrow", "week"]), (at(30), [])]
)
def test_later_never_brings_a_task_forward(seller, monkeypatch, due, offered):
    monkeypatch.setattr(timezone, "now", lambda: at(24))
    request = RequestFactory().get("/")
    request.user = seller
    code = "{% load later %}{% ways_to_put_off task as ways %}{% for way in ways %}{{ way.until }} {% endfor %}"
    with timezone.override(SAO_PAULO):
        found = Template(code).render(Context({"request": request, "task": PlannedTouch(due_at=due)}))
    assert found.split() == offered


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (at(30, 9), ["Um dia depois: terça, 01/12, 09:00", "Uma semana depois: segunda, 07/12, 09:00"]),
        # Nobody works on the Saturday after.
        (at(27, 15), ["Um dia depois: segunda, 30/11, 15:00", "Uma semana depois: sexta, 04/12, 15:00"]),
        (at(24, 19), []),
    ],
)
def test_a_task_of_a_day_to_come_goes_a_day_or_a_week_further(seller, due, said):
    with translation.override("pt-br"), timezone.override(SAO_PAULO):
        days = days_after(calendar_of(seller, at(24)), due, at(24))
    assert [f"{each.label}: {each.moment[:-3]}" for each in days] == [each[:-3] for each in said]


def test_the_menu_of_a_task_to_come_puts_it_off(client, seller):
    now = timezone.localtime()
    due = now.replace(hour=10, minute=30, second=0, microsecond=0) + dt.timedelta(days=30)
    call = Activity.objects.get(code="call.connected")
    task = PlannedTouch.objects.create(owner=seller, activity=call, due_at=due, created_at=now, created_by=seller)
    client.force_login(seller)
    page = client.get("/tasks/").content.decode()
    assert f"/tasks/{task.pk}/day/" in page
    day = (due + dt.timedelta(days=40)).date().isoformat()
    client.post(f"/tasks/{task.pk}/day/", {"day": day})
    task.refresh_from_db()
    assert timezone.localtime(task.due_at).date().isoformat() == day


def test_a_page_of_many_tasks_asks_for_the_hours_once(seller, django_assert_max_num_queries):
    request = RequestFactory().get("/")
    request.user = seller
    code = Template("{% load later %}{% for task in tasks %}{% ways_to_put_off task as ways %}{% endfor %}")
    with django_assert_max_num_queries(5):
        code.render(Context({"request": request, "tasks": [PlannedTouch(due_at=at(1))] * 50}))

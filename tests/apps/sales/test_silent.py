"""Rules that make a task of an opportunity's silence at a stage of a pipeline."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.planning import cancel_task
from jornada.apps.journeys.models import SilenceRule
from jornada.apps.journeys.silence import look_for_silence
from jornada.apps.journeys.silence_of import silent_rows
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.silent import subject

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=20)


@pytest.fixture
def silent(owner, opportunity):
    record_touch(owner, "call.connected", at=timezone.now() - LONG_AGO, thread=opportunity.thread_id)
    Opportunity.objects.update(created_at=timezone.now() - 2 * LONG_AGO)
    opportunity.refresh_from_db()
    return opportunity


def rule(opportunity, days=14, stage=None, **values):
    now, call = timezone.now(), Activity.objects.get(code="call.connected")
    named = f"opportunity:{opportunity.stage_id}" if stage is None else stage
    stamps = {"created_at": now, "updated_at": now}
    return SilenceRule.objects.create(name="Call", days=days, stage=named, activity=call, **stamps, **values)


def test_silence_at_a_sales_stage_gives_the_owner_one_task_on_the_opportunity(silent):
    rule(silent)
    assert [look_for_silence() for _n in range(3)] == [(0, 1), (0, 0), (0, 0)]
    task = PlannedTouch.objects.get()
    assert (task.owner, task.thread, task.account) == (silent.owner, silent.thread, silent.account)
    assert "20" in task.note


def test_it_is_due_when_its_owner_works_next(silent):
    rule(silent)
    saturday = dt.datetime(2026, 11, 28, 12, 1, tzinfo=ZoneInfo("America/Sao_Paulo")) + dt.timedelta(days=7 * 52)
    look_for_silence(saturday)
    due = timezone.localtime(PlannedTouch.objects.get().due_at)
    assert (due.weekday(), due.strftime("%H:%M")) == (0, "09:00")


def test_an_opportunity_that_nobody_touched_is_silent_since_it_was_made(opportunity):
    rule(opportunity, days=7)
    made = Opportunity.objects.get().created_at
    assert look_for_silence(made + dt.timedelta(days=6)) == (0, 0)
    assert look_for_silence(made + dt.timedelta(days=8)) == (0, 1)
    assert "8" in PlannedTouch.objects.get().note


@pytest.mark.parametrize("named", ["opportunity:0", "opportunity:x", "opportunity:", "no.such"])
def test_at_another_stage_there_is_none(silent, named):
    rule(silent, stage=named)
    assert look_for_silence() == (0, 0)


def test_what_is_closed_planned_or_touched_elsewhere_only_is_told_apart(silent, owner, account):
    rule(silent)
    Opportunity.objects.update(outcome="lost")
    assert look_for_silence() == (0, 0)
    Opportunity.objects.update(outcome="open")
    now, activity = timezone.now(), Activity.objects.get(code="email.sent")
    plan = PlannedTouch.objects.create(
        account=account, thread=silent.thread, owner=owner, activity=activity, due_at=now, created_at=now
    )
    assert look_for_silence() == (0, 0)
    plan.delete()
    assert look_for_silence() == (0, 1)


def test_a_touch_closes_the_task_and_the_next_silence_makes_another(silent, owner):
    rule(silent)
    look_for_silence()
    cancel_task(owner, PlannedTouch.objects.get())
    assert look_for_silence() == (0, 0)
    record_touch(owner, "call.connected", thread=silent.thread_id)
    later = timezone.now() + dt.timedelta(days=15)
    assert look_for_silence(later) == (0, 1)
    PlannedTouch.objects.filter(cancelled_at=None).update(created_at=timezone.now() - dt.timedelta(minutes=1))
    assert look_for_silence()[0] == 1


def test_the_task_of_what_was_won_closes(silent):
    rule(silent)
    look_for_silence()
    Opportunity.objects.update(outcome="won")
    assert look_for_silence() == (1, 0)


def test_an_administrator_chooses_a_stage_of_a_pipeline(client, admin, silent):
    client.force_login(admin)
    call = Activity.objects.get(code="call.connected")
    values = {"name": "Quiet", "days": 14, "activity": call.pk, "owner": "", "is_active": "on"}
    sent = {**values, "stage": f"opportunity:{silent.stage_id}"}
    asked = client.post(reverse("silence_rule_new"), sent)
    assert asked.context["doubts"] == ["It makes 1 task at once, for an opportunity that is silent now."]
    assert client.post(reverse("silence_rule_new"), {**sent, "is_sure": "1"}).status_code == 302
    row = client.get(reverse("silence_rules")).context["rows"][0]
    assert (row["said"], row["whose"]) == ("1 opportunity now", subject().whose)
    assert silent.stage.label_en in row["stage"]
    assert client.post(reverse("silence_rule_new"), {**values, "stage": "opportunity:999999"}).status_code == 422


def test_looking_for_many_asks_the_tables_no_more_often_than_for_few(silent, owner, account):
    made = rule(silent)
    list(looked(made))
    with CaptureQueriesContext(connection) as few:
        list(looked(made))
    for number in range(5):
        create_opportunity(owner, name=f"More {number}", account=account, stage=silent.stage, owner=owner)
    Opportunity.objects.update(created_at=timezone.now() - LONG_AGO)
    with CaptureQueriesContext(connection) as many:
        assert len(list(looked(made))) == 6
    assert len(many) == len(few)


def looked(made):
    return silent_rows(made, timezone.now() + dt.timedelta(days=1))

"""Rules that make a task of an account's silence."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from jornada.apps.handoff.models import RoutingRule
from jornada.apps.interactions.models import Activity, PlannedTouch, TouchSummary
from jornada.apps.interactions.planning import cancel_task
from jornada.apps.journeys.models import Position, SilenceRule, Stage
from jornada.apps.journeys.silence import FRESH, look_at_once, look_for_silence
from jornada.project.background import ticks

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(account):
    last = timezone.now() - dt.timedelta(days=20)
    TouchSummary.objects.create(account=account, last_at=last, derived_at=last)
    Position.objects.create(account=account, stage=Stage.objects.filter(map__status="active").order_by("order")[2])
    return account


def rule(account, days=14, stage=None, **values):
    now = timezone.now()
    stage = account.position.stage.code if stage is None else stage
    activity = Activity.objects.get(code="call.connected")
    return SilenceRule.objects.create(
        name="Call", days=days, stage=stage, activity=activity, created_at=now, updated_at=now, **values
    )


def test_silence_at_the_stage_gives_the_owner_one_task_however_often_it_is_looked_at(silent, owner):
    rule(silent)
    assert [look_for_silence()[1] for _ in range(3)] == [1, 0, 0]
    task = PlannedTouch.objects.get()
    assert (task.owner, task.account, "20" in task.note) == (owner, silent, True)


def test_the_task_is_due_when_its_owner_works_next(silent):
    rule(silent)
    saturday = dt.datetime(2026, 11, 28, 12, 1, tzinfo=ZoneInfo("America/Sao_Paulo"))
    TouchSummary.objects.update(last_at=saturday - dt.timedelta(days=20))
    look_for_silence(saturday)
    assert timezone.localtime(PlannedTouch.objects.get().due_at).strftime("%d %H:%M") == "30 09:00"


def test_an_account_that_nobody_ever_touched_is_silent_since_it_came_in(account, owner):
    now = account.created_at
    rule(account, days=7, stage="")
    assert look_for_silence(now + dt.timedelta(days=6)) == (0, 0)
    assert [look_for_silence(now + dt.timedelta(days=8, hours=n))[1] for n in range(2)] == [1, 0]
    task = PlannedTouch.objects.get()
    assert (task.owner, "8" in task.note) == (owner, True)
    last = now + dt.timedelta(days=9)
    TouchSummary.objects.create(account=account, last_at=last, derived_at=last)
    assert look_for_silence(last) == (1, 0)


@pytest.mark.parametrize("values", [{"days": 21}, {"stage": "no.such"}, {"is_active": False}])
def test_what_the_rule_does_not_say_makes_no_task(silent, values):
    rule(silent, **values)
    assert look_for_silence() == (0, 0)


def test_who_has_something_planned_is_not_forgotten(silent, owner):
    now = timezone.now()
    activity = Activity.objects.get(code="email.sent")
    PlannedTouch.objects.create(account=silent, owner=owner, activity=activity, due_at=now, created_at=now)
    rule(silent)
    assert look_for_silence() == (0, 0)


def test_a_task_that_was_cancelled_does_not_come_back_in_the_same_silence(silent, owner):
    rule(silent)
    look_for_silence()
    cancel_task(owner, PlannedTouch.objects.get())
    assert look_for_silence() == (0, 0)


def test_a_touch_closes_the_task_and_the_next_silence_makes_another(silent):
    rule(silent)
    look_for_silence()
    touched = timezone.now() + dt.timedelta(minutes=5)
    TouchSummary.objects.filter(pk=silent.pk).update(last_at=touched)
    assert look_for_silence() == (1, 0)
    assert look_for_silence(touched + dt.timedelta(days=15)) == (0, 1)


def test_the_task_may_be_somebody_else_s(silent, colleague):
    rule(silent, owner=colleague, stage="")
    look_for_silence()
    assert PlannedTouch.objects.get().owner == colleague


def test_an_administrator_makes_changes_and_deletes_rules(client, admin, silent):
    client.force_login(admin)
    call = Activity.objects.get(code="call.connected")
    values = {"name": "Quiet", "stage": "", "days": 14, "activity": call.pk, "owner": "", "is_active": "on"}
    asked = client.post(reverse("silence_rule_new"), values)
    assert (asked.status_code, SilenceRule.objects.count()) == (422, 0)
    assert asked.context["doubts"] == ["It makes 1 task at once, for an account that is silent now."]
    off = {**values, "name": "Off", "is_active": ""}
    assert client.post(reverse("silence_rule_new"), off).status_code == 302
    SilenceRule.objects.all().delete()
    assert client.post(reverse("silence_rule_new"), {**values, "is_sure": "1"}).status_code == 302
    made = SilenceRule.objects.get()
    assert client.get(reverse("silence_rules")).context["rows"][0]["number"] == 1
    client.post(reverse("silence_rule", args=[made.pk]), {**values, "days": 30})
    assert client.get(reverse("silence_rules")).context["rows"][0]["number"] == 0
    client.post(reverse("silence_rule_delete", args=[made.pk]))
    assert not SilenceRule.objects.exists()


def test_a_choice_left_blank_says_what_blank_means(client, admin):
    client.force_login(admin)
    form = client.get(reverse("silence_rule_new")).context["form"]
    blanks = [dict(form[name].field.choices)[""] for name in ("stage", "owner")]
    assert "—" not in blanks
    assert Activity.objects.get(pk=form["activity"].initial).code == "call.connected"


@pytest.mark.parametrize("who", ["owner", "manager", "viewer"])
@pytest.mark.parametrize("page", ["silence_rules", "silence_rule_new"])
def test_others_do_not_see_the_rules(request, client, who, page):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(page)).status_code == 403


def test_the_form_names_both_kinds_of_stage(client, admin):
    client.force_login(admin)
    form = client.get(reverse("silence_rule_new")).context["form"]
    with translation.override("pt-br"):
        assert str(form.fields["stage"].label) == "estágio da jornada ou etapa do funil de vendas"


def test_a_rule_is_active_in_the_gender_of_its_word():
    with translation.override("pt-br"):
        assert [
            SilenceRule._meta.get_field("is_active").verbose_name,
            RoutingRule._meta.get_field("is_active").verbose_name,
        ] == ["ativa"] * 2


def test_a_rule_is_heeded_at_once_when_it_is_written_and_looks_through_all_less_often(silent):
    row = rule(silent)
    SilenceRule.objects.update(updated_at=timezone.now() - dt.timedelta(hours=1))
    assert look_at_once() == (0, 0)
    row.updated_at = timezone.now()
    row.save()
    assert look_at_once() == (0, 1)


def test_between_two_looks_a_touch_closes_the_task_all_the_same(silent):
    rule(silent)
    look_for_silence()
    SilenceRule.objects.update(updated_at=timezone.now() - dt.timedelta(hours=1))
    TouchSummary.objects.filter(pk=silent.pk).update(last_at=timezone.now() + dt.timedelta(minutes=5))
    assert look_at_once() == (1, 0)


def test_all_rules_are_looked_at_before_a_fresh_one_is_no_longer():
    every = {name: seconds for seconds, name in ticks()}
    assert every[look_at_once] < every[look_for_silence] < FRESH.total_seconds()

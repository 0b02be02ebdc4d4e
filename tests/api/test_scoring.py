"""Scores by API: models in force, and why a lead scores what it does; owner, colleague, outsider."""

import pytest
from django.utils import timezone

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.models import Thread
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.leads.models import Lead
from jornada.apps.leads.scoring import actions
from jornada.apps.org.models import User
from jornada.rules.conditions import Did
from jornada.rules.scoring import BehaviourRule, Group, Model

pytestmark = pytest.mark.django_db
MODEL = Model(
    (Group("does", "Does", "engagement"),), (BehaviourRule("click", "Click", "does", 30, Did(("email.clicked",))),)
)


@pytest.fixture
def lead(owner, account):
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    thread = Thread.objects.create(account=account, opened_at=now)
    record_touches([NewTouch("email.clicked", now, account.pk)], source="api", now=now)
    lead = Lead.objects.create(name="L", account=account, owner=owner, thread=thread, **stamps)
    other = Thread.objects.create(opened_at=now)
    Lead.objects.create(name="Other", owner=owner, thread=other, **stamps)
    boss = User.objects.create(username="boss", role="admin")
    actions.publish(boss, actions.create_model(boss, MODEL, name="Main"))
    return lead


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("outsider", 404), ("viewer", 200)])
def test_who_sees_a_lead_reads_its_score(request, call, lead, who, status):
    assert call(request.getfixturevalue(who), "get", f"/leads/{lead.pk}/score")[0] == status


def test_a_score_names_its_lines_and_touches(call, owner, lead):
    _status, body = call(owner, "get", f"/leads/{lead.pk}/score")
    (score,) = body["scores"]
    assert (score["model"], score["grade"], score["score"]) == ("main", "D1", 30)
    assert [(line["code"], line["points"], len(line["touches"])) for line in score["lines"]] == [("click", 30, 1)]
    assert [row["grade"] for row in body["history"]] == ["D1"]


def test_the_models_in_force_with_the_leads_that_one_sees(call, owner, outsider, lead):
    (row,) = call(owner, "get", "/scoring")[1]
    assert (row["code"], row["version"], row["grid"]["D1"], row["grid"]["D4"]) == ("main", 1, 1, 1)
    assert sum(call(outsider, "get", "/scoring")[1][0]["grid"].values()) == 0

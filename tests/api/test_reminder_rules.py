"""Reminder rules over the API: what their page does, for whoever sees that page."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.journeys.models import SilenceRule, Stage
from jornada.apps.journeys.silence import look_for_silence
from jornada.apps.market.models import Account
from jornada.apps.org.models import Change, User
from jornada.apps.org.tokens import create as token_of
from jornada.apps.sales.models import PipelineStage

pytestmark = pytest.mark.django_db
HERE = "/reminder-rules/"


@pytest.fixture
def admin(db):
    return User.objects.create(username="admin", name="Alda", role="admin")


@pytest.fixture
def stage(db):
    return PipelineStage.objects.filter(pipeline__is_default=True).order_by("order")[1]


@pytest.fixture
def made(call, admin):
    return call(admin, "post", HERE, {"name": "Quiet", "days": 30})[1]


def test_a_rule_is_made_read_changed_and_deleted_with_its_history(call, admin, made, stage):
    assert (made["record"], made["activity"], made["is_active"]) == ("account", "call.connected", True)
    address = f"{HERE}{made['id']}"
    assert call(admin, "get", address) == (200, made)
    changed = call(admin, "patch", address, {"stage": stage.code, "activity": "email.sent"})[1]
    assert (changed["record"], changed["pipeline_id"], changed["stage"], changed["journey_stage"], changed["days"]) == (
        "opportunity",
        stage.pipeline_id,
        stage.code,
        None,
        30,
    )
    assert call(admin, "get", f"{HERE}?record=opportunity")[1]["items"] == [changed]
    assert call(admin, "get", f"{HERE}?record=account")[1]["items"] == []
    assert call(admin, "delete", address) == (204, None)
    assert (SilenceRule.objects.count(), call(admin, "get", address)[0]) == (0, 404)
    noted = Change.objects.filter(user=admin, object_id=made["id"], model="journeys.silencerule")
    assert set(noted.values_list("kind", flat=True)) == {"created", "updated", "deleted"}


def test_a_rule_of_the_api_makes_the_tasks_that_one_of_the_page_makes(call, admin, account):
    Account.objects.update(created_at=timezone.now() - dt.timedelta(days=40))
    values = {"name": "Quiet", "owner_id": admin.pk}
    status, problem = call(admin, "post", HERE, values)
    assert (status, " 1 " in problem["detail"], SilenceRule.objects.count()) == (409, True, 0)
    made = call(admin, "post", f"{HERE}?force=true", values)[1]
    assert look_for_silence() == (0, 1)
    # That silence has its task; the rule makes none at once any more.
    assert call(admin, "patch", f"{HERE}{made['id']}", {"name": "Still quiet"})[0] == 200


def test_who_saw_another_state_writes_nothing(client, call, admin, made):
    key = {"authorization": f"Bearer {token_of(admin, 'test')[1]}"}
    address = f"/api/v1{HERE}{made['id']}"
    tag = client.get(address, headers=key)["ETag"]
    assert client.get(address, headers={**key, "If-None-Match": tag}).status_code == 304
    call(admin, "patch", f"{HERE}{made['id']}", {"days": 31})
    old = {**key, "If-Match": tag}
    late = client.patch(address, {"days": 32}, content_type="application/json", headers=old)
    assert (late.status_code, client.delete(address, headers=old).status_code) == (412, 412)
    assert SilenceRule.objects.get().days == 31


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Quiet"}, "name"),
        ({"activity": "no.such"}, "activity"),
        ({"activity": "lead.offered"}, "activity"),
        ({"journey_stage": "no.such"}, "journey_stage"),
        ({"stage": "no.such"}, "stage"),
        ({"pipeline_id": 999_999, "stage": "no.such"}, "pipeline_id"),
        ({"pipeline_id": 1}, "stage"),
        ({"journey_stage": "interest", "stage": "proposal"}, "journey_stage"),
        ({"owner_id": 999_999}, "owner_id"),
        ({"days": 0}, "days"),
    ],
)
def test_what_does_not_fit_is_named(call, admin, made, values, field):
    status, problem = call(admin, "post", HERE, {"name": "Another", **values})
    assert (status, problem["errors"][0]["field"].removeprefix("payload.")) == (422, field)
    assert SilenceRule.objects.count() == 1


def test_a_stage_of_the_journey_is_named_by_its_code(call, admin, made):
    code = Stage.objects.filter(map__status="active").order_by("order")[2].code
    changed = call(admin, "patch", f"{HERE}{made['id']}", {"journey_stage": code})[1]
    assert (changed["journey_stage"], changed["stage"]) == (code, None)
    assert call(admin, "patch", f"{HERE}{made['id']}", {"journey_stage": None})[1]["journey_stage"] is None


def test_a_stage_that_is_gone_leaves_the_rule_of_opportunities(call, admin, made):
    SilenceRule.objects.update(stage="opportunity:999999")
    told = call(admin, "get", f"{HERE}{made['id']}")[1]
    assert (told["record"], told["stage"]) == ("opportunity", None)


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "viewer"])
def test_others_neither_see_nor_write_rules(request, call, made, who):
    user, address = request.getfixturevalue(who), f"{HERE}{made['id']}"
    calls = [("get", HERE), ("get", address), ("post", HERE), ("patch", address), ("delete", address)]
    answers = {call(user, method, path, {"name": "Mine"} if method != "get" else None)[0] for method, path in calls}
    assert (answers, SilenceRule.objects.get().name) == ({403}, "Quiet")


def test_a_list_of_many_asks_no_more_often(call, admin, stage, django_assert_max_num_queries):
    for number in range(5):
        call(admin, "post", HERE, {"name": f"Rule {number}", "stage": stage.code})
    with django_assert_max_num_queries(10):
        assert len(call(admin, "get", HERE)[1]["items"]) == 5

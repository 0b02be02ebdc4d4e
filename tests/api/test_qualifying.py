"""What qualifies a lead, over the API."""

import datetime as dt

import pytest
from django.utils import timezone

from jornada.apps.interactions import privacy
from jornada.apps.interactions.models import Touch
from jornada.apps.leads.actions import create_lead
from jornada.apps.org.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(owner, account):
    return create_lead(owner, name="Aurora asks", account=account, owner=owner)


def test_a_time_frame_is_stated_and_gives_the_temperature(call, owner, lead):
    status, body = call(owner, "post", f"/leads/{lead.pk}/time-frames", {"intent": "now", "words": "This week"})
    assert (status, body["intent"], body["words"]) == (201, "now", "This week")
    warmth = call(owner, "get", f"/leads/{lead.pk}/temperature")[1]
    assert (warmth["temperature"], warmth["why"], len(warmth["time_frames"])) == ("hot", "says_now", 1)
    assert call(owner, "delete", f"/leads/{lead.pk}/time-frames/{body['id']}")[0] == 204
    assert call(owner, "get", f"/leads/{lead.pk}/temperature")[1]["time_frames"] == []


@pytest.mark.parametrize(("body", "status"), [({"intent": "planned"}, 409), ({"intent": "soon"}, 422), ({}, 422)])
def test_a_time_frame_that_cannot_be_is_a_problem(call, owner, lead, body, status):
    assert call(owner, "post", f"/leads/{lead.pk}/time-frames", body)[0] == status


def test_others_state_no_time_frame(call, colleague, outsider, lead):
    assert call(colleague, "post", f"/leads/{lead.pk}/time-frames", {"intent": "now"})[0] == 403
    assert call(outsider, "get", f"/leads/{lead.pk}/temperature")[0] == 404


def test_answers_go_in_and_the_standing_comes_out(call, owner, lead):
    assert [test["code"] for test in call(owner, "get", "/intent-tests/")[1]] == ["bant"]
    answers = {"need": "Paper", "budget": "yes", "authority": True, "timing": "2199-01-01"}
    status, body = call(owner, "post", f"/leads/{lead.pk}/intent-tests/bant", {"answers": answers})
    assert (status, body[0]["status"], body[0]["met"]) == (200, "passed", 3)
    assert {row["question"]: row["value"] for row in body[0]["answers"]} == answers
    assert call(owner, "get", f"/leads/{lead.pk}/intent-tests")[1] == body


@pytest.mark.parametrize(
    ("code", "answers", "status"),
    [("bant", {"budget": "plenty"}, 409), ("bant", {"timing": "soon"}, 409), ("bant", {}, 409), ("nope", {}, 422)],
)
def test_answers_that_cannot_be_are_a_problem(call, owner, lead, code, answers, status):
    assert call(owner, "post", f"/leads/{lead.pk}/intent-tests/{code}", {"answers": answers})[0] == status


def test_others_answer_nothing(call, colleague, outsider, lead):
    sent = {"answers": {"budget": "yes"}}
    assert call(colleague, "post", f"/leads/{lead.pk}/intent-tests/bant", sent)[0] == 403
    assert call(outsider, "post", f"/leads/{lead.pk}/intent-tests/bant", sent)[0] == 404


def test_a_lead_is_parked_with_a_reason_and_brought_back(call, owner, lead):
    status, body = call(owner, "post", f"/leads/{lead.pk}/park", {"reason": "not_now", "return_on": "2199-01-01"})
    assert (status, body["disposition"], body["return_on"]) == (200, "not_now", "2199-01-01")
    status, body = call(owner, "post", f"/leads/{lead.pk}/return-on", {"return_on": None})
    assert (status, body["return_on"]) == (200, None)
    status, new = call(owner, "post", f"/leads/{lead.pk}/return")
    assert (status, new["cycle"], new["returned_from_id"]) == (201, 2, lead.pk)
    status, old = call(owner, "post", f"/leads/{new['id']}/undo-return")
    assert (status, old["id"], old["status"]) == (200, lead.pk, "parked")


def test_words_that_name_no_reason_are_a_note(call, owner, lead):
    body = call(owner, "post", f"/leads/{lead.pk}/discard", {"reason": "They moved to the moon"})[1]
    assert (body["disposition"], body["reason"]) == ("other", "They moved to the moon")


def test_others_set_nothing_aside(call, colleague, outsider, lead):
    assert call(colleague, "post", f"/leads/{lead.pk}/park", {"reason": "not_now"})[0] == 403
    assert call(outsider, "post", f"/leads/{lead.pk}/return")[0] == 404


def test_what_was_said_in_private_counts_and_is_told_to_participants_alone(call, owner, colleague, outsider, lead):
    day = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    frame = call(owner, "post", f"/leads/{lead.pk}/time-frames", {"intent": "planned", "ends_on": day})[1]
    call(owner, "post", f"/leads/{lead.pk}/intent-tests/bant", {"answers": {"authority": True}})
    for touch in Touch.objects.filter(
        thread=lead.thread_id, activity__code__in=("timeframe.stated", "intent.answered")
    ):
        privacy.mark_private(owner, touch)
    mine, theirs = (call(person, "get", f"/leads/{lead.pk}/temperature")[1] for person in (owner, colleague))
    assert (mine["day"], [row["id"] for row in mine["time_frames"]]) == (day, [frame["id"]])
    assert (theirs["temperature"], theirs["why"], theirs["day"], theirs["changes_on"], theirs["time_frames"]) == (
        mine["temperature"], "private", None, None, [],
    )  # fmt: skip
    mine, theirs = (call(person, "get", f"/leads/{lead.pk}/intent-tests")[1][0] for person in (owner, colleague))
    assert (mine["met"], len(mine["answers"]), theirs["met"], theirs["points"], theirs["answers"]) == (
        1, 1, None, None, [],
    )  # fmt: skip
    assert call(outsider, "get", f"/leads/{lead.pk}/temperature")[0] == 404


def test_a_private_time_frame_of_others_is_not_withdrawn(call, owner, lead):
    manager = User.objects.create(username="mara", name="Mara", role="manager", team=owner.team)
    frame = call(owner, "post", f"/leads/{lead.pk}/time-frames", {"intent": "now"})[1]
    privacy.mark_private(owner, Touch.objects.get(pk=frame["touch_id"]))
    assert call(manager, "delete", f"/leads/{lead.pk}/time-frames/{frame['id']}")[0] == 404
    assert call(owner, "delete", f"/leads/{lead.pk}/time-frames/{frame['id']}")[0] == 204

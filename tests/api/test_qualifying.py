"""What qualifies a lead, over the API."""

import pytest

from jornada.apps.leads.actions import create_lead

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

"""The walk of an account over REST, with its evidence and within reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Touch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walked(call, owner, account):
    days_ago = lambda days: (timezone.now() - timedelta(days=days)).isoformat()  # noqa: E731
    body = [("content.downloaded", 9), ("meeting.held", 5), ("demo.held", 2)]
    touches = [{"activity": code, "account": account.pk, "at": days_ago(days)} for code, days in body]
    assert call(owner, "post", "/touches/", {"touches": touches})[0] == 201
    return account


def test_the_walk_names_stage_and_evidence(call, owner, walked):
    body = call(owner, "get", f"/journey/accounts/{walked.pk}")[1]
    assert body["stage"] == "evaluation"
    assert [visit["stage"] for visit in body["visits"]] == ["interest", "consideration", "evaluation"]
    assert [visit["left_by"] for visit in body["visits"]] == ["evidence", "evidence", ""]
    assert body["visits"][-1]["evidence_touch_id"] == Touch.objects.get(activity__code="demo.held").pk


def test_stages_count_only_accounts_within_reach(call, owner, outsider, walked):
    count = lambda user: {row["code"]: row["accounts_now"] for row in call(user, "get", "/journey/stages")[1]}  # noqa: E731
    assert count(owner)["evaluation"] == 1
    assert sum(count(outsider).values()) == 0


def test_the_outsider_gets_no_walk(call, outsider, walked):
    assert call(outsider, "get", f"/journey/accounts/{walked.pk}")[0] == 404

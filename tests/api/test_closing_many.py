"""Many opportunities are closed in one call."""

from decimal import Decimal

import pytest

from jornada.apps.market.models import Competitor
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.models import LossReason, Opportunity

pytestmark = pytest.mark.django_db
URL = "/opportunities/close"


@pytest.fixture
def ids(owner, account):
    made = [create_opportunity(owner, name=f"Deal {n}", account=account, owner=owner, amount=Decimal(5)) for n in "ab"]
    return [row.pk for row in made]


def test_many_are_won(call, owner, ids):
    status, body = call(owner, "post", URL, {"outcome": "won", "ids": ids, "competitor": "Nimbus"})
    assert (status, body["closed"], body["refused"]) == (200, 2, 0)
    assert [row["status"] for row in body["rows"]] == [200, 200]
    assert {str(row.competitor) for row in Opportunity.objects.filter(outcome="won")} == {"Nimbus"}


def test_many_are_lost_for_a_reason_and_what_cannot_be_says_so(call, owner, ids):
    call(owner, "post", f"/opportunities/{ids[0]}/win", {})
    reason = LossReason.objects.first()
    asked = {"outcome": "lost", "ids": [*ids, 999999], "loss_reason_id": reason.pk}
    status, body = call(owner, "post", URL, asked)
    assert (status, body["closed"]) == (200, 1)
    assert [row["status"] for row in body["rows"]] == [409, 200, 404]
    assert Opportunity.objects.get(pk=ids[1]).loss_reason == reason


@pytest.mark.parametrize(
    "wrong", [{"outcome": "lost"}, {"ids": []}, {"outcome": "open"}, {"competitor_id": 999999}, {"amount": "5"}]
)
def test_what_does_not_fit_closes_none(call, owner, ids, wrong):
    assert call(owner, "post", URL, {"outcome": "won", "ids": ids, **wrong})[0] == 422
    assert not Opportunity.objects.exclude(outcome="open").exists()
    assert not Competitor.objects.exists()


@pytest.mark.parametrize(("who", "said"), [("colleague", 403), ("outsider", 404)])
def test_nobody_closes_what_is_another_s(request, call, ids, who, said):
    status, body = call(request.getfixturevalue(who), "post", URL, {"outcome": "won", "ids": ids})
    assert (status, {row["status"] for row in body["rows"]}) == (200, {said})
    assert not Opportunity.objects.exclude(outcome="open").exists()


def test_a_viewer_closes_none(call, viewer, ids):
    assert call(viewer, "post", URL, {"outcome": "won", "ids": ids})[0] == 403

"""Many opportunities are won or lost from the list: each as one alone, with one undo for all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.interactions.queries import live_touches
from jornada.apps.market.models import Competitor
from jornada.apps.org.models import Change, Job
from jornada.apps.sales import actions
from jornada.apps.sales.models import LossReason, Opportunity
from tests.apps.org.test_roles import lay_down

pytestmark = pytest.mark.django_db
URL = "/lists/opportunity/bulk/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def deals(owner, account, stage):
    made = [
        actions.create_opportunity(owner, name=f"Deal {n}", account=account, owner=owner, stage=stage) for n in range(3)
    ]
    Opportunity.objects.update(amount=Decimal(100))
    return made


@pytest.fixture
def reason(db):
    return LossReason.objects.filter(asks_competitor=False, is_active=True).first()


def act(client, code, deals, **values):
    sent = {"ids": ",".join(str(row.pk) for row in deals), "closed_on": str(timezone.localdate()), **values}
    return client.post(f"{URL}{code}/", sent, **HTMX)


def outcomes():
    return sorted(Opportunity.objects.values_list("outcome", flat=True))


def test_many_are_lost_with_reason_and_competitor_and_taken_back(client, owner, deals, reason):
    client.force_login(owner)
    Competitor.objects.create(name="Nimbus")
    answer = act(client, "lose", deals, reason=reason.pk, competitor="Nimbus", note="Too dear")
    assert (answer.status_code, outcomes()) == (204, ["lost"] * 3)
    row = Opportunity.objects.first()
    assert (row.loss_reason, str(row.competitor), row.lost_reason) == (reason, "Nimbus", "Too dear")
    assert live_touches().filter(activity__code="deal.lost").count() == 3
    assert Change.objects.filter(field="outcome", user=owner, new="lost").count() == 3
    client.post(f"/lists/bulk/{Job.objects.get(kind='bulk').pk}/undo/", **HTMX)
    assert outcomes() == ["open"] * 3
    assert live_touches().filter(activity__code="deal.lost").count() == 0
    assert Opportunity.objects.first().competitor is None


def test_many_are_won_but_those_without_an_amount_or_closed_already(client, owner, deals):
    client.force_login(owner)
    Opportunity.objects.filter(pk=deals[0].pk).update(amount=None)
    actions.win_opportunity(owner, deals[1])
    answer = act(client, "win", deals)
    assert outcomes() == ["open", "won", "won"]
    assert "no amount" in answer["HX-Trigger"]
    assert "closed already" in answer["HX-Trigger"]
    job = Job.objects.get(kind="bulk")
    assert (job.result["changed"], job.result["left"]) == (1, 2)


def test_what_was_reopened_and_closed_again_since_stays(client, owner, deals, reason):
    client.force_login(owner)
    act(client, "lose", deals, reason=reason.pk)
    actions.reopen_opportunity(owner, deals[0])
    actions.win_opportunity(owner, deals[0])
    client.post(f"/lists/bulk/{Job.objects.get(kind='bulk').pk}/undo/", **HTMX)
    assert outcomes() == ["open", "open", "won"]


def test_their_tasks_are_cancelled_when_asked_and_come_back(client, owner, deals, reason):
    client.force_login(owner)
    place = Place(deals[0].account, None, deals[0].thread)
    due_at = timezone.now() + timedelta(days=1)
    task = plan_touch(owner, place, Activity.objects.get(code="call.connected"), due_at)
    act(client, "lose", deals, reason=reason.pk, cancel="on")
    task.refresh_from_db()
    assert task.cancelled_at
    client.post(f"/lists/bulk/{Job.objects.get(kind='bulk').pk}/undo/", **HTMX)
    task.refresh_from_db()
    assert not task.cancelled_at


def test_a_reason_that_asks_whom_asks_here_too(client, owner, deals):
    client.force_login(owner)
    asking = LossReason.objects.filter(asks_competitor=True).first()
    assert act(client, "lose", deals, reason=asking.pk).status_code == 422
    assert act(client, "lose", deals).status_code == 422
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert act(client, "win", deals, closed_on=str(tomorrow)).status_code == 422
    assert outcomes() == ["open"] * 3
    assert act(client, "lose", deals, reason=asking.pk, unknown="on").status_code == 204


@pytest.mark.parametrize(("who", "left"), [("colleague", "open"), ("outsider", "open")])
def test_nobody_closes_what_is_another_s(request, client, deals, reason, who, left):
    client.force_login(request.getfixturevalue(who))
    act(client, "lose", deals, reason=reason.pk)
    assert outcomes() == [left] * 3


def test_a_viewer_is_not_asked(client, viewer, deals):
    client.force_login(viewer)
    assert client.get(f"{URL}win/", **HTMX).status_code == 403


def test_what_a_role_may_not_write_is_not_asked_and_stays(client, owner, deals, reason):
    lay_down(fields={"opportunity.competitor": "read", "opportunity.return_on": "read"})
    client.force_login(owner)
    Competitor.objects.create(name="Nimbus")
    page = client.get(f"{URL}lose/", **HTMX).text
    assert 'name="competitor"' not in page
    act(client, "lose", deals, reason=reason.pk, competitor="Nimbus")
    assert Opportunity.objects.filter(outcome="lost", competitor=None).count() == 3


def test_the_message_says_what_became_of_them(client, owner, deals, reason):
    client.force_login(owner)
    owner.language = "en"
    owner.save()
    Opportunity.objects.update(amount=5)
    assert "2 opportunities won." in act(client, "win", deals[:2]).headers["HX-Trigger"]
    assert "1 opportunity lost." in act(client, "lose", deals[2:], reason=reason.pk).headers["HX-Trigger"]
    assert "0 records changed. 3 were left" in act(client, "win", deals).headers["HX-Trigger"]

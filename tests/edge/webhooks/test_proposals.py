"""What becomes of proposals is told, with lines and sums, and without the way in by the link."""

from decimal import Decimal

import jsonschema_rs
import pytest
from django.utils import timezone

from jornada.apps.interactions.models import Activity
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.market.actions import update_account
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Change
from jornada.apps.sales import closing
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.line_actions import add_line, update_line
from jornada.apps.sales.models import Proposal
from jornada.apps.sales.proposals import actions
from jornada.edge.webhooks.described import messages
from jornada.edge.webhooks.models import Event
from jornada.edge.webhooks.types import TYPES

pytestmark = pytest.mark.django_db
STEPS = ("created", "sent", "seen", "accepted", "refused", "withdrawn", "reopened", "deleted")


@pytest.fixture
def opportunity(admin, account):
    row = create_opportunity(admin, name="Forno", account=account, owner=admin)
    add_line(admin, row, description="Forno", unit_price=Decimal(1000), discount_amount=Decimal(100))
    return row


def told():
    return [kind.removeprefix("proposal.") for kind in Event.objects.order_by("pk").values_list("type", flat=True)]


def hear(hook):
    return hook(*(f"proposal.{step}" for step in STEPS))


def test_a_version_is_told_from_its_draft_to_the_yes(hook, admin, opportunity):
    hear(hook)
    version = actions.draft_proposal(admin, opportunity, discount_amount=Decimal(50))
    actions.send_proposal(admin, version)
    actions.note_opening(version, is_machine=True, now=timezone.now())
    actions.note_opening(version, is_machine=False, now=timezone.now())
    actions.answer_proposal(None, version, "accepted", name="Bia", note="Fine")
    assert told() == ["created", "sent", "seen", "accepted"]
    made, last = Event.objects.order_by("pk").first().data, Event.objects.order_by("pk").last().data
    assert (made["record"]["total"], made["record"]["lines"][0]["total"]) == ("850.00", "900.00")
    assert (last["record"]["answered_by"], last["user_id"]) == ("Bia", None)
    assert last["changed"]["status"] == {"from": "seen", "to": "accepted"}


def test_a_withdrawal_its_way_back_and_a_no_are_told(hook, admin, opportunity):
    hear(hook)
    version = actions.send_proposal(admin, actions.draft_proposal(admin, opportunity))
    actions.withdraw_proposal(admin, version)
    actions.wait_again(admin, version)
    actions.answer_proposal(admin, version, "refused", name="Bia")
    actions.delete_proposal(admin, actions.draft_proposal(admin, opportunity))
    assert told() == ["created", "sent", "withdrawn", "reopened", "refused", "created", "deleted"]


def test_what_winning_and_reopening_do_to_versions_is_told(hook, admin, opportunity):
    version = actions.send_proposal(admin, actions.draft_proposal(admin, opportunity))
    hear(hook)
    closing.win(admin, opportunity, accepted=version)
    closing.reopen(admin, opportunity)
    assert told() == ["accepted", "reopened"]


def test_the_key_of_the_link_is_told_to_nobody(hook, admin, opportunity):
    hook()
    version = actions.draft_proposal(admin, opportunity)
    number = Event.objects.count()
    version = actions.withdraw_link(admin, version)
    actions.send_proposal(admin, version)
    assert Event.objects.count() > number
    assert version.key not in str(list(Event.objects.values_list("data", flat=True)))
    assert not Event.objects.filter(type="proposal.updated", data__changed={}).exists()


def test_the_description_has_each_message_as_it_is_sent(hook, admin, account, opportunity):
    hook()
    actions.send_proposal(admin, actions.draft_proposal(admin, opportunity))
    update_account(admin, account, name="Aurora Ltda")
    plan_touch(admin, Place(account, thread=opportunity.thread), Activity.objects.first(), timezone.now())
    described = messages()
    assert list(described) == list(TYPES)
    for event in Event.objects.all():
        body = described[event.type]["post"]["requestBody"]["content"]["application/json"]["schema"]
        jsonschema_rs.validate(body, {"type": event.type, "timestamp": event.at.isoformat(), "data": event.data})
    kinds = set(Event.objects.values_list("type", flat=True))
    assert {"proposal.sent", "account.updated", "task.created", "touch.recorded"} <= kinds
    for event in Event.objects.filter(type__startswith="proposal."):
        body = described[event.type]["post"]["requestBody"]["content"]["application/json"]["schema"]
        data = body["properties"]["data"]["properties"]
        assert set(event.data) == set(data)
        assert set(event.data["record"]) == set(data["record"]["properties"])
        assert set(event.data["record"]["lines"][0]) == set(
            data["record"]["properties"]["lines"]["items"]["properties"]
        )


def test_lines_taken_again_are_noted_and_told(hook, admin, opportunity):
    hook("proposal.updated")
    version = actions.draft_proposal(admin, opportunity)
    actions.take_lines_again(admin, version)
    line = opportunity.lines.get()
    update_line(admin, line, description="Forno", unit_price=Decimal(1000), quantity=Decimal("2.5"))
    actions.take_lines_again(admin, version)
    [event] = Event.objects.filter(type="proposal.updated")
    [change] = Change.objects.filter(model="sales.proposal", field="lines")
    assert event.data["changed"] == {"lines": {"from": change.old, "to": change.new}}
    assert change.new.startswith("2.5 × ")
    assert Decimal(event.data["record"]["lines"][0]["quantity"]) == Decimal("2.5")
    assert Proposal.objects.get().updated_at > version.updated_at


def test_lines_in_another_currency_are_taken_with_it(hook, admin, opportunity):
    hook("proposal.updated")
    version = actions.draft_proposal(admin, opportunity, discount_amount=Decimal(5))
    type(opportunity).objects.update(currency="USD")
    with pytest.raises(WrongMomentError, match="BRL"):
        actions.take_lines_again(admin, version)
    actions.update_proposal(admin, version, discount_amount=Decimal(0))
    actions.take_lines_again(admin, version)
    assert Proposal.objects.get().currency == "USD"
    assert Event.objects.filter(type="proposal.updated").last().data["changed"]["currency"] == {
        "from": "BRL",
        "to": "USD",
    }

"""What the page of an open opportunity says of an acceptance, and of an earlier loss."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.market.models import Competitor
from jornada.apps.org.models import Change, Notice, RoleRule
from jornada.apps.sales import actions, closing, line_actions
from jornada.apps.sales.lost_earlier import lost_earlier
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.proposals import actions as proposals
from jornada.apps.sales.proposals import queries
from jornada.ui.numbers import money

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(client, owner, colleague, opportunity):
    """A version of 90 that a colleague sent and the buyer accepted by the link, of a deal of 100."""
    line_actions.add_line(owner, opportunity, description="Setup", unit_price=Decimal(100))
    draft = proposals.draft_proposal(owner, opportunity, discount=Decimal(10), sender=colleague)
    sent = proposals.send_proposal(owner, draft)
    client.post(f"/p/{queries.token_of(sent)}/answer/", {"name": "Bia", "answer": "accepted"})
    return sent


def page_of(client, user, opportunity):
    client.force_login(user)
    return client.get(f"/opportunities/{opportunity.pk}/").text


def test_owner_and_sender_are_told_of_an_answer_by_the_link(owner, colleague, accepted):
    told = Notice.objects.filter(kind="proposal", text__contains="accepted").values_list("user", flat=True)
    assert set(told) == {owner.pk, colleague.pk}


def test_the_page_tells_what_was_accepted_and_takes_the_amount(client, owner, opportunity, accepted):
    page = page_of(client, owner, opportunity)
    assert "The buyer accepted" in page
    with override("en"):
        assert f"The opportunity says {money(Decimal(100), 'BRL')}." in page
    said = client.post(f"/opportunities/{opportunity.pk}/accepted-amount/", follow=True).text
    assert Opportunity.objects.get().amount == Decimal("90.00")
    assert "The opportunity says" not in said
    change = Change.objects.filter(field="amount").latest("pk")
    undo = f"/opportunities/{opportunity.pk}/accepted-amount/{change.pk}/undo/"
    assert undo in said
    line_actions.add_line(owner, opportunity, description="Seats", unit_price=Decimal(20))
    client.post(undo)
    row = Opportunity.objects.get()
    assert (row.amount, row.amount_from_lines) == (Decimal("120.00"), True)


def test_an_amount_that_was_changed_since_is_not_given_back(client, owner, colleague, opportunity, accepted):
    client.force_login(owner)
    client.post(f"/opportunities/{opportunity.pk}/accepted-amount/")
    change = Change.objects.filter(field="amount").latest("pk")
    undo = f"/opportunities/{opportunity.pk}/accepted-amount/{change.pk}/undo/"
    actions.update_opportunity(owner, opportunity, amount=Decimal(7))
    client.post(undo)
    assert Opportunity.objects.get().amount == Decimal(7)
    client.force_login(colleague)
    assert client.post(undo).status_code in (403, 404)


def test_a_closed_deal_says_nothing_of_it(client, owner, opportunity, accepted):
    closing.win(owner, opportunity)
    assert "The buyer accepted" not in page_of(client, owner, opportunity)


def test_another_currency_is_no_amount_to_take(client, owner, opportunity, accepted):
    Opportunity.objects.update(currency="USD")
    assert "Take this amount" not in page_of(client, owner, opportunity)
    assert client.post(f"/opportunities/{opportunity.pk}/accepted-amount/").status_code == 404


def test_it_is_not_won_at_the_amount_of_another_currency(client, owner, opportunity, accepted):
    Opportunity.objects.update(currency="USD")
    client.force_login(owner)
    page = client.get(f"/opportunities/{opportunity.pk}/win/").text
    assert "which was accepted" not in page
    assert closing.win(owner, opportunity).amount == Decimal(100)


def test_who_may_not_write_the_amount_does_not_take_it(client, owner, viewer, opportunity, accepted):
    assert "Take this amount" not in page_of(client, viewer, opportunity)
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"opportunity.amount": "read"}}})
    assert "Take this amount" not in page_of(client, owner, opportunity)
    assert client.post(f"/opportunities/{opportunity.pk}/accepted-amount/").status_code == 403


@pytest.fixture
def lost(owner, opportunity):
    rival = Competitor.objects.create(name="Rival")
    return closing.lose(owner, opportunity, reason="Price", note="Too dear", competitor=rival)


def test_a_reopened_deal_says_why_it_had_been_lost(client, owner, lost):
    assert lost_earlier(lost) is None
    Change.objects.update(at=timezone.now() - dt.timedelta(days=2))
    again = closing.reopen(owner, lost)
    loss = lost_earlier(again)
    assert (loss.day, loss.competitor) == (actions.today(), "Rival")
    page = page_of(client, owner, again)
    assert "Lost before" in page
    assert ": Price: Too dear · Rival" in page


@pytest.mark.parametrize(
    ("field", "word"), [("loss_reason", "Price"), ("lost_reason", "dear"), ("competitor", "Rival")]
)
def test_it_says_nothing_that_the_role_hides(client, owner, lost, field, word):
    Change.objects.update(at=timezone.now() - dt.timedelta(days=2))
    again = closing.reopen(owner, lost)
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {f"opportunity.{field}": "hidden"}}})
    said = re.search(r"Lost before.*?</p>", page_of(client, owner, again))[0]
    assert word not in said


def test_a_slip_was_no_loss(owner, lost):
    assert lost_earlier(closing.reopen(owner, lost)) is None


def test_the_lines_say_where_the_amount_comes_from_when_it_is_not_their_sum(client, owner, opportunity, accepted):
    assert "The amount of the opportunity is this sum." in page_of(client, owner, opportunity)
    closing.win(owner, opportunity)
    with override("en"):
        told = f"The amount is what the buyer accepted, version 1: {money(Decimal(90), 'BRL')}."
    page = page_of(client, owner, opportunity)
    assert told in page
    assert "It has a discount of 10% on the total." in page
    assert "is this sum" not in page


def test_an_amount_sold_at_another_price_is_no_sum_of_the_lines(client, owner, opportunity, accepted):
    closing.win(owner, opportunity, amount=Decimal(80))
    page = page_of(client, owner, opportunity)
    assert "The amount was set by hand" in page
    assert "is this sum" not in page

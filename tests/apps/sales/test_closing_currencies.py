"""Winning with a version in another currency than the opportunity's: its amount, in its currency, and the way back."""

import json
from decimal import Decimal

import pytest
from django.utils.translation import override

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import RoleRule, User
from jornada.apps.sales import actions, closing, line_actions
from jornada.apps.sales.closing_forms import WonForm
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.proposals import actions as proposals

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(owner, opportunity):
    """Two versions that are out: 90 reais, then 20 dollars; the deal says 100 reais, and has no lines any more."""
    line_actions.add_line(owner, opportunity, description="Setup", unit_price=Decimal(100))
    first = proposals.draft_proposal(owner, opportunity, discount=Decimal(10))
    Opportunity.objects.update(currency="USD")
    second = proposals.draft_proposal(owner, opportunity, discount=Decimal(80))
    sent = [proposals.send_proposal(owner, draft) for draft in (first, second)]
    Opportunity.objects.update(currency="BRL")
    opportunity.lines.all().delete()
    opportunity.refresh_from_db()
    return sent


def form_of(user, opportunity, data=None):
    with override("en"):
        return WonForm(data, opportunity=opportunity, user=User.objects.get(pk=user.pk))


def test_the_amount_offered_is_that_of_the_version_in_its_currency(owner, opportunity, versions):
    form = form_of(owner, opportunity)
    assert [form[name].initial for name in ("accepted", "amount", "currency")] == [str(versions[1].pk), 20, "USD"]
    told = form.fields["accepted"].widget.attrs
    first, second = (str(row.pk) for row in versions)
    with override("en"):
        brought = {
            name: [str(worth).replace(",", "."), code]
            for name, (worth, code) in json.loads(told["data-values"]).items()
        }
    assert brought == {first: ["90.00", "BRL"], second: ["20.00", "USD"], "": ["100.00", "BRL"]}
    assert told["data-fills"].split() == ["id_wonform_amount", "id_wonform_currency"]
    assert "US$" not in str(form.fields["amount"].help_text)


def test_versions_of_one_currency_ask_for_none(owner, opportunity, versions):
    proposals.withdraw_proposal(owner, versions[1])
    form = form_of(owner, opportunity)
    assert ("currency" in form.fields, form["amount"].initial) == (False, 90)


def test_who_may_not_change_the_currency_is_offered_no_amount_of_another_one(owner, opportunity, versions):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"opportunity.currency": "read"}}})
    form = form_of(owner, opportunity)
    assert ("currency" in form.fields, form["amount"].initial) == (False, None)
    brought = json.loads(form.fields["accepted"].widget.attrs["data-values"])
    assert brought[str(versions[1].pk)] == [""]
    assert closing.win(User.objects.get(pk=owner.pk), opportunity, accepted=versions[1]).currency == "BRL"


def test_it_is_won_in_the_currency_of_the_version_and_reopening_gives_the_former_back(
    client, owner, opportunity, versions
):
    client.force_login(owner)
    given = {
        "closed_on": actions.today().isoformat(),
        "amount": "20",
        "currency": "USD",
        "accepted": str(versions[1].pk),
    }
    client.post(f"/opportunities/{opportunity.pk}/win/", given)
    won = Opportunity.objects.get()
    assert (won.outcome, won.amount, won.currency) == ("won", 20, "USD")
    again = closing.reopen(owner, won)
    assert (again.amount, again.currency) == (100, "BRL")


@pytest.mark.parametrize(
    ("said", "kept"),
    [({}, (20, "USD")), ({"amount": Decimal(95)}, (95, "BRL")), ({"currency": "USD"}, (20, "USD"))],
)
def test_without_an_amount_the_version_says_it(owner, opportunity, versions, said, kept):
    won = closing.win(owner, opportunity, accepted=versions[1], **said)
    assert (won.amount, won.currency) == kept


def test_a_currency_that_is_not_offered_is_refused(owner, opportunity, versions):
    data = {"closed_on": actions.today().isoformat(), "amount": "20", "accepted": "", "currency": "EUR"}
    assert "currency" in form_of(owner, opportunity, data).errors


@pytest.mark.parametrize("since", [{"amount": Decimal(25)}, {"currency": "EUR"}])
def test_reopening_leaves_amount_and_currency_together_where_one_was_changed_since(owner, opportunity, versions, since):
    closing.win(owner, opportunity, accepted=versions[1])
    actions.update_opportunity(owner, Opportunity.objects.get(), **since)
    closing.reopen(owner, opportunity)
    row = Opportunity.objects.get()
    assert {"amount": row.amount, "currency": row.currency} == {"amount": Decimal(20), "currency": "USD", **since}


def test_a_currency_without_an_amount_is_not_written_beside_the_amount_in_another(owner, opportunity, versions):
    with pytest.raises(WrongMomentError, match="amount"), override("en"):
        closing.win(owner, opportunity, currency="EUR")
    proposals.answer_proposal(owner, versions[1], "accepted", name="Bia")
    row = closing.win(owner, opportunity, currency="USD")
    assert (row.amount, row.currency) == (Decimal(20), "USD")


def test_a_currency_of_what_has_no_amount_is_taken(owner, opportunity):
    Opportunity.objects.update(amount=None)
    row = closing.win(owner, opportunity, currency="EUR")
    assert (row.amount, row.currency) == (None, "EUR")

"""A head office and its branches: what they come to together."""

from decimal import Decimal

import pytest
from django.utils import translation

from jornada.apps.interactions.actions import record_touch
from jornada.apps.market import groups
from jornada.apps.market.actions import create_account
from jornada.apps.market.models import Account
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.models import Opportunity
from jornada.flow.settle import settle_dirty

pytestmark = pytest.mark.django_db


def figures_of(user, head):
    with translation.override("en"):
        return dict(groups.figures_of(user, head))


@pytest.fixture
def branch(owner, account):
    return create_account(owner, name="Acme Sul", parent=account)


@pytest.fixture
def deals(owner, account, branch):
    def deal(amount, company, currency="BRL"):
        values = {"account": company, "amount": Decimal(amount), "currency": currency}
        return create_opportunity(owner, name=f"{company} {amount}", **values)

    deal(100, account)
    deal(50, branch)
    deal(7, branch, "USD")
    Opportunity.objects.filter(pk=deal(30, branch).pk).update(outcome="won", closed_on="2026-03-02")


def test_deals_are_added_up_by_currency(owner, account, deals):
    figures = figures_of(owner, account)
    assert (figures["Open opportunities"], figures["Won amount"]) == ("3", "R$\u00a030.00")
    assert figures["Open amount"] == "R$\u00a0150.00 · US$\u00a07.00"


def test_interactions_of_all_are_added_up(owner, account, branch):
    for company in (account, branch, branch):
        record_touch(owner, "call.connected", account=company)
    settle_dirty()
    figures = figures_of(owner, account)
    assert (figures["Interactions"], figures["In the last 30 days"]) == ("3", "3")


def test_they_stand_on_the_page_of_the_head_office_only(client, owner, account, branch, deals):
    client.force_login(owner)
    assert "With the head office" in client.get(account.get_absolute_url()).text
    assert "With the head office" not in client.get(branch.get_absolute_url()).text


def test_what_a_person_does_not_see_is_not_added_up(owner, outsider, account, branch, deals):
    Account.objects.filter(pk=branch.pk).update(owner=outsider)
    Opportunity.objects.filter(account=branch).update(owner=outsider)
    assert figures_of(owner, account)["Open amount"] == "R$\u00a0100.00"
    assert figures_of(outsider, account)["Open opportunities"] == "2"


@pytest.fixture
def store(owner, branch):
    return create_account(owner, name="Acme Sul, loja 1", parent=branch)


def test_branches_of_branches_are_added_up(owner, account, branch, store):
    for company, amount in ((branch, 50), (store, 8)):
        create_opportunity(owner, name="deal", account=company, amount=Decimal(amount), currency="BRL")
    assert figures_of(owner, account)["Open amount"] == "R$\u00a058.00"
    assert figures_of(owner, branch)["Open amount"] == "R$\u00a058.00"
    assert figures_of(owner, store)["Open amount"] == "R$\u00a08.00"


def test_companies_in_a_ring_are_added_up_once(owner, account, branch, deals):
    Account.objects.filter(pk=account.pk).update(parent=branch)
    assert figures_of(owner, account)["Open opportunities"] == "3"


def test_a_branch_says_how_many_of_its_own_one_sees(client, owner, colleague, outsider, account, branch, store):
    client.force_login(owner)
    assert "1 branch<" in client.get(account.get_absolute_url()).text
    Account.objects.filter(pk=store.pk).update(owner=outsider)
    client.force_login(colleague)
    assert "1 branch<" not in client.get(account.get_absolute_url()).text

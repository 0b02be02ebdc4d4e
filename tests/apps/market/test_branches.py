"""Head office and branches: the page of a head office names its branches, as far as one sees them; no circles."""

import json

import pytest

from jornada.apps.market import actions
from jornada.apps.market.models import Account
from jornada.apps.org.edits import WrongMomentError
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch(account, owner):
    return Account.objects.create(
        name="Aço Campinas", city="Campinas", state="SP", parent=account, owner=owner, **STAMPS
    )


def page(client, person, account):
    client.force_login(person)
    return client.get(account.get_absolute_url()).content.decode()


def test_a_head_office_names_its_branches(client, owner, account, branch):
    shown = page(client, owner, account)
    assert branch.get_absolute_url() in shown
    assert f"?parent={account.pk}" in shown
    assert "Campinas · SP" in shown


def test_a_company_without_branches_says_nothing_of_them(client, owner, account):
    assert "?parent=" not in page(client, owner, account)


def test_a_branch_that_one_does_not_see_is_not_named(client, colleague, outsider, account, branch):
    Account.objects.filter(pk=branch.pk).update(owner=outsider)
    assert "Aço Campinas" not in page(client, colleague, account)


def test_the_form_of_a_new_branch_names_its_head_office(client, owner, account):
    client.force_login(owner)
    shown = client.get(f"/accounts/new/?parent={account.pk}").content.decode()
    assert "New branch" in shown
    assert account.name in shown


@pytest.mark.parametrize("field", ["parent", "parent_id"])
def test_a_head_office_is_no_branch_of_its_branch(owner, account, branch, field):
    with pytest.raises(WrongMomentError):
        actions.update_account(owner, account, **{field: branch if field == "parent" else branch.pk})


def test_the_api_makes_no_company_its_own_head_office(client, owner, account):
    client.force_login(owner)
    answer = client.patch(
        f"/api/v1/accounts/{account.pk}", json.dumps({"parent_id": account.pk}), content_type="application/json"
    )
    assert answer.status_code == 409
    account.refresh_from_db()
    assert account.parent is None

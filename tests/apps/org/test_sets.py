"""Ids of one parameter and ids written out find the same rows."""

import pytest

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account
from jornada.apps.org.sets import FEW, rows_among
from jornada.flow.open_threads import open_threads
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(owner):
    return [Account.objects.create(name=f"Firm {n}", owner=owner, **STAMPS).pk for n in range(FEW + 3)]


@pytest.mark.parametrize("number", [0, 1, FEW, FEW + 1, FEW + 3])
def test_few_and_many_are_found_alike(accounts, number):
    wanted = accounts[:number]
    assert sorted(rows_among(Account.objects.all(), "id", set(wanted)).values_list("pk", flat=True)) == wanted


@pytest.mark.parametrize("number", [1, FEW + 3])
def test_open_threads_of_few_and_many_accounts(owner, accounts, number):
    for account in accounts[:number]:
        thread = Thread.objects.create(account_id=account, opened_at=STAMPS["created_at"])
        Lead.objects.create(name="L", account_id=account, thread=thread, owner=owner, **STAMPS)
    assert {row.account for row in open_threads(set(accounts), set())} == set(accounts[:number])

"""Whoever owns an opportunity reads its account and contact, also out of reach."""

import pytest

from jornada.apps.market.models import Contact
from jornada.apps.market.queries import visible_accounts
from jornada.apps.sales import actions
from tests.apps.conftest import STAMPS, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(account, owner, admin, outsider):
    """An opportunity of somebody else's account and contact."""
    contact = Contact.objects.create(name="Rosa", account=account, owner=owner, **STAMPS)
    return actions.create_opportunity(admin, name="Rosa buys", account=account, contact=contact, owner=outsider)


def answers(client, user, deal):
    client.force_login(user)
    return [client.get(row.get_absolute_url()).status_code for row in (deal, deal.account, deal.contact)]


def test_its_owner_reads_all_three_and_edits_neither_account_nor_contact(client, deal, outsider):
    assert answers(client, outsider, deal) == [200, 200, 200]
    for row in (deal.account, deal.contact):
        assert client.post(f"{row.get_absolute_url()}edit/", {"name": "Mine"}).status_code in (403, 404)
    assert not visible_accounts(outsider).filter(pk=deal.account_id).exists()


def test_a_mate_and_a_stranger_see_no_more_than_before(client, deal, outsider):
    assert answers(client, person("nora", team=outsider.team), deal) == [200, 404, 404]
    assert answers(client, person("xico"), deal) == [404, 404, 404]


def test_handed_to_another_it_takes_the_sight_along(client, deal, outsider, admin):
    actions.update_opportunity(admin, deal, owner=person("xico"))
    assert answers(client, outsider, deal)[1:] == [404, 404]

"""Whoever owns a lead, offered or accepted, sees its account and contact, also out of reach; while it is theirs."""

import pytest

from jornada.apps.leads import actions
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Contact
from jornada.apps.market.queries import visible_accounts
from jornada.apps.org.signin.backend import PeopleBackend
from jornada.apps.org.tokens import create
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(account, owner, marketer):
    """A lead of an account that the South owns; its contact is of the South, too."""
    contact = Contact.objects.create(name="Rosa", account=account, owner=owner, **STAMPS)
    return actions.create_lead(marketer, name="Rosa asks", account=account, contact=contact, owner=marketer)


@pytest.fixture
def offered(lead, marketer, outsider):
    return actions.hand_over(marketer, lead, outsider)


def pages(lead):
    return [lead.get_absolute_url(), lead.account.get_absolute_url(), lead.contact.get_absolute_url()]


def answers(client, user, addresses):
    client.force_login(user)
    return [client.get(address).status_code for address in addresses]


def test_before_the_offer_an_outsider_finds_nothing(client, lead, outsider):
    assert answers(client, outsider, pages(lead)) == [404, 404, 404]


def test_while_the_offer_stands_the_receiver_reads_all_three(client, offered, outsider):
    assert answers(client, outsider, pages(offered)) == [200, 200, 200]


def test_the_receivers_colleague_and_another_outsider_see_no_more_than_before(client, offered, outsider):
    from tests.apps.conftest import person

    mate, stranger = person("nora", team=outsider.team), person("xico")
    assert answers(client, mate, pages(offered)) == [200, 404, 404]  # a team sees the leads of its people
    assert answers(client, stranger, pages(offered)) == [404, 404, 404]


def test_the_owner_of_the_account_sees_it_as_before(client, offered, owner):
    assert answers(client, owner, pages(offered)[1:]) == [200, 200]


def test_the_receiver_may_not_change_them(client, offered, outsider):
    client.force_login(outsider)
    account, contact = offered.account, offered.contact
    statuses = [
        client.post(f"{row.get_absolute_url()}edit/", {"name": "Mine"}).status_code for row in (account, contact)
    ]
    assert set(statuses) <= {403, 404}


def test_after_a_refusal_they_are_out_of_sight_again(client, offered, outsider, marketer):
    actions.give_back(outsider, offered, marketer, "no_fit")
    assert answers(client, outsider, pages(offered)) == [404, 404, 404]


def test_whoever_accepted_it_goes_on_seeing_them_until_it_is_set_aside(client, offered, outsider, admin):
    actions.take(outsider, offered)
    assert answers(client, outsider, pages(offered)) == [200, 200, 200]
    Lead.objects.update(status=Lead.Status.DISCARDED)
    assert answers(client, outsider, pages(offered)) == [200, 404, 404]


def test_the_api_reads_them_as_the_page_does(client, offered, outsider):
    headers = {"authorization": f"Bearer {create(outsider, 'test')[1]}"}
    paths = (f"/accounts/{offered.account_id}", f"/contacts/{offered.contact_id}")
    assert [client.get(f"/api/v1{path}", headers=headers).status_code for path in paths] == [200, 200]
    assert client.delete(f"/api/v1{paths[0]}", headers=headers).status_code in (403, 404)


def test_lists_ask_what_they_asked_before(offered, outsider):
    assert "EXISTS" not in str(visible_accounts(outsider).query)
    assert not visible_accounts(outsider).filter(pk=offered.account_id).exists()


def test_one_record_costs_as_many_queries_as_a_list(offered, outsider, django_assert_num_queries):
    person, name = PeopleBackend().get_user(outsider.pk), offered.account.name
    with django_assert_num_queries(2):  # the people of the team, and the record
        assert visible_accounts(person, pk=offered.account_id).get().name == name

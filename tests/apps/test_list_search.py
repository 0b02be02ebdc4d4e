"""The box above a list finds a record by its own name and by those of its company and person."""

import pytest
from django.db import connection
from django.urls import reverse

from jornada.apps.leads.actions import create_lead
from jornada.apps.market.lists import search_accounts, search_contacts
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org import words
from jornada.apps.org.models import RoleRule
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
LISTS = ("lead_list", "opportunity_list", "contact_list")


@pytest.fixture
def firm(account):
    Account.objects.filter(pk=account.pk).update(name="Mercearia Avançada Ltda")
    return account


def found(client, user, name, text):
    client.force_login(user)
    return [row.instance for row in client.get(reverse(name), {"q": text, "outcome": ""}).context["listing"].rows]


@pytest.mark.parametrize("most", [1000, 0])
@pytest.mark.parametrize("text", ["mercearia", "AVANCADA", "avançada merc"])
def test_by_the_name_of_the_company(client, owner, firm, lead, opportunity, contact, monkeypatch, text, most):
    monkeypatch.setattr(words, "COMMON", most)
    expected = dict(zip(LISTS, (lead, opportunity, contact), strict=True))
    assert {name: found(client, owner, name, text) for name in LISTS} == {k: [v] for k, v in expected.items()}
    assert all(found(client, owner, name, "mercearia padaria") == [] for name in LISTS)


def test_the_company_finds_though_many_have_the_word_in_their_own_name(client, owner, firm, lead, monkeypatch):
    monkeypatch.setattr(words, "COMMON", 1)
    named = [create_lead(owner, name=f"Mercearia {number}") for number in range(2)]
    assert set(found(client, owner, "lead_list", "mercearia")) == {lead, *named}


def test_by_the_name_of_the_person(client, owner, lead, opportunity, contact):
    opportunity.contact = contact
    opportunity.save()
    text = contact.name.split()[0].lower()
    assert (found(client, owner, "lead_list", text), found(client, owner, "opportunity_list", text)) == (
        *([lead], [opportunity]),
    )


def test_a_hidden_field_finds_nothing(client, owner, firm, lead, opportunity):
    RoleRule.objects.update_or_create(code=owner.role, defaults={"rule": {"fields": {"lead.account": "hidden"}}})
    assert found(client, owner, "lead_list", "mercearia") == []
    assert found(client, owner, "opportunity_list", "mercearia") == [opportunity]


def test_nobody_finds_more_than_they_see(client, outsider, firm, lead, opportunity, contact):
    assert [found(client, outsider, name, "mercearia") for name in LISTS] == [[], [], []]


def of_one_root(owner, number):
    return Account(name=f"Branch {number}", tax_id=f"11222333{number:04d}00", owner=owner, **STAMPS)


def test_all_branches_in_reach_are_found_by_their_root_whatever_others_have(client, owner, outsider, account):
    # Those of others come first, more than any search looks at.
    Account.objects.bulk_create(of_one_root(outsider, number) for number in range(70))
    Account.objects.bulk_create(of_one_root(owner, number) for number in range(100, 170))
    RoleRule.objects.update_or_create(code=owner.role, defaults={"rule": {"reaches": {"account.view": "own"}}})
    client.force_login(owner)
    assert client.get(reverse("account_list"), {"q": "11.222.333"}).context["listing"].count == 70
    assert "Branch 1" in client.get("/search/", {"q": "11222333"}).content.decode()


@pytest.mark.parametrize(
    ("kind", "value", "text"), [("phone", "+551133334444", "1133334444"), ("email", "front@desk.com", "front@")]
)
def test_who_has_it_beside_the_first_is_found_whatever_others_have(client, owner, outsider, contact, kind, value, text):
    Contact.objects.bulk_create(Contact(name=f"Other {number}", owner=outsider, **STAMPS) for number in range(60))
    people = [*Contact.objects.exclude(pk=contact.pk), contact]
    ContactPoint.objects.bulk_create(ContactPoint(contact=one, kind=kind, value=value) for one in people)
    RoleRule.objects.update_or_create(code=owner.role, defaults={"rule": {"reaches": {"contact.view": "own"}}})
    client.force_login(owner)
    assert contact.get_absolute_url() in client.get("/search/", {"q": text}).text


@pytest.mark.parametrize("text", ["a.\U0010ffff", "a.\ud7ff", "a@\U0010ffff", "a@\ud7ff"])
def test_the_last_signs_that_there_are_find_nothing(client, owner, account, text):
    client.force_login(owner)
    assert client.get("/search/", {"q": text}).status_code == 200
    assert found(client, owner, "contact_list", text) == []


@pytest.mark.parametrize("text", ["acme.com", "www.Acme.com.br", "ana@acme.com.br", "https://www.acme.com.br/sobre"])
def test_a_company_is_found_by_its_domain_however_it_is_written(client, owner, account, text):
    Account.objects.filter(pk=account.pk).update(domain="acme.com.br")
    assert found(client, owner, "account_list", text) == [account]


@pytest.mark.parametrize("text", ["Booking.com", "J.Macedo", "S.A."])
def test_a_name_with_dots_is_found_though_it_looks_like_a_domain(client, owner, account, text):
    Account.objects.filter(pk=account.pk).update(name="J.Macêdo Booking.com S.A.", domain="other.com.br")
    assert found(client, owner, "account_list", text) == [account]


@pytest.mark.parametrize(
    ("search", "index"), [(search_accounts, "account_by_domain"), (search_contacts, "contact_by_email")]
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL walks through a small table")
def test_addresses_are_asked_of_their_index(search, index, account):
    Account.objects.filter(pk=account.pk).update(domain="acme.com")
    model = Account if search is search_accounts else Contact
    assert index in search(model.objects.all(), "ana@acme.com").order_by().explain()


def test_where_no_number_is_in_reach_the_words_are_looked_for(client, owner, account):
    Account.objects.filter(pk=account.pk).update(name="Lote 123456")
    assert found(client, owner, "account_list", "123456") == [account]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=nobody", "No record fits this search."),
        ("owner=none", "No record fits this filter."),
        ("owner=none&type=mql", "No record fits these filters together."),
        ("q=nobody&owner=none", "No record fits this search and this filter together."),
        ("q=nobody&owner=none&type=mql", "No record fits this search and these filters together."),
    ],
)
def test_an_empty_list_says_what_is_set(client, owner, query, said):
    client.force_login(owner)
    page = client.get(f"/leads/?{query}").content.decode()
    assert said in page

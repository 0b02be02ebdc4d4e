"""A query whose text is kept answers what Django's own would, and what it does not know is left to Django."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import prepared
from jornada.apps.org.masks import MARK
from jornada.apps.org.models import RoleRule
from jornada.apps.org.prepared import row_with, rows_with, seen_row
from jornada.apps.org.tags.models import Tagging

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(prepared, "_known", {})


@pytest.fixture
def accounts(account):
    values = {"created_at": account.created_at, "updated_at": account.updated_at}
    made = [Account.objects.create(name=name, custom={"n": 1}, **values) for name in ("Zeta", "Beta")]
    return [account, *made]


def fields_of(row):
    joined = {name: fields_of(one) for name, one in row._state.fields_cache.items() if one is not None}
    return type(row), {field.attname: row.__dict__[field.attname] for field in row._meta.concrete_fields}, joined


QUERIES = {
    "all": Account.objects.all,
    "joined": lambda: Account.objects.select_related("owner", "industry"),
    "joined through": lambda: Lead.objects.select_related("contact__account", "owner"),
    "in order": lambda: Account.objects.order_by("-name", "pk"),
    "without order": Account.objects.order_by,
    "turned round": lambda: Account.objects.order_by("name").reverse(),
    "of those with a constant": lambda: Account.objects.filter(kind="company", parent=None),
    "of those without": lambda: Account.objects.exclude(kind="x"),
    "left to Django: another key": lambda: Account.objects.filter(pk__gt=0),
    "some columns": lambda: Account.objects.only("name"),
    "some columns of what is joined": lambda: Account.objects.select_related("owner").only("name", "owner__name"),
    "all columns but one": lambda: Account.objects.defer("custom"),
    "left to Django: no rows": Account.objects.none,
}


@pytest.mark.parametrize("name", QUERIES)
def test_it_answers_as_filter_does(name, accounts, lead):
    for key in (accounts[0].pk, accounts[2].pk, lead.pk, 10**9):
        rows = QUERIES[name]()
        for _time in range(2):  # written, then kept
            assert row_with(rows, key) == QUERIES[name]().filter(pk=key).first()


def test_every_field_and_every_row_that_is_joined_is_as_django_reads_it(lead):
    rows = Lead.objects.select_related("contact__account", "owner", "source")
    for _time in range(2):
        assert fields_of(row_with(rows, lead.pk)) == fields_of(rows.get(pk=lead.pk))


def test_only_the_columns_that_were_named_are_read(lead):
    rows = Lead.objects.select_related("contact").only("name", "contact__name")
    for _time in range(2):
        row, expected = row_with(rows, lead.pk), rows.get(pk=lead.pk)
        assert row.get_deferred_fields() == expected.get_deferred_fields() != set()
        assert row.contact.get_deferred_fields() == expected.contact.get_deferred_fields() != set()
        assert (row.name, row.contact.name) == (lead.name, lead.contact.name)
    assert row_with(Lead.objects.all(), lead.pk).get_deferred_fields() == set()


def test_several_keys_come_in_the_order_of_the_query(accounts):
    keys = [row.pk for row in accounts]
    rows = Account.objects.order_by("-name")
    for some in (keys, keys[:1], keys[::-1], [*keys, 10**9]):
        assert rows_with(rows, pk=some) == list(rows.filter(pk__in=some))
    assert rows_with(rows, pk=[]) == []


def test_other_fields_than_the_key(account, contact):
    assert rows_with(Contact.objects.all(), account=account.pk) == [contact]
    assert rows_with(Contact.objects.all(), account_id=account.pk, email="bia@acme.com") == [contact]
    assert rows_with(Contact.objects.all(), account_id=account.pk, email="nobody@acme.com") == []
    assert rows_with(Contact.objects.all(), email=["x@acme.com", "bia@acme.com"]) == [contact]
    assert rows_with(Tagging.objects.all(), record="lead", object_id=[1, 2]) == []
    assert rows_with(Tagging.objects.all(), record="lead", object_id=[]) == []


def test_without_keys_all_rows_come(accounts):
    for rows in (Account.objects.order_by("name"), Account.objects.filter(parent=None).order_by("-name")):
        assert rows_with(rows) == list(rows)
    assert rows_with(Account.objects.none()) == []


def test_the_text_is_written_once_for_each_shape(accounts):
    for row in accounts:
        row_with(Account.objects.all(), row.pk)
    assert len(prepared._known) == 1
    row_with(Account.objects.select_related("owner"), accounts[0].pk)
    rows_with(Account.objects.all(), pk=[accounts[0].pk])
    rows_with(Account.objects.all(), pk=[accounts[0].pk, accounts[1].pk])
    assert len(prepared._known) == 4


def test_it_keeps_no_more_texts_than_it_may(account, monkeypatch):
    monkeypatch.setattr(prepared, "MOST_SHAPES", 2)
    for number in range(1, 6):
        rows_with(Account.objects.all(), pk=list(range(number)))
    assert len(prepared._known) <= 2


def test_a_key_in_the_rows_themselves_is_no_part_of_the_text(accounts):
    for row in accounts:
        assert row_with(Account.objects.filter(pk=row.pk), row.pk) == row
    assert len(prepared._known) == 1
    assert row_with(Account.objects.filter(pk=accounts[0].pk), accounts[1].pk) is None


def test_values_that_are_no_text_are_no_part_of_it_either(account, owner, outsider):
    assert row_with(Account.objects.filter(owner=owner), account.pk) == account
    assert row_with(Account.objects.filter(owner=outsider), account.pk) is None


@pytest.mark.parametrize("key", [2**63, -(2**63) - 1, 0, -1])
def test_numbers_that_no_row_has(account, key):
    assert row_with(Account.objects.all(), key) is None


def test_hidden_fields_are_blank_in_the_row_and_in_those_joined(outsider, lead):
    hiding = {"reaches": {"lead.view": "all"}, "fields": {"lead.name": "hidden", "account.name": "hidden"}}
    RoleRule.objects.update_or_create(code=outsider.role, defaults={"rule": hiding})
    rows = visible_leads(outsider).select_related("account")
    expected = rows.get(pk=lead.pk)
    for _time in range(2):
        row = row_with(rows, lead.pk)
        assert fields_of(row) == fields_of(expected)
        assert (row.name, row.account.name, getattr(row, MARK)) == ("", "", frozenset({"name"}))


def test_hidden_fields_that_were_not_read_are_not_read_later_either(outsider, lead):
    fields = {"lead.utm": "hidden", "lead.custom.size": "hidden"}
    RoleRule.objects.update_or_create(
        code=outsider.role, defaults={"rule": {"reaches": {"lead.view": "all"}, "fields": fields}}
    )
    Lead.objects.filter(pk=lead.pk).update(custom={"size": 7}, utm={"utm_source": "x"})
    rows = visible_leads(outsider).only("name")
    for row in (row_with(rows, lead.pk), rows.get(pk=lead.pk)):
        assert (row.name, row.custom, row.utm) == (lead.name, {}, None)


def test_it_asks_once(account):
    row_with(Account.objects.all(), account.pk)
    with CaptureQueriesContext(connection) as asked:
        row_with(Account.objects.all(), account.pk)
    assert len(asked) == 1


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "viewer", "admin"])
def test_a_row_is_seen_by_whom_a_filter_shows_it_and_as_they_see_it(request, who, lead):
    RoleRule.objects.create(code="sales", rule={"fields": {"account": {"city": "hidden"}}})
    user = request.getfixturevalue(who)
    rows = visible_leads(user).select_related("account", "owner")
    expected = rows.filter(pk=lead.pk).first()
    for _time in range(2):
        found = seen_row(visible_leads(user).select_related("account", "owner"), lead.pk)
        assert found == expected
        assert expected is None or fields_of(found) == fields_of(expected)


def test_what_narrows_the_rows_is_asked_of_the_key_alone(owner, lead):
    seen_row(visible_leads(owner).select_related("account"), lead.pk)
    with CaptureQueriesContext(connection) as asked:
        seen_row(visible_leads(owner).select_related("account"), lead.pk)
    narrowed, read = (each["sql"] for each in asked.captured_queries[-2:])
    assert "market_account" not in narrowed
    assert "IN (" not in read


def test_a_row_of_rows_that_are_joined_to_be_narrowed_is_left_to_django(lead):
    rows = Lead.objects.filter(account__name__gte="")
    assert (seen_row(rows, lead.pk), seen_row(rows.filter(account__name="x"), lead.pk)) == (lead, None)

"""A field that picks one record: what it shows, what it reads, what counts as a change."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.market.models import Account, Contact
from jornada.apps.market.pickers import RecordField
from jornada.apps.org.models import RoleRule
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    return RecordField(Account.objects.all(), "/somewhere/")


def test_a_record_is_shown_by_its_name_and_read_back(field, account):
    assert field.prepare_value(account.pk) == "Acme"
    assert field.to_python("Acme") == account


def test_of_two_of_one_name_the_number_tells_which(field, account):
    twin = Account.objects.create(name="Acme", **STAMPS)
    assert field.prepare_value(twin) == f"Acme (#{twin.pk})"
    assert field.to_python(field.prepare_value(twin)) == twin
    with pytest.raises(ValidationError, match="escolha na lista"):
        field.to_python("Acme")


def test_a_name_that_ends_like_a_number_keeps_its_own(field):
    odd = Account.objects.create(name="Acme (#999)", **STAMPS)
    assert field.prepare_value(odd) == f"Acme (#999) (#{odd.pk})"
    assert field.to_python(field.prepare_value(odd)) == odd


def test_a_record_that_the_person_does_not_see_keeps_its_number(account):
    hidden = RecordField(Account.objects.none(), "/somewhere/")
    assert hidden.prepare_value(account) == f"Acme (#{account.pk})"


@pytest.mark.parametrize(
    ("data", "is_changed"), [("Acme", False), ("Acme (#{pk})", False), ("Other", True), ("", True), ("Acme (#0)", True)]
)
def test_the_same_record_in_either_form_is_no_change(field, account, data, is_changed):
    assert field.has_changed(account.pk, data.format(pk=account.pk)) is is_changed
    assert field.has_changed(account, data.format(pk=account.pk)) is is_changed


def test_what_the_form_was_filled_in_with_may_stay_out_of_reach_and_nothing_else(account):
    other = Account.objects.create(name="Other", **STAMPS)
    field = RecordField(Account.objects.none(), "/somewhere/", own=account)
    assert field.to_python(field.prepare_value(account)) == account
    with pytest.raises(ValidationError):
        field.to_python(f"Other (#{other.pk})")


def test_the_very_name_goes_before_other_letters(field, account):
    upper, _accented = (Account.objects.create(name=name, **STAMPS) for name in ("ACME", "ÁCME"))
    assert field.to_python("Acme") == account
    assert field.to_python("ACME") == upper
    with pytest.raises(ValidationError, match="escolha na lista"):
        field.to_python("acme")


def test_a_name_is_asked_of_the_index_and_no_name_is_walked_over(field, account):
    with CaptureQueriesContext(connection) as asked:
        field.to_python("Acme")
    (question,) = asked.captured_queries
    if connection.vendor == "sqlite":
        plan = [row[-1] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {question['sql']}").fetchall()]
        assert not [step for step in plan if "SCAN" in step]


@pytest.fixture
def twins(account):
    """Two of one first name, of two companies."""
    other = Account.objects.create(name="Zeta", **STAMPS)
    rows = [("Gustavo Abreu", other), ("Gustavo Gouveia", account), ("Rita Reis", account)]
    return [Contact.objects.create(name=name, account=owner, **STAMPS) for name, owner in rows]


def suggested(client, user, **asked):
    client.force_login(user)
    return re.findall('value="([^"]*)"', client.get("/contacts/pick/", {"field": "contact", **asked}).text)


def test_suggested_people_bear_their_company_and_those_of_the_account_come_first(client, admin, account, twins):
    abreu, gouveia, rita = (f"{one} · {one.account} (#{one.pk})" for one in twins)
    assert suggested(client, admin, contact="gus", of=account.pk) == [gouveia, abreu]
    assert suggested(client, admin, contact="gus") == [abreu, gouveia]
    assert suggested(client, admin, contact="", of=account.pk) == [gouveia, rita]
    assert RecordField(Contact.objects.all(), "/somewhere/").to_python(gouveia) == twins[1]


def test_a_role_that_hides_companies_is_shown_none_by_the_picker(client, manager, account, twins):
    assert [text for text in suggested(client, manager, contact="gus") if "·" in text]
    RoleRule.objects.create(code="manager", rule={"fields": {"contact.account": "hidden"}})
    assert suggested(client, manager, contact="gus", of=account.pk) == [f"{one} (#{one.pk})" for one in twins[:2]]

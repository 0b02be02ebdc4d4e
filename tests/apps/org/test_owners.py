"""Rows of many people in one condition."""

import pytest

from jornada.apps.market.models import Account
from jornada.apps.org.owners import NOBODY, also_owned_by, of_people, owned_by

pytestmark = pytest.mark.django_db


def owned(*people):
    return set(Account.objects.filter(of_people(people)).values_list("owner", flat=True))


def test_rows_of_the_people_named_and_of_nobody_else(account, owner, colleague):
    assert owned(owner.pk, colleague.pk, owner.pk) == {owner.pk}
    assert owned(colleague.pk) == set()


def test_of_nobody_there_are_none_not_even_those_without_an_owner(account):
    Account.objects.update(owner=None)
    assert owned() == set()


def test_other_people_and_not_an_error_when_the_column_has_another_name(account, owner):
    rows = Account.objects.filter(of_people([owner.pk], "owner__team__manager"))
    assert not rows.exists()


def test_only_numbers_come_into_the_statement():
    with pytest.raises(ValueError, match="invalid literal"):
        of_people(["1) OR (1=1"])


def test_of_two_lists_of_owners_those_in_both_are_asked_for(account, owner, colleague, outsider):
    seen = Account.objects.filter(owned_by([NOBODY, owner.pk, colleague.pk]))
    both = also_owned_by(seen, [owner.pk, outsider.pk])
    assert list(both) == [account]
    assert str(outsider.pk) not in str(both.query).split("WHERE")[1]
    assert list(also_owned_by(Account.objects.all(), [owner.pk])) == [account]
    assert list(also_owned_by(seen, [NOBODY, colleague.pk])) == []


def test_where_nobody_is_in_both_nothing_is_asked(account, owner, outsider, django_assert_num_queries):
    rows = also_owned_by(Account.objects.filter(owned_by([owner.pk])), [outsider.pk])
    with django_assert_num_queries(0):
        assert list(rows) == []


def test_a_list_of_other_peoples_owners_is_no_list_of_these(account, owner, outsider):
    rows = Account.objects.filter(owned_by([outsider.pk], "parent__owner"))
    assert "COALESCE" in str(also_owned_by(rows, [owner.pk]).query)

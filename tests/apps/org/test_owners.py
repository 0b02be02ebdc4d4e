"""Rows of many people in one condition."""

import pytest

from jornada.apps.market.models import Account
from jornada.apps.org.owners import of_people

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

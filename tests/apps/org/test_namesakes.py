"""People who are called the same are told apart wherever one of them is chosen."""

import pytest

from jornada.apps.market.forms import AccountForm
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import people_to_choose

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(owner):
    User.objects.filter(pk=owner.pk).update(email="olga@acme.br")
    return owner, User.objects.create(username="olga2", name="OLGA", email=None)


def test_names_that_one_person_bears_stay_as_they_are(owner, admin):
    assert dict(people_to_choose())[owner.pk] == "Olga"


def test_namesakes_carry_their_e_mail_or_user_name(twins):
    first, second = twins
    named = dict(people_to_choose())
    assert (named[first.pk], named[second.pk]) == ("Olga · olga@acme.br", "OLGA · olga2")
    User.objects.filter(pk=second.pk).update(is_active=False)
    second.save()
    second.is_active = False
    second.save()
    assert dict(people_to_choose())[first.pk] == "Olga"


def test_forms_filters_and_the_board_tell_them_apart(client, twins):
    owner, _other = twins
    client.force_login(owner)
    field = str(AccountForm(user=owner)["owner"])
    assert ("Olga · olga@acme.br" in field, "OLGA · olga2" in field) == (True, True)
    for page in ("/opportunities/", "/opportunities/board/", "/tasks/"):
        assert "OLGA · olga2" in client.get(page).text, page

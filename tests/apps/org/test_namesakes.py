"""People who are called the same are told apart wherever one of them is chosen."""

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from jornada.apps.market.forms import AccountForm
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import offer_people, people_to_choose

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


def test_a_field_that_offers_everybody_reads_nobody_whole(twins):
    field = forms.ModelChoiceField(queryset=None, required=False)
    with override("en"):
        offer_people(field)
    with CaptureQueriesContext(connection) as asked:
        offered = list(field.choices)
    assert not any("password" in query["sql"] for query in asked)
    assert offered == [("", "Nobody"), *people_to_choose()]
    assert len(field.choices) == len(offered)
    assert field.clean(str(offered[1][0])).pk == offered[1][0]
    with pytest.raises(forms.ValidationError):
        field.clean("987654")


def test_a_field_that_offers_some_offers_no_others(twins, owner):
    field = forms.ModelChoiceField(queryset=None)
    offer_people(field, User.objects.filter(pk=owner.pk))
    assert [pk for pk, _label in field.choices if pk] == [owner.pk]

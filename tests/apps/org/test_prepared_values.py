"""Values of rows that are narrowed by ever other texts and numbers are what Django's own query answers."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from jornada.apps.market.models import Account
from jornada.apps.market.queries import visible_accounts
from jornada.apps.org import prepared_values
from jornada.apps.org.alphabet import called
from jornada.apps.org.prepared_values import values_with

pytestmark = pytest.mark.django_db
NAMES = ("Padaria Central", "Padaria do Porto", "Érica & Cia", "erica", "100% Nuts", "a\\b", "{0} %s")


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(prepared_values, "_known", {})


@pytest.fixture
def accounts(account, owner, outsider):
    stamps = {"created_at": account.created_at, "updated_at": account.updated_at}
    people = [owner, outsider, None]
    return [Account.objects.create(name=name, owner=people[place % 3], **stamps) for place, name in enumerate(NAMES)]


def named(rows, name):
    return rows.filter(called(name)).order_by("pk")


def between(rows, first, last, start):
    return rows.filter(pk__gte=first, pk__lte=last, name__gte=start).order_by("-pk")


def changed(rows, text):
    return rows.filter(name=text.upper())


def twice(rows, text):
    return rows.filter(name=Concat(Value(text), Value(" "), F("name")))


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "viewer", "admin"])
def test_each_sees_what_a_filter_shows_them(request, who, accounts):
    user = request.getfixturevalue(who)
    names = visible_accounts(user).select_related("owner").values_list("pk", "name")
    for name in (*NAMES, "ERICA", "nobody", ""):
        for most in (1, 8):
            assert values_with(names, named, (name,), most) == list(named(names, name)[:most])
    first, last = accounts[0].pk, accounts[-1].pk
    for values in ((first, last, "Pad"), (first + 1, last, "Pad"), (last, first, ""), (0, 2**62, "a\\")):
        assert values_with(names, between, values, 5) == list(between(names, *values)[:5])


def test_the_text_is_written_once_for_each_reach(accounts, owner, colleague, outsider):
    for person, texts in ((owner, 1), (colleague, 1), (outsider, 2)):
        for name in NAMES:
            values_with(visible_accounts(person).values_list("pk"), named, (name,), 8)
        assert len(prepared_values._known) == texts
    values_with(visible_accounts(owner).values_list("pk"), named, ("x",), 9)
    values_with(visible_accounts(owner).values_list("name"), named, ("x",), 8)
    assert len(prepared_values._known) == 4


def test_it_asks_once_and_is_told_nothing_by_the_marks(accounts, owner):
    names = visible_accounts(owner).values_list("pk")
    values_with(names, named, ("erica",), 8)
    with CaptureQueriesContext(connection) as asked:
        values_with(names, named, ("Padaria Central",), 8)
    assert len(asked) == 1
    assert "key 0" not in asked.captured_queries[0]["sql"]


def test_rows_that_something_else_narrows_are_left_to_django(accounts, owner):
    names = Account.objects.filter(owner=owner).values_list("pk", "name")
    assert values_with(names, named, ("Padaria Central",), 8) == [(accounts[0].pk, "Padaria Central")]
    assert prepared_values._known == {}


def test_a_function_that_changes_its_values_is_an_error(accounts):
    with pytest.raises(LookupError, match="Not every value stands as it was given"):
        values_with(Account.objects.values_list("pk"), changed, ("x",), 8)


def test_values_that_have_to_be_converted_are_an_error(accounts):
    with pytest.raises(LookupError, match="comes as it is"):
        values_with(Account.objects.values_list("custom"), twice, ("x",), 8)


def test_it_keeps_no_more_texts_than_it_may(accounts, monkeypatch):
    monkeypatch.setattr(prepared_values, "MOST_SHAPES", 2)
    for most in range(1, 6):
        values_with(Account.objects.values_list("pk"), named, ("x",), most)
    assert len(prepared_values._known) <= 2

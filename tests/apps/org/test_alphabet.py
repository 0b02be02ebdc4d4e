"""Names in the order in which people look them up: in lists, choices, by API, page by page."""

import pytest
from django.db import connection
from django.urls import reverse

from jornada.apps.market.actions import industry_meant
from jornada.apps.market.models import Account, Industry
from jornada.apps.org.alphabet import NAME, bare, beginning, called, having
from jornada.apps.org.models import User
from jornada.apps.org.queries import people
from jornada.ui.paging import Order, read_cursor, take_page
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
IN_ORDER = ["abacate", "Açougue Boi", "acougue Zé", "Azevedo", "Érica", "erik", "Ñandu", "Zélia"]


@pytest.fixture
def companies():
    return Account.objects.bulk_create(Account(name=name, **STAMPS) for name in sorted(IN_ORDER))


def test_accents_and_capitals_do_not_move_a_name(companies):
    assert [row.name for row in Account.objects.order_by(NAME)] == IN_ORDER
    assert [row.name for row in Account.objects.all()] == IN_ORDER
    assert sorted(IN_ORDER, key=bare) == IN_ORDER


@pytest.mark.parametrize("is_down", [False, True])
def test_every_name_is_on_one_page(companies, is_down):
    seen, after, order = [], "", Order(NAME, is_down)
    while True:
        page = take_page(Account.objects.all(), order, read_cursor(after, ""), 3)
        seen += [row.name for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == (IN_ORDER[::-1] if is_down else IN_ORDER)


def test_the_list_and_the_api_show_that_order(client, manager, companies):
    client.force_login(manager)
    page = client.get(reverse("account_list")).content.decode()
    places = [page.index(f">{name}<") for name in IN_ORDER]
    assert places == sorted(places)
    told = client.get("/api/v1/accounts?sort=name&limit=50").json()
    assert [row["name"] for row in told["items"]] == IN_ORDER


def test_a_name_is_found_by_its_beginning_and_as_a_whole(companies, client, manager):
    client.force_login(manager)
    assert {row.name for row in Account.objects.filter(beginning("ACO"))} == {"Açougue Boi", "acougue Zé"}
    assert [row.name for row in Account.objects.filter(called("erica"))] == ["Érica"]
    told = client.get("/api/v1/accounts?q=ERI&sort=name").json()
    assert [row["name"] for row in told["items"]] == ["Érica", "erik"]


def test_people_to_choose_from_stand_in_it_too():
    User.objects.all().delete()
    for place, name in enumerate(("Zeca", "Ângela", "bruno", "Ana")):
        User.objects.create(username=f"u{place}", name=name)
    assert [row.name for row in people()] == ["Ana", "Ângela", "bruno", "Zeca"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table without its indexes")
@pytest.mark.parametrize(
    "rows",
    [
        lambda: Account.objects.order_by(NAME, "pk"),
        lambda: Account.objects.filter(beginning("aco")),
        lambda: Account.objects.filter(called("Zélia")),
    ],
)
def test_an_index_has_it(rows):
    assert "account_in_alphabet" in rows().explain()


def test_an_industry_written_with_other_letters_is_the_same():
    kept = Industry.objects.create(name="Alimentação")
    assert industry_meant("ALIMENTACAO") == kept
    assert industry_meant("Têxtil").pk is None


@pytest.mark.parametrize(
    "text", ["Øresund", "Łódź", "Škoda Nord", "ÅNGSTRÖM", "Жук", "İstanbul", "a%b_c\\d", "São João"]
)
def test_a_text_in_whatever_letters_is_found_by_its_own_words(account, text):
    Account.objects.update(city=text)
    for said in (having, called, beginning):
        assert Account.objects.filter(said(text, "city")).exists(), said
    assert Account.objects.filter(having(text[2:], "city")).exists()


def test_a_text_is_found_whatever_the_case_and_however_its_accents_are_typed(account):
    Account.objects.update(city="São João")
    for typed in ("SAO JOAO", "são joão", "Sa\u0303o Joa\u0303o"):
        assert Account.objects.filter(called(typed, "city")).exists(), typed
    assert not Account.objects.filter(having("s_o", "city")).exists()

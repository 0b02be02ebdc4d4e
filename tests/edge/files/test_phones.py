"""Phones of files are kept, found and edited like those that people type."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from jornada.apps.market.models import Account, Contact, ContactPoint
from jornada.apps.org.models import User
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return User.objects.create_user(username="root", role="admin")


@pytest.mark.parametrize("typed", ["(41) 99888-7766", "41998887766", "99888-7766", "+55 41 9888-7766"])
def test_a_phone_of_a_file_is_found_however_it_is_typed(client, admin, write, import_files, typed):
    import_files(("contacts", write("p.csv", "name,phone\nAna Lima,41 99888-7766\n")))
    client.force_login(admin)
    assert "Ana Lima" in client.get("/search/", {"q": typed}).content.decode()
    assert "Ana Lima" in client.get("/contacts/", {"q": typed}).content.decode()


def test_what_a_file_brought_may_stay_while_other_fields_are_edited(client, admin, write, import_files):
    import_files(("accounts", write("a.csv", "name,cnpj,phone\nAço,11222333000199,12 34\n")))
    account = Account.objects.get()
    client.force_login(admin)
    page = client.get(reverse("account_edit", args=[account.pk]))
    sent = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    assert (sent["tax_id"], sent["phone"]) == ("11.222.333/0001-99", "12 34")
    assert client.post(reverse("account_edit", args=[account.pk]), {**sent, "city": "Recife"}).status_code == 302
    account.refresh_from_db()
    assert (account.city, account.tax_id, account.phone) == ("Recife", "11222333000199", "12 34")
    for wrong in ({"tax_id": "11.222.333/0001-98"}, {"phone": "12 35"}):
        assert client.post(reverse("account_edit", args=[account.pk]), {**sent, **wrong}).status_code == 422


def test_phones_of_earlier_imports_are_rewritten():
    account = Account.objects.create(name="Aço", **STAMPS)
    person = Contact.objects.create(name="Ana", account=account, phone="(11) 98811-2233", **STAMPS)
    odd = Contact.objects.create(name="Bia", account=account, phone="ask Ana", **STAMPS)
    point = ContactPoint.objects.create(contact=person, kind="phone", value="11 3344-5566 ramal 2")
    importlib.import_module("jornada.apps.market.migrations.0015_phones_in_e164").rewrite(apps, None)
    for row in (person, odd, point):
        row.refresh_from_db()
    assert (person.phone, odd.phone, point.value) == ("+5511988112233", "ask Ana", "+551133445566;ext=2")


def test_a_wrong_phone_is_told_of_also_where_another_column_holds_phones(write, import_files):
    text = "Nome;E-mail;Telefone;Celular\nAna;a@b.com;123;\nBia;b@b.com;;456\nCia;c@b.com;41 3333-4444;789\n"
    result = import_files(("contacts", write("p.csv", text)))
    (issues,) = result["issues"].values()
    assert issues["phone|no_phone"] == 2

"""What is not there yet is made where it was to be chosen: with permission, duplicates and required fields."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.market.models import Account, Contact
from jornada.apps.market.quick import make, offer
from jornada.apps.org.custom.actions import create_field
from jornada.apps.org.models import User

pytestmark = pytest.mark.django_db


def suggestions(client, kind, text, **more):
    asked = {"field": "x", "x": text, "list": "id_x_list", **more}
    return client.get(reverse(f"{kind}_pick"), asked).text


def create(client, kind, name, **more):
    return client.post(reverse(f"{kind}_quick"), {"called": name, "list": "id_x_list", **more})


@pytest.mark.parametrize(
    ("text", "is_offered"), [("Beta", True), ("acme", False), ("Acme", False), ("A", False), ("Acme (#7)", False)]
)
def test_a_new_one_is_offered_where_none_is_called_so(client, owner, account, text, is_offered):
    client.force_login(owner)
    assert ("/accounts/quick/" in suggestions(client, "account", text)) == is_offered


def test_it_is_made_chosen_and_one_s_own(client, owner):
    client.force_login(owner)
    page = create(client, "account", "  Beta   SA ").text
    made = Account.objects.get()
    assert (made.name, made.owner) == ("Beta SA", owner)
    assert f'data-record-made="Beta SA (#{made.pk})"' in page


def test_a_contact_is_of_the_account_that_the_form_names(client, owner, account):
    client.force_login(owner)
    create(client, "contact", "Caio Sá", account=f"Acme (#{account.pk})")
    create(client, "contact", "Davi Sá", account="nobody of this name")
    found = dict(Contact.objects.values_list("name", "account"))
    assert found == {"Caio Sá": account.pk, "Davi Sá": None}


def test_where_the_form_names_no_account_it_is_that_of_the_picker(client, owner, outsider, account):
    client.force_login(owner)
    assert f'"of": "{account.pk}"' in suggestions(client, "contact", "Caio Sá", of=account.pk)
    create(client, "contact", "Caio Sá", of=account.pk)
    client.force_login(outsider)
    create(client, "contact", "Davi Sá", of=account.pk)
    assert dict(Contact.objects.values_list("name", "account")) == {"Caio Sá": account.pk, "Davi Sá": None}


def test_the_task_s_and_the_touch_s_form_take_a_new_person_of_the_account(client, owner, viewer, account):
    client.force_login(owner)
    for address in ("/tasks/new/", "/touches/new/"):
        page = client.get(address, {"account": account.pk}).text
        assert f'"of": "{account.pk}"' in page
    other = Contact.objects.create(name="Lia Sá", owner=owner, created_at=timezone.now(), updated_at=timezone.now())
    page = create(client, "contact", "Lia Sá", of=account.pk, only="1").text
    assert f'href="/contacts/{other.pk}/"' in page
    assert "data-record-choose" not in page


def test_whose_account_one_does_not_see_gets_no_contact_of_one(client, outsider, account):
    client.force_login(outsider)
    create(client, "contact", "Caio Sá", account=f"Acme (#{account.pk})")
    assert not Contact.objects.filter(account=account).exists()


def test_what_may_be_there_already_is_offered_instead(client, colleague, account):
    client.force_login(colleague)
    page = create(client, "account", "Acme Ltda").text
    assert Account.objects.count() == 1
    assert f'data-record-choose="Acme (#{account.pk})"' in page
    assert "sure" in page
    create(client, "account", "Acme Ltda", sure="1")
    assert Account.objects.filter(name="Acme Ltda").exists()


def test_who_may_create_none_is_offered_none(client, viewer):
    client.force_login(viewer)
    assert "quick" not in suggestions(client, "account", "Beta")
    assert create(client, "account", "Beta").status_code == 403
    assert offer(viewer, "contact", "Beta", Contact.objects.all()) == ""


def test_what_needs_more_than_a_name_is_left_to_its_form(client, owner):
    admin = User.objects.create(username="ada", role="admin")
    create_field(admin, record="account", type="text", label_en="Plant", label_pt="Planta", is_required=True)
    client.force_login(owner)
    page = create(client, "account", "Beta & Filhos").text
    assert not Account.objects.exists()
    assert "/accounts/new/?name=Beta%20%26%20Filhos" in page
    assert not make(owner, "account", "Beta").record


def test_names_with_marks_stay_what_they_are(client, owner):
    client.force_login(owner)
    page = suggestions(client, "account", "D'Ávila \"& <b>Filhos")
    assert "<b>" not in page
    assert re.search(r"hx-vals='[^']*'", page)
    assert "D\\u0027" in page


def test_with_whom_is_made_where_it_is_chosen(client, owner):
    client.force_login(owner)
    assert "Beta" in client.get("/tasks/new/?q=Beta").text
    answer = client.post("/tasks/new/?q=Beta&day=2099-01-02", {"make": "account"})
    made = Account.objects.get()
    assert answer.url == f"/tasks/new/?account={made.pk}&day=2099-01-02"
    answer = client.post("/touches/new/?q=Caio", {"make": "contact"})
    assert answer.url == f"/touches/new/?contact={Contact.objects.get().pk}"


def test_with_whom_offers_what_may_be_there_already(client, colleague, account):
    client.force_login(colleague)
    answer = client.post("/tasks/new/?q=Acme Ltda", {"make": "account"})
    assert answer.status_code == 422
    assert f"/tasks/new/?account={account.pk}" in answer.text
    assert client.post("/tasks/new/?q=Acme Ltda", {"make": "account", "sure": "1"}).status_code == 302


def test_with_whom_makes_nothing_for_who_may_not(client, viewer):
    client.force_login(viewer)
    assert client.post("/tasks/new/?q=Beta", {"make": "account"}).status_code == 403
    assert not Account.objects.exists()


def test_what_is_called_nearly_so_comes_before_a_new_one(client, owner, account):
    client.force_login(owner)
    Account.objects.filter(pk=account.pk).update(name="Nimbus CRM")
    page = suggestions(client, "account", "Nimbus")
    assert page.index("There is already:") < page.index(f'data-record-choose="Nimbus CRM (#{account.pk})"')
    assert page.index("data-record-choose") < page.index("None of these: create “Nimbus”")
    assert "There is already" not in suggestions(client, "account", "Beta")

"""Custom fields that are required: asked by forms, edits in place and the API, not of whom the role keeps from them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jornada.apps.market.actions import update_account
from jornada.apps.market.forms import AccountForm
from jornada.apps.market.models import Account
from jornada.apps.org.custom import actions
from jornada.apps.org.custom.values import refuse_blanks
from jornada.apps.org.lists.inline import digest_of
from jornada.apps.org.models import Change, CustomField
from jornada.apps.org.tokens import create
from tests.apps.org.test_roles import fresh, lay_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(admin):
    return actions.create_field(
        admin, record="account", type="number", label_en="Seats", label_pt="Assentos", is_required=True
    )


def test_an_administrator_says_that_a_field_is_required(client, admin, seats):
    client.force_login(admin)
    address = reverse("custom_field_edit", args=[seats.pk])
    assert 'name="is_required"' in client.get(address).text
    client.post(address, {"label_pt": "Assentos", "label_en": "Seats"})
    assert not CustomField.objects.get().is_required
    assert Change.objects.filter(field="is_required", old="True", new="False").exists()


@pytest.mark.parametrize(("given", "is_valid"), [("", False), ("12", True)])
def test_a_form_asks_for_it(owner, seats, given, is_valid):
    form = AccountForm({"name": "Nova", "kind": "b2b", "custom_seats": given}, user=owner)
    assert ("custom_seats" not in form.errors) == is_valid


def test_an_edit_in_place_does_not_take_it_away_and_other_fields_are_free(client, owner, account, seats):
    client.force_login(owner)
    url = f"/lists/account/{account.pk}/edit/"
    sent = {"city": "Natal", "seen": digest_of(account, "city")}
    assert client.post(f"{url}city/", sent).status_code == 200
    account = update_account(owner, account, custom={"seats": "7"})
    sent = {"custom_seats": "", "seen": digest_of(account, "custom_seats")}
    assert client.post(f"{url}custom_seats/", sent).status_code == 422
    assert Account.objects.get().custom == {"seats": "7"}


@pytest.fixture
def write(client, owner):
    def sent(method, path, body):
        headers = {"authorization": f"Bearer {create(fresh(owner), 'test')[1]}"}
        answer = getattr(client, method)(f"/api/v1{path}", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    return sent


def test_the_api_names_it(write, owner, seats):
    status, body = write("post", "/accounts/", {"name": "Nova", "owner_id": owner.pk})
    assert (status, body["errors"][0]["field"]) == (422, "custom.seats")
    status, made = write("post", "/accounts/", {"name": "Nova", "owner_id": owner.pk, "custom": {"seats": 3}})
    assert status == 201
    assert write("patch", f"/accounts/{made['id']}", {"custom": {"seats": None}})[0] == 422
    assert write("patch", f"/accounts/{made['id']}", {"city": "Natal"})[0] == 200


def test_the_bulk_api_refuses_only_the_rows_without_it(write, owner, account, seats):
    rows = [{"name": "A"}, {"name": "B", "custom": {"seats": 1}}]
    body = write("post", "/accounts/bulk", {"rows": rows})[1]
    assert [row["status"] for row in body["rows"]] == [422, 201]
    rows = [{"id": account.pk, "city": "Natal"}]
    body = write("post", "/accounts/bulk", {"rows": rows, "mode": "update", "key": "id"})[1]
    assert [row["status"] for row in body["rows"]] == [200]


@pytest.mark.parametrize("how", ["read", "hidden"])
def test_whom_the_role_keeps_from_it_is_not_asked(write, owner, seats, how):
    lay_down(fields={"account.custom.seats": how})
    assert write("post", "/accounts/", {"name": "Nova", "owner_id": owner.pk})[0] == 201
    form = AccountForm({"name": "Outra", "kind": "b2b"}, user=fresh(owner))
    assert "custom_seats" not in form.errors


def test_only_what_is_emptied_counts_in_a_change(seats):
    refuse_blanks("account", {}, is_new=False)
    for given, is_new in (({}, True), ({"seats": None}, False)):
        with pytest.raises(ValidationError):
            refuse_blanks("account", given, is_new=is_new)

"""The address of a company: kept with a bare CEP, checked at home only, in form, list, API and merge."""

import json

import pytest
from django.urls import reverse

from jornada.apps.market.actions import create_account
from jornada.apps.market.duplicates.actions import merge
from jornada.apps.market.duplicates.kinds import KINDS
from jornada.apps.market.duplicates.review import values, written_value
from jornada.apps.market.models import Account
from jornada.apps.org.lists.inline import digest_of

pytestmark = pytest.mark.django_db
WRONG = "eight digits"


@pytest.fixture
def here(client, owner):
    client.force_login(owner)
    return client


def save(client, **given):
    return client.post(reverse("account_new"), {"name": "Acme", "kind": "b2b", "points": "[]", **given})


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("", "01310-100", "01310100"),
        ("Brasil", "01.310-100", "01310100"),
        ("brazil", "01310 100", "01310100"),
        ("Portugal", "1000-205", "1000-205"),
        ("Reino Unido", "ec1a 1bb", "EC1A 1BB"),
        ("EUA", "12345-6789", "12345-6789"),
        ("", "", ""),
    ],
)
def test_a_cep_is_kept_bare_and_others_as_they_are(here, country, typed, kept):
    assert save(here, country=country, postcode=typed).status_code == 302
    assert Account.objects.get().postcode == kept


@pytest.mark.parametrize("typed", ["1310-100", "0131010", "abc", "00000-000", "013101000"])
def test_what_is_no_cep_is_refused_at_home(here, typed):
    answer = save(here, postcode=typed, country="Brasil")
    assert answer.status_code == 422
    assert WRONG in answer.text or "oito dígitos" in answer.text
    assert not Account.objects.exists()


def test_what_a_file_brought_may_stay(here, owner):
    row = create_account(owner, name="Acme", owner=owner, postcode="1310")
    url = reverse("account_edit", args=[row.pk])
    answer = here.post(url, {"name": "Acme SA", "kind": "b2b", "points": "[]", "postcode": "1310", "owner": owner.pk})
    assert answer.status_code == 302
    assert Account.objects.get().postcode == "1310"


def test_the_page_shows_the_address_and_edits_it_in_place(here, owner):
    row = create_account(
        owner, name="Acme", owner=owner, postcode="01310100", street="Av. Paulista", district="Bela Vista"
    )
    page = here.get(row.get_absolute_url()).text
    assert "01310-100" in page
    assert "Av. Paulista" in page
    url = reverse("edit_field", args=["account", row.pk, "postcode"])
    seen = digest_of(row, "postcode")
    assert here.post(url, {"postcode": "20040-020", "seen": seen}).status_code == 200
    row.refresh_from_db()
    assert (row.postcode, row.street) == ("20040020", "Av. Paulista")
    assert here.post(url, {"postcode": "12", "seen": digest_of(row, "postcode")}).status_code == 422


def test_the_list_has_the_columns_and_filters(here, owner):
    create_account(owner, name="Acme", owner=owner, postcode="01310100", district="Bela Vista")
    create_account(owner, name="Beta", owner=owner)
    page = here.get("/accounts/?columns=postcode,district,street&f=postcode:equals:01310-100").text
    assert "01310-100" in page
    assert "Bela Vista" in page
    assert "Beta" not in page.partition("<tbody")[2]
    assert "Acme" in here.get("/accounts/?f=postcode:starts:01310-").text.partition("<tbody")[2]


def test_the_api_takes_and_finds_it(here, owner):
    def call(method, url, **body):
        return getattr(here, method)(f"/api/v1{url}", json.dumps(body), content_type="application/json")

    made = call("post", "/accounts/", name="Acme", owner_id=owner.pk, postcode="01310-100", street="Av. Paulista")
    assert (made.status_code, made.json()["postcode"], made.json()["street_number"]) == (201, "01310100", "")
    pk = made.json()["id"]
    wrong = call("patch", f"/accounts/{pk}", postcode="123")
    assert wrong.status_code == 422
    assert "postcode" in wrong.text
    assert call("patch", f"/accounts/{pk}", postcode="75001", country="França").json()["postcode"] == "75001"
    assert here.get("/api/v1/accounts/?postcode=75001").json()["items"][0]["id"] == pk


def test_a_merge_fills_the_address_that_the_survivor_lacks(owner):
    one = create_account(owner, name="Acme", owner=owner)
    two = create_account(owner, name="Acme", owner=owner, postcode="01310100", street="Av. Paulista")
    assert written_value(two, "postcode") == "01310-100"
    merge(owner, one, two, values(KINDS["account"], one, two, {}))
    one.refresh_from_db()
    assert (one.postcode, one.street) == ("01310100", "Av. Paulista")

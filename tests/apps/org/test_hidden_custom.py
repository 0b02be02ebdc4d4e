"""A custom field that a role hides is gone from every place where its kind of record is shown, found or written."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jornada.apps.market.actions import update_account
from jornada.apps.market.models import Account
from jornada.apps.org.custom import actions
from jornada.apps.org.models import User
from jornada.ui.conditions.words import vocabulary
from tests.apps.org.test_roles import lay_down

pytestmark = pytest.mark.django_db
LABEL, CODE, VALUE = "Average ticket", "custom_average_ticket", "Ninety-secret"


@pytest.fixture
def hidden_from(admin, owner, account, client):
    actions.create_field(admin, record="account", type="text", label_en=LABEL, label_pt="Ticket médio")
    update_account(owner, account, custom={"average_ticket": VALUE})
    lay_down(reaches={"account.export": "all"})
    client.force_login(owner)

    def rule(how="hidden"):
        lay_down(reaches={"account.export": "all"}, fields={"account.custom.average_ticket": how})
        return User.objects.get(pk=owner.pk)

    return rule


PAGES = [
    "/accounts/{pk}/",
    "/accounts/{pk}/edit/",
    f"/accounts/?columns={CODE}&sort={CODE}",
    f"/accounts/?{CODE}={VALUE}&columns={CODE}",
    f"/accounts/?f={CODE}:has:{VALUE}&columns={CODE}",
    f"/accounts/?export=csv&columns=name,{CODE}",
    "/accounts/?export=csv",
]


def text_of(answer):
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def bare(page):
    """Leave out what the address itself brought along, and that the list names what it left out of it."""
    return re.sub(r"(?:href|hx-get|value|action)=\"[^\"]*\"|Left out: [^<]*", "", page)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_list_filter_sort_or_file_tells_of_it(client, hidden_from, account, path):
    assert LABEL in text_of(client.get(path.format(pk=account.pk)))
    hidden_from()
    answer = client.get(path.format(pk=account.pk))
    page = text_of(answer) if answer.streaming else bare(text_of(answer))
    assert answer.status_code == 200
    assert LABEL not in page
    assert VALUE not in page


def test_a_list_does_not_sort_or_narrow_by_it(client, hidden_from, account, owner):
    Account.objects.create(name="Zeta", owner=owner, created_at=account.created_at, updated_at=account.updated_at)
    hidden_from()
    listing = client.get(f"/accounts/?{CODE}=nothing&sort=-{CODE}").context["listing"]
    assert (listing.count, listing.sort) == (2, "name")
    assert CODE not in [column.code for column, _is_on in listing.offered]
    assert CODE not in [field.code for field in listing.fields]


def test_no_edit_reaches_it(client, hidden_from, account):
    user, url = hidden_from(), f"/lists/account/{account.pk}/edit/{CODE}/"
    assert client.get(url).status_code == 404
    assert client.get("/lists/account/filter/", {"f_field": CODE}).content == b""
    assert CODE not in str(client.get(f"/lists/account/bulk/edit/?ids={account.pk}").content)
    with pytest.raises(PermissionDenied):
        update_account(user, account, custom={"average_ticket": "1"})


def test_it_can_be_seen_but_has_no_pencil_where_it_may_only_be_read(client, hidden_from, account):
    assert f'data-edit="{CODE}"' in client.get(account.get_absolute_url()).text
    hidden_from("read")
    page = client.get(account.get_absolute_url()).text
    assert VALUE in page
    assert f'data-edit="{CODE}"' not in page


def test_no_condition_knows_it(hidden_from):
    assert CODE not in str(vocabulary("account", hidden_from()).fields)


def test_the_api_leaves_it_out_and_refuses_it(client, hidden_from, account):
    from jornada.apps.org.tokens import create

    headers = {"authorization": f"Bearer {create(hidden_from(), 'test')[1]}"}
    page = client.get(f"/api/v1/accounts/{account.pk}", headers=headers)
    assert page.json()["custom"] == {}
    where = json.dumps({"field": f"account.{CODE}", "test": "is", "values": ["x"]})
    assert client.get("/api/v1/accounts/", {"where": where}, headers=headers).status_code == 422
    sent = {"name": "Acme", "custom": {"average_ticket": "1"}}
    kind = "application/json"
    answer = client.patch(f"/api/v1/accounts/{account.pk}", sent, content_type=kind, headers=headers)
    assert answer.status_code == 403


def test_the_merge_page_does_not_offer_it(client, hidden_from, account, manager):
    lay_down("manager", fields={"account.custom.average_ticket": "hidden"})
    other = Account.objects.create(
        name="Acme Ltda", owner=manager, created_at=account.created_at, updated_at=account.updated_at
    )
    client.force_login(manager)
    page = client.get(reverse("duplicate_review", args=["account", account.pk, other.pk]))
    assert page.status_code == 200
    assert LABEL not in page.text
    assert VALUE not in page.text

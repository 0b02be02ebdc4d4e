"""The columns that a person chose for a list at last are those it opens with."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jornada.apps.market.models import Account
from jornada.apps.org.lists.models import ChosenColumns, SavedView
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
LIST = "/accounts/"


@pytest.fixture
def choose(client, owner):
    client.force_login(owner)
    Account.objects.create(name="Padaria", owner=owner, **STAMPS)

    def post(*codes, query="", **more):
        return client.post(reverse("list_columns", args=["account"]), {"columns": codes, "query": query, **more})

    return post


def shown(client, address=LIST):
    listing = client.get(address).context["listing"]
    return [header.column.code for header in listing.headers]


def test_the_list_opens_with_the_columns_chosen_at_last_in_their_order(client, choose):
    usual = shown(client)
    assert choose("owner", "city", query="?q=pad&after=x").url == "/accounts/?q=pad"
    assert shown(client) == ["name", "owner", "city"]
    choose("city")
    assert shown(client) == shown(client, "/accounts/?q=pad") == ["name", "city"]
    assert choose("city", usual="1").url == LIST
    assert shown(client) == usual
    choose("owner")
    choose()
    assert shown(client) == usual


def test_an_address_that_names_columns_goes_before_them_and_changes_nothing(client, choose):
    choose("owner")
    assert shown(client, "/accounts/?columns=city") == ["name", "city"]
    assert shown(client) == ["name", "owner"]


def test_they_are_of_one_person_and_one_list(client, choose, colleague):
    choose("owner")
    assert shown(client, "/contacts/") != ["name", "owner"]
    client.force_login(colleague)
    assert shown(client) != ["name", "owner"]


def test_a_saved_view_is_the_same_for_everybody_and_keeps_what_was_shown(client, choose, owner):
    choose("owner")
    client.post(reverse("saved_view_new", args=["account"]), {"name": "Mine", "query": "?q=pad", "share": "all"})
    view = SavedView.objects.get()
    assert view.query == "q=pad&columns=owner"
    choose("city")
    assert shown(client, f"/accounts/?view={view.pk}&{view.query}") == ["name", "owner"]
    plain = SavedView.objects.create(record="account", name="Plain", owner=owner, **STAMPS)
    page = client.get(f"/accounts/?view={plain.pk}")
    assert "city" not in [header.column.code for header in page.context["listing"].headers[:2]]
    assert page.context["listing"].keep_url == ""


def test_a_file_and_the_sums_have_the_chosen_columns(client, choose, admin):
    client.force_login(admin)
    choose("revenue", "owner")
    head = b"".join(client.get("/accounts/?export=csv").streaming_content).decode().splitlines()[0]
    assert len(head.replace(";", ",").split(",")) == 3
    assert "columns=revenue%2Cowner" in client.get(LIST).context["listing"].figures_url


def test_unknown_columns_are_not_kept_nor_those_of_unknown_lists(client, choose):
    choose("no-such", "a\0b")
    assert not ChosenColumns.objects.exists()
    choose("city", "no-such")
    assert ChosenColumns.objects.get().columns == "city"
    assert client.post(reverse("list_columns", args=["nothing"]), {"columns": "city"}).status_code == 404
    client.logout()
    assert choose("owner").status_code == 302
    assert ChosenColumns.objects.get().columns == "city"


def test_keeping_columns_asks_the_database_no_more(client, choose):
    shown(client)
    with CaptureQueriesContext(connection) as before:
        shown(client, "/accounts/?columns=city,owner")
    choose("city", "owner")
    shown(client)
    with CaptureQueriesContext(connection) as after:
        shown(client)
    assert len(after) <= len(before)

"""A list without any record says what the records are, and offers the first one to those who may make it."""

import pytest

pytestmark = pytest.mark.django_db
LISTS = ("accounts", "contacts", "leads", "opportunities")


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_offers_the_first_record_and_the_import(client, admin, name):
    client.force_login(admin)
    page = client.get(f"/{name}/").content.decode()
    assert page.split('id="list"')[1].count(f'href="/{name}/new/"') == 1
    assert 'href="/imports/new/"' in page.split('id="list"')[1]


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_offers_nothing_to_who_only_reads(client, viewer, name):
    client.force_login(viewer)
    shown = client.get(f"/{name}/").content.decode().split('id="list"')[1]
    assert f"/{name}/new/" not in shown.split("</main>")[0]
    assert "/imports/new/" not in shown.split("</main>")[0]


@pytest.mark.parametrize(
    ("page", "new"), [("/settings/teams/", "/settings/teams/new/"), ("/products/", "/products/new/")]
)
def test_teams_and_products_say_what_they_are_for_while_there_is_none(client, admin, page, new):
    client.force_login(admin)
    shown = client.get(page).content.decode().split('id="list"')[1]
    assert shown.count(f'href="{new}"') == 1
    assert "Nothing here yet" not in shown

"""Every record page through HTTP: owner, colleague, outsider; both languages; names with markup."""

import pytest
from django.urls import reverse

from jornada.apps.market.models import Product

pytestmark = pytest.mark.django_db
KINDS = ["account", "contact", "lead", "opportunity"]
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def product(db):
    return Product.objects.create(name="GTX Pro", list_price=100)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("who", "seen", "edited"),
    [("owner", 200, 200), ("colleague", 200, 403), ("outsider", 404, 404), ("viewer", 200, 403)],
)
def test_who_may_open_and_edit_a_record(request, client, kind, who, seen, edited):
    record = request.getfixturevalue(kind)
    client.force_login(request.getfixturevalue(who))
    assert client.get(record.get_absolute_url()).status_code == seen
    assert client.get(f"{record.get_absolute_url()}edit/").status_code == edited


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("outsider", 404), ("admin", 200), ("manager", 200)])
def test_who_may_delete_a_record(request, client, kind, who, status):
    record = request.getfixturevalue(kind)
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"{record.get_absolute_url()}delete/").status_code == status


@pytest.mark.parametrize("kind", [*KINDS, "product"])
def test_a_list_shows_its_records_and_opens_them(request, client, admin, kind):
    record = request.getfixturevalue(kind)
    client.force_login(admin)
    page = client.get(reverse(f"{kind}_list")).content.decode()
    assert record.name in page
    assert f'href="{record.get_absolute_url()}"' in page


@pytest.mark.parametrize("kind", KINDS)
def test_an_outsider_finds_nothing_in_lists_search_and_files(request, client, outsider, kind):
    record = request.getfixturevalue(kind)
    client.force_login(outsider)
    assert record.name not in client.get(reverse(f"{kind}_list")).content.decode()
    assert record.get_absolute_url() not in client.get("/search/?q=" + record.name[:4]).content.decode()
    assert client.get(reverse(f"{kind}_list") + "?export=csv").status_code == 403


@pytest.mark.parametrize("who", ["owner", "outsider"])
def test_a_list_that_finds_nothing_leads_to_the_search_that_forgives_slips(request, client, account, who):
    client.force_login(request.getfixturevalue(who))
    page = client.get(f"{reverse('account_list')}?q=metalurgca+cabral").content.decode()
    assert "/search/?q=metalurgca%20cabral" in page
    assert client.get("/search/?q=metalurgca%20cabral").status_code == 200
    assert "/search/?q=" not in client.get(f"{reverse('account_list')}?state=ZZ").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_search_finds_a_record_by_how_its_name_starts(request, client, owner, kind):
    record = request.getfixturevalue(kind)
    client.force_login(owner)
    assert record.get_absolute_url() in client.get("/search/?q=" + record.name[:4].lower()).content.decode()


@pytest.mark.parametrize("kind", [*KINDS, "product"])
@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_names_are_never_markup(request, client, admin, kind, language):
    record = request.getfixturevalue(kind)
    type(record).objects.filter(pk=record.pk).update(name=NASTY)
    admin.language = language
    admin.save()
    client.force_login(admin)
    url = record.get_absolute_url()
    for address in (reverse(f"{kind}_list"), url, f"{url}edit/", f"{url}delete/", "/opportunities/board/"):
        response = client.get(address)
        assert (response.status_code, NASTY in response.content.decode()) == (200, False), address


@pytest.mark.parametrize("kind", [*KINDS, "product"])
def test_a_manager_exports_what_the_team_owns(request, client, manager, kind):
    record = request.getfixturevalue(kind)
    client.force_login(manager)
    text = b"".join(client.get(reverse(f"{kind}_list") + "?export=csv").streaming_content).decode("utf-8-sig")
    assert record.name in text


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, account):
    response = client.get(account.get_absolute_url())
    assert (response.status_code, response.url.split("?")[0]) == (302, "/auth/login/")

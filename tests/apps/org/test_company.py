"""What the company is called, and its CNPJ."""

import pytest

from jornada.apps.org.models import Workspace
from jornada.apps.org.people import create_user
from jornada.apps.org.queries import company_name, workspace

pytestmark = pytest.mark.django_db
URL = "/settings/company/"
USUAL = {"language": "en", "time_zone": "America/Manaus", "currency": "USD"}


def test_an_administrator_names_the_company(client, admin):
    client.force_login(admin)
    sent = {"name": "Forno & Cia", "tax_id": "11.222.333/0001-81", **USUAL}
    assert client.post(URL, sent).url == URL
    assert (workspace().name, workspace().tax_id) == ("Forno & Cia", "11222333000181")
    assert "11.222.333/0001-81" in client.get(URL).text
    page = client.get("/settings/history/").text
    assert "Forno" in page
    assert "Workspace object" not in page


def test_a_wrong_cnpj_is_refused(client, admin):
    client.force_login(admin)
    answer = client.post(URL, {"name": "Forno", "tax_id": "11.222.333/0001-82", **USUAL})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["tax_id"])
    assert not Workspace.objects.filter(name="Forno").exists()


def test_others_do_not_see_the_page(client, owner):
    client.force_login(owner)
    assert client.get(URL).status_code in (403, 404)
    assert client.post(URL, {"name": "Mine"}).status_code in (403, 404)


def test_what_is_usual_in_the_company_is_where_new_things_begin(client, admin):
    client.force_login(admin)
    client.post(URL, {"name": "Forno", "tax_id": "", **USUAL})
    person = create_user(admin, username="nova@forno.br", name="Nova")
    assert (person.language, person.time_zone) == ("en", "America/Manaus")
    for path in ("/opportunities/new/", "/products/new/"):
        assert client.get(path).context["form"]["currency"].value() == "USD"


@pytest.mark.parametrize("name", ["Jornada", "Forno"])
def test_a_company_has_no_name_until_somebody_gives_it_one_whatever_it_is(client, admin, name):
    Workspace.objects.update_or_create(pk=1, defaults={"currency": "USD"})
    client.force_login(admin)
    assert company_name() == ""
    client.post(URL, {"name": name, "tax_id": "", **USUAL})
    assert company_name() == name
    assert f'value="{name}"' in client.get(URL).text

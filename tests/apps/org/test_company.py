"""What the company is called, and its CNPJ."""

import pytest

from jornada.apps.org.models import Workspace
from jornada.apps.org.queries import workspace

pytestmark = pytest.mark.django_db
URL = "/settings/company/"


def test_an_administrator_names_the_company(client, admin):
    client.force_login(admin)
    sent = {"name": "Forno & Cia", "tax_id": "11.222.333/0001-81"}
    assert client.post(URL, sent).url == URL
    assert (workspace().name, workspace().tax_id) == ("Forno & Cia", "11222333000181")
    assert "11.222.333/0001-81" in client.get(URL).text
    assert "Forno" in client.get("/settings/history/").text


def test_a_wrong_cnpj_is_refused(client, admin):
    client.force_login(admin)
    answer = client.post(URL, {"name": "Forno", "tax_id": "11.222.333/0001-82"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["tax_id"])
    assert not Workspace.objects.filter(name="Forno").exists()


def test_others_do_not_see_the_page(client, owner):
    client.force_login(owner)
    assert client.get(URL).status_code in (403, 404)
    assert client.post(URL, {"name": "Mine"}).status_code in (403, 404)

import pytest

from jornada.apps.org.models import Workspace

pytestmark = pytest.mark.django_db
SIGN_IN = "ana@demo.jornada"


@pytest.fixture(autouse=True)
def _demo(db):
    Workspace.objects.update_or_create(pk=1, defaults={"is_demo": True})


def test_the_demo_tells_its_sign_in_at_a_local_address(client):
    assert SIGN_IN in client.get("/auth/login/", headers={"host": "127.0.0.1:8000"}).text


def test_the_demo_tells_nothing_at_other_addresses(client, settings):
    settings.ALLOWED_HOSTS = ["crm.example.com"]
    assert SIGN_IN not in client.get("/auth/login/", headers={"host": "crm.example.com"}).text


def test_a_company_of_its_own_tells_nothing(client):
    Workspace.objects.update(is_demo=False)
    assert SIGN_IN not in client.get("/auth/login/", headers={"host": "127.0.0.1:8000"}).text

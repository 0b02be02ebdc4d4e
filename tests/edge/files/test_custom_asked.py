"""Custom fields of every type: what a file in Portuguese brings is what lists and the API are asked for."""

import json

import pytest

from jornada.apps.org.custom import actions
from jornada.apps.org.models import User

pytestmark = pytest.mark.django_db
TYPES = {
    "Nível": "choice", "Assentos": "number", "Contrato": "money", "Assinado": "date", "Regalias": "several",
    "Mapa": "link", "Parceiro": "flag",
}  # fmt: skip
TEXT = """Empresa;Nível;Assentos;Contrato;Assinado;Regalias;Mapa;Parceiro
Aço;ouro;1.200,5;R$ 1.234,56;31/01/2026;Ouro, Prata;acme.com;sim
Bela;prata;12;200,00;01/02/2026;ouro;http://b.com/x;não
Casa;;doze;caro;32/13/2026;Lata;nada disso;talvez
"""
TESTS = {
    "nivel": {"test": "is", "value": "gold"},
    "assentos": {"test": "at_least", "value": 1200.5},
    "contrato": {"test": "between", "value": [1234.56, 2000]},
    "assinado": {"test": "before", "value": "2026-02-01"},
    "regalias": {"test": "in", "value": ["silver"]},
    "mapa": {"test": "contains", "value": "acme"},
    "parceiro": {"test": "is", "value": True},
}


@pytest.fixture
def brought(client, write, import_files):
    admin = User.objects.create_user(username="ada", email="ada@x.com", role="admin", language="en")
    choices = [{"en": "Gold", "pt": "Ouro"}, {"en": "Silver", "pt": "Prata"}]
    for label, type in TYPES.items():
        given = {"label_en": label, "label_pt": label, "choices": choices if type in ("choice", "several") else []}
        actions.create_field(admin, record="account", type=type, **given)
    client.force_login(admin)
    import_files(("accounts", write("a.csv", TEXT)))


def test_each_type_is_found_by_conditions_and_bad_cells_are_told(brought, client, report_rows):
    for code, test in TESTS.items():
        where = json.dumps({"schema": 1, "field": f"custom_{code}", **test})
        answer = client.get("/api/v1/accounts/", {"where": where})
        assert [row["name"] for row in answer.json()["items"]] == ["Aço"], (code, answer.content)
        page = client.get("/accounts/", {"where": where}).content.decode()
        assert ("Aço" in page, "Bela" in page) == (True, False), code
    assert {row["field"] for row in report_rows() if row["reason"]} == set(TYPES) - {"Nível"}

"""Two people in one cell: the trial says so, since one record would come of them."""

import pytest

from jornada.apps.market.models import Contact

pytestmark = pytest.mark.django_db


def said(report_rows):
    return [row["value"] for row in report_rows() if row["reason"].startswith("two people")]


@pytest.mark.parametrize(
    ("name", "is_two"),
    [
        ("João Paulo / Maria Clara", True),
        ("Ana & Rui", True),
        ("Ana Lima; Rui Sá", True),
        ("Ana/Rui", True),
        ("Ana Lima", False),
        ("A/C Compras", False),
        ("Ana Lima 1/2", False),
        ("Ana Lima-Sá", False),
    ],
)
def test_a_trial_says_where_two_people_would_become_one(name, is_two, import_files, write, report_rows):
    import_files(("contacts", write("c.csv", f'Nome,Empresa\n"{name}",Aço\n')), is_dry=True)
    assert said(report_rows) == [name] * is_two
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("leads", "Nome,E-mail,Empresa\n{},a@b.com,Aço\n"),
        ("opportunities", "Contato,Oportunidade,Empresa\n{},ERP,Aço\n"),
    ],
)
def test_so_do_those_of_leads_and_opportunities(kind, head, import_files, write, report_rows):
    import_files((kind, write("c.csv", head.format("João Paulo / Maria Clara"))), is_dry=True)
    assert said(report_rows) == ["João Paulo / Maria Clara"]

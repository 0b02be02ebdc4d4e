"""Files as companies in Brazil have them: mixed marks of decimals, sums below, headers in two lines."""

from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.models import ImportPlan

pytestmark = pytest.mark.django_db


def test_amounts_of_a_workbook_are_read_beside_amounts_that_somebody_typed(import_files, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Negócio", "Valor"], ["A", 12500.5], ["B", "R$ 9.800,00"], ["C", 1234.125], ["D", "R$ -"]):
        book.active.append(row)
    book.save(tmp_path / "carteira.xlsx")
    result = import_files(("opportunities", tmp_path / "carteira.xlsx"))
    amounts = dict(Opportunity.objects.values_list("name", "amount"))
    assert amounts == {"A": Decimal("12500.50"), "B": 9800, "C": pytest.approx(Decimal("1234.13"), abs=1), "D": None}
    assert "number" not in str(result["issues"])


def test_a_sum_with_the_number_of_rows_is_no_company(write, import_files):
    text = "Código;Razão Social;Faturamento anual\n1;Padaria;R$ 10,50\n2;Forja;R$ 20,00\nTotal;2;R$ 30,50\n"
    import_files(("accounts", write("erp.csv", text, "cp1252")))
    assert set(Account.objects.values_list("name", flat=True)) == {"Padaria", "Forja"}


def test_a_line_of_groups_tells_headers_apart_that_stand_there_twice(import_auto, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Empresa", None, None, "Contato", None, None],
        ["Nome", "CNPJ", "Cidade", "Nome", "E-mail", "Telefone"],
        ["Dupla Ltda", "11.222.333/0003-43", "Recife", "Otto Braga", "otto@dupla.com.br", "81 3333-2222"],
        ["Tripla SA", "", "Natal", "Eva Lima", "eva@tripla.com.br", "84 3333-2222"],
    ):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("D1:F1")
    book.save(tmp_path / "clientes.xlsx")
    import_auto(tmp_path / "clientes.xlsx")
    assert set(Account.objects.values_list("name", "city")) == {("Dupla Ltda", "Recife"), ("Tripla SA", "Natal")}
    assert set(Contact.objects.values_list("name", "account__name")) == {
        ("Otto Braga", "Dupla Ltda"),
        ("Eva Lima", "Tripla SA"),
    }
    assert not Lead.objects.exists()


def test_people_beside_a_company_merged_over_them_are_of_that_company(import_auto, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Empresa", "CNPJ", "Contato", "E-mail"],
        ["Dupla Ltda", "11.222.333/0003-43", "Otto Braga", "otto@dupla.com.br"],
        [None, None, "Eva Lima", "eva@dupla.com.br"],
        ["Tripla SA", None, "Ivo Reis", "ivo@tripla.com.br"],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "clientes.xlsx")
    import_auto(tmp_path / "clientes.xlsx")
    assert set(Contact.objects.values_list("name", "account__name", "account__tax_id")) == {
        ("Otto Braga", "Dupla Ltda", "11222333000343"),
        ("Eva Lima", "Dupla Ltda", "11222333000343"),
        ("Ivo Reis", "Tripla SA", ""),
    }


def test_what_stands_for_no_company_makes_none_through_the_pages(client):
    client.force_login(User.objects.create_user("ana", email="ana@x.com", name="Ana", role="admin", language="en"))
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    text = f"{head}Luísa,Prado,https://www.linkedin.com/in/lprado,,Autônomo,Consultora,01 Feb 2026\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("Connections.csv", text.encode())], "kind": ""})
    plan = ImportPlan.objects.get()
    page = client.get(f"/imports/{plan.pk}/values/")
    assert (page.context["rows"], page.context["hidden"]) == ([], 0)
    client.post(f"/imports/{plan.pk}/values/", {"rows": 0})
    client.post(f"/imports/{plan.pk}/run/")
    plan.refresh_from_db()
    jobs.perform(plan.job_id)
    assert (Contact.objects.get().name, Account.objects.count()) == ("Luísa Prado", 0)

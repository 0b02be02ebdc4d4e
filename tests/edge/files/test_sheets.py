"""Sheets of a workbook: seen, chosen, and imported together without giving the file again."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.market.models import Account, Contact
from jornada.apps.org import jobs
from jornada.apps.org.models import User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.models import ImportPlan
from tests.apps.conftest import admin  # noqa: F401

pytestmark = pytest.mark.django_db
SHEETS = {
    "Leia-me": [["Preencha as outras abas"], ["Uma linha por registro"]],
    "Empresas": [["Empresa", "CNPJ", "Setor"], ["Aço", "11.222.333/0001-81", "Indústria"], ["Bela", None, "Varejo"]],
    "Contatos": [["Nome", "Empresa", "E-mail", "Cargo"], ["Ana", "Aço", "ana@aco.com.br", "Diretora"]],
    "Negócios": [["Negócio", "Empresa", "Valor", "Etapa"], ["ERP", "Aço", 1200.5, "Proposta"]],
}


def workbook(sheets=SHEETS):
    book, data = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(data)
    return data.getvalue()


@pytest.fixture
def plan(client, admin):  # noqa: F811
    client.force_login(admin)
    client.post("/imports/new/", {"files": [SimpleUploadedFile("base.xlsx", workbook())], "kind": ""})
    return ImportPlan.objects.get()


def mapped(client, plan, **sent):
    """Send the page of the columns as it stands, with other choices."""
    files = client.get(f"/imports/{plan.pk}/mapping/").context["files"]
    data = {f"kind-{one.place}": one.step.kind for one in files}
    data |= {f"col-{one.place}-{row.place}": row.chosen for one in files for row in one.columns}
    answer = client.post(f"/imports/{plan.pk}/mapping/", data | sent)
    plan.refresh_from_db()
    return answer


def read(plan):
    return [(step["kind"], step["options"]["sheet"]) for step in plan.steps]


def test_the_page_shows_the_sheets_and_reads_the_first_that_is_a_table(client, plan):
    (file,) = client.get(f"/imports/{plan.pk}/mapping/").context["files"]
    told = [(one.name, one.rows, one.is_read) for one in file.sheets]
    assert told == [("Leia-me", 2, False), ("Empresas", 3, True), ("Contatos", 2, False), ("Negócios", 2, False)]
    assert (read(plan), plan.steps[0]["name"]) == ([("accounts", "Empresas")], "base.xlsx · Empresas")


def test_several_sheets_are_one_plan_whose_records_are_linked(client, plan):
    chosen = {"sheets-0": "1", "sheet-0": ["Empresas", "Contatos", "Negócios"]}
    assert mapped(client, plan, **chosen, action="next").status_code == 200
    assert read(plan) == [("accounts", "Empresas"), ("contacts", "Contatos"), ("opportunities", "Negócios")]
    assert mapped(client, plan, **chosen, action="next").url == f"/imports/{plan.pk}/values/"
    client.post(f"/imports/{plan.pk}/values/", {"rows": 0})
    client.post(f"/imports/{plan.pk}/run/")
    plan.refresh_from_db()
    jobs.perform(plan.job_id)
    assert Account.objects.count() == 2
    assert Contact.objects.get().account.name == Opportunity.objects.get().account.name == "Aço"


def test_a_sheet_that_is_no_longer_ticked_leaves_and_none_is_no_choice(client, plan):
    mapped(client, plan, **{"sheets-0": "1", "sheet-0": ["Contatos"]})
    assert read(plan) == [("contacts", "Contatos")]
    page = mapped(client, plan, **{"sheets-0": "1", "action": "next"})
    assert "choose at least one sheet" in page.content.decode()
    assert read(plan) == [("contacts", "Contatos")]


def test_a_sheet_without_a_table_says_so_and_the_others_are_read(client, plan):
    sheets = SHEETS | {"Vazia": []}
    client.post("/imports/new/", {"files": [SimpleUploadedFile("b.xlsx", workbook(sheets))], "kind": ""})
    other = ImportPlan.objects.exclude(pk=plan.pk).get()
    page = mapped(client, other, **{"sheets-0": "1", "sheet-0": ["Empresas", "Vazia", "Foreign"]})
    assert "b.xlsx · Vazia is empty" in page.content.decode()
    assert read(other) == [("accounts", "Empresas")]


def test_two_sheets_of_one_kind_keep_their_rows_to_correct_apart(client, plan):
    head = ["Empresa", "CNPJ", "Setor"]
    sheets = {"2024": [head, ["Aço", "1", "a"]], "2025": [head, ["Bela", "2", "b"]]}
    client.post("/imports/new/", {"files": [SimpleUploadedFile("c.xlsx", workbook(sheets))], "kind": "accounts"})
    other = ImportPlan.objects.exclude(pk=plan.pk).get()
    chosen = {"sheets-0": "1", "sheet-0": ["2024", "2025"]}
    mapped(client, other, **chosen)
    mapped(client, other, **chosen, action="next")
    client.post(f"/imports/{other.pk}/values/", {"rows": 0})
    names = [client.get(f"/imports/{other.pk}/refused/{place}/")["Content-Disposition"] for place in (0, 1)]
    assert ["c-2024-to-correct.csv" in names[0], "c-2025-to-correct.csv" in names[1]] == [True, True]


def test_a_workbook_of_one_sheet_and_a_text_offer_none(client, plan):
    files = [
        SimpleUploadedFile("d.xlsx", workbook({"Plan1": SHEETS["Empresas"]})),
        SimpleUploadedFile("e.csv", b"a;b\n1;2\n"),
    ]
    client.post("/imports/new/", {"files": files, "kind": "accounts"})
    other = ImportPlan.objects.exclude(pk=plan.pk).get()
    assert [one.sheets for one in client.get(f"/imports/{other.pk}/mapping/").context["files"]] == [[], []]
    assert [step["name"] for step in other.steps] == ["d.xlsx", "e.csv"]


def test_colleagues_choose_no_sheets_of_others_imports(client, plan):
    for role in ("manager", "viewer"):
        client.force_login(User.objects.create_user(username=role, email=f"{role}@example.com", role=role))
        sent = {"sheets-0": "1", "sheet-0": ["Contatos"]}
        assert client.post(f"/imports/{plan.pk}/mapping/", sent).status_code in (403, 404)
    plan.refresh_from_db()
    assert read(plan) == [("accounts", "Empresas")]

"""Rows that sum up what stands above are left out, unless somebody says that they are records."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.market.models import Account
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.models import ImportPlan
from tests.apps.conftest import admin  # noqa: F401

pytestmark = pytest.mark.django_db
COMPANIES = "Empresa;CNPJ\nAço;11.222.333/0001-81\nBela;\n"
WORDS = ("Total", "Totais", "TOTAL GERAL:", "Total de contas: 2", "Totais (2)", "Subtotal", "Grand Total", "Total 2")


@pytest.mark.parametrize("word", WORDS)
def test_a_row_that_is_only_called_a_sum_is_ignored_and_told_of(write, import_files, report_rows, word):
    result = import_files(("accounts", write("a.csv", f"{COMPANIES}{word};\n")))
    assert (Account.objects.count(), result["totals"]["skipped"]) == (2, 1)
    assert [(one["line"], one["status"]) for one in report_rows() if one["value"] == word] == [("4", "ignored")]


@pytest.mark.parametrize("name", ["Total Engenharia", "Totalenergies", "Soma Contábil", "Grupo Total"])
def test_a_company_whose_name_has_such_a_word_is_one(write, import_files, name):
    import_files(("accounts", write("a.csv", f"{COMPANIES}{name};\n")))
    assert Account.objects.filter(name=name).exists()


def test_a_sum_without_a_word_is_known_by_what_it_adds_up(write, import_files):
    text = "Código interno;Negócio;Empresa;Valor;Etapa\n1;A;Aço;100,10;Proposta\n2;B;Bela;200;Proposta\n"
    import_files(("opportunities", write("o.csv", f"{text}Total;;;300,10;\n")))
    assert Opportunity.objects.count() == 2
    import_files(("opportunities", write("p.csv", f"{text};;;300,20;\n")))
    assert Opportunity.objects.count() == 3


def test_the_page_says_so_and_the_row_can_be_kept(client, admin):  # noqa: F811
    client.force_login(admin)
    data = SimpleUploadedFile("a.csv", f"{COMPANIES}Total;\n".encode())
    client.post("/imports/new/", {"files": [data], "kind": "accounts"})
    plan = ImportPlan.objects.get()
    page = client.get(f"/imports/{plan.pk}/mapping/")
    assert "Row 4 (“Total”) looks like a sum of the rows above. It is left out." in page.content.decode()
    chosen = {"kind-0": "accounts", "col-0-0": "name", "col-0-1": "tax_id"}
    for sent, created in (({}, 2), ({"sums-0": "on"}, 3)):
        client.post(f"/imports/{plan.pk}/mapping/", {**chosen, **sent})
        client.post(f"/imports/{plan.pk}/values/")
        plan.refresh_from_db()
        assert plan.trial["totals"]["created"] == created
        client.post(f"/imports/{plan.pk}/back/")


@pytest.mark.parametrize(("language", "shown"), [("pt-br", "1.200.000,50"), ("en", "1,200,000.50")])
def test_amounts_are_shown_with_their_cents_in_the_reader_s_language(client, admin, language, shown):  # noqa: F811
    admin.language = language
    admin.save()
    client.force_login(admin)
    text = "Empresa;Faturamento\nAço;1.200.000,5\nBela;7,00\nCia;-1.200.000,5\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("a.csv", text.encode())], "kind": "accounts"})
    plan = ImportPlan.objects.get()
    (file,) = client.get(f"/imports/{plan.pk}/mapping/").context["files"]
    assert file.columns[1].converted[0].shown == shown
    client.post(f"/imports/{plan.pk}/values/")
    assert f"-{shown}" in (plan.folder / "trial.csv").read_text("utf-8-sig")


GROUPED = """Estado;Negócio;Empresa;Valor;Etapa
SP;ERP;Aço;100,10;Proposta
SP;BI;Bela;200;Proposta
{0};;;300,10;
RJ;CRM;Casa;50;Proposta
{1};;;50;
Total geral;;;350,10;
"""
LABELS = [
    ("Subtotal", "Subtotal"),
    ("Total SP", "Total RJ"),
    ("SP Total", "RJ Total"),
    ("Total de SP", "Total de RJ"),
    ("Subtotal SP", "Subtotal RJ"),
    ("Total", "Total"),
    ("", ""),
]


@pytest.mark.parametrize("labels", LABELS, ids=lambda pair: pair[0] or "blank")
@pytest.mark.parametrize("place", [0, 1, 2])
def test_sums_of_groups_in_the_middle_are_left_out_and_told_of(write, import_files, report_rows, labels, place):
    """However they are called, and in whichever column: that of the groups, which no deal takes, or another."""
    rows = [line.split(";") for line in GROUPED.format(*labels).splitlines()]
    for row in rows[1:]:
        if not row[1] and row[0] != "Total geral":
            row[0], row[place] = "", row[0]
    text = "\n".join(map(";".join, rows)) + "\n"
    result = import_files(("opportunities", write("o.csv", text)))
    assert set(Opportunity.objects.values_list("name", flat=True)) == {"ERP", "BI", "CRM"}
    assert (result["totals"]["skipped"], result["totals"]["rejected"]) == (3, 0)
    told = {row["line"]: row["reason"] for row in report_rows() if row["status"] == "ignored"}
    assert set(told) == {"4", "6", "7"}
    assert all(reason.startswith("this is the sum") for reason in told.values())


NAMED = [
    "Empresa;Setor;Faturamento\nEnergia;Energia;10\nTotal Energia;Energia;70\nBela;Varejo;5\n",
    "Empresa;Faturamento\nAço;10\nBela;20\nTotal;7\nCasa;5\n",
    "Empresa;Cidade\nAço;Recife\nTotal Recife;Recife\nBela;Recife\n",
    "Empresa;Faturamento;E-mail\nAço;10;a@aco.com\nBela;20;b@bela.com\nTotal Aço;31;t@t.com\nCasa;5;c@c.com\n",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_company_that_is_called_so_among_others_is_one(write, import_files, text):
    import_files(("accounts", write("a.csv", text)))
    assert Account.objects.count() == text.count("\n") - 1


def test_a_sum_that_no_part_of_the_file_takes_is_nobodys_record(write, import_auto):
    """Companies do not take the column of amounts, deals do."""
    head = "Account Name;Opportunity Name;Stage;Amount;Billing City\n"
    rows = "Aço;ERP;Proposta;100;Recife\nAço;BI;Proposta;50;Recife\nTotal Aço;;;150;\nBela;CRM;Proposta;20;Recife\n"
    import_auto(write("report.csv", head + rows))
    assert (Account.objects.count(), Opportunity.objects.count()) == (2, 3)


def test_the_page_names_the_first_sums_and_counts_the_others(client, admin):  # noqa: F811
    client.force_login(admin)
    head = "Negócio;Empresa;Valor\n"
    text = head + "".join(f"N{n};Aço;{n}\nM{n};Aço;{n}\nSubtotal {n};;{2 * n}\n" for n in range(1, 9))
    client.post("/imports/new/", {"files": [SimpleUploadedFile("o.csv", text.encode())], "kind": "opportunities"})
    page = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").content.decode()
    assert "Row 4 (“Subtotal 1”) looks like a sum of the rows above." in page
    assert page.count("looks like a sum") == 5
    assert "3 more rows do, too. They are left out." in page


def test_a_group_that_goes_over_two_chunks_adds_up(write, plan_of):
    from jornada.edge.files.reading import chunks

    text = "Negócio;Empresa;Valor\nERP;Aço;100\nBI;Bela;200\nRH;Casa;50\n;;350\nCRM;Dado;1\nBPM;Elo;2\n;;3\n"
    (step,) = plan_of(("opportunities", write("o.csv", text)))
    with step.open() as table:
        passed = [one.row for chunk in chunks(table, step, "UTC", 2) for one in chunk.passed]
    assert passed == [5, 8]


def test_the_word_of_a_sum_is_no_stage_that_nobody_knows(write, plan_of):
    from jornada.edge.files.propose import find_unknown

    text = "Etapa;Negócio;Empresa;Valor\nFoo;ERP;Aço;100\nFoo;BI;Bela;200\nSubtotal;;;300\nTotal;;;300\n"
    steps = plan_of(("opportunities", write("o.csv", text)))
    found = {one.field.code: [each.value for each in one.values] for one in find_unknown(steps)}
    assert found["stage"] == ["Foo"]

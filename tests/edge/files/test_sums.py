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


def test_the_page_says_so_and_the_row_can_be_kept(client, admin, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
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

"""Files that nobody has seen before: whatever they hold, rows add up and what is meant comes in."""

from decimal import Decimal

import openpyxl
import pytest

from jornada.apps.interactions.models import Touch
from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.report import tallied

pytestmark = pytest.mark.django_db
CNPJ = "11.222.333/0001-81"


def adds_up(result):
    return all(sum(tallied(one).values()) == one["read"] for one in result["files"].values())


def kept(*names):
    return list(Account.objects.order_by("name").values_list(*names))


def test_a_file_with_a_mark_semicolons_quotes_and_lines_within_cells(write, import_auto):
    text = 'Empresa;CNPJ;Observações\r\n"Aço; Filhos";' + CNPJ + ';"liga\r\nà ""tarde"""\r\n'
    result = import_auto(write("a.csv", "\ufeff" + text))
    assert (kept("name", "tax_id"), adds_up(result)) == ([("Aço; Filhos", "11222333000181")], True)


def test_signs_that_nobody_sees(write, import_auto):
    text = f"\u200bEmpresa;CNPJ;E-mail;Contato\nAço\u00a0Forte;\u200b{CNPJ}\u202c;ana@aco.com.br\u200b;Ana\n"
    assert adds_up(import_auto(write("a.csv", text)))
    assert kept("name", "tax_id") == [("Aço Forte", "11222333000181")]
    assert Contact.objects.get().email == "ana@aco.com.br"


def test_headers_that_stand_there_twice(write, import_auto):
    text = "Nome;E-mail;Telefone;Telefone;Empresa\nAna;ana@aco.com.br;(11) 3333-4444;(11) 98888-7777;Aço\n"
    assert adds_up(import_auto(write("c.csv", text)))
    person = Contact.objects.get()
    assert [person.phone, *(one.value for one in person.points.all())] == ["+551133334444", "+5511988887777"]


def test_a_header_that_comes_again_within_the_rows(write, import_auto):
    text = f"Empresa;CNPJ;Cidade\nAço;{CNPJ};Recife\nEmpresa;CNPJ;Cidade\nBela;;Olinda\n"
    assert adds_up(import_auto(write("a.csv", text)))
    assert kept("name") == [("Aço",), ("Bela",)]


def test_windows_1252_with_tabs_and_a_title(write, import_auto):
    text = f"Relatório de empresas\n\nEmpresa\tCNPJ\tCidade\nAço Forte\t{CNPJ}\tSão Paulo\nBela\t\tBelém\n"
    assert adds_up(import_auto(write("a.txt", text, "windows-1252")))
    assert kept("name", "city") == [("Aço Forte", "São Paulo"), ("Bela", "Belém")]


def test_amounts_of_all_notations_in_one_column(write, import_auto):
    amounts = ("R$ 1.234,56", "1.000", "R$ 5", "(100,00)", "-", "a combinar", "R$\u00a02.000,00")
    rows = "".join(f"{n};Negócio {n};Aço;{one};Proposta\n" for n, one in enumerate(amounts))
    result = import_auto(write("o.csv", f"ID;Negócio;Empresa;Valor;Etapa\n{rows}"))
    found = list(Opportunity.objects.order_by("external_id").values_list("amount", flat=True))
    assert (adds_up(result), found[0], found[6]) == (True, Decimal("1234.56"), 2000)
    told = sum(number for key, number in next(iter(result["issues"].values())).items() if key.startswith("amount|"))
    assert sum(one is None for one in found) - told == 1


def test_days_in_several_notations_and_some_that_are_none(write, import_auto):
    days = ("31/12/2025", "2025-12-31", "31-12-2025", "31.12.2025", "31/02/2025", "00/00/0000", "em breve")
    rows = "".join(f"{n};Negócio {n};Aço;10;Ganha;{one}\n" for n, one in enumerate(days))
    result = import_auto(write("o.csv", f"ID;Negócio;Empresa;Valor;Etapa;Data de fechamento\n{rows}"))
    found = Opportunity.objects.order_by("external_id").values_list("closed_on", flat=True)
    read = [one is not None for one in found]
    told = next(iter(result["issues"].values()))
    assert adds_up(result)
    assert sum(number for key, number in told.items() if "date_" in key or "impossible" in key) == read.count(False)


def test_a_wide_workbook_with_blank_columns_and_rows_between(tmp_path, import_auto):
    book = openpyxl.Workbook()
    page = book.active
    for row in ([], [None, "Empresa", None, "CNPJ"], [None, "Aço", None, 11222333000181], [], [None, "Bela"]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    assert adds_up(import_auto(tmp_path / "a.xlsx"))
    assert kept("name", "tax_id") == [("Aço", "11222333000181"), ("Bela", "")]


def test_a_cover_sheet_before_the_table(tmp_path, import_auto):
    book = openpyxl.Workbook()
    book.active.append(["Exportado em 01/02/2026"])
    page = book.create_sheet("Dados")
    for row in (["Empresa", "CNPJ"], ["Aço", 11222333000181], ["Bela", None]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    assert adds_up(import_auto(tmp_path / "a.xlsx"))
    assert kept("name") == [("Aço",), ("Bela",)]


def test_rows_that_are_too_short_or_too_long(write, import_auto):
    rows = f"Aço;{CNPJ};Recife\n" * 1 + "Bela;;Olinda\nCia;;Recife\nDoca\nElo;;Recife;a mais;e mais\n"
    result = import_auto(write("a.csv", f"Empresa;CNPJ;Cidade\n{rows}"))
    assert (adds_up(result), sum(one["read"] for one in result["files"].values())) == (True, 5)


def test_names_that_are_formulas_scripts_or_very_long(write, import_auto):
    names = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "x" * 500, "'; DROP TABLE x; --", "😀 Aço")
    result = import_auto(write("a.csv", "Empresa\tCidade\n" + "".join(f"{one}\tRecife\n" for one in names)))
    assert (adds_up(result), Account.objects.count()) == (True, len(names))
    assert result["issues"]["0:accounts:a.csv"] == {"name|too_long": 1}


def test_a_log_with_days_of_tomorrow_and_unknown_activities(write, import_files):
    text = "Empresa;Tipo;Data\nAço;Ligação;01/02/2026\nAço;Sarau;02/02/2026\nAço;Reunião;01/01/2199\n;Ligação;\n"
    result = import_files(("touches", write("t.csv", text)))
    assert (adds_up(result), Touch.objects.count() >= 1, result["totals"]["rejected"] >= 1) == (True, True, True)

"""Workbooks as other CRMs export them: real dates, ids as numbers, titles, hidden sheets, formulas, errors."""

import datetime as dt

import openpyxl
import pytest

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
# Workbooks know no zones.
DAY, LATER = dt.datetime.fromisoformat("2026-01-05T08:00"), dt.datetime.fromisoformat("2026-02-01")


@pytest.fixture
def book(tmp_path):
    """Write a workbook; with a title over the table and a hidden sheet before it."""

    def book(*rows, title="", hidden=()):
        made = openpyxl.Workbook()
        page = made.active
        for row in ([title],) if title else ():
            page.append(row)
            page.merge_cells(f"A1:{page.cell(1, len(rows[0])).coordinate}")
        for row in rows:
            page.append(row)
        if hidden:
            lists = made.create_sheet("Listas", 0)
            lists.sheet_state = "hidden"
            for row in hidden:
                lists.append(row)
        made.save(tmp_path / "export.xlsx")
        return tmp_path / "export.xlsx"

    return book


def deal():
    names = ("name", "account__name", "contact__name", "amount", "outcome", "lost_reason", "closed_on")
    return Opportunity.objects.values_list(*names).get()


def row(**cells):
    return list(cells), list(cells.values())


LOST = ("Projeto", "Aço", "João", 1200.5, "lost", "Preço", LATER.date())
DEALS = {
    "agendor": {
        "Título": "Projeto", "Empresa relacionada": "Aço", "Pessoa relacionada": "João", "Valor": 1200.5,
        "Etapa": "Proposta", "Funil": "Vendas", "Status": "Perdido", "Data de início": DAY, "Data de conclusão": LATER,
        "Motivo de perda": "Preço",
    },
    "ploomes": {
        "Id": 101, "Título": "Projeto", "Cliente": "Aço", "Contato": "João", "Estágio": "Proposta",
        "Situação": "Perdida", "Valor": 1200.5, "Data de início": DAY, "Data de término": LATER,
        "Motivo de perda": "Preço", "Concorrente": "Rival",
    },
    "moskit": {
        "ID": 7, "Nome do negócio": "Projeto", "Empresa": "Aço", "Contato": "João", "Fase": "Proposta",
        "Status": "PERDIDO", "Valor": 1200.5, "Data de criação": DAY, "Data do fechamento": LATER,
        "Motivo da perda": "Preço",
    },
    "zoho": {
        "Record Id": "zcrm_5", "Deal Name": "Projeto", "Account Name": "Aço", "Account Name.id": "zcrm_1",
        "Contact Name": "João", "Stage": "Closed Lost", "Amount": 1200.5, "Closing Date": LATER, "Created Time": DAY,
        "Reason For Loss": "Preço",
    },
    "zoho in Portuguese": {
        "ID do registro": "zcrm_5", "Nome do Negócio": "Projeto", "Nome da Conta": "Aço", "Nome do Contato": "João",
        "Estágio": "Fechado e perdido", "Quantia": 1200.5, "Data de Encerramento": LATER, "Hora da Criação": DAY,
        "Motivo da Perda": "Preço",
    },
    "rd station": {
        "Nome": "Projeto", "Empresa": "Aço", "Funil de vendas": "Vendas", "Etapa": "Proposta", "Estado": "Perdida",
        "Motivo de Perda": "Preço", "Valor Único": 1200.5, "Data de criação": DAY, "Data de fechamento": LATER,
        "Contatos": "João",
    },
    "pipedrive": {
        "Negócio - Título": "Projeto", "Negócio - Organização": "Aço", "Negócio - Pessoa de contato": "João",
        "Negócio - Valor": 1200.5, "Negócio - Etapa": "Proposta", "Negócio - Status": "Perdido",
        "Negócio - Perdido em": LATER, "Negócio - Motivo da perda": "Preço",
    },
}  # fmt: skip


@pytest.mark.parametrize("cells", DEALS.values(), ids=DEALS)
def test_a_lost_deal_is_read_from_the_workbooks_of_others(book, import_auto, cells):
    import_auto(book(*row(**cells), title="Relatório", hidden=[["lista", "valor"], ["a", 1], ["b", 2]]))
    assert deal() == LOST


def test_leads_of_zoho_are_leads(book, import_auto):
    cells = {"Record Id": "zcrm_1", "Last Name": "Souza", "Company": "Aço", "Phone": 11988887777, "Lead Owner": "Bia"}
    import_auto(book(*row(**cells)))
    assert (Lead.objects.get().name, Contact.objects.get().phone) == ("Souza", "+5511988887777")


def test_numbers_that_are_ids_and_phones_get_their_zeros_back_or_are_told_of(book, import_auto):
    head = ["Razão social", "CNPJ", "Telefone", "CEP", "Cidade"]
    rows = [
        ["Aço", 7526557000100, 1133334444, 1310100, "São Paulo"],
        ["Bela", 1.23e13, 11988887777, 50010100, "Recife"],
    ]
    result = import_auto(book(head, *rows))
    found = Account.objects.order_by("name").values_list("tax_id", "phone", "postcode")
    assert list(found) == [("07526557000100", "+551133334444", "01310100"), ("", "+5511988887777", "50010100")]
    assert result["issues"]["0:accounts:export.xlsx"] == {"tax_id|rounded": 1}


def test_formulas_without_a_result_are_told_of_and_texts_in_formulas_read(book, import_auto, report_rows):
    head = ["Empresa", "CNPJ", "Faturamento", "Cidade"]
    link = '=HYPERLINK("http://bela.com.br","Bela")'
    import_auto(book(head, ["Aço", '="11222333000181"', "=100*2", "=D9"], [link, None, 300, "#REF!"]))
    assert list(Account.objects.order_by("name").values_list("name", "tax_id")) == [
        ("Aço", "11222333000181"),
        ("Bela", ""),
    ]
    told = {(one["field"], one["value"].strip("'")) for one in report_rows() if one["field"]}
    assert told == {("Annual revenue", "=100*2"), ("City", "=D9"), ("City", "#REF!")}

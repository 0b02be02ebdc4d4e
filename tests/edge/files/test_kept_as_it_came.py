"""What cannot be read is marked beforehand, told of afterwards, and kept as it came where it is said to be."""

import pytest

from jornada.apps.market.fields import shown_phone
from jornada.apps.market.models import Account, Contact
from jornada.edge.files.cells import WrongCell, converter
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.samples import look_at

pytestmark = pytest.mark.django_db
HEAD = "Empresa;CNPJ;Telefone;UF;CEP;Funcionários;Faturamento;Criado em;País\n"
WRONG = "Aço;123;11 1234;XX;123;muitos;abc;31/02/2024;\n"


def convert(code, text):
    made = converter(KINDS["accounts"].by_code[code], "America/Sao_Paulo", {})(text)
    return (made.code, made.keep) if isinstance(made, WrongCell) else ("", made)


@pytest.mark.parametrize("text", ["11 1234", "(11) 1234", "1234-567", "Tel: 123", "ramal 12", "+55 11 1234"])
def test_a_phone_that_is_none_is_kept_and_shown_as_it_came(text):
    assert convert("phone", text) == ("no_phone", text)
    assert shown_phone(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("123", ("odd_tax_id", "123")),
        ("11.222.333/0001", ("odd_tax_id", "11.222.333/0001")),
        ("11.222.333/0001-82", ("wrong_tax_id", "11222333000182")),
        ("abc", ("no_tax_id", None)),
        ("isento", ("", None)),
        ("não possui", ("", None)),
        ("DE 123456789", ("", "DE123456789")),
        ("1.23E+13", ("rounded", None)),
        ("7526557000100", ("", "07526557000100")),
    ],
)
def test_an_id_that_is_neither_cnpj_nor_cpf_is_told_of(text, found):
    assert convert("tax_id", text) == found


def test_each_cell_that_cannot_be_read_is_marked_before_and_told_of_after(write, plan_of, import_files, report_rows):
    path = write("a.csv", HEAD + WRONG + "Bela;11.222.333/0001-81;(11) 3333-4444;SP;01310-100;5;1,5;01/02/2024;\n" * 3)
    (step,) = plan_of(("accounts", path))
    with step.open() as table:
        marked = set(look_at(table, step).wrong)
    assert marked == {"CNPJ", "Telefone", "UF", "CEP", "Funcionários", "Faturamento", "Criado em"}
    import_files(("accounts", path))
    told = {one["field"] for one in report_rows() if one["line"] == "2"}
    labels = {"Tax id", "Phone", "State", "CEP (postal code)", "Employees", "Annual revenue", "Created at"}
    assert told == labels


def test_of_another_country_nothing_is_said_that_holds_for_brazil(write, import_files):
    rows = "Aço;50.123.456;;Lisboa;1000-205;1;1;01/02/2024;Portugal\n"
    result = import_files(("accounts", write("a.csv", HEAD + rows)))
    assert list(result["issues"].values()) == [{}]
    assert Account.objects.get().tax_id == "50123456"


def test_half_a_cnpj_says_of_no_two_companies_that_they_are_one(write, import_files):
    import_files(("accounts", write("a.csv", "Empresa;CNPJ\nAço;123\nBela;123\n")))
    assert Account.objects.count() == 2


def test_an_error_of_a_spreadsheet_is_no_value(write, import_files):
    text = "Empresa;Setor;Cidade\nAço;#N/D;#REF!\n#N/A;Metal;Recife\n"
    result = import_files(("accounts", write("a.csv", text)))
    assert (Account.objects.get().name, Account.objects.get().city, result["totals"]["rejected"]) == ("Aço", "", 1)
    assert sum(number for key, number in result["issues"]["0:accounts:a.csv"].items() if "sheet_error" in key) == 3


def test_of_several_companies_in_a_cell_the_first_is_taken_and_that_is_said(write, import_files):
    result = import_files(("contacts", write("c.csv", 'Nome;E-mail;Empresa\nAna;ana@aco.com.br;"Aço; Bela"\n')))
    assert Contact.objects.get().account.name == "Aço"
    assert result["issues"]["0:contacts:c.csv"] == {"account|first_of_several": 1}

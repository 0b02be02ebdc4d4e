"""Which kind of record a file holds, by its columns."""

import pytest

from jornada.apps.market.models import Product
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.propose import detect, remember
from jornada.edge.files.upload import steps_for

pytestmark = pytest.mark.django_db
CELLS = {
    "E-mail": "ana@aurora.com.br", "Email": "ana@aurora.com.br", "CNPJ": "11.222.333/0001-81",
    "Telefone": "(11) 98888-7777", "Celular": "(11) 98888-7777", "Phone": "+1 212 555 0100",
    "Criado em": "2026-03-02", "Created at": "2026-03-02", "Employees": "25", "Funcionários": "25",
}  # fmt: skip


def kinds_of(write, name, header):
    path = write(name, f"{header}\n{';'.join(CELLS.get(one, 'Aurora') for one in header.split(';'))}\n")
    return [step.kind for step in steps_for(path, path.name, list(KINDS))]


@pytest.mark.parametrize(
    ("header", "kinds"),
    [
        ("Razão Social;CNPJ;Telefone", ["accounts"]),
        ("Razão Social;Nome Fantasia;CNPJ;Cidade;UF", ["accounts"]),
        ("Empresa;Telefone;Site", ["accounts"]),
        ("Empresa;CNPJ;E-mail;Telefone", ["accounts"]),
        ("Company;Phone;Website;Employees", ["accounts"]),
        ("Company;Industry;City", ["accounts"]),
        ("Nome;Sobrenome;E-mail;Celular;Empresa;Cargo", ["contacts"]),
        ("Nome;E-mail;Telefone", ["contacts"]),
        ("Nome completo;E-mail;Empresa", ["contacts"]),
        ("First name;Last name;Email;Phone;Company;Job title", ["contacts"]),
        ("Name;Email;Phone;Company", ["contacts"]),
        ("Full name;Email;Company;Owner", ["contacts"]),
        ("Nome;E-mail;Telefone;Origem", ["leads"]),
        ("Nome;E-mail;Empresa;Origem;Status;Criado em", ["leads"]),
        ("Nome;E-mail;Empresa;utm_source;utm_medium;utm_campaign", ["leads"]),
        ("Name;Email;Company;Lead source;Lead status", ["leads"]),
        ("First name;Last name;Email;Company;Lead source;Campaign", ["leads"]),
        ("Nome do lead;E-mail;Telefone", ["leads"]),
    ],
)
def test_a_file_without_a_name_that_says_it_is_known_by_its_columns(write, header, kinds):
    assert kinds_of(write, "plano.csv", header) == kinds


def test_rows_to_correct_in_a_renamed_file_are_what_they_were_before(write):
    header = "Nome;E-mail;Empresa;Origem"
    path = write("leads.csv", f"{header}\nAna;a@b.com.br;Aurora;Feira\n")
    (first,) = steps_for(path, path.name, list(KINDS), "contacts")
    detect(first)
    remember(first, None)
    assert kinds_of(write, "corrigido.csv", f"{header};O que corrigir") == ["contacts"]


def test_rows_to_correct_with_ids_say_what_they_are(write):
    assert kinds_of(write, "x.csv", "Nome;E-mail;Empresa;Origem;Jornada id (contacts)") == ["contacts"]


DEALS = "Negócio - Título,Negócio - Etapa,{}\nERP,Proposta,{}\n"


@pytest.mark.parametrize(
    ("header", "value", "field"),
    [
        ("Negócio - Plano", "Anual", ""),
        ("Negócio - Plano", "Jornada Pro", "product"),
        ("Negócio - Produto", "Anual", "product"),
    ],
)
def test_a_plan_is_a_product_only_where_products_are_called_so(write, plan_of, header, value, field):
    Product.objects.create(code="pro", name="Jornada Pró")
    (step,) = plan_of(("opportunities", write("deals.csv", DEALS.format(header, value))))
    assert step.columns.get(header, "") == field

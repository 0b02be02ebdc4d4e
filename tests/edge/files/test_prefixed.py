"""Files that say before a colon whose column it is, as Bitrix24 does: what is said of others goes to their records."""

import pytest

from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.matching.presets import recognise
from jornada.edge.files.propose import detect
from jornada.edge.files.upload import steps_for

pytestmark = pytest.mark.django_db
HEAD = (
    "ID;Nome do negócio;Etapa do negócio;Valor;Moeda;Responsável;Comentário;"
    "Empresa: ID;Empresa: Nome da empresa;Empresa: Telefone de trabalho;Empresa: Cidade;"
    "Contato: ID;Contato: Nome;Contato: Sobrenome;Contato: E-mail de trabalho;Contato: Cargo"
)
ROWS = """
7;Prensa;Proposta;1500,00;BRL;Rui;Pediu prazo;31;Aço Verde;(11) 3344-5566;Recife;41;Ana;Souza;ana@aco.com.br;Compras
8;Torno;Ganha;2500,00;BRL;Rui;;32;Bela SA;(11) 3344-5577;Olinda;42;Bia;Reis;bia@bela.com.br;Diretora
9;Fresa;Proposta;3500,00;BRL;Rui;;;;;;;;;;
"""
KINDS = ["teams", "products", "accounts", "contacts", "leads", "opportunities", "touches"]


def test_it_is_not_taken_for_an_export_of_hubspot(write):
    assert recognise(HEAD.split(";")) is None
    assert recognise([*HEAD.split(";"), "ID do registro"]).preset.label == "HubSpot"


def test_deals_come_with_their_accounts_and_contacts(write, import_auto):
    result = import_auto(write("negocios.csv", HEAD + ROWS))
    assert result["totals"]["rejected"] == 0
    accounts = Account.objects.order_by("id").values_list("external_id", "name", "phone", "city")
    assert list(accounts) == [
        ("31", "Aço Verde", "+551133445566", "Recife"), ("32", "Bela SA", "+551133445577", "Olinda"),
    ]  # fmt: skip
    people = Contact.objects.order_by("id").values_list("external_id", "name", "email", "title", "account__name")
    assert list(people) == [
        ("41", "Ana Souza", "ana@aco.com.br", "Compras", "Aço Verde"),
        ("42", "Bia Reis", "bia@bela.com.br", "Diretora", "Bela SA"),
    ]
    deals = Opportunity.objects.order_by("id").values_list("name", "external_id", "account__name", "contact__name")
    assert sorted(deals) == [
        ("Fresa", "9", None, None), ("Prensa", "7", "Aço Verde", "Ana Souza"), ("Torno", "8", "Bela SA", "Bia Reis"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "header", "fields"),
    [
        ("opportunities", "Deal name,Stage,Company: Name,Contact: Name,Contact: Email",
         ["name", "stage", "account", "contact", "email"]),
        ("opportunities", "Nome do negócio,Etapa,Empresa: Razão social,Contato: Primeiro nome,Contato: Sobrenome",
         ["name", "stage", "account", "", ""]),
        ("contacts", "Nome,E-mail,Empresa: Nome da empresa,Empresa: Site",
         ["name", "email", "account", "account_domain"]),
        ("leads", "Origem,Contato: Nome,Contato: Telefone,Empresa: Nome da empresa",
         ["source", "name", "phone", "account"]),
        ("accounts", "Razão social,Telefone,Contato: Nome,Contato: Telefone", ["name", "phone", "", ""]),
        ("touches", "Data,Tipo,Negócio: ID,Empresa: Nome da empresa", ["at", "activity", "opportunity", "account"]),
    ],
)  # fmt: skip
def test_what_stands_before_the_colon_says_which_field_it_is(write, plan_of, kind, header, fields):
    cells = {"Data": "2025-01-02", "E-mail": "a@b.com", "Contact: Email": "a@b.com", "Empresa: Site": "b.com"}
    row = ",".join(cells.get(name, "x") for name in header.split(","))
    (step,) = plan_of((kind, write("f.csv", f"{header}\n{row}\n")))
    assert [step.columns.get(name, "") for name in header.split(",")] == fields


def test_the_kinds_of_a_file_are_found_by_what_it_says_of_them(write):
    path = write("negocios.csv", HEAD + ROWS)
    assert [step.kind for step in steps_for(path, path.name, KINDS)] == ["accounts", "contacts", "opportunities"]
    bare = write("deals.csv", "Deal name,Stage,Amount,Company: Name\nA,Proposal,10,Aço\n")
    steps = steps_for(bare, bare.name, KINDS)
    assert [step.kind for step in steps] == ["opportunities"]
    assert detect(steps[0]).system == ""

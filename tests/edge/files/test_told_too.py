"""A file of companies that names a person in each row, and one of people that tells of their companies."""

import pytest

from jornada.apps.market.models import Account, Contact
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.propose import detect, remember
from jornada.edge.files.upload import steps_for

pytestmark = pytest.mark.django_db
HEAD = "Empresa;CNPJ;Cidade;E-mail;Telefone;Contato;Funcionários\n"
ROWS = (
    "Padaria Flor do Vale;11.222.333/0001-81;Recife;ana@flordovale.com.br;(81) 98888-7777;Ana Flor;25\n"
    "Colégio Ponte Nova;;Niterói;;(21) 2222-3333;;9\n"
    "Farmácia Boa Hora;;São Paulo;nao-e-email;;;12\n"
)


@pytest.mark.parametrize(
    ("name", "header", "kinds"),
    [
        ("empresas", HEAD.strip(), ["accounts", "contacts"]),
        ("contatos", "Nome;E-mail;Cargo;Empresa;CNPJ", ["accounts", "contacts"]),
        ("contatos", "Nome;E-mail;Cargo;Empresa", ["contacts"]),
        ("contatos", "Nome;E-mail;Setor", ["contacts"]),
        ("leads", "Nome;E-mail;Origem;Empresa;Funcionários", ["accounts", "leads"]),
        ("leads", "Nome;E-mail;Origem;Funcionários", ["leads"]),
        ("f", "Empresa;Contato;E-mail;Cidade", ["contacts"]),
        ("f", "Empresa;Contato;E-mail;Etapa", ["opportunities"]),
        ("f", "Nome;E-mail;Telefone;Empresa;CNPJ;Setor", ["accounts", "contacts"]),
        ("empresas", "Empresa;CNPJ;Cidade;Telefone", ["accounts"]),
        ("empresas", "Empresa;CNPJ;Cidade;E-mail", ["accounts"]),
    ],
)
def test_the_other_is_found_where_columns_are_left_for_it(write, name, header, kinds):
    cells = {"E-mail": "a@b.com.br", "CNPJ": "11.222.333/0001-81", "Funcionários": "25"}
    path = write(f"{name}.csv", f"{header}\n{';'.join(cells.get(one, 'Aurora') for one in header.split(';'))}\n")
    assert [step.kind for step in steps_for(path, path.name, list(KINDS))] == kinds


def test_what_was_decided_the_last_time_comes_before_what_seems_so(write):
    path = write("contatos.csv", "Nome;E-mail;Empresa;CNPJ\nAna;ana@b.com.br;Aurora;11.222.333/0001-81\n")
    first, _people = steps_for(path, path.name, list(KINDS))
    assert detect(first).step.columns == {"Empresa": "name", "CNPJ": "tax_id"}
    first.columns = {"Empresa": "name"}
    remember(first, None)
    again, _people = steps_for(path, path.name, list(KINDS))
    assert detect(again).step.columns == {"Empresa": "name"}


def test_a_company_without_a_person_is_no_refused_person(write, import_auto):
    result = import_auto(write("empresas.csv", HEAD + ROWS))
    assert {key.split(":")[1]: +counts for key, counts in result["files"].items()} == {
        "accounts": {"read": 3, "created": 3},
        "contacts": {"read": 3, "created": 1, "skipped": 1, "rejected": 1},
    }
    assert Account.objects.count() == 3
    assert (Contact.objects.get().name, Contact.objects.get().account.name) == ("Ana Flor", "Padaria Flor do Vale")


@pytest.mark.parametrize("kind", ["leads", "contacts"])
def test_the_cpf_of_a_person_is_not_their_company_s(write, plan_of, kind):
    text = "Nome;E-mail;CPF;Celular;Empresa;Origem\nAna;ana@aco.com.br;529.982.247-25;11 98765-4321;Aço;Google\n"
    (step,) = plan_of((kind, write("p.csv", text)))
    assert not step.columns.get("CPF")


def test_a_cpf_beside_no_company_is_the_account_s(write, import_files):
    import_files(("accounts", write("a.csv", "Nome;CPF;Cidade\nAna Souza;529.982.247-25;Recife\n")))
    assert Account.objects.get().tax_id == "52998224725"


def test_people_are_of_the_company_of_their_cnpj_however_it_is_spelt(write, import_auto):
    head = "Nome;E-mail;Empresa;CNPJ\n"
    rows = (
        "Ana;ana@b.com.br;Aurora Ltda;11.222.333/0001-81\n"
        "Bia;bia@b.com.br;Padaria Aurora;11222333000181\n"
        "Caio;caio@b.com.br;Aurora Ltda;\n"
        "Davi;davi@b.com.br;Outra;11.222.333/0001-99\n"
    )
    import_auto(write("contatos.csv", head + rows))
    of = dict(Contact.objects.values_list("name", "account__tax_id"))
    assert (of["Ana"], of["Bia"]) == ("11222333000181", "11222333000181")
    assert Contact.objects.get(name="Ana").account == Contact.objects.get(name="Bia").account
    assert Contact.objects.get(name="Davi").account.name == "Outra"

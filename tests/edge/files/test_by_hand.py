"""Spreadsheets that people of a Brazilian company keep by hand."""

import pytest

from jornada.apps.market.models import Account
from jornada.apps.sales.models import Opportunity
from jornada.edge.files import pages
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.notices import say_notice
from jornada.edge.files.upload import steps_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cell", "city", "state"),
    [
        ("Joinville/SC", "Joinville", "SC"),
        ("campinas - sp", "Campinas", "SP"),
        ("Goiânia (GO)", "Goiânia", "GO"),
        ("Belo Horizonte, Minas Gerais", "Belo Horizonte", "MG"),
        ("Mogi-Mirim/SP", "Mogi Mirim", "SP"),
        ("Joinville", "Joinville", ""),
        ("Springfield/IL", "Springfield/IL", ""),
        ("Joinville/SP", "Joinville/SP", ""),
    ],
)
def test_city_and_state_in_one_cell_are_parted(write, import_files, cell, city, state):
    import_files(("accounts", write("a.csv", f"Empresa;Cidade/UF\nAço;{cell}\n")))
    assert Account.objects.values_list("city", "state").get() == (city, state)


def test_a_state_that_says_otherwise_is_not_written_over(write, import_files):
    import_files(("accounts", write("a.csv", "Empresa;Cidade;UF\nAço;Joinville/SC;PR\nBela;Joinville/SC;SC\n")))
    assert set(Account.objects.values_list("city", "state")) == {("Joinville/SC", "PR"), ("Joinville", "SC")}


DEALS = "Cliente;Oportunidade;Situação\nAço;ERP;Fechado\nBela;BI;{}\n"


@pytest.mark.parametrize(
    ("other", "outcome"), [("Perdido - preço", "won"), ("Em andamento", "open"), ("Ganho", "open")]
)
def test_closed_means_won_where_others_are_called_lost(write, import_files, other, outcome):
    import_files(("opportunities", write("o.csv", DEALS.format(other))))
    assert Opportunity.objects.get(name="ERP").outcome == outcome


def test_a_note_of_a_company_is_not_its_contact_s_too(write):
    head = "Empresa;CNPJ;Segmento;Cidade/UF;Contato;Telefone;E-mail;Obs\n"
    path = write("a.csv", head + "Aço;11.222.333/0001-81;Varejo;Joinville/SC;Ana;47 99911-2233;ana@aco.com.br;VIP\n")
    (person,) = [step for step in steps_for(path, path.name, list(KINDS)) if step.kind == "contacts"]
    assert person.columns == {"Empresa": "account", "Contato": "name", "Telefone": "phone", "E-mail": "email"}


def test_what_was_left_out_above_is_counted_in_the_singular():
    notice = {"code": "lines_above_header", "text": "", "params": {"lines": 1}}
    assert say_notice(notice) == "1 line above the header was left out."


def test_a_status_is_shown_by_its_name(write, plan_of):
    (step,) = plan_of(("leads", write("l.csv", "Nome;E-mail;Status do lead\nAna;ana@aco.com.br;Cliente\n")))
    page = pages.file_page(0, step)
    assert [cell.shown for cell in page.columns[2].converted] == ["Opportunity opened"]


def test_the_page_shows_both_parts_of_a_cell_of_city_and_state(write, plan_of):
    (step,) = plan_of(("accounts", write("a.csv", "Empresa;Cidade/UF\nAço;Joinville/SC\nBela;Recife\n")))
    assert [cell.shown for cell in pages.file_page(0, step).columns[1].converted] == ["Joinville · SC", "Recife"]


@pytest.mark.parametrize("is_dry", [True, False])
def test_new_tags_are_told_once_by_the_trial_and_by_the_import(write, import_files, is_dry):
    text = "Empresa;Tags\nAço;VIP, Quente\nBela;VIP\n"
    result = import_files(("accounts", write("a.csv", text)), is_dry=is_dry)
    assert dict(result["added"]["tags"]) == {"VIP": 1, "Quente": 1}

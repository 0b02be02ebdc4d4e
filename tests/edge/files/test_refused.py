"""Refused rows come back as a file that can be corrected and fed back."""

import csv

import pytest

from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.plan import Step
from jornada.edge.files.refused import LEFT, refused_counts, write_refused

pytestmark = pytest.mark.django_db
TEXT = (
    "name;sector;phone\nAço;steel;+551133334444\n;retail;+551233334444\nBela;retail;12 33334444\n"
    "Too;many;cells;here\n;=1+1;9\n"
)


@pytest.fixture
def refused(write, import_files, tmp_path):
    """Import a file with rows that cannot be taken; return the file of those."""
    path = write("contas.csv", TEXT)
    import_files(("accounts", path))
    target = tmp_path / "refused.csv"
    notes = tmp_path / "report" / "report-refused.csv"
    assert refused_counts(notes) == {0: 2}
    write_refused(Step("accounts", str(path), "contas.csv"), 0, notes, target)
    return target


def test_the_file_holds_exactly_the_refused_rows_and_why(refused):
    head, *rows = csv.reader(refused.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert head == ["name", "sector", "phone", "What to correct"]
    assert [row[:2] for row in rows] == [["Too", "many"], ["", "retail"], ["", "'=1+1"]]
    assert rows[1][2:] == ["+551233334444", "Name: this field must not be blank"]


def test_of_a_refused_row_no_field_is_said_to_stay_blank(write, import_files, tmp_path):
    path = write("toques.csv", "company,activity,when\nAço,call.connected,soon\n")
    import_files(("accounts", write("contas.csv", "name\nAço\n")), ("touches", path))
    target = tmp_path / "refused.csv"
    assert write_refused(
        Step("touches", str(path), "toques.csv"), 1, tmp_path / "report" / "report-refused.csv", target
    )
    said = target.read_text("utf-8-sig").splitlines()[1]
    assert "this is no date" in said
    assert "blank" not in said


def test_the_corrected_file_can_be_fed_back(refused, write, import_files):
    text = refused.read_text("utf-8-sig").replace("\n;retail", "\nCobre;retail")
    import_files(("accounts", write("again.csv", text)))
    assert Account.objects.filter(name="Cobre").exists()


EXPORT = """sep=;
ID do registro;Nome;Sobrenome;E-mail;Empresa associada;Número de telefone
151;Lívia;Teles;livia@moinho.com.br;Moinho Azul;'+55 11 98811-2233
;;;;Pedra Clara;+55 31 3322-1100
201;Otto;Braga;otto@trilha.com.br;Trilha; Verde;1133445566
"""


def test_refused_rows_of_an_export_come_back_as_the_same_export(write, import_auto, tmp_path):
    path = write("contatos.csv", EXPORT, "cp1252")
    assert import_auto(path)["totals"] == {"created": 1, "updated": 0, "skipped": 0, "rejected": 2}
    target = tmp_path / "refused.csv"
    write_refused(Step("contacts", str(path), path.name), 0, tmp_path / "report" / "report-refused.csv", target)
    text = target.read_text("utf-8-sig").replace(";;;;Pedra", "251;Inês;Falcão;;Pedra")
    text = text.replace('Trilha;" Verde;1133445566"', "Trilha Verde;1133445566")
    assert import_auto(write("corrigido.csv", text))["totals"] == {
        "created": 2,
        "updated": 0,
        "skipped": 0,
        "rejected": 0,
    }
    people = Contact.objects.order_by("external_id").values_list("name", "account__name", "phone")
    assert list(people) == [
        ("Lívia Teles", "Moinho Azul", "+5511988112233"),
        ("Otto Braga", "Trilha Verde", "+551133445566"),
        ("Inês Falcão", "Pedra Clara", "+553133221100"),
    ]


def to_correct(step, report, target, place=0):
    """Write the rows to correct of the last import; return them as a table."""
    write_refused(step, place, report / "report-refused.csv", target)
    return list(csv.reader(target.read_text("utf-8-sig").splitlines()))


def test_rows_that_came_in_without_a_cell_are_offered_too(write, import_files, tmp_path):
    path = write("a.csv", "name,employees,tax id\nAlfa,many,\nBeta,12,11222333000180\nGama,5,\n")
    import_files(("accounts", path))
    notes = tmp_path / "report" / "report-refused.csv"
    assert (refused_counts(notes), refused_counts(notes, LEFT)) == ({}, {0: 2})
    head, *rows = to_correct(Step("accounts", str(path), path.name), tmp_path / "report", tmp_path / "c.csv")
    assert head[-1] == "What to correct"
    assert [row[0] for row in rows] == ["Alfa", "Beta"]
    assert rows[0][-1] == "Employees: this is no number; the field stays blank"


def test_corrected_they_update_what_came_in(write, import_files, tmp_path):
    path = write("a.csv", "name,employees,tax id\nAlfa,many,\nBeta,12,11222333000180\n")
    import_files(("accounts", path))
    to_correct(Step("accounts", str(path), path.name), tmp_path / "report", tmp_path / "c.csv")
    text = (tmp_path / "c.csv").read_text("utf-8-sig").replace("many", "7").replace("333000180", "333000181")
    result = import_files(("accounts", write("again.csv", text)))
    assert result["totals"] == {"created": 0, "updated": 2, "skipped": 0, "rejected": 0}
    assert list(Account.objects.order_by("name").values_list("employees", "tax_id")) == [
        (7, ""),
        (12, "11222333000181"),
    ]


def test_a_deal_without_an_id_is_found_again_whatever_was_corrected(write, import_files, tmp_path):
    text = "Negócio,Empresa,Data de início,Valor\nUm,Alfa,breve,10\nUm,Alfa,breve,20\nDois,Beta,01/02/2026,x\n"
    path = write("d.csv", text)
    import_files(("opportunities", path))
    step = Step("opportunities", str(path), path.name)
    head, *rows = to_correct(step, tmp_path / "report", tmp_path / "c.csv")
    assert (head[-2], len(rows)) == ("Jornada id (opportunities)", 3)
    corrected = (tmp_path / "c.csv").read_text("utf-8-sig").replace("breve", "03/02/2026").replace(",x,", ",30,")
    result = import_files(("opportunities", write("again.csv", corrected)))
    assert result["totals"] == {"created": 0, "updated": 3, "skipped": 0, "rejected": 0}
    assert sorted(Opportunity.objects.values_list("name", "amount", "engaged_on__day")) == [
        ("Dois", 30, 1),
        ("Um", 10, 3),
        ("Um", 20, 3),
    ]


def test_a_person_whose_address_is_corrected_is_the_same_person(write, import_files, tmp_path):
    path = write("c.csv", "Nome,E-mail,Empresa\nAna Souza,ana@@alfa,Alfa\nEva,eva@alfa.com.br,Alfa\n")
    import_files(("contacts", path))
    to_correct(Step("contacts", str(path), path.name), tmp_path / "report", tmp_path / "c2.csv")
    text = (tmp_path / "c2.csv").read_text("utf-8-sig").replace("ana@@alfa", "ana@alfa.com.br")
    import_files(("contacts", write("again.csv", text)))
    assert dict(Contact.objects.values_list("name", "email")) == {
        "Ana Souza": "ana@alfa.com.br",
        "Eva": "eva@alfa.com.br",
    }


def test_a_touch_that_came_in_is_not_offered(write, import_files, tmp_path):
    path = write("t.csv", "company,activity,when,value\nAlfa,call.connected,2026-01-05,dear\n")
    import_files(("accounts", write("a.csv", "name\nAlfa\n")), ("touches", path))
    assert refused_counts(tmp_path / "report" / "report-refused.csv", LEFT) == {}

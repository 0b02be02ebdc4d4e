"""Refused rows come back as a file that can be corrected and fed back."""

import csv

import pytest

from jornada.apps.market.models import Account, Contact
from jornada.edge.files.plan import Step
from jornada.edge.files.refused import refused_counts, write_refused

pytestmark = pytest.mark.django_db
TEXT = "name;sector;phone\nAço;steel;+55 11\n;retail;+55 12\nBela;retail;1\nToo;many;cells;here\n;=1+1;9\n"


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
    assert head == ["name", "sector", "phone", "Why it was refused"]
    assert [row[:2] for row in rows] == [["Too", "many"], ["", "retail"], ["", "'=1+1"]]
    assert rows[1][2:] == ["+55 12", "Name: this field must not be blank"]


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
        ("Lívia Teles", "Moinho Azul", "+55 11 98811-2233"),
        ("Otto Braga", "Trilha Verde", "1133445566"),
        ("Inês Falcão", "Pedra Clara", "+55 31 3322-1100"),
    ]

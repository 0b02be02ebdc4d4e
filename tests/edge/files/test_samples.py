"""The columns' page says which cells will not be taken as they came, and of how many rows it knows."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jornada.apps.org.custom.actions import add_field
from jornada.apps.org.models import CustomField, User
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import Step
from jornada.edge.files.propose import detect
from jornada.edge.files.samples import LOOKED_AT, look_at

pytestmark = pytest.mark.django_db
PHONE = "this is no whole phone number; it was kept as it came"
TAX_ID = "the check digits of this CNPJ or CPF are wrong; the number was kept"
MAIL = "this is no e-mail address; the field stays blank"
CONTACTS = "Nome;E-mail;Telefone;Celular\nAna;ana@aco.com.br;41 99888-7766;\nBia;bia em casa;123;\nCia;;;456\n"


def looked(write, text, kind="contacts", number=LOOKED_AT, **more):
    step = Step(kind, str(write("a.csv", text)), "a.csv")
    detect(step)
    step.columns |= more
    with step.open() as table:
        return look_at(table, step, number)


def test_each_wrong_cell_has_its_reason(write):
    found = looked(write, CONTACTS)
    assert list(found.wrong["E-mail"].values()) == [MAIL]
    assert list(found.wrong["Telefone"]) == [found.lines[1]]
    assert "Nome" not in found.wrong


def test_of_two_columns_of_a_field_the_one_that_is_wrong_is_marked(write):
    found = looked(write, CONTACTS, Celular="phone")
    assert list(found.wrong["Celular"]) == [found.lines[2]]
    assert list(found.wrong["Telefone"]) == [found.lines[1]]


def test_a_wrong_tax_id_and_a_missing_name_are_marked(write):
    text = "Empresa;CNPJ;Cidade\nAço;11.222.333/0001-81;Curitiba\nBela;11.222.333/0001-99;Santos\n;;Recife\n"
    found = looked(write, text, "accounts")
    assert found.counts("CNPJ") == [(TAX_ID, 1)]
    assert found.counts("Empresa") == [("this field must not be blank", 1)]


def test_only_the_first_rows_are_looked_at(write):
    text = "Empresa;CNPJ\n" + "".join(f"Casa {row};11.222.333/0001-99\n" for row in range(500))
    found = looked(write, text, "accounts", number=50)
    assert (found.rows, found.counts("CNPJ")) == (50, [(TAX_ID, 50)])


def test_values_that_no_custom_field_takes_are_marked(write):
    choices = [{"en": "A", "pt": "A"}]
    add_field(None, record="account", type="several", choices=choices, label_en="Uso", label_pt="Uso")
    found = looked(write, "Empresa;Uso\nAço;A\nBela;Z\n", "accounts")
    assert found.counts("Uso") == [("this is none of the possible values; the field stays blank", 1)]
    assert [one["en"] for one in CustomField.objects.get().choices] == ["A"]


def test_the_page_marks_cells_and_counts_them(client, django_assert_max_num_queries):
    client.force_login(User.objects.create_user(username="a", email="a@example.com", role="admin", language="en"))
    client.post("/imports/new/", {"files": [SimpleUploadedFile("p.csv", CONTACTS.encode())], "kind": "contacts"})
    with django_assert_max_num_queries(40):
        page = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").content.decode()
    assert "1 of 3 rows looked at: this is no e-mail address" in page
    assert page.count("This is no whole phone number") == 2
    assert "the trial, in step 3, looks at all" not in page
    assert "<div>123 <span" in page


def test_the_page_shows_what_becomes_of_cells_as_records_do(client):
    client.force_login(User.objects.create_user(username="a", email="a@example.com", role="admin", language="en"))
    text = "Empresa;CNPJ;CEP\nAço;11222333000181;1310100\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("p.csv", text.encode())], "kind": "accounts"})
    (file,) = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").context["files"]
    assert [one.converted[0].shown for one in file.columns] == ["Aço", "11.222.333/0001-81", "01310-100"]


def test_the_page_says_that_it_looked_at_the_first_rows_only(client):
    client.force_login(User.objects.create_user(username="a", email="a@example.com", role="admin", language="en"))
    text = "Nome;E-mail\n" + "".join(f"Ana {row};a{row}@b.com\n" for row in range(LOOKED_AT + 1))
    client.post("/imports/new/", {"files": [SimpleUploadedFile("p.csv", text.encode())], "kind": "contacts"})
    page = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").content.decode()
    assert "first 200 rows; the trial" in page


def test_the_page_shows_the_first_filled_cells_of_each_column(client):
    client.force_login(User.objects.create_user(username="a", email="a@example.com", role="admin", language="en"))
    rows = "".join(f"D{row};{'0' + str(row) + '/03/2026' if row in (5, 7) else ''};;\n" for row in range(9))
    deep = "".join(f"E{row};;;\n" for row in range(300)) + "F;;x;\n"
    text = f"Oportunidade;Data de fechamento;Nota interna;Vazia\n{rows}{deep}"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("p.csv", text.encode())], "kind": "opportunities"})
    (file,) = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").context["files"]
    assert [one.sample for one in file.columns] == [["D0", "D1", "D2"], ["05/03/2026", "07/03/2026"], ["x"], []]
    assert [cell.shown for cell in file.columns[1].converted] == ["03/05/2026", "03/07/2026"]


def test_a_thousand_among_words_is_one_in_a_file_of_semicolons(write):
    add_field(None, record="account", type="number", label_en="Seats", label_pt="Assentos")
    found = looked(write, "Empresa;Assentos\nAço;1.200\nBela;muitos\nCasa;25\n", "accounts")
    assert [values["custom_seats"] for values in found.values.values()] == [1200.0, None, 25.0]


def test_a_thousand_among_words_is_read_as_the_other_columns_are(write):
    add_field(None, record="account", type="number", label_en="Seats", label_pt="Assentos")
    text = 'Empresa,Seats,Receita anual\nAço,"1,200",2.5\nBela,many,3.25\nCasa,25,1.75\n'
    found = looked(write, text, "accounts")
    assert [values["custom_seats"] for values in found.values.values()] == [1200.0, None, 25.0]


def test_nothing_becomes_of_what_is_no_web_address(write):
    add_field(None, record="account", type="link", label_en="Tender", label_pt="Edital")
    found = looked(write, "Empresa;Tender\nAço;no link\nBela;bela.com\n", "accounts")
    assert [values["custom_tender"] for values in found.values.values()] == [None, "bela.com"]
    assert found.counts("Tender")[0][0].startswith("this is no web address")


def test_the_page_writes_numbers_in_the_language_of_its_reader(client):
    add_field(None, record="account", type="number", label_en="Seats", label_pt="Assentos")
    client.force_login(User.objects.create_user(username="a", email="a@example.com", role="admin", language="pt-br"))
    text = "Empresa;Assentos\nAço;1.200,5\nBela;25\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("p.csv", text.encode())], "kind": "accounts"})
    (file,) = client.get(f"/imports/{ImportPlan.objects.get().pk}/mapping/").context["files"]
    assert [one.shown for one in file.columns[1].converted] == ["1.200,5", "25"]


def test_the_decimal_mark_of_numbers_among_words_is_shown_and_chosen(client):
    add_field(None, record="account", type="number", label_en="Seats", label_pt="Assentos")
    client.force_login(User.objects.create_user(username="a", email="a@example.com", role="admin", language="en"))
    text = "Empresa;Assentos;Cidade\nAço;1.200;S.Paulo\nBela;muitos;Natal\nCasa;25;Natal\n"
    client.post("/imports/new/", {"files": [SimpleUploadedFile("p.csv", text.encode())], "kind": "accounts"})
    page = f"/imports/{ImportPlan.objects.get().pk}/mapping/"

    def columns():
        (file,) = client.get(page).context["files"]
        return file.columns

    assert [(one.decimal, len(one.decimals)) for one in columns()] == [("", 0), (",", 2), ("", 0)]
    sent = {"kind-0": "accounts", "col-0-0": "name", "col-0-1": columns()[1].chosen, "decimal-0-1": "."}
    client.post(page, sent)
    assert (columns()[1].decimal, [one.shown for one in columns()[1].converted]) == (".", ["1.2", "–", "25"])

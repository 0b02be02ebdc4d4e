"""Real numbers and dates of a workbook are shown as people write them; what is imported stays the same."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from jornada.apps.sales.models import Opportunity
from jornada.edge.files.pages import file_page
from jornada.edge.files.plan import Step
from jornada.edge.files.told import shown, told

HEAD = ("Nome", "Empresa", "Valor", "Criado em", "Previsão", "Código")
ROWS = (
    ("Forno 1", "Aço", 1234567.89, dt.datetime.fromisoformat("2020-05-01 14:30"), dt.date(2020, 5, 31), 20200501),
    ("Forno 2", "Aço", 1500, dt.datetime.fromisoformat("2021-05-02"), "em breve", 20210502),
    ("Forno 3", "Aço", "abc", dt.datetime.fromisoformat("2021-05-03"), dt.date(2021, 6, 30), 20210503),
    ("Forno 4", "Aço", dt.date(2020, 5, 1), dt.datetime.fromisoformat("2021-05-03"), dt.date(2021, 6, 30), 20210503),
)


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    for row in (HEAD, *ROWS):
        made.active.append(row)
    made.save(tmp_path / "negocios.xlsx")
    return tmp_path / "negocios.xlsx"


def columns(path):
    page = file_page(0, Step("opportunities", str(path), path.name))
    return {column.name: column for column in page.columns}


@pytest.mark.django_db
def test_the_preview_speaks_portuguese(book):
    with translation.override("pt-br"):
        found = columns(book)
    assert found["Valor"].sample == ["1.234.567,89", "1.500", "abc"]
    assert found["Criado em"].sample == ["01/05/2020 14:30", "02/05/2021", "03/05/2021"]
    assert found["Previsão"].sample == ["31/05/2020", "em breve", "30/06/2021"]
    assert found["Código"].sample == ["20200501", "20210502", "20210503"]


@pytest.mark.django_db
def test_the_preview_speaks_english(book):
    assert columns(book)["Valor"].sample == ["1,234,567.89", "1,500", "abc"]


@pytest.mark.django_db
def test_a_text_file_is_shown_as_it_stands(write):
    path = write("negocios.csv", "Nome;Valor;Criado em\nForno;1234567.89;2020-05-01\n")
    with translation.override("pt-br"):
        found = columns(path)
    assert (found["Valor"].sample, found["Criado em"].sample) == (["1234567.89"], ["2020-05-01"])


def test_texts_of_a_workbook_are_shown_as_they_stand(db, tmp_path):
    made = openpyxl.Workbook()
    for row in (("Nome", "Valor"), ("Forno", "1234.50"), ("Torno", "99.10")):
        made.active.append(row)
    made.save(tmp_path / "t.xlsx")
    with translation.override("pt-br"):
        assert columns(tmp_path / "t.xlsx")["Valor"].sample == ["1234.50", "99.10"]


def test_the_report_speaks_so_too_and_takes_the_same_values(book, import_files, tmp_path):
    with translation.override("pt-br"):
        import_files(("opportunities", book))
        text = (tmp_path / "report" / "report.csv").read_text(encoding="utf-8-sig")
    assert "Valor,abc,não é um número; o campo fica em branco" in text
    assert "Valor,01/05/2020,não é um número; o campo fica em branco" in text
    assert Opportunity.objects.get(name="Forno 1").amount == Decimal("1234567.89")


def test_a_year_that_cannot_be_meant_is_a_date_in_the_report(write, import_files, tmp_path):
    import_files(("opportunities", write("d.csv", "Nome;Empresa;Data de fechamento\nForno;Aço;15/03/1850\n")))
    text = (tmp_path / "report" / "report.csv").read_text(encoding="utf-8-sig")
    assert "1850" in text
    assert "-37" not in text


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("123.4560", "123,456"),
        ("-12.5", "-12,50"),
        ("2020-02-30", "2020-02-30"),
        ("2020-05-01 14:30:00.123", "01/05/2020 14:30"),
        ("1,5", "1,5"),
    ],
)
def test_cells_in_portuguese(cell, said):
    with translation.override("pt-br"):
        assert shown(told(cell)).replace("−", "-") == said

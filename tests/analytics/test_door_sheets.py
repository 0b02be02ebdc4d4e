"""Sheets of a workbook: which there are, and which of them is the table."""

import openpyxl
import pytest

from jornada.analytics.door import open_table
from jornada.analytics.door_problems import WrongOption
from jornada.analytics.door_sheets import sheets_of
from jornada.analytics.door_workbook import main_sheet

PEOPLE = [["Nome", "E-mail"], ["Ana", "ana@aco.com.br"], ["Bia", "bia@aco.com.br"]]
GUIDE = [["Como preencher esta planilha"], ["Uma empresa por linha"], ["Não apague colunas"]]
FIELDS = [["Campo", "Descrição"], ["Nome", "nome da pessoa"]]


@pytest.fixture
def book(tmp_path):
    """Write a workbook of sheets by name; those whose name begins with a star are hidden."""

    def book(**sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            page = made.create_sheet(name.strip("*").replace("_", " "))
            page.sheet_state = "hidden" if name.startswith("*") else "visible"
            for row in rows:
                page.append(row)
        made.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return book


@pytest.mark.parametrize(
    ("sheets", "taken"),
    [
        ({"Leia-me": FIELDS, "Pessoas": PEOPLE}, "Pessoas"),
        ({"1. Instruções": FIELDS, "Pessoas": PEOPLE}, "Pessoas"),
        ({"Capa": FIELDS, "Pessoas": PEOPLE}, "Pessoas"),
        ({"Léeme": FIELDS, "Personas": PEOPLE}, "Personas"),
        ({"Plan1": GUIDE, "Plan2": PEOPLE}, "Plan2"),
        ({"Vazia": [], "Só título": PEOPLE[:1], "Pessoas": PEOPLE}, "Pessoas"),
        ({"*Listas": FIELDS, "Resumo": FIELDS}, "Resumo"),
        ({"Leia-me": FIELDS}, "Leia-me"),
        ({"Emails": [["E-mail"], ["ana@aco.com.br"]], "Vazia": []}, "Emails"),
        ({"2024": PEOPLE, "2025": PEOPLE}, "2024"),
    ],
)
def test_the_first_sheet_that_is_a_table_and_tells_of_no_other_is_read(book, sheets, taken):
    path = book(**sheets)
    with open_table(path) as table:
        assert (table.found.sheet, main_sheet(path)) == (taken, taken)


def test_sheets_are_told_with_the_rows_that_hold_something(book):
    path = book(**{"Leia-me": GUIDE, "Pessoas": [*PEOPLE, [], ["Caio"]], "*Listas": []})
    written = openpyxl.load_workbook(path)
    written["Pessoas"].cell(90, 2).fill = openpyxl.styles.PatternFill("solid", "FFFF00")
    written.save(path)
    told = [(one.name, one.rows, one.is_hidden) for one in sheets_of(path)]
    assert told == [("Leia-me", 3, False), ("Pessoas", 4, False), ("Listas", 0, True)]


def test_a_text_has_no_sheets(tmp_path):
    (tmp_path / "a.csv").write_text("a;b\n1;2\n")
    assert sheets_of(tmp_path / "a.csv") == ()


def test_the_notice_names_the_others_and_a_wrong_name_those_that_there_are(book):
    path = book(**{"Leia-me": GUIDE, "Pessoas": PEOPLE})
    with open_table(path) as table:
        assert "Leia-me (3)" in table.notices[-1].text
    with pytest.raises(WrongOption, match="Leia-me, Pessoas"):
        open_table(path, sheet="Clientes")

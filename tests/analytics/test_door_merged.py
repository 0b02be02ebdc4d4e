"""Cells of a workbook that were merged downwards."""

import zipfile

import openpyxl
import pytest

from jornada.analytics.door import Reading, open_table
from jornada.analytics.door_merged import filled, merged_down

ROWS = (
    ("Nome", "Contato", "Valor", "CNPJ"),
    ("Vale", "Ana", 1200.5, 11222333000181),
    (None, "Bia", None, None),
    (None, "Caio", None, None),
    ("Serra", "Davi", 7, None),
    (None, "Eva", None, None),
)


def book(path, *merged, title="Clientes"):
    made = openpyxl.Workbook()
    made.active.title = title
    for row in ROWS:
        made.active.append(row)
    for one in merged:
        made.active.merge_cells(one)
    made.save(path)
    return path


def columns(path):
    with open_table(path) as table:
        read = table.read({name: Reading("text") for name in ROWS[0]})
        return {name: [text or "" for text in read[name]] for name in ROWS[0]}


def test_each_row_gets_what_stands_in_the_merged_cell_beside_it(tmp_path):
    read = columns(book(tmp_path / "v.xlsx", "A2:A4", "D2:D4"))
    assert read["Nome"] == ["Vale", "Vale", "Vale", "Serra", ""]
    assert read["CNPJ"] == ["11222333000181"] * 3 + ["", ""]


def test_an_amount_stays_one(tmp_path):
    assert columns(book(tmp_path / "v.xlsx", "A2:A4", "C2:C4"))["Valor"] == ["1200.5", "", "", "7", ""]


def test_cells_that_were_not_merged_stay_blank(tmp_path):
    assert columns(book(tmp_path / "v.xlsx"))["Nome"] == ["Vale", "", "", "Serra", ""]


def test_the_last_column_and_a_title_with_marks_are_found(tmp_path):
    path = book(tmp_path / "v.xlsx", "D2:D3", "A5:B6", title="São Paulo & cia")
    assert merged_down(path, "São Paulo & cia") == {2: [(3, 3)], 5: [(0, 6)]}


def test_blank_rows_inside_stay_out_and_what_is_written_stays():
    rows = iter([(2, ["Vale", "Ana"]), (4, ["Outra", "Bia"]), (5, ["", "Caio"]), (9, ["", "Davi"])])
    assert [row for _number, row in filled(rows, {2: [(0, 6)], 7: [(0, 9)]})] == [
        ["Vale", "Ana"],
        ["Outra", "Bia"],
        ["Vale", "Caio"],
        ["", "Davi"],
    ]


def test_parts_are_found_as_excel_names_them_and_a_sheet_that_is_not_there_has_none(tmp_path):
    whole = book(tmp_path / "v.xlsx", "A2:A4")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "w.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'Target="/xl/', b'Target="'))
    assert merged_down(tmp_path / "w.xlsx", "Clientes") == {2: [(0, 4)]}
    assert merged_down(whole, "Outra") == {}


@pytest.mark.parametrize(
    "amount", ["1234.5600000000001", "3.3000000000000003", "R$ 123.456.789,00", "1234567890,12", "(1.200,50)"]
)
def test_an_amount_stays_one_however_long_it_is(amount):
    rows = [(2, ["11222333000181", amount]), (3, ["", ""])]
    assert list(filled(iter(rows), {2: [(0, 3), (1, 3)]}))[1] == (3, ["11222333000181", ""])


def test_a_code_is_no_amount():
    rows = [(2, ["CLI0012", "R$ 1.200,50"]), (3, ["", ""])]
    assert list(filled(iter(rows), {2: [(0, 3), (1, 3)]}))[1] == (3, ["CLI0012", ""])

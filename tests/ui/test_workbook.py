"""Lists as Excel workbooks."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from jornada.ui.workbook import MEASURED, WIDEST, workbook_response

HEAD = ["Name", "Amount", "Day", "Made"]


def sheet_of(rows, head=HEAD):
    answer = workbook_response("deals", head, rows)
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


def test_money_days_and_instants_are_shown_as_the_reader_writes_them():
    sheet = sheet_of([["A", (Decimal("1234.5"), "BRL"), date(2026, 1, 31), datetime(2026, 1, 31, 15, tzinfo=UTC)]])
    name, amount, day, made = sheet[2]
    assert (name.value, amount.value, amount.number_format) == ("A", 1234.5, "#,##0.00")
    assert (day.value.date(), day.number_format) == (date(2026, 1, 31), "mm-dd-yy")
    assert made.number_format == "m/d/yy h:mm"
    assert made.value.tzinfo is None


@pytest.mark.parametrize("text", ["+55 11 98888-7777", '=HYPERLINK("http://evil";"x")', "@x", "-1"])
def test_a_text_that_looks_like_a_formula_is_a_text_as_it_was_written(text):
    cell = sheet_of([[text, None, None, None]])["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_the_head_stays_in_sight_and_columns_are_as_wide_as_what_they_hold():
    sheet = sheet_of([["x" * 30, (None, "BRL"), None, None], ["x" * 300, None, None, None]])
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert [sheet.column_dimensions[name].width for name in "AB"] == [WIDEST, 9]


def test_a_value_with_what_stands_beside_it_is_the_value():
    assert [cell.value for cell in sheet_of([[("Maria", "/contacts/1/"), (3, "x"), (None,), None]])[2]] == [
        "Maria",
        3,
        None,
        None,
    ]


def test_rows_beyond_those_that_were_measured_are_written_too():
    rows = ([str(number), None, None, None] for number in range(MEASURED + 5))
    assert [cell.value for cell in sheet_of(rows)["A"]] == ["Name", *map(str, range(MEASURED + 5))]
    assert [cell.value for cell in sheet_of([], ["=A", "B"])[1]] == ["=A", "B"]

"""Numbers of a sheet are what the sheet says; typed ones are read in the notation of their column."""

import datetime as dt

import pytest
from openpyxl import Workbook

from jornada.analytics.door import open_table


@pytest.fixture
def read(tmp_path):
    """Write a column of cells into a workbook or a CSV; give what is read of it, with column and notices."""

    def read(*cells, kind="xlsx", separator=";"):
        path = tmp_path / f"x.{kind}"
        if kind == "xlsx":
            book = Workbook()
            for number, cell in enumerate(("Valor", *cells)):
                book.active.append([f"row {number}", cell])
            book.save(path)
        else:
            path.write_text("".join(f"row {n}{separator}{cell}\n" for n, cell in enumerate(("Valor", *cells))))
        with open_table(path) as table:
            column = table.column("Valor")
            (batch,) = table.batches({"Valor": column.reading_as("decimal")}, 1000)
            found = [None if value is None else float(value) for value in batch.columns["Valor"]]
            return found, column, [one.code for one in table.notices]

    return read


def test_a_real_number_among_typed_ones_with_a_decimal_comma_stays_what_it_is(read):
    values, column, codes = read("1.234,56", "7,50", 123.456, 0.125, 12.5, 1234.567, 1e-05, "2.000", 88)
    assert values == [1234.56, 7.5, 123.456, 0.125, 12.5, 1234.567, 0.00001, 2000, 88]
    assert (column.decimal, codes) == (",", [])


def test_typed_commas_decide_however_many_real_numbers_stand_beside_them(read):
    values, column, _codes = read(*[123.456] * 20, "1.234,56", "2.000")
    assert (values[0], values[-2:], column.decimal) == (123.456, [1234.56, 2000], ",")


@pytest.mark.parametrize("numbers", [(123.456, 7.891), (123.456, 10, 5.5), (-1.125,)])
def test_real_numbers_alone_leave_nothing_open(read, numbers):
    values, column, codes = read(*numbers)
    assert values == list(numbers)
    assert (column.decimal, column.ambiguous, codes) == (".", False, [])


def test_a_typed_number_beside_real_ones_that_can_be_read_in_two_ways_is_told(read):
    values, _column, codes = read(123.456, 10.5, "1.234")
    assert (values[0], codes) == (123.456, ["ambiguous_number"])


def test_typed_points_beside_real_numbers_are_points(read):
    values, column, codes = read("1,234.56", 123.456, "2,000")
    assert (values, column.decimal, codes) == ([1234.56, 123.456, 2000], ".", [])


def test_in_a_csv_the_style_of_the_column_is_followed_and_the_odd_one_is_told(read):
    values, column, codes = read("1.234,56", "7,50", "10,00", "99,90", "123.456", kind="csv")
    assert (values[-1], column.decimal, codes) == (123456, ",", ["odd_thousands"])


def test_thousands_among_numbers_without_cents_are_nothing_odd(read):
    values, _column, codes = read("1.234,56", "7,50", "10,00", "99,90", "500", "123.456", kind="csv")
    assert (values[-1], codes) == (123456, [])


def test_beyond_doubt_the_other_mark_is_read_as_what_it_is(read):
    values, _column, codes = read("1.234,56", "7,50", "10,00", "12.5", kind="csv")
    assert (values[-1], codes) == (12.5, [])


def test_instants_stay_instants(read):
    _values, column, _codes = read(*(dt.datetime.fromisoformat(f"2026-01-{day} 10:30") for day in (30, 31)))
    assert column.kind == "instant"

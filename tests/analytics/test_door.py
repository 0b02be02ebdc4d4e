"""Files of many makes as tables: what is detected, what is converted, what is told."""

import datetime as dt
import gzip
import zipfile
from decimal import Decimal

import numpy as np
import openpyxl
import pytest

from jornada.analytics.door import NO_INSTANT, Reading, open_table

pytestmark = pytest.mark.filterwarnings("error")

BRAZILIAN = (
    "Conta;Valor;Data;Ativo\nAço São João;1.234,56;31/12/2025 14:30;sim\nCia. Ênio;R$ 7,00;01/02/2025 08:05;não\n"
)


@pytest.fixture
def write(tmp_path):
    def write(content, name="file.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def local(*parts):
    return dt.datetime(*parts)  # noqa: DTZ001 - spreadsheets know no zones


def micros(*parts):
    return int(dt.datetime(*parts, tzinfo=dt.UTC).timestamp()) * 1_000_000


def codes(table):
    return [notice.code for notice in table.notices]


@pytest.mark.parametrize(
    ("encoding", "name", "has_bom"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", True),
        ("utf-16", "utf-16-le", True),
        ("utf-16-le", "utf-16-le", False),
        ("utf-16-be", "utf-16-be", False),
        ("windows-1252", "windows-1252", False),
        ("latin-1", "windows-1252", False),
    ],
)
def test_a_portuguese_file_is_read_in_every_usual_encoding(write, encoding, name, has_bom):
    with open_table(write(BRAZILIAN, encoding=encoding)) as table:
        assert (table.found.encoding, table.found.has_bom, table.found.separator) == (name, has_bom, ";")
        assert table.read(["Conta"])["Conta"].tolist() == ["Aço São João", "Cia. Ênio"]


def test_each_column_says_what_it_holds(write):
    with open_table(write(BRAZILIAN)) as table:
        found = [(column.kind, column.decimal, column.date_order) for column in table.columns]
    assert found == [("text", "", ""), ("number", ",", ""), ("instant", "", "dmy"), ("boolean", "", "")]


def test_columns_are_converted_as_detected(write):
    with open_table(write(BRAZILIAN)) as table:
        read = table.read({column.name: column.reading(zone="America/Sao_Paulo") for column in table.columns})
    assert read["Valor"].tolist() == [1234.56, 7.0]
    assert read["Data"].tolist() == [micros(2025, 12, 31, 17, 30), micros(2025, 2, 1, 11, 5)]
    assert read["Ativo"].tolist() == [1, 0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_though_cells_hold_others(write, separator):
    rows = [["name", "note", "value"], ["a", '"1;2,3|4\t5"', "7"], ["b", '"x, y"', "8"]]
    with open_table(write("\n".join(separator.join(row) for row in rows))) as table:
        assert table.found.separator == separator
        assert table.read(["note"])["note"].tolist() == ["1;2,3|4\t5", "x, y"]


def test_a_separator_that_spreadsheets_announce_is_believed(write):
    with open_table(write("sep=;\na;b\n1,5;2\n")) as table:
        assert table.names == ("a", "b")
        assert int(table.lines.of(0)) == 3


@pytest.mark.parametrize(
    ("dates", "order", "ambiguous"),
    [
        (["31/12/2025", "01/02/2025"], "dmy", False),
        (["12/31/2025", "01/02/2025"], "mdy", False),
        (["01/02/2025", "03/04/2025"], "dmy", True),
        (["2025-12-31", "2025-01-02"], "ymd", False),
        (["31.12.25", "01.02.25"], "dmy", False),
        (["31-Dec-2025", "01-Feb-2025"], "named", False),
        (["31 dez 2025", "1º de fev. de 2025"], "named", False),
        (["31/dez/25", "01/ago/25"], "named", False),
        (["31 de dezembro de 2025", "2 de março de 2025"], "named", False),
        (["dic 31 2025", "ene 1 2025"], "named", False),
    ],
)
def test_the_date_order_is_decided_by_the_column(write, dates, order, ambiguous):
    with open_table(write("d,x\n" + "".join(f"{date},a\n" for date in dates))) as table:
        column = table.column("d")
        assert (column.kind, column.date_order, column.ambiguous) == ("date", order, ambiguous)
        assert ("ambiguous_date" in codes(table)) is ambiguous
        first = table.read({"d": column.reading()})["d"].tolist()[0]
    assert first == (micros(2025, 2, 1) if ambiguous else micros(2025, 12, 31))


def test_a_late_row_settles_the_date_order(write):
    lines = "".join("01/02/2025,a\n" for _ in range(5000)) + "25/02/2025,a\n"
    with open_table(write("d,x\n" + lines), day_first=False) as table:
        assert (table.column("d").date_order, table.column("d").ambiguous) == ("dmy", False)


def test_a_date_that_is_none_mixes_no_orders(write):
    with open_table(write("d,x\n31/12/2025,a\n30/12/2025,a\n32/13/2024,b\n")) as table:
        read = table.read({"d": table.column("d").reading()})
        assert (table.column("d").date_order, codes(table)) == ("dmy", [])
        assert [error.value for error in read.errors] == ["32/13/2024"]


def test_mixed_date_orders_are_told(write):
    with open_table(write("d,x\n31/12/2025,a\n30/12/2025,a\n12/31/2025,b\n")) as table:
        read = table.read({"d": table.column("d").reading()})
        assert codes(table) == ["mixed_date"]
        assert [(error.line, error.value) for error in read.errors] == [(4, "12/31/2025")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011-10-11 13:45:40.276000+02:00", micros(2011, 10, 11, 11, 45, 40) + 276000),
        ("2012-10-09T14:50:17Z", micros(2012, 10, 9, 14, 50, 17)),
        ("2012-10-09T14:50:17-0300", micros(2012, 10, 9, 17, 50, 17)),
        ("2012-10-09 14:50:17 -0300", micros(2012, 10, 9, 17, 50, 17)),
        ("09/10/2012 14:50 -03:00", micros(2012, 10, 9, 17, 50)),
        ("2012/10/09 14:50", micros(2012, 10, 9, 17, 50)),
        ("9/10/2012, 14:50:01", micros(2012, 10, 9, 17, 50, 1)),
        ("09/10/2012 02:50 PM", micros(2012, 10, 9, 17, 50)),
        ("09.10.12 14:50", micros(2012, 10, 9, 17, 50)),
        ("2012-10-09 14:50:17,5", micros(2012, 10, 9, 17, 50, 17) + 500000),
        ("31/02/2012", NO_INSTANT),
        ("2012-13-01", NO_INSTANT),
        ("epoch", NO_INSTANT),
        ("infinity", NO_INSTANT),
        ("2012-10-09 14:50:17 Mars/Base", NO_INSTANT),
        ("290000-01-01", NO_INSTANT),
    ],
)
def test_spellings_of_an_instant(write, text, expected):
    with open_table(write(f'd|x\n"{text}"|a\n'), header=True) as table:
        zone = Reading("instant", date_order="dmy", zone="America/Sao_Paulo")
        read = table.read({"d": zone})
    assert read["d"].tolist() == [expected]
    assert len(read.errors) == (expected == NO_INSTANT)


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1.234,56", ",", 1234.56),
        ("R$ 1.234,56", ",", 1234.56),
        ("(1.234,50)", ",", -1234.5),
        ("-12,5", ",", -12.5),
        ("1,234.56", ".", 1234.56),
        ("US$ 1,234", ".", 1234.0),
        ("1e-3", ".", 0.001),
        ("0.125", ",", 0.125),
        ("(0,500)", ".", -0.5),
        ("0.000,00", ",", 0.0),
        ("12,34.5", ".", None),
        ("1.23,4", ",", None),
        ("nan", ".", None),
        ("12x", ".", None),
    ],
)
def test_spellings_of_a_number(write, text, decimal, expected):
    with open_table(write(f'n|x\n"{text}"|a\n'), header=True) as table:
        (batch,) = table.batches({"n": Reading("decimal", decimal=decimal)})
    value = batch.columns["n"][0]
    assert value == (None if expected is None else Decimal(str(expected)))
    code = {",": "number_comma", ".": "number_point"}[decimal]
    assert [error.expected for error in batch.errors] == ([] if value is not None else [code])


def test_the_decimal_mark_is_decided_by_the_column(write):
    with open_table(write("n\tm\n1.234\t1.234\n2.345\t2.5\n")) as table:
        kinds = [(column.decimal, column.ambiguous) for column in table.columns]
        assert kinds == [(".", True), (".", False)]
        assert codes(table) == ["ambiguous_number"]


@pytest.mark.parametrize(("cell", "other"), [("0.125", "1.375"), ("0,125", "1,375")])
def test_no_thousands_stand_behind_a_zero(write, cell, other):
    with open_table(write(f"n;m\n{cell};{cell}\n{other};1,5\n;2,5\n")) as table:
        read = table.read({column.name: column.reading() for column in table.columns})
        assert codes(table) == []
    assert (list(read["n"][:2]), list(read["m"])) == ([0.125, 1.375], [0.125, 1.5, 2.5])


def test_codes_with_leading_zeros_stay_text(write):
    with open_table(write("cep,n\n01310100,1\n20040002,2\n")) as table:
        assert [column.kind for column in table.columns] == ["text", "integer"]


def test_a_file_without_header_is_noticed(write):
    with open_table(write("1,2025-01-01,x\n2,2025-01-02,y\n")) as table:
        assert table.names == ("column_1", "column_2", "column_3")
        assert table.rows == 2
        assert codes(table) == ["no_header"]


def test_titles_above_the_header_are_left_out(write):
    with open_table(write("Relatório de vendas;;\n\nconta;valor;data\na;1;2025-01-01\n")) as table:
        assert table.names == ("conta", "valor", "data")
        assert codes(table) == ["lines_above_header"]
        assert int(table.lines.of(0)) == 4


def test_repeated_and_blank_headers_get_names_of_their_own(write):
    with open_table(write("a,a,,a (2)\n1,2,3,4\n5,6,7,8\n"), header=True) as table:
        assert table.names == ("a", "a (2)", "column_3", "a (2) (2)")
        assert codes(table) == ["duplicate_header", "empty_header", "duplicate_header"]


def test_ragged_rows_are_set_aside_with_their_line(write):
    with open_table(write("a,b\n1,x\n2\n3,y,z\n4,w\n")) as table:
        assert [(reject.line, reject.came, reject.text) for reject in table.rejects] == [(3, 1, "2"), (4, 3, "3,y,z")]
        assert table.lines.of(np.arange(table.rows)).tolist() == [2, 5]


def test_lines_are_right_after_blank_lines_and_cells_of_many_lines(write):
    content = 'a,b\n\n1,"x\ny"\n2,z\n\n\n3,oops\n'
    for end in ("\n", "\r\n", "\r"):
        with open_table(write(content.replace("\n", end))) as table:
            read = table.read({"b": Reading("integer")})
            assert [error.line for error in read.errors] == [3, 5, 8]


def test_quotation_marks_used_freely_are_kept(write):
    with open_table(write('size,name\n5" pipe,"say ""hi"""\n6" pipe,plain\n')) as table:
        assert table.read(["size", "name"]).columns["size"].tolist() == ['5" pipe', '6" pipe']
        assert table.read(["name"])["name"].tolist() == ['say "hi"', "plain"]


def test_formulas_stay_text(write):
    with open_table(write("name,v\n=1+1,a\n@SUM(A1),b\n")) as table:
        assert table.column("name").kind == "text"
        assert table.read(["name"])["name"].tolist() == ["=1+1", "@SUM(A1)"]


def test_archives_of_one_file_are_opened(write, tmp_path):
    packed = write(gzip.compress(BRAZILIAN.encode("windows-1252")), "v.csv.gz")
    zipped = tmp_path / "v.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("v.csv", BRAZILIAN)
    for path in (packed, zipped):
        with open_table(path) as table:
            assert table.read(["Conta"])["Conta"][0] == "Aço São João"


def test_names_of_files_and_columns_are_never_patterns_or_code(write):
    path = write("a\"; DROP VIEW source; --,b'c\n1,2\n", "odd *?[x] 'name'.csv")
    with open_table(path, header=True) as table:
        assert table.read(list(table.names))[table.names[1]].tolist() == ["2"]


def test_batches_go_through_all_rows_in_the_order_of_the_file(write):
    rows = "".join(f"{place},{'x' if place == 7000 else place}\n" for place in range(12_345))
    with open_table(write("n,m\n" + rows)) as table:
        batches = list(table.batches({"n": Reading("integer"), "m": Reading("integer")}, size=1000))
    assert [value for batch in batches for value in batch.columns["n"]] == list(range(12_345))
    assert [(e.line, e.value) for batch in batches for e in batch.errors] == [(7002, "x")]
    assert batches[-1].lines[-1] == 12_346


def test_two_readings_may_run_at_once(write):
    with open_table(write("n\n" + "".join(f"{n}\n" for n in range(20_000))), header=True) as table:
        one, two = table.batches(["n"], 7), table.batches(["n"], 5)
        next(one)
        assert next(two).columns["n"] == ("0", "1", "2", "3", "4")
        assert next(one).columns["n"][0] == "7"


def test_coded_columns_come_as_codes(write):
    with open_table(write("a,b\nweb,1\n,2\nemail,3\nweb,4\n")) as table:
        coded = table.read({"a": Reading("coded")})["a"]
    assert coded.decode() == ["web", None, "email", "web"]


def test_a_workbook_is_a_table_too(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Relatório"])
    page.append([])
    page.append(["conta", "valor", "quando", "ativo", "fórmula"])
    page.append(["Aço", 12.5, local(2025, 12, 31, 14, 30), True, "'=1+1"])
    page.append(["Ênio", 7, local(2025, 1, 2), False, None])
    book.create_sheet("Outra")
    book.save(tmp_path / "v.xlsx")
    with open_table(tmp_path / "v.xlsx") as table:
        assert [column.kind for column in table.columns] == ["text", "number", "instant", "boolean", "text"]
        assert codes(table) == ["lines_above_header", "more_sheets"]
        read = table.read({"quando": table.column("quando").reading(), "valor": Reading("number")})
        assert read["quando"].tolist() == [micros(2025, 12, 31, 14, 30), micros(2025, 1, 2)]
        assert table.lines.of([0, 1]).tolist() == [4, 5]


def test_a_parquet_file_knows_its_types(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    when = pa.array([local(2025, 1, 2, 3), None], pa.timestamp("us"))
    zoned = pa.array([local(2025, 1, 2, 3)] * 2, pa.timestamp("ns", "America/Sao_Paulo"))
    data = pa.table({"quando": when, "zoned": zoned, "valor": [1.234, 2.0], "n": [1, None], "nome": ["a", "b"]})
    pq.write_table(data, tmp_path / "v.parquet")
    with open_table(tmp_path / "v.parquet") as table:
        assert [column.kind for column in table.columns] == ["instant", "instant", "number", "integer", "text"]
        read = table.read({c.name: c.reading(zone="America/Sao_Paulo") for c in table.columns})
    assert read["quando"].tolist() == [micros(2025, 1, 2, 6), NO_INSTANT]
    assert read["zoned"].tolist() == [micros(2025, 1, 2, 3)] * 2
    assert read["valor"].tolist() == [1.234, 2.0]


SMALL_PRINT = (
    '\n"Grand Totals (2 records)"\n\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2025 ..."\n'
)


def test_the_small_print_of_a_report_is_left_out_and_told(write):
    with open_table(write("a,b\n1,2\n" + SMALL_PRINT)) as table:
        assert (table.rows, table.reject_count, codes(table)) == (1, 0, ["lines_below_table"])


def test_a_last_row_that_lost_its_cells_is_no_small_print(write):
    with open_table(write("a,b\n1,2\n3,4\nAna\n")) as table:
        assert (table.rows, table.reject_count, codes(table)) == (2, 1, ["rejected_rows"])


def test_notes_above_a_table_of_one_row_are_no_table(write):
    with open_table(write('Notes:\n"When exporting, you may notice."\n\na,b,c\n1,2,3\n')) as table:
        assert (table.names, table.rows) == (("a", "b", "c"), 1)


PARTED = """Caso;Data do evento;Hora do evento;Time
1;03/02/2025;14:05;Azul
1;13/02/2025;9:30:10;Verde
2;14/02/2025;;Azul
"""


def test_the_time_of_day_in_a_column_of_its_own_is_read_with_its_date(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(PARTED, encoding="utf-8")
    with open_table(path) as table:
        (batch,) = table.batches({"Data do evento": table.column("Data do evento").reading()})
        found = list(batch.columns["Data do evento"])
        assert [notice.code for notice in table.notices] == ["joined_time"]
        assert list(table.names) == ["Caso", "Data do evento", "Hora do evento", "Time"]
    assert found == [micros(2025, 2, 3, 14, 5), micros(2025, 2, 13, 9, 30, 10), micros(2025, 2, 14)]


@pytest.mark.parametrize(
    "text",
    [
        "Data;Hora\n03/02/2025 14:05;14:05\n13/02/2025 09:30;09:30\n",
        "Data;Time\n03/02/2025;Azul\n13/02/2025;Verde\n",
        "Data de criação;Hora de fechamento\n03/02/2025;14:05\n13/02/2025;09:30\n",
    ],
)
def test_what_is_no_time_of_the_same_date_stays_apart(tmp_path, text):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    with open_table(path) as table:
        assert "joined_time" not in [notice.code for notice in table.notices]

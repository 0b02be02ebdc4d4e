"""Bad files: each cause has its own problem, and garbage never gives anything else."""

import gzip
import io
import resource
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jornada.analytics.door import FileProblem, Reading, open_table


def refusal(tmp_path, content, name="file.csv", **options):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileProblem) as caught:
        open_table(path, **options)
    assert "{" not in str(caught.value)
    return caught.value.code


def xlsx_bytes(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [
        ("empty", "a.csv", b""),
        ("empty", "a.csv", b"\n\n  \n"[:2]),
        ("empty", "a.csv.gz", gzip.compress(b"")),
        ("only_header", "a.csv", b"name,value,when\n"),
        ("binary", "a.csv", bytes(range(1, 256)) * 40),
        ("binary", "a.csv", b"%PDF-1.7 and so on"),
        ("binary", "a.csv", b"\x00\x01\x02\x03" * 900),
        ("binary", "a.csv", b"<?xml version='1.0'?><a/>"),
        ("wrong_extension", "a.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("wrong_extension", "a.xls", b"\xef\xbb\xbf<!DOCTYPE html><table></table>"),
        ("wrong_extension", "a.xlsx", b"a,b\n1,2\n"),
        ("wrong_extension", "a.parquet", b"a,b\n1,2\n"),
        ("wrong_extension", "a.csv", xlsx_bytes([["a"], ["b"]])),
        ("legacy_xls", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("protected", "a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        ("protected", "a.parquet", b"PARE" + bytes(99)),
        ("broken", "a.xlsx", xlsx_bytes([["a"], ["b"]])[:-40]),
        ("broken", "a.parquet", b"PAR1" + b"nothing here" * 9 + b"PAR1"),
        ("broken", "a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 9000)[:-60]),
        ("empty", "a.xlsx", xlsx_bytes([])),
        ("only_header", "a.xlsx", xlsx_bytes([["name", "value"]])),
        ("nul_bytes", "a.csv", b"a,b\n" + b"1,2\n" * 30 + b"3,\x004\n"),
        ("broken_encoding", "a.csv", b"\xef\xbb\xbfa,b\n\xff,2\n"),
        ("broken_encoding", "a.csv", "a,b\n1,2\n".encode("utf-16")[:-1]),
        ("broken_encoding", "a.csv", b"a,b\n\x81\x8d,2\n"),
        ("mixed_encodings", "a.csv", "a,b\nação,ções\nnão,é\n".encode() + "já,só\n".encode("latin-1")),
        ("not_a_table", "a.csv", b"a,b\n1,2\n6,7,8\n6,7,8,9\n1,2,3,4,5\n1,2,3,4,5,6\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_bad_file_has_its_own_problem(tmp_path, code, name, content):
    assert refusal(tmp_path, content, name) == code


def test_what_is_not_there_or_not_a_file(tmp_path):
    for path, code in [(tmp_path / "no.csv", "missing"), (tmp_path, "not_a_file")]:
        with pytest.raises(FileProblem) as caught:
            open_table(path)
        assert caught.value.code == code


def test_a_quotation_mark_that_never_closes_names_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,2\n3,"open\n' + b"more text,1\n" * 200_000)
    with pytest.raises(FileProblem) as caught:
        open_table(path)
    assert (caught.value.code, caught.value.params["line"]) == ("unclosed_quote", 3)


def test_an_endless_line_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as out:
        out.write(b"a,b\n1,2\n")
        out.truncate(2_000_000_000)
        out.seek(10)
        out.write(b"x" * 9_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileProblem) as caught:
        open_table(path)
    assert caught.value.code in {"line_too_long", "nul_bytes"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_an_archive_holds_exactly_one_file(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("b.csv", "a\n1\n")
    assert refusal(tmp_path, path.read_bytes(), "b.zip") == "archive_content"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"encoding": "klingon"}, "unknown_encoding"),
        ({"separator": "::"}, "wrong_option"),
        ({"separator": "\n"}, "wrong_option"),
    ],
)
def test_wrong_options_are_named(tmp_path, options, code):
    assert refusal(tmp_path, b"a,b\n1,2\n", **options) == code


def test_unknown_columns_kinds_and_zones_are_named(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,x\n")
    with open_table(tmp_path / "a.csv", header=True) as table, pytest.raises(FileProblem) as caught:
        table.read(["c"])
    assert caught.value.code == "unknown_column"
    for wrong in ({"kind": "colour"}, {"zone": "Mars/Base"}, {"zone": "../etc"}, {"decimal": ";"}):
        with pytest.raises(FileProblem) as caught:
            Reading(**wrong)
        assert caught.value.code == "wrong_option"


def test_an_error_names_line_column_value_and_what_was_expected(tmp_path):
    (tmp_path / "a.csv").write_text("quando,x\n31/12/2025,a\n31/02/2025,b\n")
    with open_table(tmp_path / "a.csv") as table:
        (error,) = table.read({"quando": table.column("quando").reading()}).errors
    assert (
        str(error) == "line 3, quando: expected a date as day/month/year, such as 31/12/2025 14:30, came '31/02/2025'"
    )


def read_everything(path):
    try:
        with open_table(path) as table:
            table.read({column.name: column.reading() for column in table.columns})
            rows = [line for batch in table.batches(table.names, 10) for line in batch.lines.tolist()]
            assert len(rows) == table.rows
            assert rows == sorted(rows)
    except FileProblem:
        pass


def in_turn(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    read_everything(path)


def test_a_lone_carriage_return_in_a_quoted_first_cell_is_read(tmp_path):
    in_turn(tmp_path, "a.csv", b'"a""\rb",c\n"d",e\n')


rough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
scraps = st.sampled_from(
    [
        "a",
        "1",
        "é",
        ",",
        ";",
        "\t",
        "|",
        '"',
        '""',
        "'",
        "\n",
        "\r\n",
        "\r",
        " ",
        "=1",
        "31/02/2025",
        "1.234,5",
        "\\",
        "sim",
        "#",
    ]
)


@rough
@given(st.lists(scraps, max_size=60).map("".join), st.sampled_from(["utf-8", "utf-16", "windows-1252"]))
def test_any_mix_of_marks_is_read_or_refused_in_words(tmp_path, text, encoding):
    in_turn(tmp_path, "a.csv", text.encode(encoding))


@rough
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"a,b\n1,2\n"]),
    st.sampled_from(["a.csv", "a.xlsx", "a.parquet", "a.gz", "a"]),
)
def test_any_bytes_are_read_or_refused_in_words(tmp_path, content, start, name):
    in_turn(tmp_path, name, start + content)


@rough
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_damaged_bytes_is_read_or_refused_in_words(tmp_path, place, scrap):
    sound = bytearray(xlsx_bytes([["a", "b"], [1, "x"], [2, "y"]]))
    place %= len(sound)
    sound[place : place + len(scrap)] = scrap
    in_turn(tmp_path, "a.xlsx", bytes(sound))


@rough
@given(st.lists(st.lists(st.text(alphabet='ab,;"\n 1é', max_size=5), min_size=3, max_size=3), min_size=1, max_size=20))
def test_what_a_csv_writer_writes_is_read_back(tmp_path, rows):
    import csv

    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["um", "dois", "três"], *rows])
    with open_table(path, header=True, separator=",") as table:
        read = table.read(table.names)
        back = [
            [value or "" for value in row] for row in zip(*(read[name].tolist() for name in table.names), strict=True)
        ]
    assert back == rows

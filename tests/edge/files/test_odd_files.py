"""Files that nobody means: what is wrong is told in the reader's language, by the file's own name."""

import bz2
import io
import zipfile

import duckdb
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import Step
from jornada.edge.files.problems import say_problem
from jornada.edge.files.refused import write_refused
from tests.apps.conftest import admin  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, admin):  # noqa: F811
    admin.language = "pt-br"
    admin.save()
    client.force_login(admin)
    return client


@pytest.fixture
def upload(browser):
    """Send a file as the page of new imports does; answers the page, or the plan."""

    def _upload(name, data, kind=""):
        answer = browser.post("/imports/new/", {"files": [SimpleUploadedFile(name, data)], "kind": kind})
        return ImportPlan.objects.get() if answer.status_code == 302 else answer.context["problems"]

    return _upload


def parquet(tmp_path, sql):
    path = tmp_path / "made.parquet"
    duckdb.sql(sql).write_parquet(str(path))
    return path.read_bytes()


def packed(way, data=b"a,b\n1,2\n" * 900):
    """Make an archive whose entry does not unpack: bytes of it are others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.writestr("a.csv", data)
    raw = out.getvalue()
    return raw[:50] + b"\xff" * 12 + raw[62:]


def workbook():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["empresa"])
    book.active.append(["Acme"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("Aço 1.zip", packed(zipfile.ZIP_LZMA), "Aço 1.zip é um arquivo compactado danificado"),
        ("Aço 1.zip", packed(zipfile.ZIP_BZIP2), "Aço 1.zip é um arquivo compactado danificado"),
        ("Aço 1.zip", packed(zipfile.ZIP_DEFLATED), "(o conteúdo não segue o formato)"),
        ("Aço 1.csv", bz2.compress(b"a,b\n1,2\n"), "Aço 1.csv não é uma tabela: parece ser um arquivo bzip2."),
        ("Aço 1.csv", workbook(), "contém uma pasta de trabalho do Excel"),
        ("Aço 1.csv", "a;b\n1;2".encode("cp037") * 9, "não é UTF-8 ou Windows-1252 válido"),
        ("Aço 1.parquet", b"PAR1" + b"x" * 90, "Aço 1.parquet é um arquivo Parquet danificado (o conteúdo"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_portuguese_by_its_name(upload, name, data, said):
    (problem,) = upload(name, data)
    assert said in problem, problem


def test_parquet_with_names_that_are_no_utf8_or_a_zero_byte_is_refused(upload, tmp_path):
    names = parquet(tmp_path, "SELECT 'Acme' AS empresa").replace(b"empresa", b"empres\xff")
    assert "os nomes das colunas não estão em UTF-8" in upload("a.parquet", names)[0]
    cells = parquet(tmp_path, "SELECT unnest(['Acme', 'x' || chr(0)]) AS empresa")
    assert "a.parquet contém um byte zero na linha 3" in upload("a.parquet", cells)[0]


@pytest.mark.parametrize(
    "at", ["TIMESTAMP 'infinity'", "TIMESTAMP '290000-01-01'", "TIMESTAMPTZ '-infinity'", "DATE '5000000-01-01'"]
)
def test_an_instant_that_no_calendar_has_is_a_refused_row(import_files, tmp_path, at):
    path = tmp_path / "t.parquet"
    rows = f"SELECT 'Acme' AS company, 'call.connected' AS activity, {at} AS \"when\""
    sound = rows.replace(at, f"{at.split()[0]} '2026-01-01'")
    duckdb.sql(f"{rows} UNION ALL {sound}").write_parquet(str(path))
    totals = import_files(("touches", path))["totals"]
    assert (totals["created"], totals["rejected"]) == (1, 1)


def test_a_workbook_without_an_ending_in_its_name_is_read(upload):
    assert upload("contas", workbook()).steps[0]["columns"] == {"empresa": "name"}


def test_values_of_an_import_that_lacks_a_column_lead_back_to_its_columns(upload, browser):
    plan = upload("contas.csv", b"xyz;abc\n1;2\n", kind="accounts")
    for way in (browser.get, browser.post):
        assert way(f"/imports/{plan.pk}/values/").url == f"/imports/{plan.pk}/mapping/"


def test_refused_rows_of_a_file_that_is_read_otherwise_by_now_are_told_of(upload, browser):
    plan = upload("contas.csv", b"empresa;setor\n;x\nAcme;y\n", kind="accounts")
    browser.post(f"/imports/{plan.pk}/values/")
    plan.refresh_from_db()
    plan.steps[0]["options"]["encoding"] = "utf-16"
    plan.save()
    answer = browser.get(f"/imports/{plan.pk}/refused/0/", follow=True)
    assert "contas.csv não é utf-16 válido" in answer.content.decode()


def test_a_refused_line_that_breaks_in_the_middle_is_given_back(write, tmp_path):
    path = write("contas.csv", 'x;y\n;b;c\nb;c\nb;c\r"b;c\nb;c\nb;c\nb;c\nb;c\nb;c\nb;c\n')
    target = tmp_path / "refused.csv"
    assert write_refused(Step("accounts", str(path), "contas.csv"), 0, tmp_path / "none.csv", target) == 2
    assert target.read_text("utf-8-sig").count("b;c") == 7


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_no_folder_of_the_server_is_told(language):
    with translation.override(language):
        said = say_problem(PermissionError(13, "Permission denied", "/srv/jornada/media/imports/7/a.csv"))
    assert "/srv" not in said
    assert "a.csv" in said

"""`jornada import` as a person types it: fresh database, wrong words, bad files, a kill in the middle."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.template import migrated

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return migrated(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def ready(empty, home):
    """Begin with a database that is migrated; making one is another test's business."""
    home.mkdir()
    shutil.copyfile(empty, home / "jornada.sqlite3")


@pytest.fixture
def run(home, tmp_path):
    """Run the command in a process of its own."""
    return lambda *words, check=None: subprocess.run(
        _call(words), env=_environment(home), cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )


def _call(words):
    return [sys.executable, "-m", "jornada.project.cli", "import", *map(str, words)]


def _environment(home):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {
        **kept,
        "PYTHONPATH": str(SOURCE),
        "JORNADA_HOME": str(home),
        "JORNADA_SECRET_KEY": "test",
        "COLUMNS": "160",
    }


def rows_of(home, query):
    with sqlite3.connect(home / "jornada.sqlite3", timeout=30) as database:
        return database.execute(query).fetchone()[0]


def touches(path, number):
    lines = (f"T{n},Conta {n % 700},email.sent,2025-01-{n % 28 + 1:02} 10:00\n" for n in range(number))
    path.write_text("id,company,activity,when\n" + "".join(lines))
    return path


def test_a_fresh_database_is_made_and_json_tells_all(run, home, tmp_path):
    (tmp_path / "deals.csv").write_text("id,account,product,stage,amount\n1,Acme,GTXPro,Won,5\n2,Bela,GTX Pro,Lost,0\n")
    (tmp_path / "products.csv").write_text("product\nGTX Pro\n")
    done = run("opportunities", "deals.csv", "products", "products.csv", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert answer["totals"] == {"created": 3, "updated": 0, "skipped": 0, "rejected": 0}
    assert {"value": "GTXPro", "becomes": "GTX Pro"}.items() <= next(
        v for v in answer["values"] if v["value"] == "GTXPro"
    ).items()
    assert rows_of(home, "SELECT count(*) FROM market_product") == 1


def test_a_dry_run_leaves_no_rows(ready, run, home, tmp_path):
    (tmp_path / "a.csv").write_text("company\nAcme\n")
    done = run("accounts", "a.csv", "--dry-run")
    assert done.returncode == 0
    assert rows_of(home, "SELECT count(*) FROM market_account") == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "pairs KIND FILE"),
        (("accounts",), "pairs KIND FILE"),
        (("people", "a.csv"), "not a kind of file"),
    ],
)
def test_wrong_words_are_named(run, words, said):
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr


def test_bad_files_are_refused_and_nothing_is_written(ready, run, home, tmp_path):
    # What else a file can be at fault is asked of the door itself; here, that the command says it and stops.
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    for name in ("none.csv", "picture.csv"):
        done = run("accounts", name)
        assert (done.returncode, name in done.stderr) == (3, True), done.stderr
    assert rows_of(home, "SELECT count(*) FROM market_account") == 0


def test_what_is_odd_about_a_file_and_what_is_wrong_is_told_in_the_language_that_was_asked_for(ready, run, tmp_path):
    (tmp_path / "a.csv").write_text(
        "Gerado em 01/02/2025\n\nempresa,,criada em\nAcme,x,03/04/2025\nBela,y,05/06/2025\n"
    )
    done = run("accounts", "a.csv", "--dry-run", "--language", "pt-br")
    for said in ("acima do cabeçalho", "chama-se column_2", "podem ser lidas de duas formas"):
        assert said in done.stdout
    (tmp_path / "b.csv").write_text("aaa,bbb\n1,2\n")
    done = run("accounts", "b.csv", "--language", "pt-br", "--yes")
    assert done.stderr.startswith("Erro: b.csv: nenhuma coluna foi reconhecida como Nome")


def test_a_map_file_decides_columns_and_values(ready, run, home, tmp_path):
    (tmp_path / "x.csv").write_text("AAA,BBB,CCC\nAcme,wxyz,7\n")
    (tmp_path / "m.yaml").write_text(
        "opportunities:\n  columns: {AAA: account, BBB: stage, CCC: external_id}\n  values: {stage: {wxyz: won}}\n"
    )
    done = run("opportunities", "x.csv", "--map", "m.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert rows_of(home, "SELECT outcome FROM sales_opportunity") == "won"
    (tmp_path / "m.yaml").write_text("opportunities: {columns: {ZZZ: account}}\n")
    assert (run("opportunities", "x.csv", "--map", "m.yaml").returncode) == 2


def test_a_kill_in_the_middle_leaves_whole_chunks_and_the_same_call_goes_on(ready, run, home, tmp_path):
    path = touches(tmp_path / "t.csv", 120_000)
    (tmp_path / "s.csv").write_text("company\nStart\n")
    run("accounts", "s.csv")
    process = subprocess.Popen(
        _call(["touches", path, "--json"]), env=_environment(home), cwd=tmp_path,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(1200):
        time.sleep(0.05)
        if process.poll() is not None or rows_of(home, "SELECT count(*) FROM interactions_touch"):
            break
    process.kill()
    process.wait()
    written = rows_of(home, "SELECT count(*) FROM interactions_touch")
    assert written % 10_000 == 0
    assert 0 < written < 120_000

    done = run("touches", path, "--json")
    answer = json.loads(done.stdout)
    assert answer["totals"]["created"] == 120_000
    assert rows_of(home, "SELECT count(*) FROM interactions_touch") == 120_000
    assert rows_of(home, "SELECT count(DISTINCT key) FROM interactions_touch") == 120_000
    assert rows_of(home, "SELECT count(*) FROM market_account") == 701
    assert rows_of(home, "SELECT count(*) FROM interactions_dirty") == 0
    assert len(Path(answer["report"]).read_text(encoding="utf-8").splitlines()) == 120_001


def test_sheets_of_a_workbook_are_named_and_taken_together(ready, run, home, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Leia-me"
    book.active.append(["Campo", "Descrição"])
    book.active.append(["a", "b"])
    rows = {"Empresas": [["Empresa", "Setor"], ["Aço", "Varejo"]], "Pessoas": [["Nome", "E-mail"], ["Ana", "a@b.com"]]}
    for name, lines in rows.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(tmp_path / "base.xlsx")
    (tmp_path / "a.csv").write_text("empresa\nAcme\n")

    wrong = run("auto", "base.xlsx", "--sheet", "Clientes")
    assert (wrong.returncode, "Leia-me, Empresas, Pessoas" in wrong.stderr) == (2, True), wrong.stderr
    none = run("accounts", "a.csv", "--sheet", "Empresas")
    assert (none.returncode, "--sheet names a sheet of a workbook" in none.stderr) == (2, True), none.stderr
    done = run("auto", "base.xlsx", "--sheet", "Empresas", "--sheet", "Pessoas", "--yes")
    assert done.returncode == 0, done.stderr
    assert rows_of(home, "SELECT count(*) FROM market_account") == 1
    assert rows_of(home, "SELECT count(*) FROM market_contact") == 1

"""`jornada predict` from the outside: words, files, refusals, exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from jornada.project.commands.predict import command
from tests.analytics.predict.tables import simulated

HEAD = "lead;created;calls;size;source;closed_on;amount;=note;outcome\n"


@pytest.fixture(scope="module")
def leads(tmp_path_factory):
    columns, won, _ = simulated(1500, 1)
    days = np.datetime_as_string(np.datetime64("2024-01-01") + np.arange(1500) // 4)
    closed = np.datetime_as_string(np.datetime64("2024-03-01") + np.arange(1500) // 4)
    outcome = np.where(np.arange(1500) % 10 == 9, "working", np.where(won, "Won", "Lost"))
    ids, closed = [f"=L{row}" for row in range(1500)], np.where(outcome == "working", "", closed)
    known = columns["calls"], columns["size"].round(2), columns["source"]
    rows = zip(ids, days, *known, closed, np.where(outcome == "Won", 100, 0), days, outcome, strict=True)
    path = tmp_path_factory.mktemp("leads") / "leads.csv"
    path.write_text(HEAD + "".join(";".join(map(str, row)) + "\n" for row in rows))
    return path


WORDS = ("--outcome", "outcome", "--success", "won", "--time", "created", "--id", "lead", "--plain")


def call(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_it_says_how_far_to_trust_it_and_what_was_left_out(leads):
    result = call(leads, *WORDS)
    said = " ".join(result.stdout.split())
    assert result.exit_code == 0, result.output
    assert "Better than the base rate" in said
    assert "amount tells the outcome by itself" in said
    assert "closed_on holds dates that mostly lie after" in said
    assert "Taken as still open, scored but not learnt from: working" in said
    assert "raises the odds" in said


def test_portuguese_and_a_page(leads, tmp_path):
    result = call(leads, *WORDS, "--lang", "pt", "--html", tmp_path / "p.html")
    assert "Melhor que a taxa básica" in " ".join(result.stdout.split())
    page = (tmp_path / "p.html").read_text()
    assert page.count("<svg") == 3
    assert "Quem converte: leads.csv" in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_the_json_and_the_scores_hold_every_row_and_no_formula(leads, tmp_path):
    figures = json.loads(call(leads, *WORDS, "--json", "-", "--score", tmp_path / "s.csv").stdout)
    assert (figures["verdict"], figures["split"]) == ("works", "time")
    assert {leak["column"] for leak in figures["leaks"]} == {"amount", "closed_on"}
    assert figures["rows"]["open"] == 150
    assert figures["quality"].keys() >= {"auc", "auc_low", "brier", "ece", "lift_10", "average_precision", "curve"}
    with (tmp_path / "s.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1500
    assert rows[0]["id"] == "'=L0"
    assert {row["part"] for row in rows} == {"train", "calibrate", "test", "open"}


def test_a_column_is_kept_or_dropped_on_demand(leads):
    figures = json.loads(call(leads, *WORDS, "--keep", "amount", "--drop", "source", "--json", "-").stdout)
    assert figures["quality"]["auc"] > 0.99
    assert [leak["kept"] for leak in figures["leaks"] if leak["column"] == "amount"] == [True]
    assert "source" not in [line["column"] for line in figures["weights"]]


def test_without_a_time_the_check_is_called_kind(leads):
    said = " ".join(call(leads, "--outcome", "outcome", "--success", "Won", "--plain").stdout.split())
    assert "drawn at random from the same period" in said
    assert "Columns with dates: created" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.csv", *WORDS], 3, "was not found"),
        (["{leads}", "--outcome", "nothing"], 2, "has no column 'nothing'"),
        (["{leads}", "--outcome", "outcome", "--success", "maybe"], 2, "--success"),
        (["{leads}", "--outcome", "source"], 2, "--success"),
        (["{leads}", *WORDS[:4], "--time", "source"], 2, "neither dates nor numbers"),
        (["{leads}", *WORDS[:4], "--time", "closed_on"], 2, "no moment of prediction"),
        (["{leads}", *WORDS, "--keep", "nothing"], 2, "has no column 'nothing'"),
        (["{small}", "--outcome", "y"], 1, "missing"),
        (["{leads}"], 2, "--outcome"),
    ],
)
def test_mistakes_are_told_in_words_with_the_right_code(leads, tmp_path, words, code, said):
    small = tmp_path / "small.csv"
    small.write_text("a,y\n" + "1,yes\n2,no\n" * 20)
    result = call(*(word.format(leads=leads, small=small) for word in words))
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_the_command_does_not_load_django_and_the_library_not_scikit_learn(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text("a,y\n1,yes\n")
    code = (
        "import sys; import jornada.analytics, jornada.analytics.predict.file\n"
        "from jornada.project.cli import main\n"
        f"try: main(['predict', {str(path)!r}, '--outcome', 'y'])\n"
        "except SystemExit as end: assert end.code in (1, 2), end.code\n"
        "assert not {'django', 'sklearn'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == 0, result.stderr


def test_a_worth_that_is_known_only_afterwards_is_not_used(leads):
    said = " ".join(call(leads, *WORDS, "--value", "amount").stdout.split())
    assert "amount is known only afterwards, so classes go by probability alone" in said
    assert call(leads, *WORDS, "--value", "source").exit_code == 2
    assert call(leads, *WORDS, "--value", "size").exit_code == 0

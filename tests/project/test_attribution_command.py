"""`jornada attribution` from the outside: words, files, exit codes."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from jornada.project.commands.attribution import command
from tests.analytics.test_results import is_without_network

PATHS = """path;c;n;v
ads > mail > phone;12;340;1250,50
mail;30;120;9000,00
ads > direct;4;10;1000,00
;3;1;10,00
"""
WORDS = ("--path", "path", "--conversions", "c")


@pytest.fixture
def paths(tmp_path):
    path = tmp_path / "paths.csv"
    path.write_text(PATHS, encoding="windows-1252")
    return path


def call(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_the_table_shows_models_side_by_side_with_the_warning(paths):
    result = call(paths, *WORDS, "--nulls", "n", "--value", "v")
    said = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "46 conversions · 470 journeys without · value 11,250.50" in said
    assert "3 conversions without a touch, not shared" in said
    assert "Markov Shapley apart" in said
    assert all(name in said for name in ("ads 34.8", "mail 65.2"))
    assert "that takes an experiment" in said


def test_the_json_adds_up_and_nothing_else_is_printed(paths):
    figures = json.loads(call(paths, *WORDS, "--nulls", "n", "--value", "v", "--json", "-").stdout)
    for model in figures["models"]:
        assert sum(figures["models"][model].values()) == pytest.approx(46, abs=1e-9)
        assert sum(figures["models_value"][model].values()) == pytest.approx(11250.5, abs=1e-9)
    assert figures["models"]["last_non_direct"] == {"ads": 4, "direct": 0, "mail": 30, "phone": 12}
    assert set(figures["left_out"]) == {"time_decay", "w_shaped", "full_path"}


def test_models_and_the_order_of_the_chain_can_be_chosen(paths, tmp_path):
    result = call(paths, *WORDS, "--model", "shapley", "--model", "markov", "--order", 2, "--json", tmp_path / "j")
    assert result.exit_code == 0
    figures = json.loads((tmp_path / "j").read_text())
    assert (list(figures["models"]), figures["order"]) == (["shapley", "markov"], 2)
    assert figures["value"] is None


def test_any_sign_can_stand_between_names(tmp_path):
    (tmp_path / "p.csv").write_text("path,c\na|b,2\nb,1\n")
    result = call(tmp_path / "p.csv", *WORDS, "--sep", "|", "--model", "first", "--json", "-")
    assert json.loads(result.stdout)["models"]["first"] == {"a": 2, "b": 1}


def test_paths_without_a_conversion_are_told_so(tmp_path):
    (tmp_path / "p.csv").write_text("path,c,n\na>b,0,2\nb,0,1\n")
    result = call(tmp_path / "p.csv", *WORDS, "--nulls", "n")
    assert result.exit_code == 0
    assert "no credit to share" in result.stdout
    assert call(tmp_path / "p.csv", *WORDS, "--json", "-").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.csv", *WORDS], 3, "was not found"),
        (["{paths}", "--path", "no", "--conversions", "c"], 2, "has no column 'no'"),
        (["{paths}", "--path", "c", "--conversions", "c"], 2, "a column of its own"),
        (["{paths}", "--path", "c", "--conversions", "path"], 3, "no number"),
        (["{paths}", *WORDS, "--model", "magic"], 2, "no such model"),
        (["{paths}", *WORDS, "--model", "time_decay"], 2, "time of each touch"),
        (["{paths}", *WORDS, "--sep", ""], 2, "--sep"),
        (["{paths}", *WORDS, "--order", "4"], 2, "--order"),
        (["{paths}", *WORDS, "--json", "/nowhere/at/all.json"], 2, "cannot be written"),
        (["{paths}"], 2, "--path"),
    ],
)
def test_mistakes_are_told_in_words_with_the_right_code(paths, words, code, said):
    result = call(*(word.format(paths=paths) for word in words))
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_negative_counts_are_named_with_their_row(tmp_path):
    (tmp_path / "p.csv").write_text("path,c\na,2\nb,-1\n")
    result = call(tmp_path / "p.csv", *WORDS)
    assert result.exit_code == 3
    assert "-1 at path 2" in result.stderr


def test_the_command_does_not_load_django(paths):
    code = (
        "import sys; from jornada.project.cli import main\n"
        f"try: main(['attribution', {str(paths)!r}, '--path', 'path', '--conversions', 'c', '--json', '-'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'django' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_page_says_in_its_picture_that_credit_is_no_effect(tmp_path):
    file = tmp_path / "paths.csv"
    file.write_text("path,c,n\nads>mail,5,90\nmail,2,8\n", encoding="utf-8")
    asked = ["--path", "path", "--conversions", "c", "--nulls", "n", "--html", str(tmp_path / "p.html"), "--lang", "pt"]
    CliRunner().invoke(command, [str(file), *asked])
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "pede um experimento" in page
    assert is_without_network(page)

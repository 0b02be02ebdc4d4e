"""`jornada contacts` from the outside: words, files, exit codes."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from jornada.project.commands.contacts import command
from tests.analytics.test_results import is_without_network

CLIENTS = "calls;bought\n1;yes\n1;no\n2;yes\n3;no\n0;no\n"
WORDS = ("--count", "calls", "--outcome", "bought")


@pytest.fixture
def clients(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text(CLIENTS)
    return path


def call(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_the_table_carries_the_warning(clients):
    result = call(clients, *WORDS)
    said = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "4 clients contacted · 2 successes (yes)" in said
    assert "1 never contacted" in said
    assert "Not an effect." in said
    assert "only a trial can tell" in said


def test_the_json_has_all_figures_and_nothing_else_is_printed(clients):
    figures = json.loads(call(clients, *WORDS, "--json", "-").stdout)
    assert [row["hazard"] for row in figures["by_contacts"]] == [0.25, 0.5, 0]
    assert figures["by_contacts"][0].keys() >= {"clients", "successes", "reached", "rate", "rate_low", "hazard_high"}
    assert (figures["contacts"], figures["contacts_per_success"]) == (7, 3.5)
    assert "not an effect" in figures["warning"]


def test_without_a_success_or_a_client_there_are_still_words(tmp_path):
    (tmp_path / "c.csv").write_text("calls,bought\n0,no\n0,no\n")
    assert call(tmp_path / "c.csv", *WORDS).exit_code == 0
    assert json.loads(call(tmp_path / "c.csv", *WORDS, "--json", "-").stdout)["contacts_per_success"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.csv", *WORDS], 3, "was not found"),
        (["{clients}", "--count", "no", "--outcome", "bought"], 2, "has no column 'no'"),
        (["{clients}", "--count", "calls", "--outcome", "calls"], 2, "one for the outcome"),
        (["{clients}", "--count", "bought", "--outcome", "calls"], 3, "no number"),
        (["{clients}", *WORDS, "--success", "maybe"], 2, "--success"),
        (["{clients}"], 2, "--count"),
    ],
)
def test_mistakes_are_told_in_words_with_the_right_code(clients, words, code, said):
    result = call(*(word.format(clients=clients) for word in words))
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_the_command_does_not_load_django(clients):
    code = (
        "import sys; from jornada.project.cli import main\n"
        f"try: main(['contacts', {str(clients)!r}, '--count', 'calls', '--outcome', 'bought'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'django' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(("language", "words"), [("en", "Not an effect"), ("pt", "Não é um efeito")])
def test_the_page_warns_in_its_picture_and_needs_no_network(tmp_path, language, words):
    file = tmp_path / "clients.csv"
    file.write_text("calls,bought\n" + "1,yes\n2,no\n3,yes\n" * 40, encoding="utf-8")
    asked = ["--count", "calls", "--outcome", "bought", "--html", str(tmp_path / "p.html"), "--lang", language]
    ran = CliRunner().invoke(command, [str(file), *asked])
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert ran.exit_code == 0
    assert words in page
    assert is_without_network(page)

"""`jornada analyse` from the outside: words, files, exit codes."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from jornada.project.commands.analyse import command

LOG = "ticket;what;when\n" + "".join(
    f"{case};{what};{day:02d}/01/2025 10:00\n"
    for case in range(1, 7)
    for day, what in enumerate(["open", "work", "work <b>&", "close"][: 2 + case % 3], start=case)
)
KEYS = {
    "cases", "events", "activities", "start", "end", "variants", "top_variants", "transitions", "duration_seconds",
    "rework_cases", "self_loops",
}  # fmt: skip


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="windows-1252")
    return path


def call(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_the_summary_says_what_was_guessed_and_what_happens(log):
    result = call(log)
    assert result.exit_code == 0
    assert "ticket (guessed by its name)" in result.stdout
    assert "what (guessed by what it holds)" in result.stdout
    assert "open → work" in result.stdout


def test_the_json_has_the_promised_keys_and_nothing_else_is_printed(log):
    result = call(log, "--json", "-")
    figures = json.loads(result.stdout)
    assert figures.keys() >= KEYS
    assert figures["transitions"][0].keys() >= {"from", "to", "count", "median_seconds"}
    assert figures["transitions"][0]["median_seconds"] == 86400


def test_the_summary_and_the_page_speak_portuguese(log, tmp_path):
    result = call(log, "--lang", "pt", "--html", tmp_path / "p.html")
    assert "Com retrabalho" in " ".join(result.stdout.split())
    assert '<html lang="pt-BR">' in (tmp_path / "p.html").read_text(encoding="utf-8")


class Links(HTMLParser):
    found: tuple = ()

    def handle_starttag(self, tag, attrs):
        self.found += tuple((tag, value) for name, value in attrs if name in {"src", "href", "srcset", "action"})


def test_the_page_needs_no_network_and_escapes_names(log, tmp_path):
    call(log, "--html", tmp_path / "p.html")
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    reader = Links()
    reader.feed(page)
    assert reader.found == ()
    assert "<script" not in page
    assert "url(http" not in page
    assert "work <b>&" not in page
    assert "work &lt;b&gt;&amp;" in page
    assert page.count("<svg") == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.csv"], 3, "was not found"),
        (["{log}", "--case", "no"], 2, "has no column 'no'"),
        (["{log}", "--zone", "Mars"], 2, "time zone such as"),
        (["{log}", "--encoding", "klingon"], 2, "not an encoding"),
        (["{log}", "--top", "0"], 2, "--top"),
        (["{log}", "--json", "/nowhere/at/all.json"], 2, "cannot be written"),
        ([], 2, "FILE"),
    ],
)
def test_mistakes_are_told_in_words_with_the_right_code(log, words, code, said):
    result = call(*(word.format(log=log) for word in words))
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_is_no_log_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.csv").write_text("name,age\nAna,30\nBob,31\n")
    result = call(tmp_path / "a.csv", "--json", tmp_path / "out.json")
    assert result.exit_code == 3
    assert "--time NAME" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_the_command_does_not_load_django(log):
    code = (
        "import sys; from jornada.project.cli import main\n"
        f"try: main(['analyse', {str(log)!r}, '--html', '-'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'django' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (result.returncode, result.stderr) == (0, "")

"""Every sentence on screen is marked for translation, and has its Portuguese."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from jornada.ui.calendar_names import MONTHS

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "jornada"
CATALOGUE = PACKAGE / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html") if "styleguide" not in path.name)
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
# The command's report speaks English, as all commands do; the styleguide is for developers.
SHOWN_TO_PEOPLE = [
    path
    for path in MODULES
    if path.relative_to(PACKAGE).parts[0] in {"apps", "edge", "flow", "ui"}
    and path.name not in {"kpi_report.py", "styleguide.py"}
]

# Names and keys that are the same in both languages, and the languages by their own names.
NOT_WORDS = {"Jornada", "Ctrl", "Enter", "Tab", "Esc", "API", "CSV", "XLSX", "CNPJ", "CPF", "Português", "English"}
SPOKEN = {"title", "label", "placeholder", "aria-label", "alt", "help", "description", "text", "heading", "subtitle"}

# Portuguese that is data: labels kept in both languages, words of foreign files, names of invented people.
PORTUGUESE_DATA = (
    "analytics/analyse_columns.py",
    "analytics/door_",
    "analytics/report_words.py",
    "analytics/simulate/",
    "analytics/words/",
    "apps/handoff/seed.py",
    "apps/leads/disposition/seed.py",
    "apps/leads/intent/seed.py",
    "apps/org/seed.py",
    "apps/sales/seed.py",
    "edge/calendars/zone_names.py",
    "edge/files/cells.py",
    "edge/files/kinds/",
    "edge/files/matching/",
    "edge/files/meant.py",
    "project/demo/",
    "rules/",
    "ui/styleguide.py",
)
PORTUGUESE = re.compile(
    r"[a-z]{2}[ãõáéíóúâêôçà]|[ãõáéíóúâêôçà][a-z]{2}"
    r"|\b(da|dos|das|para|uma|n[ãa]o \w+|sem|você|voce|nenhum|nenhuma|etapa|responsavel|salvar|excluir)\b",
    re.IGNORECASE,
)
SAYING = {"label", "help_text", "title", "said", "submit", "warning", "verbose_name", "verbose_name_plural", "hint"}
SECOND_SAYS = {"Column", "Filter", "Item", "success", "info", "error"}


class Visible(HTMLParser):
    """Collects the text nodes and spoken attributes of a template whose tags were blanked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.silent += 1
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.silent -= 1

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def bare_words(source: str) -> list[str]:
    source = re.sub(r"\{%\s*comment.*?endcomment\s*%\}", " ", source, flags=re.S)
    source = re.sub(r"\{%\s*block page_attributes\s*%\}.*?\{%\s*endblock\s*%\}", " ", source, flags=re.S)
    source = re.sub(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", " ", source, flags=re.S)
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|&\w+;|&#\d+;", " ", source, flags=re.S)
    parser = Visible()
    parser.feed(source)
    words = [word for text in parser.found for word in re.findall(r"[^\W\d_]{2,}", text)]
    return [word for word in words if word not in NOT_WORDS]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_says_nothing_unmarked(path):
    assert bare_words(path.read_text()) == []


def unmarked(tree: ast.AST) -> Iterator[str]:
    """Find plain strings where labels, titles and messages go."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if ast.unparse(call.func).startswith("models."):
            continue  # a model's help text is a note to developers
        name = ast.unparse(call.func).rpartition(".")[2]
        said = [keyword.value for keyword in call.keywords if keyword.arg in SAYING]
        said += call.args[1:2] if name in SECOND_SAYS else call.args[:1] if name == "ValidationError" else []
        parts = [part for value in said for part in getattr(value, "values", [value])]
        if any(isinstance(part, ast.Constant) and re.search(r"[^\W\d_]{2}", str(part.value or "")) for part in parts):
            yield f"line {call.lineno}: {ast.unparse(call)}"


def test_python_says_nothing_unmarked():
    found = {str(path): list(unmarked(ast.parse(path.read_text()))) for path in SHOWN_TO_PEOPLE}
    assert {path: lines for path, lines in found.items() if lines} == {}


def unseen_by_collector(tree: ast.AST) -> Iterator[str]:
    """Find marks that xgettext passes over: another name for the function, a mark inside an f-string, a built text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from (f"as {name.asname}" for name in node.names if name.asname not in {None, "_"})
        if isinstance(node, ast.FormattedValue):
            yield from (f"in f-string: {ast.unparse(call)}" for call in ast.walk(node) if _marks(call))
        if _marks(node) and not all(isinstance(part, ast.Constant) for part in node.args):
            yield f"built text: {ast.unparse(node)}"


def _marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "gettext_lazy"}


def test_every_mark_is_seen_by_the_collector():
    found = {str(path): list(unseen_by_collector(ast.parse(path.read_text()))) for path in MODULES}
    assert {path: lines for path, lines in found.items() if lines} == {}


def texts(tree: ast.AST) -> Iterator[str]:
    """Walk the strings of a module that are not docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_portuguese_stands_in_the_catalogue_and_in_data_only():
    names = {path: str(path.relative_to(PACKAGE)) for path in MODULES}
    hard = {
        names[path]: [text for text in texts(ast.parse(path.read_text())) if PORTUGUESE.search(text)]
        for path in MODULES
        if not names[path].startswith(PORTUGUESE_DATA)
    }
    plain = [re.sub(r"Português|\{[%{#].*?[%}#]\}", "", path.read_text()) for path in TEMPLATES]
    hard["templates"] = [match.group() for text in plain if (match := PORTUGUESE.search(text))]
    assert {name: found for name, found in hard.items() if found} == {}


def catalogue_entries(path: Path = CATALOGUE):
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def text_of(message) -> list[str]:
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]


def test_every_entry_has_its_portuguese():
    missing = [message.id for message in catalogue_entries() if not all(text_of(message)) or message.fuzzy]
    assert missing == []


def placeholders(text: str) -> set[str]:
    return {match.group() for match in re.finditer(r"%\(\w+\)[sd]|\{\w+\}|</?\w+", text)}


def test_placeholders_survive_translation():
    for message in catalogue_entries():
        ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        assert placeholders(text_of(message)[-1]) == placeholders(ids[-1]), message.id
        assert all(placeholders(text) <= placeholders(" ".join(ids)) for text in text_of(message)), message.id


def test_the_edges_of_a_sentence_survive_translation():
    """Space at the start, capital letter, the closing mark and percent signs are alike in both languages.

    But for months, which have no capital in Portuguese.
    """
    for message in catalogue_entries():
        source = message.id[-1] if isinstance(message.id, (list, tuple)) else message.id
        target = text_of(message)[-1]
        assert source[:1].isspace() == target[:1].isspace(), source
        assert not (source[0].isupper() and target[0].islower()) or source in MONTHS, source
        assert source[-1] not in ".:?…" or source[-1] == target[-1], source
        assert source.count("%%") == target.count("%%"), source


def test_the_catalogue_knows_every_marked_sentence(tmp_path):
    """Collect what the source marks, as `make messages` does, into a copy; the catalogue must have all of it."""
    assert shutil.which("xgettext"), "GNU gettext is needed for this test (Debian: apt-get install gettext)."
    copy = tmp_path / "jornada"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "migrations"))
    collected = copy / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
    collected.unlink()
    subprocess.run(
        [str(Path(sys.executable).parent / "django-admin"), "makemessages", "-l", "pt_BR", "--no-location"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    marked = {(str(message.id), message.context) for message in catalogue_entries(collected)}
    known = {(str(message.id), message.context) for message in catalogue_entries()}
    assert sorted(marked - known, key=str) == []

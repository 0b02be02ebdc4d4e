"""Every sentence on screen is marked for translation, and has its Portuguese."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "jornada"
CATALOGUE = PACKAGE / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html") if "styleguide" not in str(path))
NOT_WORDS = {
    "Jornada",
    "jornada",
    "Ctrl",
    "K",
    "Ctrl+K",
    "API",
    "CSV",
    "Esc",
    "MQL",
    "SAL",
    "SQL",
    "AM",
    "PM",
    "pt-BR",
    "PT",
    "EN",
}
SPOKEN = {"title", "label", "placeholder", "aria-label", "alt", "help", "description", "text", "heading", "subtitle"}


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
    source = re.sub(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", " ", source, flags=re.S)
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|&\w+;|&#\d+;", " ", source, flags=re.S)
    parser = Visible()
    parser.feed(source)
    words = (" ".join(text.split()) for text in parser.found)
    return [text for text in words if re.search(r"[A-Za-z]{2}", text) and text not in NOT_WORDS]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_says_nothing_unmarked(path):
    assert bare_words(path.read_text()) == []


def catalogue_entries():
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def text_of(message) -> list[str]:
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]


def test_every_entry_has_its_portuguese():
    missing = [message.id for message in catalogue_entries() if not all(text_of(message)) or message.fuzzy]
    assert missing == []


def test_placeholders_survive_translation():
    named = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    for message in catalogue_entries():
        ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        allowed = {match.group() for text in ids for match in named.finditer(text)}
        for text in text_of(message):
            assert {match.group() for match in named.finditer(text)} <= allowed, message.id


def test_the_catalogue_knows_every_marked_sentence(tmp_path):
    """Collect what the source marks, as `make messages` does, into a copy; the catalogue must have all of it."""
    assert shutil.which("xgettext"), "GNU gettext is needed for this test (Debian: apt-get install gettext)."
    copy = tmp_path / "jornada"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "migrations"))
    (copy / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po").unlink()
    subprocess.run(
        [str(Path(sys.executable).parent / "django-admin"), "makemessages", "-l", "pt_BR", "--no-location"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    with (copy / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po").open("rb") as file:
        marked = {str(message.id) for message in read_po(file) if message.id}
    assert sorted(marked - {str(message.id) for message in catalogue_entries()}) == []

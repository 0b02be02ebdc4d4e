"""The documents name every command and option, and their links lead somewhere."""

import re
from pathlib import Path

import click
import pytest

from jornada.project.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(path):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", main.list_commands(None))
def test_the_reference_names_each_command_and_option(name):
    command = main.get_command(None, name)
    (row,) = [line for line in COMMANDS.splitlines() if line.startswith(f"| `jornada {name}")]
    long = [opt for param in command.params if isinstance(param, click.Option) for opt in param.opts if opt[:2] == "--"]
    assert [opt for opt in long if f"`{opt}`" not in row and opt != "--help"] == []


def test_the_tests_that_show_each_feature_exist():
    shown = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "features.md").read_text())
    missing = [name for path, name in shown if f"def {name}(" not in (ROOT / path).read_text()]
    assert len(shown) > 40
    assert missing == []

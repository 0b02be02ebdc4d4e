import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")


def make(*words):
    return subprocess.run(["make", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_the_port_of_make_run_is_the_one_asked_for():
    assert "up --port 8642 " in make("--dry-run", "run", "PORT=8642")
    assert "up --port 8000 " in make("--dry-run", "run")


def test_make_help_lists_every_target():
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split()
    assert [line.split()[1] for line in make("help").splitlines()] == targets

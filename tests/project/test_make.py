import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")


def make(*words):
    quiet = ["make", "--no-print-directory", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    return subprocess.run(quiet, cwd=ROOT, env=kept, capture_output=True, text=True, check=True).stdout


def test_the_port_of_make_run_is_the_one_asked_for():
    assert "up --port 8642 " in make("--dry-run", "run", "PORT=8642")
    assert "up --port 8000 " in make("--dry-run", "run")


def test_make_help_lists_every_target():
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split()
    assert [line.split()[1] for line in make("help").splitlines()] == targets

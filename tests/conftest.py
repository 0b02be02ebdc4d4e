"""Shared set-up: a scratch home, so that no test touches the developer's own data."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("JORNADA_HOME", tempfile.mkdtemp(prefix="jornada-test-"))
(Path(os.environ["JORNADA_HOME"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("JORNADA_SECRET_KEY", "only-for-tests")

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def own_copy(settings, tmp_path):
    """Give each test its own analytics copy: rows of a test that was rolled back must not be seen by the next."""
    settings.COPY_FOLDER = tmp_path / "copy"

"""What all tests share."""

from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def own_copy(settings, tmp_path):
    """Give each test its own analytics copy: rows of a test that was rolled back must not be seen by the next."""
    settings.COPY_FOLDER = tmp_path / "copy"

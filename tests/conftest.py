"""Shared set-up: a scratch home, so that no test touches the developer's own data."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("JORNADA_HOME", tempfile.mkdtemp(prefix="jornada-test-"))
(Path(os.environ["JORNADA_HOME"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("JORNADA_SECRET_KEY", "only-for-tests")

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"

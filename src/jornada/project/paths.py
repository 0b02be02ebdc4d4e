"""Where Jornada keeps its database, analytics copy and uploaded files."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def clone_root() -> Path | None:
    """Return the root of the clone this package runs from, or None when it was installed."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() and (root / "src" / "jornada").is_dir() else None


def home() -> Path:
    """Return JORNADA_HOME: `./var` in a clone, the user's data folder when installed."""
    named = os.environ.get("JORNADA_HOME")
    if named:
        return Path(named).expanduser().resolve()
    clone = clone_root()
    return clone / "var" if clone else Path(platformdirs.user_data_dir("jornada"))

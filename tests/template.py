"""A database that is migrated once and copied: the migrations take longer than most folders of tests.

`tests/run.py` makes one for each database before the tests begin and names it in `JORNADA_TEST_TEMPLATE`: a file of
SQLite, or the name of a database on the server. A single run of pytest migrates by itself, as ever.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def template() -> str | None:
    """Name the migrated database of this run, if it has one."""
    return os.environ.get("JORNADA_TEST_TEMPLATE")


def migrated(home: Path) -> Path:
    """Return an SQLite file that is migrated and empty: the run's, or one made in the folder given."""
    given = template()
    if given and Path(given).is_file():
        return Path(given)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "jornada.project.settings", "JORNADA_HOME": str(home)}
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], env=environment, check=True)
    return home / "jornada.sqlite3"

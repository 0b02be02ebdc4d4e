"""What starting costs: every command and every worker process loads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_starting_loads_no_library_that_only_some_pages_need(tmp_path: Path) -> None:
    code = (
        "import sys; from jornada.project.boot import start_django; start_django()\n"
        "print(sorted({'scipy', 'openpyxl', 'sklearn', 'pandas'} & set(sys.modules)))"
    )
    environment = {**os.environ, "JORNADA_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", "import these where they are used"

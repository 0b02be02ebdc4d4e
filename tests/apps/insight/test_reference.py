"""The figures of a real CRM, imported by command, against figures computed by others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REFERENCE

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the reference data are not there: {REFERENCE}"),
]
DIMENSIONS = {
    "product": "by_product",
    "agent": "by_sales_agent",
    "manager": "by_manager",
    "office": "by_regional_office",
    "sector": "by_sector",
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> dict:
    home = tmp_path_factory.mktemp("maven")
    files = {"teams": "sales_teams", "products": "products", "accounts": "accounts", "opportunities": "sales_pipeline"}
    words = [word for kind, name in files.items() for word in (kind, str(REFERENCE / "maven_crm" / f"{name}.csv"))]
    _jornada(home, "import", *words, "--yes")
    return json.loads(_jornada(home, "kpi", "--json"))


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((REFERENCE / "reference.json").read_text())["maven_crm"]


def _jornada(home: Path, *words: str) -> str:
    source = str(Path(__file__).resolve().parents[3] / "src")
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    environment |= {"JORNADA_HOME": str(home), "PYTHONPATH": source}
    run = subprocess.run(
        [sys.executable, "-m", "jornada.project.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_figures_in_all(figures, expected):
    assert figures["opportunities"] == expected["rows"]
    assert figures["won"] == expected["stage"]["Won"]
    assert figures["lost"] == expected["stage"]["Lost"]
    assert figures["open"] == expected["stage"]["Engaging"] + expected["stage"]["Prospecting"]
    assert figures["win_rate"] * 100 == pytest.approx(expected["win_rate_pct"], abs=5e-5)
    assert figures["won_value"] == expected["won_value"]
    assert figures["mean_deal"] == pytest.approx(expected["avg_won"], abs=5e-5)
    assert figures["median_deal"] == expected["median_won"]


def test_the_cycle_times(figures, expected):
    for outcome in ("won", "lost"):
        found = figures[f"{outcome}_cycle_days"]
        assert found["mean"] == pytest.approx(expected["cycle_days"][f"{outcome}_mean"], abs=5e-5)
        assert found["median"] == expected["cycle_days"][f"{outcome}_median"]


@pytest.mark.parametrize(("dimension", "named"), DIMENSIONS.items())
def test_the_figures_by_dimension(figures, expected, dimension, named):
    found = figures["by"][dimension]
    assert set(found) == set(expected[named])
    for label, group in expected[named].items():
        mine = found[label]
        assert (mine["closed"], mine["won"], mine["won_value"]) == (group["closed"], group["won"], group["value"])
        assert mine["win_rate"] * 100 == pytest.approx(group["win_pct"], abs=5e-5)
        assert mine["mean_deal"] == pytest.approx(group["avg_deal"], abs=5e-5)
        assert mine["mean_won_cycle_days"] == pytest.approx(group["avg_cycle_won"], abs=5e-5)


def test_the_figures_by_quarter(figures, expected):
    for label, (closed, won, value, percent) in expected["by_close_quarter"].items():
        mine = figures["by"]["quarter"][label]
        assert (mine["closed"], mine["won"], mine["won_value"]) == (closed, won, value)
        assert mine["win_rate"] * 100 == pytest.approx(percent, abs=5e-5)

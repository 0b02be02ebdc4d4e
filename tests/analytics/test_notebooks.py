"""The notebooks in examples/ run from top to bottom, with the real files and without them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import jornada

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
SECONDS = 120


def execute(notebook: Path, folder: Path) -> nbformat.NotebookNode:
    book = nbformat.read(notebook, as_version=4)
    home = str(Path(jornada.__file__).parents[1])
    # The kernel is a process of its own: it must find the package that is tested.
    book.cells.insert(0, nbformat.v4.new_code_cell(f"import sys; sys.path.insert(0, {home!r})"))
    NotebookClient(book, timeout=SECONDS, resources={"metadata": {"path": str(folder)}}).execute()
    return book


def said(book: nbformat.NotebookNode) -> str:
    outputs = [out for cell in book.cells if cell.cell_type == "code" for out in cell.outputs]
    return "".join(out.get("text", "") + out.get("data", {}).get("text/html", "") for out in outputs)


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(notebook):
    book = nbformat.read(notebook, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in book.cells if cell.cell_type == "code")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_the_public_names_only(notebook):
    text = notebook.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:from|import) (jornada[.\w]*)", text)) == {"jornada.analytics"}


def test_calls_and_tickets_run_where_the_files_are_not(tmp_path):
    shutil.copy(ROOT / "examples" / "calls-and-tickets.ipynb", tmp_path)
    told = said(execute(tmp_path / "calls-and-tickets.ipynb", tmp_path))
    assert "The files are not here" in told
    assert "Resolve ticket alone holds" in told


@pytest.mark.reference
@pytest.mark.skipif(not (ROOT.parent / "shared" / "data" / "bank").exists(), reason="needs ../shared/data")
def test_calls_and_tickets_run_on_the_real_files():
    told = said(execute(ROOT / "examples" / "calls-and-tickets.ipynb", ROOT))
    assert "45,211 clients" in told
    assert "21,348 touches of 4,580 subjects" in told


def test_the_corrected_curve_finds_what_the_naive_one_does_not():
    told = said(execute(ROOT / "examples" / "what-the-naive-curve-claims.ipynb", ROOT / "examples"))
    holds, point = re.search(r"truth in (\d+) of 40", told), re.search(r"Found: ([\d.]+), interval", told)
    assert int(holds[1]) >= 36
    assert 4.5 <= float(point[1]) <= 7.5

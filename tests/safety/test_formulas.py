"""No file that Jornada hands out holds a formula that a spreadsheet would run."""

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.sales.models import Opportunity
from jornada.ui.export import FORMULA_STARTS, neutralise

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jornada"
EVIL = '=HYPERLINK("http://evil";"x")'
LISTS = {
    "/accounts/": Account,
    "/contacts/": Contact,
    "/leads/": Lead,
    "/opportunities/": Opportunity,
    "/products/": Product,
}


@pytest.fixture
def evil_names(client, admin, account, contact, lead, opportunity):
    Product.objects.create(name="x", code="x")
    for model in LISTS.values():
        model.objects.update(name=EVIL)
    client.force_login(admin)


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_a_list_as_csv_holds_no_formula(client, evil_names, path):
    text = b"".join(client.get(f"{path}?export=csv").streaming_content).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=",") for cell in row]
    assert f"'{EVIL}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_a_list_as_a_workbook_holds_no_formula(client, evil_names, path):
    file = io.BytesIO(b"".join(client.get(f"{path}?export=xlsx").streaming_content))
    cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row]
    assert any(EVIL in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} & {"f"} == set()


def test_whatever_writes_a_csv_file_neutralises():
    every = [path for path in SOURCE.rglob("*.py") if "analytics" not in path.parts]
    writers = [path for path in every if "csv.writer(" in path.read_text()]
    careless = [path.name for path in writers if not re.search(r"neutralise|_harmless", path.read_text())]
    assert len(writers) >= 3
    assert careless == []


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_formula_behind_a_line_feed_or_another_sign_is_text(start):
    assert "\n" in FORMULA_STARTS
    assert neutralise(f"{start}1+1") == f"'{start}1+1"

"""Rows of a workbook that are to be corrected: written as the language writes them, and read back as they were."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from jornada.apps.sales.models import Opportunity
from jornada.edge.files.pages import _shown, file_page
from jornada.edge.files.refused import write_refused
from jornada.edge.files.run import notes_beside
from jornada.edge.files.told import shown
from tests.edge.files.test_sheets import workbook

pytestmark = pytest.mark.django_db
HEAD = ["ID", "Negócio", "Empresa", "Valor", "Criado em", "Fechado em", "Status", "Peso"]
ROWS = [
    ["1", "ERP", "Aço", 1234.5, datetime.fromisoformat("2024-03-02 14:30:15"), date(2024, 4, 5), "Blub", 0.125],
    ["2", "CRM", "Aço", 1234567, datetime.fromisoformat("2024-03-04"), date(2024, 6, 7), "Blub", 1.234],
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pt-br", "1;ERP;Aço;1234,5;02/03/2024 14:30:15;05/04/2024;Blub;0,125"),
        ("en", "1,ERP,Aço,1234.5,2024-03-02 14:30:15,2024-04-05,Blub,0.125"),
    ],
)
def test_they_are_written_in_the_notation_of_the_language_and_come_back_whole(
    language, said, plan_of, import_files, tmp_path
):
    (tmp_path / "deals.xlsx").write_bytes(workbook({"Deals": [HEAD, *ROWS]}))
    with translation.override(language):
        import_files(("opportunities", tmp_path / "deals.xlsx"))
        step = plan_of(("opportunities", tmp_path / "deals.xlsx"))[0]
        kept = list(Opportunity.objects.order_by("pk").values_list("amount", "created_at", "expected_on", "closed_on"))
        assert write_refused(step, 0, notes_beside(tmp_path / "report" / "report.csv"), tmp_path / "again.csv") == 2
        assert said in (tmp_path / "again.csv").read_text()
        Opportunity.objects.all().delete()
        import_files(("opportunities", tmp_path / "again.csv"))
    again = Opportunity.objects.order_by("pk").values_list("amount", "created_at", "expected_on", "closed_on")
    assert list(again) == kept
    assert [amount for amount, *_days in kept] == [Decimal("1234.5"), Decimal(1234567)]


def test_an_instant_at_which_a_day_begins_is_that_day(settings):
    with translation.override("pt-br"):
        began = datetime(2024, 3, 4, 3, tzinfo=UTC)
        assert [shown(began), _shown(began)] == ["04/03/2024", "04/03/2024"]
        assert _shown(began.replace(minute=5)) == "04/03/2024 00:05"


def test_real_numbers_are_not_asked_for_a_notation(plan_of, tmp_path, write):
    (tmp_path / "deals.xlsx").write_bytes(workbook({"Deals": [HEAD, *ROWS]}))
    texts = write("deals.csv", "Negócio;Empresa;Valor\nERP;Aço;1.234,50\n")
    asked = [
        {row.name: bool(row.decimals) for row in file_page(0, plan_of(("opportunities", path))[0]).columns}["Valor"]
        for path in (tmp_path / "deals.xlsx", texts)
    ]
    assert asked == [False, True]

"""When a deal was opened: at the minute that the file tells, not when that day began."""

from datetime import UTC, datetime

import pytest

from jornada.apps.interactions.queries import live_touches

pytestmark = pytest.mark.django_db
HEAD = "Negócio - Título,Negócio - Organização,Negócio - Status,Negócio - Negócio criado em,Negócio - Ganho em\n"
NINE_THIRTY = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


@pytest.fixture
def told(write, import_files):
    """Import a deal; return what the log tells of it, with its instants."""

    def told(row):
        import_files(("opportunities", write("deals.csv", HEAD + row)))
        return list(live_touches().order_by("at", "pk").values_list("activity__code", "at"))

    return told


def test_a_deal_is_opened_at_the_minute_of_its_file(told):
    assert told("ERP,Acme,Aberto,2026-03-02 09:30,\n") == [("deal.opened", NINE_THIRTY)]


def test_the_same_file_again_tells_it_once(told):
    told("ERP,Acme,Aberto,2026-03-02 09:30,\n")
    assert told("ERP,Acme,Aberto,2026-03-02 09:30,\n") == [("deal.opened", NINE_THIRTY)]


def test_a_row_that_changes_and_gets_its_time_is_told_with_it(told):
    assert told("ERP,Acme,Aberto,2026-03-02,\n") == [("deal.opened", datetime(2026, 3, 2, 3, tzinfo=UTC))]
    found = told("ERP,Acme,Ganho,2026-03-02 09:30,2026-03-05\n")
    assert found[0] == ("deal.opened", NINE_THIRTY)
    assert [code for code, _at in found] == ["deal.opened", "deal.won"]


def test_what_was_won_on_its_first_day_was_not_won_before_it_was_opened(told):
    found = told("ERP,Acme,Ganho,2026-03-02 09:30,2026-03-02\n")
    assert [code for code, _at in found] == ["deal.opened", "deal.won"]

"""Deals that are known again without an id in common: by name and company, where nothing speaks against it."""

import pytest

from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
HEAD = "Deal name,Company,Amount,Owner,Open date,Status\n"
ROWS = "ERP,Acme,1000,Ana,2026-03-02,Open\nCRM,Beta,2000,Bia,2026-04-02,Open\n"
WITH_IDS = "Deal ID,Deal name,Company,Amount,Owner,Open date,Status\n"


@pytest.fixture
def deals(write, import_files):
    """Import deals from a text; return how many were made, changed and left as they are."""

    def deals(text, **options):
        result = import_files(("opportunities", write("deals.csv", text)), **options)
        return tuple(result["totals"].get(name, 0) for name in ("created", "updated"))

    return deals


def test_a_file_without_ids_that_was_mended_changes_what_it_made(deals):
    assert deals(HEAD + ROWS) == (2, 0)
    assert deals(HEAD + ROWS.replace("Ana", "Caio").replace("1000", "1500")) == (0, 1)
    assert Opportunity.objects.get(name="ERP").amount == 1500


def test_a_trial_says_so_beforehand_and_writes_nothing(deals):
    deals(HEAD + ROWS)
    assert deals(HEAD + ROWS.replace("Ana", "Caio"), is_dry=True) == (0, 1)
    assert Opportunity.objects.get(name="ERP").owner.name == "Ana"


def test_ids_that_come_later_are_taken_on_and_a_file_without_them_leaves_them(deals):
    deals(HEAD + ROWS)
    assert deals(WITH_IDS + "7,ERP,Acme,1000,Ana,2026-03-02,Open\n8,CRM,Beta,2000,Bia,2026-04-02,Open\n") == (0, 2)
    assert deals(HEAD + ROWS.replace("Ana", "Caio")) == (0, 1)
    assert dict(Opportunity.objects.values_list("name", "external_id")) == {"ERP": "7", "CRM": "8"}


@pytest.mark.parametrize(
    "row",
    [
        "ERP,Acme,1000,Caio,2027-03-02,Open\n",  # it began on another day
        "ERP,Other Ltd,1000,Caio,2026-03-02,Open\n",
        "ERP 2,Acme,1000,Caio,2026-03-02,Open\n",
    ],
)
def test_what_differs_in_name_company_or_day_is_another_deal(deals, row):
    deals(HEAD + ROWS)
    assert deals(HEAD + row) == (1, 0)


def test_a_closed_deal_is_not_opened_again_by_one_of_its_name(deals):
    deals(HEAD + ROWS.replace("Open\n", "Won\n"))
    assert deals(HEAD + "ERP,Acme,900,Caio,,Open\n") == (1, 0)


def test_other_ids_are_other_deals_and_two_candidates_are_none(deals):
    deals(WITH_IDS + "7,ERP,Acme,1000,Ana,2026-03-02,Open\n")
    assert deals(WITH_IDS + "9,ERP,Acme,1000,Ana,2026-03-02,Open\n") == (1, 0)
    assert deals(HEAD + "ERP,Acme,1000,Caio,2026-03-02,Open\n") == (1, 0)


def test_two_equal_rows_of_one_file_are_two_deals_the_first_time_and_the_same_two_again(deals):
    twice = HEAD + "ERP,Acme,1000,Ana,2026-03-02,Open\n" * 2
    assert deals(twice) == (2, 0)
    assert deals(twice)[0] == 0

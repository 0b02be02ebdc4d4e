"""Deals that are known again without an id in common: by name and company, where nothing speaks against it."""

import pytest

from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load import alike

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


def test_other_ids_are_other_deals_and_of_two_that_a_row_may_mean_none_is_doubled(deals):
    deals(WITH_IDS + "7,ERP,Acme,1000,Ana,2026-03-02,Open\n")
    assert deals(WITH_IDS + "9,ERP,Acme,1000,Ana,2026-03-02,Open\n") == (1, 0)
    assert deals(HEAD + "ERP,Acme,1000,Caio,2026-03-02,Open\n") == (0, 1)


def test_two_equal_rows_of_one_file_are_two_deals_the_first_time_and_the_same_two_again(deals):
    twice = HEAD + "ERP,Acme,1000,Ana,2026-03-02,Open\n" * 2
    assert deals(twice) == (2, 0)
    assert deals(twice)[0] == 0


def test_a_person_stands_in_for_a_company(deals):
    by_person = "Deal name,Contact,Amount,Owner,Status\nERP,Rosa Lima,1000,{},Open\n"
    assert deals(by_person.format("Ana")) == (1, 0)
    assert deals(by_person.format("Caio")) == (0, 1)
    assert deals(by_person.replace("Rosa", "Rita").format("Caio")) == (1, 0)


def test_another_pipeline_is_another_deal_and_one_that_is_not_named_speaks_against_nothing(deals):
    from jornada.apps.sales.models import Pipeline, PipelineStage

    PipelineStage.objects.create(
        pipeline=Pipeline.objects.create(name="Partners"), code="first", order=0, probability=0.1
    )
    head = "Deal name,Company,Owner,Pipeline,Status\n"
    assert deals(head + "ERP,Acme,Ana,Partners,Open\n") == (1, 0)
    default = Pipeline.objects.get(is_default=True).stages.first().label_en
    other = "Deal name,Company,Owner,Pipeline,Stage\n"
    assert deals(other + f"ERP,Acme,Caio,{Pipeline.objects.get(is_default=True).name},{default}\n") == (1, 0)
    assert deals(head + "ERP,Acme,Bia,Partners,Open\n") == (0, 1)


def test_a_deal_that_was_closed_meanwhile_is_known_by_its_day(deals):
    deals(HEAD + ROWS)
    Opportunity.objects.filter(name="ERP").update(outcome="won")
    assert deals(HEAD + ROWS.replace("Ana", "Caio")) == (0, 1)


def test_of_several_candidates_the_likest_is_taken_and_the_report_says_so(deals, report_rows):
    deals(HEAD + "ERP,Acme,1000,Ana,2026-03-02,Open\nERP,Acme,2000,Bia,2026-03-02,Open\n")
    assert deals(HEAD + "ERP,Acme,2000,Caio,2026-03-02,Open\n") == (0, 1)
    assert Opportunity.objects.get(amount=2000).owner.name == "Caio"
    assert [row["reason"].partition(":")[0] for row in report_rows() if row["reason"]] == [
        "2 opportunities have this name and company or person"
    ]


def test_two_equal_deals_whose_owner_or_stage_changed_stay_two(deals):
    twice = HEAD + "ERP,Acme,1000,{},2026-03-02,{}\n" * 2
    assert deals(twice.format("Ana", "Open", "Ana", "Open")) == (2, 0)
    assert deals(twice.format("Caio", "Open", "Caio", "Open")) == (0, 2)
    assert deals(twice.format("Caio", "Open", "Bia", "Open")) == (0, 1)
    assert deals(twice.format("Caio", "Won", "Bia", "Lost")) == (0, 2)
    assert sorted(Opportunity.objects.values_list("owner__name", "outcome")) == [("Bia", "lost"), ("Caio", "won")]


def test_a_third_deal_of_their_name_is_new_and_only_it(deals):
    row = "ERP,Acme,{},{},2026-03-02,Open\n"
    deals(HEAD + row.format(1000, "Ana") + row.format(2000, "Ana"))
    third = row.format(3000, "Eva") + row.format(2000, "Caio") + row.format(1000, "Caio")
    assert deals(HEAD + third) == (1, 2)
    found = sorted((int(amount), name) for amount, name in Opportunity.objects.values_list("amount", "owner__name"))
    assert found == [(1000, "Caio"), (2000, "Caio"), (3000, "Eva")]


def test_a_changed_row_takes_no_deal_that_a_later_row_names(deals):
    deals(HEAD + "ERP,Acme,1000,Ana,,Open\n")
    assert deals(HEAD + "ERP,Acme,1000,Caio,,Open\nERP,Acme,1000,Ana,,Open\n") == (1, 0)
    assert Opportunity.objects.filter(owner__name="Ana").count() == 1


def test_only_deals_of_the_companies_and_people_of_the_file_are_read(deals, monkeypatch):
    deals(HEAD + ROWS + "".join(f"N{n},Other {n},1,Ana,2026-03-02,Open\n" for n in range(20)))
    read, known = [], alike.Deal
    monkeypatch.setattr(alike, "Deal", lambda *told: read.append(told) or known(*told))
    monkeypatch.setattr(alike, "_SLICE", 1)
    assert deals(HEAD + ROWS.replace("Ana", "Caio").replace("Bia", "Caio")) == (0, 2)
    assert len(read) == 2


def test_an_id_that_stands_in_two_rows_is_one_deal(deals):
    deals(HEAD + ROWS)
    row = "7,ERP,Acme,{},Ana,2026-03-02,Open\n"
    assert deals(WITH_IDS + row.format(1100) + row.format(1200)) == (0, 2)
    assert Opportunity.objects.get(external_id="7").amount == 1200


def test_what_the_log_has_of_a_deal_is_not_told_twice(deals):
    from jornada.apps.interactions.queries import live_touches

    rows = ROWS + "BI,Acme,10,Ana,2026-03-02,Open\n"
    deals(HEAD + rows)
    deals(HEAD + rows.replace("Ana", "Caio"))
    deals(WITH_IDS + "7,ERP,Acme,1500,Ana,2026-03-02,Open\n")
    assert live_touches().filter(activity__code="deal.opened").count() == 3


def test_names_may_go_before_ids_and_ids_alone_may_be_asked_for(deals):
    deals(WITH_IDS + "7,ERP,Acme,1000,Ana,2026-03-02,Open\n")
    other = WITH_IDS + "9,ERP,Acme,1500,Ana,2026-03-02,Open\n"
    assert deals(other, key="name") == (0, 1)
    assert Opportunity.objects.get().external_id == "9"
    assert deals(HEAD + "ERP,Acme,1000,Caio,2026-03-02,Open\n", key="external_id") == (1, 0)

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from jornada.apps.market.models import Account
from jornada.ui import columns
from jornada.ui.columns import Column
from jornada.ui.filters import Filter
from jornada.ui.listing import build, respond

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
COLUMNS = [
    Column("name", "Name", order=0, cell=lambda row: row.name, sort="name", is_primary=True),
    Column("employees", "Employees", order=10, cell=lambda row: row.employees, sort="employees", kind="number"),
]
CITY = Filter(
    "city", "City", choices=lambda request: [("Recife", "Recife")], apply=lambda rows, value: rows.filter(city=value)
)


@pytest.fixture
def accounts(db):
    rows = [
        Account(name=f"Firm {n:02}", employees=n, city="Recife" if n % 2 else "Natal", created_at=NOW, updated_at=NOW)
        for n in range(12)
    ]
    return Account.objects.bulk_create(rows)


def listing_at(rf, query="", **options):
    options = {"columns": COLUMNS, "filters": [CITY], "default_sort": "name", "per_page": 5, **options}
    return build(rf.get(f"/accounts/?{query}"), "account-test", Account.objects.all(), **options)


def names(listing):
    return [row.instance.name for row in listing.rows]


def test_a_list_starts_in_its_own_order(rf, accounts):
    assert names(listing_at(rf)) == ["Firm 00", "Firm 01", "Firm 02", "Firm 03", "Firm 04"]


def test_the_next_page_goes_on_and_leads_back(rf, accounts):
    first = listing_at(rf)
    second = listing_at(rf, first.next_url.partition("?")[2])
    assert names(second)[0] == "Firm 05"
    assert names(listing_at(rf, second.previous_url.partition("?")[2])) == names(first)


def test_a_head_sorts_numbers_downwards_first_and_then_turns(rf, accounts):
    header = listing_at(rf).headers[1]
    assert header.url == "/accounts/?sort=-employees"
    turned = listing_at(rf, "sort=-employees").headers[1]
    assert (turned.direction, turned.url) == ("desc", "/accounts/?sort=employees")


def test_an_unknown_order_is_left_out(rf, accounts):
    assert listing_at(rf, "sort=password").sort == "name"


def test_a_filter_narrows_counts_and_shows_a_chip(rf, accounts):
    listing = listing_at(rf, "city=Recife")
    assert (listing.count, [chip.value for chip in listing.chips]) == (6, ["Recife"])
    assert listing.chips[0].remove_url == "/accounts/"


def test_search_narrows_the_list(rf, accounts):
    found = listing_at(rf, "q=11", search=lambda rows, text: rows.filter(name__icontains=text))
    assert names(found) == ["Firm 11"]


def test_a_registered_column_costs_one_query_and_is_drawn(rf, accounts, django_assert_num_queries):
    asked = []
    columns.register(
        "account-test", Column("stage", "Stage", order=5, values=lambda ids: asked.append(ids) or {ids[0]: "Interest"})
    )
    try:
        with django_assert_num_queries(5):  # whether and which custom fields there are; ids, rows, count
            listing = listing_at(rf)
    finally:
        columns.unregister("account-test", "stage")
    assert len(asked) == 1
    assert listing.rows[0].cells[1].drawn == "Interest"
    assert 'class="cell-empty"' in listing.rows[1].cells[1].drawn


def test_an_export_holds_all_filtered_rows_and_no_formula(rf, accounts):
    Account.objects.filter(name="Firm 01").update(name="=cmd()")
    request = rf.get("/accounts/?export=csv&city=Recife")
    listing = build(
        request, "account-test", Account.objects.all(), columns=COLUMNS, filters=[CITY], default_sort="name"
    )
    answer = respond(request, listing, "unused.html", {"title": "Contas do mês"})
    assert 'filename="contas-do-mes.csv"' in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 7
    assert "'=cmd()" in text


def test_who_may_not_export_is_told_so(rf, accounts):
    request = rf.get("/accounts/?export=csv")
    listing = build(request, "x", Account.objects.all(), columns=COLUMNS, default_sort="name", can_export=False)
    with pytest.raises(PermissionDenied):
        respond(request, listing, "unused.html")


def test_a_few_filters_stand_in_the_open_and_those_that_are_on(rf, accounts):
    many = [
        Filter(f"f{n}", f"F{n}", choices=lambda request: [("x", "X")], apply=lambda rows, value: rows) for n in range(6)
    ]
    filters = [*many, Filter("since", "Since", kind="date", apply=lambda rows, value: rows)]
    listing = listing_at(rf, "f5=x", filters=filters)
    assert [item.filter.code for item in listing.first_filters] == ["f0", "f1", "f2", "f3", "f5"]
    assert [item.filter.code for item in listing.extra_filters] == ["f4", "since"]


@pytest.mark.parametrize("query", ["export=csv", "f_field=moon"])
def test_what_leads_elsewhere_draws_no_rows(rf, accounts, query, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("jornada.ui.narrowing.messages.error", lambda *_said: None)
    listing_at(rf)  # what a process keeps is read
    with django_assert_max_num_queries(2):  # whether and which custom fields there are
        assert listing_at(rf, query).rows == ()

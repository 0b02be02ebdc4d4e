import datetime as dt

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from jornada.apps.market.models import Account
from jornada.apps.org.alphabet import NAME
from jornada.ui import paging
from jornada.ui.paging import Order, all_rows, capped_count, read_cursor, take_page, write_cursor

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
ORDERS = [Order(by, is_down) for by in ("employees", "name", "pk", F("employees") * 2) for is_down in (False, True)]


@pytest.fixture(autouse=True)
def accounts(db):
    staff = [5, None, 3, 3, None, 8, 3, 1, None, 5, 5]
    rows = [Account(name=f"A{i % 4}", employees=n, created_at=NOW, updated_at=NOW) for i, n in enumerate(staff)]
    return Account.objects.bulk_create(rows)


def walk(order, size):
    pages, after = [], ""
    while True:
        page = take_page(Account.objects.all(), order, read_cursor(after, ""), size)
        pages.append(page)
        after = page.after
        if not after:
            return pages


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 2, 3, 4, 11, 20])
def test_pages_hold_every_row_once_whatever_the_size(order, size, accounts):
    seen = [row.pk for page in walk(order, size) for row in page.rows]
    whole = [row.pk for row in take_page(Account.objects.all(), order, None, 100).rows]
    assert seen == whole
    assert len(set(seen)) == len(accounts)


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_going_back_shows_the_pages_seen_before(order):
    pages = walk(order, 3)
    page = pages[-1]
    for expected in reversed(pages[:-1]):
        page = take_page(Account.objects.all(), order, read_cursor("", page.before), 3)
        assert [row.pk for row in page.rows] == [row.pk for row in expected.rows]
    assert page.before == ""


@pytest.mark.parametrize("order", [*ORDERS, Order(NAME), Order(NAME, True)], ids=str)
@pytest.mark.parametrize(("near", "part"), [(1, 1), (1, 2), (3, 2), (100, 2_000)])
@pytest.mark.parametrize("kept", [Q(), Q(name="A1"), Q(employees=None), Q(name="Nobody")], ids=str)
def test_rows_that_no_index_finds_stand_on_the_same_pages(order, near, part, kept, monkeypatch):
    monkeypatch.setattr(paging, "NEAR", near)
    monkeypatch.setattr(paging, "NEAR_AS_LIST", near)
    monkeypatch.setattr(paging, "PARTS", 2)
    monkeypatch.setattr(paging, "PART", part)
    after = before = ""
    rows = Account.objects.filter(kept)
    for _ in range(6):
        usual, scanned = (take_page(rows, order, read_cursor(after, ""), 2, is_scanned=so) for so in (False, True))
        assert scanned == usual
        if before:
            back = take_page(rows, order, read_cursor("", before), 2, is_scanned=True)
            assert back == take_page(rows, order, read_cursor("", before), 2)
        after, before = usual.after, usual.before


def asked(rows):
    """Return the statements that a page takes."""
    with CaptureQueriesContext(connection) as captured:
        take_page(rows, Order(NAME), None, 2, is_scanned=True)
    return [each["sql"] for each in captured.captured_queries]


def test_where_parts_of_the_table_have_none_the_order_is_not_walked_far(accounts, monkeypatch):
    for name, value in (("NEAR", 1), ("NEAR_AS_LIST", 1), ("PARTS", 2), ("PART", 2)):
        monkeypatch.setattr(paging, name, value)
    none, some = (asked(Account.objects.filter(kept)) for kept in (Q(name="Nobody"), ~Q(name=accounts[0].name)))
    assert [sql for sql in none if "OFFSET" in sql] == []
    assert any("BETWEEN" in sql for sql in none)
    assert any("OFFSET" in sql for sql in some)


@pytest.mark.parametrize("is_down", [False, True])
def test_rows_without_a_value_come_last_in_both_directions(is_down):
    rows = take_page(Account.objects.all(), Order("employees", is_down), None, 100).rows
    staff = [row.employees for row in rows]
    assert staff[-3:] == [None, None, None]
    assert staff[:-3] == sorted(staff[:-3], reverse=is_down)


@pytest.mark.parametrize("after", ["nonsense", "bm9uc2Vuc2U=", write_cursor("not a number", 1), write_cursor([1], {})])
def test_a_damaged_cursor_means_the_first_page(after):
    order = Order("employees")
    first = take_page(Account.objects.all(), order, None, 3)
    page = take_page(Account.objects.all(), order, read_cursor(after, ""), 3)
    assert [row.pk for row in page.rows] == [row.pk for row in first.rows]


def test_instants_survive_the_cursor():
    page = take_page(Account.objects.all(), Order("created_at"), None, 4)
    following = take_page(Account.objects.all(), Order("created_at"), read_cursor(page.after, ""), 4)
    assert not {row.pk for row in page.rows} & {row.pk for row in following.rows}


def test_a_page_costs_at_most_three_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        take_page(Account.objects.all(), Order("employees"), None, 100)


def test_an_export_walks_through_all_rows(accounts):
    batches = list(all_rows(Account.objects.all(), Order("employees"), size=4))
    assert [len(batch) for batch in batches] == [4, 4, 3]


def test_counting_stops_at_the_cap():
    assert capped_count(Account.objects.all(), 5) == (5, True)
    assert capped_count(Account.objects.all(), 11) == (11, False)


def test_no_rows_make_one_empty_page():
    page = take_page(Account.objects.none(), Order("name"), None, 5)
    assert (page.rows, page.before, page.after) == ([], "", "")


@pytest.mark.parametrize(
    ("by", "after"),
    [("pk", write_cursor(1, 1e999)), ("pk", write_cursor(10**30, 10**30)), ("name", write_cursor("a\0b", 1)),
     ("name", write_cursor("\ud800", 1)), ("employees", write_cursor(1e999, 1)), ("pk", "W1tb" * 5000)],
)  # fmt: skip
def test_a_cursor_that_no_database_takes_means_the_first_page(by, after):
    page = take_page(Account.objects.all(), Order(by), read_cursor(after, ""), 2)
    assert len(page.rows) == 2
    assert page.before == ""

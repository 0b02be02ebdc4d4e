"""Writing tuples by the thousand, on both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Program
from jornada.apps.market.models import Industry, Product
from jornada.apps.org.bulk import bulk_insert, bulk_insert_columns, next_ids

pytestmark = pytest.mark.django_db


def test_rows_arrive_and_are_counted():
    with transaction.atomic():
        assert bulk_insert(Industry, ["name"], ((f"industry {n}",) for n in range(3))) == 3
    assert Industry.objects.count() == 3


def test_ids_given_by_us_do_not_collide_with_later_ones():
    with transaction.atomic():
        first = next_ids(Industry, 2)
        bulk_insert(Industry, ["id", "name"], [(first, "a"), (first + 1, "b")])
    assert Industry.objects.create(name="c").pk > first + 1


def test_text_that_looks_like_sql_stays_text():
    with transaction.atomic():
        bulk_insert(Industry, ["name"], [("'); DROP TABLE market_industry; --\t\\N",)])
    assert Industry.objects.get().name == "'); DROP TABLE market_industry; --\t\\N"


@pytest.mark.django_db(transaction=True)
def test_a_value_that_all_rows_share_is_in_each_of_them():
    same = {"code": "", "family": "shared", "currency": "BRL", "is_active": True, "created_at": timezone.now()}
    with transaction.atomic():
        assert bulk_insert(Product, ["name"], ((f"product {n}",) for n in range(250)), same=same) == 250
    assert Product.objects.filter(**same, name__startswith="product ").values("name").distinct().count() == 250


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("odd", [None, 0, 1, 137, 249])
def test_a_column_that_says_the_same_in_each_row_or_in_all_but_one_is_written_as_it_stands(odd):
    usual = (date(2024, 1, 1), Decimal("7.50"), "email", None)
    rows = [usual if place != odd else (None, Decimal("7.5000001"), "", date(2025, 1, 1)) for place in range(250)]
    names = ["starts_on", "cost", "channel", "ends_on"]
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    with transaction.atomic():
        written = bulk_insert_columns(
            Program, {**columns, "name": [f"p{place:03}" for place in range(250)]}, same={"currency": "BRL"}
        )
    saved = Program.objects.order_by("name").values_list(*names)
    assert written == 250
    rounded = [(first, cost and round(cost, 2), *rest) for first, cost, *rest in rows]
    assert list(saved) == rounded


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 100, 1234])
def test_rows_that_are_all_alike_are_as_many_as_were_given(number):
    at = datetime(2024, 2, 3, 9, tzinfo=UTC)
    with transaction.atomic():
        assert bulk_insert_columns(Thread, {"opened_at": [at] * number, "account_id": [None] * number}) == number
    assert Thread.objects.filter(opened_at=at, account=None).count() == number


def test_instants_days_and_amounts_are_stored_as_a_record_that_is_saved():
    first = datetime(2024, 2, 3, 9, tzinfo=ZoneInfo("America/Sao_Paulo"))
    rows = [(f"p{n}", date(2024, 1, 1), Decimal("7.50"), "email", "BRL") for n in range(2)]
    with transaction.atomic():
        bulk_insert(
            Program, ["name", "starts_on", "cost", "channel", "currency"], [*rows, ("none", None, None, "", "")]
        )
        texts: dict = {}
        for _ in range(2):
            bulk_insert(Thread, ["opened_at"], [(first,), (first.astimezone(UTC),)], texts=texts)
    saved = Program.objects.create(name="saved", starts_on=date(2024, 1, 1), cost=Decimal("7.50"))
    assert Program.objects.filter(starts_on=saved.starts_on, cost=saved.cost).count() == 3
    assert set(Thread.objects.values_list("opened_at", flat=True)) == {first}


@pytest.mark.django_db(transaction=True)
def test_ids_that_were_reserved_are_given_to_nobody_else_though_none_is_used_yet():
    with transaction.atomic():
        first = next_ids(Industry, 10)
    assert Industry.objects.create(name="between").pk >= first + 10
    with transaction.atomic():
        assert next_ids(Industry, 1) > first + 10

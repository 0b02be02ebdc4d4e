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
from jornada.apps.org.bulk import bulk_insert, next_ids

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

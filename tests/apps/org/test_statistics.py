"""The planner's statistics, on whichever database the tests run."""

import pytest
from django.db import connection
from django.utils import timezone

from jornada.apps.market.models import Industry, Product
from jornada.apps.org import statistics

pytestmark = pytest.mark.django_db


def make_products(number):
    now = timezone.now()
    Product.objects.bulk_create(Product(name=f"Product {n}", code=str(n), created_at=now) for n in range(number))


def known_rows(table):
    sql = "SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = %s"
    if connection.vendor == "postgresql":
        sql = "SELECT reltuples FROM pg_class WHERE relname = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return cursor.fetchone()[0]


def test_after_a_load_the_database_knows_how_many_rows_there_are():
    make_products(30)
    statistics.after_load()
    assert known_rows("market_product") == 30


def test_a_table_that_grew_is_looked_at_again_and_others_are_not():
    statistics.after_load()
    statistics.refresh()
    make_products(600)
    Industry.objects.create(name="Steel")
    assert statistics.refresh() == (["market_product"] if connection.vendor == "sqlite" else [])
    assert statistics.refresh() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps them by itself")
def test_a_small_table_whose_numbers_start_high_has_not_grown():
    Product.objects.create(id=90_000, name="Valve", code="V", created_at=timezone.now())
    statistics.after_load()
    assert "market_product" not in statistics.refresh()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tells its connections by itself")
def test_other_connections_are_told_to_read_the_statistics():
    before = schema_version()
    make_products(600)
    statistics.refresh()
    assert schema_version() > before


def schema_version():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA schema_version")
        return cursor.fetchone()[0]


def test_a_new_index_is_known_once_its_migration_has_run():
    make_products(30)
    statistics.after_load()
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX products_of_the_test ON market_product (code)")
        statistics.after_migration(plan=[])
        assert connection.vendor != "sqlite" or known_rows_of("products_of_the_test") is None
        statistics.after_migration(plan=["a migration"])
    assert known_rows_of("products_of_the_test") == 30


def known_rows_of(index):
    sql = "SELECT CAST(stat AS integer) FROM sqlite_stat1 WHERE idx = %s"
    if connection.vendor == "postgresql":
        sql = "SELECT reltuples FROM pg_class WHERE relname = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [index])
        return (cursor.fetchone() or (None,))[0]

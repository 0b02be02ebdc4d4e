"""Indexes left out while a table is filled: there again at the end, however it ends."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from jornada.apps.market.models import Industry
from jornada.apps.org import index_ways, indexes
from jornada.apps.org.indexes import left_out, make_missing
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db(transaction=True)
MANY = indexes.MANY
LOCKING = f"SELECT pg_advisory_lock({index_ways.LOCK})"
on_postgres = pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="SQLite makes them whole")


@pytest.fixture
def there():
    yield lambda: _of(Opportunity._meta.db_table)
    make_missing()


def _of(table):
    with connection.cursor() as cursor:
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
        if connection.vendor == "postgresql":
            sql = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        cursor.execute(sql, [table])
        return dict(cursor.fetchall())


def test_inside_only_what_forbids_is_left_and_after_it_all_is_as_before(there):
    before = there()
    with left_out([Opportunity], MANY):
        inside = there()
    assert len(before) - len(inside) > 10
    assert all(name.startswith("sqlite_autoindex") or "UNIQUE" in sql for name, sql in inside.items())
    assert there() == before


def test_few_rows_a_full_table_and_a_transaction_leave_them_where_they_are(there, monkeypatch):
    before = there()
    with left_out([Opportunity], MANY - 1):
        assert there() == before
    with transaction.atomic(), left_out([Opportunity], MANY):
        assert there() == before
    monkeypatch.setattr(indexes, "MANY", 4)
    Industry.objects.bulk_create(Industry(name=f"{n}") for n in range(2))
    assert not indexes._pays(Industry, 7)
    assert indexes._pays(Industry, 8)


def test_a_load_that_fails_gives_them_back(there):
    before = there()
    with pytest.raises(ValueError, match="mine"), left_out([Opportunity], MANY):
        raise ValueError("mine")
    assert there() == before


def test_a_full_disk_is_what_is_told_and_the_worker_comes_back_to_it(there, monkeypatch):
    before = there()
    monkeypatch.setattr(type(index_ways.of_connection()), "there", _full)
    with pytest.raises(ValueError, match="mine"), left_out([Opportunity], MANY):
        raise ValueError("mine")
    monkeypatch.undo()
    assert there() != before
    taken = []
    monkeypatch.setattr(indexes.statistics, "after_load", lambda: taken.append(1))
    assert "opportunity_newest" in make_missing()
    assert there() == before
    assert make_missing() == []
    assert taken == [1]


def _full(_way):
    raise DatabaseError("disk is full")


def test_what_a_killed_load_left_out_is_made_at_the_next_start(there):
    before = there()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX opportunity_newest")
    call_command("migrate", verbosity=0)
    assert there() == before


def test_while_another_process_loads_nobody_makes_them_or_leaves_more_out(there):
    before = there()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX opportunity_newest")
    other = subprocess.Popen(
        [sys.executable, "-c", _holding()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    other.stdout.readline()
    try:
        assert make_missing() == []
        with left_out([Opportunity], MANY):
            assert len(there()) == len(before) - 1
    finally:
        other.communicate("\n")
    make_missing()
    assert there() == before


def _holding():
    """Write a program that holds the lock until a line comes in."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        take = f"import fcntl; f = open({name + '.indexes'!r}, 'ab'); fcntl.flock(f, fcntl.LOCK_EX)"
    else:
        place = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user", "password")}
        parameters = {key: value for key, value in place.items() if value} | {"dbname": name}
        take = f"import psycopg; c = psycopg.connect(**{parameters!r}); c.execute({LOCKING!r})"
    return f"{take}; print('held', flush=True); input()"


@on_postgres
def test_an_index_that_was_broken_off_half_way_is_made_anew(there):
    before = there()
    with connection.cursor() as cursor:
        # What a server leaves that stops while it makes one.
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'opportunity_newest'::regclass")
    assert make_missing() == ["opportunity_newest"]
    assert there() == before


@on_postgres
def test_who_finds_the_table_in_use_leaves_its_indexes_there(there, monkeypatch):
    monkeypatch.setattr(index_ways, "PATIENCE", 50)
    before, other = there(), connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM sales_opportunity")
            with left_out([Opportunity], MANY):
                assert there() == before
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@on_postgres
def test_an_index_of_a_small_table_is_made_at_once_but_not_where_somebody_is_at_it(there, monkeypatch):
    before, other = there(), connection.copy()
    monkeypatch.setattr(index_ways, "TURN", 50)
    sql = indexes._wanted(Opportunity)["opportunity_newest"]
    try:
        with connection.cursor() as cursor, other.cursor() as holding:
            cursor.execute("DROP INDEX opportunity_newest")
            holding.execute("BEGIN")
            holding.execute("LOCK TABLE sales_opportunity IN ROW EXCLUSIVE MODE")
            assert not index_ways._made_at_once(cursor, sql)
            holding.execute("ROLLBACK")
            assert index_ways._made_at_once(cursor, sql)
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)
    finally:
        other.close()
    assert there() == before


@on_postgres
def test_those_of_a_large_table_are_made_one_after_the_other_while_others_write(monkeypatch):
    name, sql = next(iter(indexes._wanted(Opportunity).items()))
    monkeypatch.setattr(index_ways, "SOON", -1)
    assert list(index_ways._turns({name: sql})) == [index_ways.Turn({name: sql})]
    monkeypatch.undo()
    assert list(index_ways._turns({name: sql})) == [index_ways.Turn({name: sql}, is_soon=True)]


@on_postgres
def test_the_words_of_names_are_left_out_too_and_found_again(there):
    with left_out([Opportunity], MANY):
        assert "sales_opportunity_words" not in there()
    assert "sales_opportunity_words" in there()


def test_models_and_migrations_agree_on_every_index(there):
    assert make_missing() == []

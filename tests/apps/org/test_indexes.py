"""Indexes left out while a table is filled: there again at the end, however it ends."""

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from jornada.apps.market.models import Industry
from jornada.apps.org import indexes
from jornada.apps.org.indexes import left_out, make_missing
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db(transaction=True)
MANY = indexes.MANY


@pytest.fixture
def there():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes")
    yield lambda: _of(Opportunity._meta.db_table)
    make_missing()


def _of(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
        return dict(cursor.fetchall())


def test_inside_only_what_forbids_is_left_and_after_it_all_is_as_before(there):
    before = there()
    with left_out([Opportunity], MANY):
        inside = there()
    assert len(before) - len(inside) > 10
    assert all(name.startswith("sqlite_autoindex") for name in inside)
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
    monkeypatch.setattr(indexes, "_there", _full)
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


def _full():
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
    file = str(connection.settings_dict["NAME"]).rpartition(".")[0] + ".indexes"
    hold = f"import fcntl; f = open({file!r}, 'ab'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); input()"
    other = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    other.stdout.readline()
    try:
        assert make_missing() == []
        with left_out([Opportunity], MANY):
            assert len(there()) == len(before) - 1
    finally:
        other.communicate("\n")
    make_missing()
    assert there() == before

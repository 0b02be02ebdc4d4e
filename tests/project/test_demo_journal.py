"""Large loads leave the write-ahead log for a while; small ones do not."""

from __future__ import annotations

import pytest
from django.db import ConnectionHandler

from jornada.project.demo.journal import MANY_ROWS, journal_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path):
    handler = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "large.sqlite3"}}
    )
    database = handler["default"]
    with database.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    yield database
    database.close()


def mode_of(database):
    with database.cursor() as cursor:
        return cursor.execute("PRAGMA journal_mode").fetchone()[0]


@pytest.mark.parametrize(("rows", "expected"), [(MANY_ROWS - 1, "wal"), (MANY_ROWS, "delete")])
def test_only_large_loads_use_the_rollback_journal(database, rows, expected):
    with journal_for(rows, database):
        assert mode_of(database) == expected
    assert mode_of(database) == "wal"


def test_the_log_comes_back_after_a_failure(database):
    with pytest.raises(ZeroDivisionError), journal_for(MANY_ROWS, database):
        raise ZeroDivisionError
    assert mode_of(database) == "wal"


def test_a_database_in_use_keeps_its_log(database, tmp_path):
    other = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "large.sqlite3"}}
    )["default"]
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id integer)")
    with journal_for(MANY_ROWS, database):
        assert mode_of(database) == "wal"
    other.close()

"""SQLite's log, copied by a second connection while a load goes on."""

import threading

import pytest
from django.db import connection, transaction

from jornada.apps.market.models import Industry
from jornada.apps.org import checkpoints
from jornada.apps.org.checkpoints import copied_beside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pragma():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such log")

    def ask(what: str) -> tuple:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {what}")
            return cursor.fetchone()

    return ask


def test_what_was_committed_is_copied_and_later_commits_copy_as_ever(pragma):
    with copied_beside() as committed:
        assert pragma("wal_autocheckpoint") == (0,)
        Industry.objects.create(name="copied")
        committed()
    assert pragma("wal_autocheckpoint") == (checkpoints.USUAL,)
    for thread in threading.enumerate():
        if thread.name.startswith("checkpoint"):
            thread.join()
    _busy, pages, copied = pragma("wal_checkpoint(PASSIVE)")
    assert pages == copied


def test_an_error_gives_the_usual_way_back(pragma):
    with pytest.raises(ValueError, match="mine"), copied_beside():
        raise ValueError("mine")
    assert pragma("wal_autocheckpoint") == (checkpoints.USUAL,)


def test_a_log_that_grew_long_is_waited_for(pragma, monkeypatch):
    monkeypatch.setattr(checkpoints, "LONGEST", 0)
    with copied_beside() as committed:
        Industry.objects.create(name="copied")
        committed()
        _busy, pages, copied = pragma("wal_checkpoint(PASSIVE)")
        assert pages == copied


def test_inside_a_transaction_nothing_changes(pragma):
    with transaction.atomic(), copied_beside() as committed:
        Industry.objects.create(name="mine")
        committed()
        assert pragma("wal_autocheckpoint") == (checkpoints.USUAL,)

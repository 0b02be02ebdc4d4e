"""On PostgreSQL a statement is planned once for a connection, whatever its values; others leave no trace."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jornada.apps.market.models import Account
from jornada.apps.org.prepared import row_with, rows_with
from jornada.apps.org.statements import kept_cursor

pytestmark = pytest.mark.django_db
ASKED = "SELECT name FROM market_account WHERE id = %s AND name <> %s"


def ask(sql, *values):
    with kept_cursor(connection) as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture
def kept(account):
    """Return the texts that the server keeps for this connection."""

    def texts():
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            return [text for (text,) in cursor.fetchall()]

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        connection.connection._prepared.clear()
        return texts
    return lambda: []


def test_values_are_told_beside_the_text(account):
    assert ask(ASKED, account.pk, "x'; --") == [(account.name,)]
    assert ask(ASKED, account.pk, account.name) == []
    assert ask(ASKED, 2**62, "%s") == []


def test_numbers_of_each_size_are_one_statement(account, kept):
    for key in (account.pk, 7, 70_000, 7_000_000_000):
        ask(ASKED, key, "")
    assert len(kept()) == (connection.vendor == "postgresql")


def test_rows_by_their_keys_are_kept_by_how_many_are_asked_for(account, kept):
    for key in (account.pk, 10**9):
        row_with(Account.objects.all(), key)
        rows_with(Account.objects.all(), pk=[key, key + 1])
    assert len([text for text in kept() if "market_account" in text]) == 2 * (connection.vendor == "postgresql")


def test_what_others_ask_is_not_kept(account, kept):
    for _time in range(8):
        list(Account.objects.filter(name="x"))
        ask(ASKED, account.pk, "")
    if connection.vendor == "postgresql":
        assert len(kept()) == len(connection.connection._prepared._names) == 1
        assert not connection.connection._prepared._counts


def test_nothing_is_kept_where_a_pooler_does_not_know_it(account, kept, settings):
    settings.KEEPS_STATEMENTS = False
    assert ask(ASKED, account.pk, "") == [(account.name,)]
    assert kept() == []


def test_it_is_asked_again_after_a_mistake_and_after_what_was_taken_back(account):
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT name FROM market_account WHERE id = %s AND nothing = 1", account.pk)
    with transaction.atomic():
        ask(ASKED, account.pk, "other")
        transaction.set_rollback(True)
    assert ask(ASKED, account.pk, "other") == [(account.name,)]


def test_it_is_counted_and_told_like_any_other(account):
    with CaptureQueriesContext(connection) as asked:
        for _time in range(2):
            ask(ASKED, account.pk, "")
    assert ["FROM market_account" in one["sql"] for one in asked.captured_queries] == [True, True]

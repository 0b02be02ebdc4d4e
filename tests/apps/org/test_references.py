"""On PostgreSQL the rows of an import refer to what is looked up together, and locked, before the transaction ends."""

import os

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jornada.apps.market.models import Account, Contact
from jornada.apps.org import references
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.models import Tag
from jornada.apps.org.references import looked_up_together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="SQLite has one writer"),
]


@pytest.fixture
def account(db):
    return make_account("Acme")


def make_account(name, **more):
    return Account.objects.create(name=name, created_at=timezone.now(), updated_at=timezone.now(), **more)


def _write(account_id):
    fresh = Contact(name="Ana", created_at=timezone.now(), updated_at=timezone.now(), custom="{}")
    fields = [field for field in Contact._meta.concrete_fields if not field.primary_key]
    row = [account_id if field.name == "account" else getattr(fresh, field.attname) for field in fields]
    bulk_insert(Contact, [field.name for field in fields], [row])


def _role():
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        return cursor.fetchone()[0]


def test_what_is_missing_fails_the_transaction_and_says_what_to_do(account):
    with (
        pytest.raises(IntegrityError, match=r"market.Account: .* Start the import again"),
        transaction.atomic(),
        looked_up_together(),
    ):
        _write(account.pk + 4711)
    assert not Contact.objects.exists()
    assert _role() == "origin"


def test_rows_that_hold_are_written_and_checks_are_back_before_anything_else_is(account):
    with transaction.atomic(), looked_up_together():
        _write(account.pk)
        assert _role() == "origin"
    assert Contact.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        _write(account.pk + 4711)


def test_what_the_rows_refer_to_cannot_go_before_the_commit(account):
    other = connection.copy()
    try:
        with transaction.atomic():
            with looked_up_together():
                _write(account.pk)
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SET LOCAL lock_timeout = 50")
                with pytest.raises(Exception, match="lock timeout"):
                    cursor.execute("DELETE FROM market_account WHERE id = %s", [account.pk])
                cursor.execute("ROLLBACK")
    finally:
        other.close()


def test_a_record_that_the_same_transaction_makes_later_is_there_in_time(account):
    pk = account.pk + 1
    with transaction.atomic(), looked_up_together():
        _write(pk)
        make_account("Later", pk=pk)
    assert Contact.objects.get().account_id == pk


def test_a_role_that_may_not_and_a_table_with_triggers_are_checked_by_the_server(account, monkeypatch):
    assert references._lets_us(Contact._meta.db_table)
    assert not references._lets_us(Tag._meta.db_table)
    monkeypatch.setattr(references, "_lets_us", lambda table: False)
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic(), looked_up_together():
        _write(account.pk + 4711)

"""On SQLite an import looks up what its rows refer to once a chunk, instead of row by row."""

import os

import pytest
from django.db import IntegrityError, connection

from jornada.apps.market.models import Account, Contact
from jornada.edge.files.load.references import References

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="PostgreSQL checks itself"),
]


def test_a_reference_to_nothing_stops_the_chunk_and_says_what_to_do():
    references = References()
    references.note(Contact, ("id", "account_id"), [(1, 4711)])
    with pytest.raises(IntegrityError, match=r"market.Account: .* Start the import again"):
        references.check()


def test_what_is_there_or_blank_passes(db):
    account = Account.objects.create(name="Acme", created_at="2025-01-01T00:00Z", updated_at="2025-01-01T00:00Z")
    references = References()
    references.note(Contact, ("id", "account"), [(1, account.pk), (2, None)])
    references.check()
    assert connection.vendor == "sqlite"

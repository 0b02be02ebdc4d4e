"""`jornada check` on a database that has outgrown what PostgreSQL keeps in memory as it is installed."""

import pytest
from django.db import connection

from jornada.project.commands import check

pytestmark = pytest.mark.django_db


def test_a_small_database_needs_no_advice():
    assert check._database() == {"name": "database", "ok": True, "detail": connection.vendor}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="shared_buffers are PostgreSQL's")
def test_a_large_one_is_told_of_with_what_to_set(monkeypatch):
    monkeypatch.setattr(check, "MUCH", 0)
    monkeypatch.setattr(check, "AS_INSTALLED", 2**50)
    finding = check._database()
    assert finding["ok"]
    assert "shared_buffers of" in finding["detail"]
    assert "docs/how-to/production.md" in finding["detail"]

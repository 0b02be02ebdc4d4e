"""What an address of PostgreSQL says of the connection reaches it, beside what Jornada asks for."""

import pytest
from django.db import connection

from jornada.project import settings


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("", {"options": "-c jit=off"}),
        ("?sslmode=require", {"options": "-c jit=off", "sslmode": "require"}),
        ("?options=-c%20work_mem=64MB", {"options": "-c work_mem=64MB"}),
    ],
)
def test_what_the_address_says_is_kept(monkeypatch, tail, expected):
    monkeypatch.delenv("PGOPTIONS", raising=False)
    monkeypatch.setenv("DATABASE_URL", f"postgres://me@db.internal:5432/jornada{tail}")
    told = settings.database()["OPTIONS"]
    told.pop("pool")
    assert told == expected


@pytest.mark.django_db
def test_the_server_does_not_compile_queries():
    if connection.vendor != "postgresql":
        pytest.skip("a setting of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone()[0] == "off"

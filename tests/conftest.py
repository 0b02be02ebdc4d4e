"""What all tests share."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.template import template

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"

# Machines that run other work too make single examples, and the making of them, slow now and then.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings):
    """Begin with a copy of the run's migrated SQLite file, if there is one; PostgreSQL copies by its own means."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not template() or not database["ENGINE"].endswith("sqlite3"):
        return django_db_keepdb
    shutil.copyfile(template(), database["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session", autouse=True)
def tables_emptied_row_by_row():
    """Empty PostgreSQL by DELETE where a test commits: TRUNCATE makes 600 files anew for a few rows."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name

    def sql_flush(style, tables, **_how):
        return [f"DELETE FROM {quote(table)}" for table in tables]

    connection.ops.sql_flush = sql_flush


@pytest.fixture(autouse=True)
def own_copy(settings, tmp_path):
    """Give each test its own analytics copy: rows of a test that was rolled back must not be seen by the next."""
    settings.COPY_FOLDER = tmp_path / "copy"


@pytest.fixture(autouse=True)
def own_intent_tests():
    """Forget the intent tests of a test that was rolled back."""
    from jornada.apps.leads.intent.queries import forget

    forget()

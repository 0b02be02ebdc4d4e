"""An empty database: its tables are made at once, and they are those that the migrations lead to."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from jornada.apps.org import fresh

pytestmark = pytest.mark.django_db(transaction=True)
STEP_BY_STEP = """
import gc
gc.disable()
from jornada.project.boot import start_django
start_django()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0)
call_command("createcachetable", verbosity=0)
"""
AT_ONCE = "from jornada.project.boot import start_django, migrate; start_django(); migrate()"
INTERRUPTED = """
from jornada.project.boot import migrate, start_django
start_django()
from jornada.apps.org import fresh
def fail(*_about): raise OSError("no space left on device")
fresh._note_done = fail
migrate()
"""
ON_SQLITE = {"made": "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master WHERE name <> 'sqlite_stat1'"}
ON_POSTGRES = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
    " is_identity FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
DONE = {"migrations": "SELECT app, name FROM django_migrations"}


@pytest.fixture
def another(tmp_path):
    """Give an empty database beside the one of the tests, and what a process has to be told to take it."""
    database = connection.copy()
    settings = database.settings_dict
    settings["OPTIONS"].pop("pool", None)
    if connection.vendor == "sqlite":
        settings["NAME"] = str(tmp_path / "jornada.sqlite3")
        told = {"JORNADA_HOME": str(tmp_path)}
    else:
        settings["NAME"] = f"jornada_another_{os.getpid()}"
        where = "{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
        told = {"JORNADA_HOME": str(tmp_path), "DATABASE_URL": f"postgres://{where}"}
        on_server(f"CREATE DATABASE {settings['NAME']}")
    yield database, told
    database.close()
    if connection.vendor == "postgresql":
        on_server(f"DROP DATABASE {settings['NAME']} WITH (FORCE)")


def on_server(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def run(code: str, told: dict[str, str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | told
    environment |= {"DJANGO_SETTINGS_MODULE": "jornada.project.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)


def tables(database: BaseDatabaseWrapper) -> dict[str, list[tuple]]:
    """Tell what a database has; the order of the columns of a table is left open."""
    asked = (ON_SQLITE if database.vendor == "sqlite" else ON_POSTGRES) | DONE
    with database.cursor() as cursor:
        told = {}
        for name, sql in asked.items():
            cursor.execute(sql)
            told[name] = sorted((*row[:-1], *parts(str(row[-1]))) for row in cursor.fetchall())
        return told


def parts(sql: str) -> list[str]:
    return sorted(part.rstrip(")") for part in sql.split(", "))


def empty(database: BaseDatabaseWrapper) -> None:
    name = database.settings_dict["NAME"]
    database.close()
    if database.vendor == "sqlite":
        os.unlink(name)
    else:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")
        on_server(f"CREATE DATABASE {name}")


@pytest.mark.one_database
def test_the_tables_are_those_of_the_migrations(another):
    database, told = another
    run(AT_ONCE, told)
    at_once = tables(database)
    empty(database)
    run(STEP_BY_STEP, told)
    step_by_step = tables(database)
    assert len(at_once["migrations"]) > 100
    for name, rows in step_by_step.items():
        assert at_once[name] == rows, name


def test_tables_that_could_not_all_be_made_are_not_made_at_all(another):
    database, told = another
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run(INTERRUPTED, told)
    assert "no space left" in failed.value.stderr
    assert database.introspection.table_names() == []


def test_a_database_that_holds_something_is_left_to_the_migrations(monkeypatch):
    monkeypatch.setattr(fresh, "make_tables", pytest.fail)
    call_command("migrate", verbosity=0)

"""`migrate` as Django has it, which makes the tables of an empty database at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from jornada.apps.org.fresh import is_empty, make_tables
from jornada.apps.org.indexes import make_missing

# What asks for something else than the tables of today.
OTHERWISE = ("app_label", "migration_name", "plan", "check_unapplied", "prune", "fake", "fake_initial")


class Command(migrate.Command):
    """Apply the migrations; to a database without tables, what they lead to."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options[name] for name in OTHERWISE) and is_empty(connection):
            make_tables(connection)
        super().handle(*args, **options)
        if connection.alias == DEFAULT_DB_ALIAS and not any(options[name] for name in OTHERWISE):
            make_missing()

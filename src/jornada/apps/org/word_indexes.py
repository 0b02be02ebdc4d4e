"""What the words of names are found by: a table of SQLite beside the searched one, an index on PostgreSQL.

SQLite keeps an FTS5 table, which triggers fill in the transaction of each write, bulk ones too. PostgreSQL has an index
over the words of the name. Both are made after `migrate`, and made again when a migration that rewrites the table took
them away. Rows that say nothing take no part: most touches have no note.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models import Model
from django.db.models.signals import post_migrate

from jornada.apps.org.alphabet import ACCENTED, BARE

# Most names have neither accents to take away nor signs that part words, and what looks for them finds nothing then; to
# take away none took longer than all the rest. Small letters `to_tsvector` makes itself.
BARE_NAME = (
    "CASE WHEN octet_length({name}) = length({name}) THEN {name}"
    f" ELSE translate({{name}}, '{ACCENTED}', '{BARE}') END"
)
VECTOR = f"to_tsvector('simple', regexp_replace({BARE_NAME}, '[^[:alnum:] ]+', ' ', 'g'))"
# What tells the index of an expression that we had before.
OUTDATED = "lower(translate("
# The models whose names are findable.
SEARCHED: list[type[Model]] = []
# Models that are found by the words of another column, which no spelling is learnt from.
COLUMNS: dict[type[Model], str] = {}

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {t}_words USING fts5({c}, content='{t}', content_rowid='id', columnsize=0,"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER {t}_words_added AFTER INSERT ON {t} WHEN new.{c} <> '' BEGIN"
    " INSERT INTO {t}_words(rowid, {c}) VALUES (new.id, new.{c}); END",
    "CREATE TRIGGER {t}_words_removed AFTER DELETE ON {t} WHEN old.{c} <> '' BEGIN"
    " INSERT INTO {t}_words({t}_words, rowid, {c}) VALUES ('delete', old.id, old.{c}); END",
    "CREATE TRIGGER {t}_words_renamed AFTER UPDATE OF {c} ON {t} WHEN old.{c} <> new.{c} BEGIN"
    " INSERT INTO {t}_words({t}_words, rowid, {c}) SELECT 'delete', old.id, old.{c} WHERE old.{c} <> '';"
    " INSERT INTO {t}_words(rowid, {c}) SELECT new.id, new.{c} WHERE new.{c} <> ''; END",
    "INSERT INTO {t}_words({t}_words) VALUES ('delete-all')",
    "INSERT INTO {t}_words(rowid, {c}) SELECT id, {c} FROM {t} WHERE {c} <> ''",
)


def index_words(app: AppConfig, *models: str, column: str = "name") -> None:
    """Keep the words of the names of an app's models findable, or those of another column."""
    found = [app.get_model(name) for name in models]
    if column == "name":
        SEARCHED.extend(model for model in found if model not in SEARCHED)
    else:
        COLUMNS.update(dict.fromkeys(found, column))
    post_migrate.connect(
        _Indexing(models, column), sender=app, weak=False, dispatch_uid=f"words of {app.label}: {models}"
    )


def indexes_of(model: type[Model]) -> dict[str, str]:
    """Return the statement that makes the index of a model's words on PostgreSQL, by its name."""
    table, column = model._meta.db_table, COLUMNS.get(model, "name" if model in SEARCHED else "")
    return {f"{table}_words": _index(table, column)} if column else {}


class _Indexing:
    """Makes what is missing after each `migrate`."""

    def __init__(self, models: tuple[str, ...], column: str) -> None:
        self.models, self.column = models, column

    def __call__(self, sender: AppConfig, using: str, **_: Any) -> None:
        tables = [sender.get_model(name)._meta.db_table for name in self.models]
        connection = connections[using]
        with connection.cursor() as cursor:
            for table in set(tables) & set(connection.introspection.table_names(cursor)):
                if connection.vendor == "postgresql":
                    _make_index(cursor, table, self.column)
                elif not _has_triggers(cursor, table):
                    _make_table(cursor, table, self.column)


def _make_index(cursor: Any, table: str, column: str) -> None:
    """Make the index unless it is there: asked first, since even IF NOT EXISTS wants the table for itself.

    One of an older expression, which no search asks for any more, gives way to it.
    """
    cursor.execute("SELECT pg_get_indexdef(to_regclass(%s))", [f"{table}_words"])
    made = cursor.fetchone()[0]
    if made is not None and OUTDATED not in made:
        return
    if made is not None:
        cursor.execute(f"DROP INDEX {table}_words")
    cursor.execute(_index(table, column))
    if made is not None:
        # The rare words are told by what the server knows of the index.
        cursor.execute(f"ANALYZE {table}")


def _index(table: str, column: str) -> str:
    return f"CREATE INDEX {table}_words ON {table} USING gin ({VECTOR.format(name=column)}) WHERE {column} <> ''"


def _has_triggers(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [f"{table}_words_renamed"])
    return cursor.fetchone() is not None


def _make_table(cursor: Any, table: str, column: str) -> None:
    for sql in SQLITE:
        cursor.execute(sql.format(t=table, c=column))

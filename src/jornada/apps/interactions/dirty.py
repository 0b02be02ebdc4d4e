"""Noting, in the transaction that wrote touches, whose derived rows are out of date."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import connection

from jornada.apps.interactions.models import Dirty


def mark_dirty(account_ids: Collection[int] = (), thread_ids: Collection[int] = ()) -> None:
    """Note accounts and threads for `flow`; a new stamp tells whoever is at work on one that more came in."""
    stamp = Dirty._meta.get_field("stamp").get_db_prep_value(uuid.uuid4(), connection)
    # In a fixed order, so that two writers never wait for each other crosswise.
    rows = [(Dirty.Kind.ACCOUNT.value, pk, stamp) for pk in sorted(account_ids)]
    rows += [(Dirty.Kind.THREAD.value, pk, stamp) for pk in sorted(thread_ids)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


def mark_all_dirty() -> None:
    """Note every account and thread that has touches or derived rows."""
    stamp = Dirty._meta.get_field("stamp").get_db_prep_value(uuid.uuid4(), connection)
    with connection.cursor() as cursor:
        for kind, table in ((Dirty.Kind.ACCOUNT, "market_account"), (Dirty.Kind.THREAD, "interactions_thread")):
            cursor.execute(_UPSERT_ALL.format(table=table), [kind.value, stamp])


_TAIL = "ON CONFLICT (kind, subject_id) DO UPDATE SET stamp = excluded.stamp"
_UPSERT = f"INSERT INTO interactions_dirty (kind, subject_id, stamp) VALUES (%s, %s, %s) {_TAIL}"
# WHERE true: without it SQLite reads ON CONFLICT as the condition of a join.
_UPSERT_ALL = (
    "INSERT INTO interactions_dirty (kind, subject_id, stamp) "
    f"SELECT %s, id, %s FROM {{table}} WHERE true ORDER BY id {_TAIL}"
)

"""Noting, in the transaction that wrote touches, whose derived rows are out of date."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import connection

from jornada.apps.interactions.models import Dirty
from jornada.apps.org import beside
from jornada.apps.org.sets import each, one_parameter


def mark_dirty(account_ids: Collection[int] = (), thread_ids: Collection[int] = ()) -> None:
    """Note accounts and threads for `flow`; a new stamp tells whoever is at work on one that more came in."""
    stamp = Dirty._meta.get_field("stamp").get_db_prep_value(uuid.uuid4(), connection)
    # In a fixed order, so that two writers never wait for each other crosswise.
    subjects = ((Dirty.Kind.ACCOUNT, sorted(account_ids)), (Dirty.Kind.THREAD, sorted(thread_ids)))
    for kind, ids in subjects:
        if ids:
            beside.execute(_UPSERT.format(ids=each()), [kind.value, stamp, one_parameter(ids)])


def mark_all_dirty() -> None:
    """Note every account and thread that has touches or derived rows."""
    stamp = Dirty._meta.get_field("stamp").get_db_prep_value(uuid.uuid4(), connection)
    with connection.cursor() as cursor:
        for kind, table in ((Dirty.Kind.ACCOUNT, "market_account"), (Dirty.Kind.THREAD, "interactions_thread")):
            cursor.execute(_UPSERT_ALL.format(table=table), [kind.value, stamp])


_TAIL = "ON CONFLICT (kind, subject_id) DO UPDATE SET stamp = excluded.stamp"
# WHERE true: without it SQLite reads ON CONFLICT as the condition of a join.
_UPSERT = (
    "INSERT INTO interactions_dirty (kind, subject_id, stamp) "
    f"SELECT %s, value, %s FROM {{ids}} WHERE true ORDER BY value {_TAIL}"
)
_UPSERT_ALL = (
    "INSERT INTO interactions_dirty (kind, subject_id, stamp) "
    f"SELECT %s, id, %s FROM {{table}} WHERE true ORDER BY id {_TAIL}"
)

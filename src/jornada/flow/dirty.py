"""Subjects that wait to be settled: taken with their stamps, done only if the stamps still stand.

Touches are read after the stamps. Whoever records meanwhile changes the stamp, in the transaction of the touches; so
when a stamp still stands at the time of writing, what was derived is up to date. Two workers that settle the same
subject do the work twice but write it once: the second finds the row gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from jornada.apps.interactions.models import Dirty
from jornada.apps.org.sets import among, one_parameter

Stamps = dict[int, str]
KINDS = (Dirty.Kind.ACCOUNT, Dirty.Kind.THREAD)


def oldest(limit: int) -> tuple[Stamps, Stamps]:
    """Return the stamps of the accounts and threads that have waited longest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subject_id, stamp FROM interactions_dirty ORDER BY id LIMIT %s", [limit])
        rows = cursor.fetchall()
    accounts, threads = ({pk: str(stamp) for kind, pk, stamp in rows if kind == wanted} for wanted in KINDS)
    return accounts, threads


def stamps_of(kind: Dirty.Kind, ids: Sequence[int], *, lock: bool = False) -> Stamps:
    """Return the stamps of those of these subjects that wait; with `lock`, hold them until the transaction ends."""
    if not ids:
        return {}
    hold = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    sql = f"SELECT id, subject_id, stamp FROM interactions_dirty WHERE kind = %s AND {among('subject_id')} ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(sql + hold, [kind.value, one_parameter(ids)])
        return {subject_id: str(stamp) for _pk, subject_id, stamp in cursor.fetchall()}


def still_standing(kind: Dirty.Kind, taken: Stamps) -> list[int]:
    """Return the subjects whose stamp is the one that was taken, and hold their rows."""
    found = stamps_of(kind, list(taken), lock=True)
    return [pk for pk, stamp in taken.items() if found.get(pk) == stamp]


def settled(kind: Dirty.Kind, ids: Sequence[int]) -> None:
    """Take subjects off the list."""
    if not ids:
        return
    sql = f"DELETE FROM interactions_dirty WHERE kind = %s AND {among('subject_id')}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind.value, one_parameter(ids)])

"""Telling people: one row a person and thing, written in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jornada.apps.org.models import Notice, User

MOST_SHOWN = 99


def tell(
    people: Iterable[User | int | None],
    kind: str,
    text: str,
    *,
    url: str = "",
    key: str = "",
    now: datetime | None = None,
    **values: Any,
) -> int:
    """Tell people something; return how many had not been told it yet.

    `text` is a sentence marked with `gettext_noop`, with named places for `values`; each reads it in their language.
    With a `key` the same person is told once, whoever says it again.
    """
    ids = {person.pk if isinstance(person, User) else person for person in people} - {None}
    plain = {name: str(value) for name, value in values.items()}
    head = {"kind": kind, "text": text, "values": plain, "url": url, "at": now or timezone.now()}
    rows = [Notice(user_id=pk, key=f"{key}:{pk}" if key else None, **head) for pk in sorted(ids)]
    known = set(Notice.objects.filter(key__in=[row.key for row in rows if row.key]).values_list("key", flat=True))
    fresh = [row for row in rows if row.key not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def take_back(key: str, people: Iterable[int]) -> None:
    """Take from people what they were told under a key and have not read: it does not hold any more."""
    Notice.objects.filter(key__in=[f"{key}:{pk}" for pk in people], read_at=None).delete()


def tell_all(notices: Sequence[Notice]) -> int:
    """Write many notices at once, each with a key; return how many had not been told yet."""
    known = set(Notice.objects.filter(key__in=[each.key for each in notices]).values_list("key", flat=True))
    fresh = {each.key: each for each in notices if each.key not in known}
    Notice.objects.bulk_create(fresh.values(), ignore_conflicts=True, batch_size=500)
    return len(fresh)


def notices_of(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user)


def mark_read(user: User, pk: int | None = None) -> None:
    """Note that a person has read one notice, or all of them."""
    rows = notices_of(user).filter(read_at=None)
    (rows.filter(pk=pk) if pk else rows).update(read_at=timezone.now())


def mark_read_about(url: str, user_id: int | None, now: datetime) -> None:
    """Take from a person what they were told about something that they have dealt with since."""
    Notice.objects.filter(user=user_id, url=url, read_at=None).update(read_at=now)


def first_unread(user: Any, most: int) -> list[Notice]:
    """Return the latest that a person has not read, and one more where there are more than `most`.

    Where these are all, the bell of the same page need not count them again.
    """
    rows = list(notices_of(user).filter(read_at=None)[: most + 1])
    if len(rows) <= most:
        user.unread_counted = len(rows)
    return rows


def unread(user: Any) -> int:
    """Count what a person has not read yet, up to a hundred."""
    counted = getattr(user, "unread_counted", None)
    if counted is not None:
        return int(counted)
    return len(notices_of(user).filter(read_at=None).values_list("pk")[: MOST_SHOWN + 1])

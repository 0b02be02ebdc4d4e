"""Whom rows put in charge: of those who are named, the ones whose role lets them own such records."""

from __future__ import annotations

from jornada.apps.org.holders import may_hold
from jornada.apps.org.models import User
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.reading import Chunk


def owners(lists: Lists, record: str, chunk: Chunk, verdicts: Verdicts) -> list[int | None]:
    """Find or make who is in charge of each row; note those who may not be, and leave their rows to nobody."""
    names = chunk.column("owner")
    found = lists.users.find_or_add_all(names)
    barred = who_may_not(lists, record)
    for row, pk in enumerate(found) if barred else ():
        if pk in barred:
            found[row] = None
            if not verdicts.is_rejected(row):
                verdicts.note(row, "owner", names[row], "may_not_own")
    return found


def who_may_not(lists: Lists, record: str) -> set[int | None]:
    """Return those whose role may change none of such records; asked once a walk."""
    barred = lists.users.barred
    if record not in barred:
        barred[record] = {one.pk for one in User.objects.only("role", "is_superuser") if not may_hold(one, record)}
    return barred[record]

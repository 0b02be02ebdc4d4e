"""After a merge or a split: whose figures follow from the log and are derived again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from jornada.apps.interactions.dirty import mark_dirty
from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.interactions.signals import touches_recorded
from jornada.apps.market.models import Account, Contact

AT_ONCE = 500


def derive_again(record: str, ids: list[int], moved: dict[str, list[int]], **signal: Any) -> None:
    """Mark the accounts and threads concerned, in the caller's transaction, and settle them after it."""
    accounts = _accounts_of(record, ids, moved)
    threads = moved.get("interactions.thread.account", []) + moved.get("interactions.thread.contact", [])
    mark_dirty(accounts, threads)

    def tell() -> None:
        touches_recorded.send(sender=Touch, account_ids=accounts, thread_ids=threads, now=timezone.now())

    transaction.on_commit(tell, robust=True)


def _accounts_of(record: str, ids: list[int], moved: dict[str, list[int]]) -> list[int]:
    """Return the accounts whose log reads differently now; one that was merged away is derived no more."""
    if record == "account":
        return sorted(Account.objects.filter(pk__in=ids).values_list("pk", flat=True))
    found = set(Contact.objects.filter(pk__in=ids).values_list("account_id", flat=True))
    for model, label in ((Touch, "interactions.touch.contact"), (Thread, "interactions.thread.contact")):
        rows = moved.get(label, [])
        for start in range(0, len(rows), AT_ONCE):
            some = model.objects.filter(pk__in=rows[start : start + AT_ONCE])
            found.update(some.order_by().values_list("account_id", flat=True).distinct())
    return sorted(found - {None})

"""What rooms above tell the log about threads: which ones are open, and who may see them.

The log owns threads but not the leads and opportunities that live on them. Those who know register here, once, in
their `AppConfig.ready`: `flow` answers which threads are open; whoever owns a kind of record answers which of its
threads a person may see; whoever owns opportunities, which of them a task may be tied to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from jornada.rules.access import Action

# A thread is opened on account of what just happened: what came up to this long before it belongs to it.
LEAD_IN = timedelta(days=30)


class OpenThread(NamedTuple):
    """A thread on which somebody works now."""

    thread: int
    account: int | None
    contact: int | None
    opened_at: datetime


class ThreadPage(NamedTuple):
    """The record that lives on a thread, as a link."""

    url: str
    title: str


OpenThreads = Callable[[Collection[int], Collection[int]], Iterable[OpenThread]]
VisibleThreads = Callable[[Any, Action], QuerySet]
ThreadPages = Callable[[Any, Collection[int]], Mapping[int, ThreadPage]]
Deals = Callable[[Any, Any, Any], Iterable[tuple[int, str]]]

_open: list[OpenThreads] = []
_visible: list[VisibleThreads] = []
_pages: list[ThreadPages] = []
_deals: list[Deals] = []


def register_open(provider: OpenThreads) -> None:
    """Add `provider(account_ids, contact_ids)`, which answers all open threads of these, in a few queries."""
    if provider not in _open:
        _open.append(provider)


def register_visible(provider: VisibleThreads) -> None:
    """Add `provider(user, action)`: a query of the ids of threads on whose record the user may do this."""
    if provider not in _visible:
        _visible.append(provider)


def register_pages(provider: ThreadPages) -> None:
    """Add `provider(user, thread_ids)`: the records of these threads that the user may see, by name.

    Those of later providers stand before those of earlier ones.
    """
    if provider not in _pages:
        _pages.append(provider)


def pages_of(user: Any, thread_ids: Collection[int]) -> dict[int, ThreadPage]:
    """Return the page of each thread: that of the opportunity, else of the lead, if the user may see it.

    Whoever sees the account alone sees what was said on its threads, not the records there. One query for each kind.
    """
    found: dict[int, ThreadPage] = {}
    for provider in _pages if thread_ids else ():
        found.update(provider(user, thread_ids))
    return found


def register_deals(provider: Deals) -> None:
    """Add `provider(user, account, contact)`: thread and name of the open opportunities there that the user may see."""
    if provider not in _deals:
        _deals.append(provider)


def deals_at(user: Any, account: Any, contact: Any) -> list[tuple[int, str]]:
    """Return the open opportunities of an account, or those that a contact of it takes part in: thread and name."""
    return [deal for provider in _deals for deal in provider(user, account, contact)]


def visible_thread_ids(user: Any, action: Action = "view") -> list[QuerySet]:
    """Return one query of thread ids for each kind of record that lives on threads."""
    return [provider(user, action) for provider in _visible]


class DefaultThreads:
    """Finds the thread of a touch that names none: the only open one of its contact, else of its account."""

    def __init__(self, account_ids: Collection[int], contact_ids: Collection[int]) -> None:
        found = {row for provider in _open for row in provider(account_ids, contact_ids)}
        self._of_contact = _single({(row.contact, row) for row in found if row.contact})
        self._of_account = _single({(row.account, row) for row in found if row.account})

    def __bool__(self) -> bool:
        return bool(self._of_contact or self._of_account)

    def find(self, account: int | None, contact: int | None, at: datetime) -> int | None:
        only = self._of_contact.get(contact) or self._of_account.get(account)
        return only.thread if only and at >= only.opened_at - LEAD_IN else None


def _single(pairs: set[tuple[int, OpenThread]]) -> dict[int, OpenThread]:
    only: dict[int, OpenThread] = {}
    several: set[int] = set()
    for owner, row in pairs:
        if owner in only and only[owner].thread != row.thread:
            several.add(owner)
        only[owner] = row
    return {owner: row for owner, row in only.items() if owner not in several}

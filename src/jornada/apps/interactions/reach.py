"""Who sees what stands on accounts, contacts and threads: touches and tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access

# Whoever sees more accounts than these finds a page of touches sooner along the time than account by account.
MANY = 2_000


def sees_many(user: Any) -> bool:
    """Say whether somebody sees so many accounts that a list is better walked in its order.

    Kept with the person, who is read anew for each request.
    """
    far = access.how_far(user, "account", "view")
    if far in ("all", "none"):
        return far == "all"
    known = getattr(user, "_sees_many", None)
    if known is None:
        known = user._sees_many = visible_accounts(user).order_by().values("pk")[: MANY + 1].count() > MANY
    return known


def seen(user: Any, *, row_by_row: bool) -> Q:
    """Say of a row that stands on an account, on a contact alone or on a thread whether the person sees it.

    Asked `row_by_row` where something else narrows the rows, or where the person sees so much that the next row of any
    order is soon one of those; else the places are found first, and their rows by them.
    """
    far = access.how_far(user, "account", "view")
    accounts, contacts = visible_accounts(user), visible_contacts(user)
    if row_by_row:
        sees = ~Q(account=None) if far == "all" else Q(_is_there(accounts.filter(pk=OuterRef("account"))))
        sees |= Q(_is_there(contacts.filter(pk=OuterRef("contact"))), account=None)
        for threads in visible_thread_ids(user):
            sees |= Q(_is_there(threads.filter(thread=OuterRef("thread"))))
        return sees
    sees = ~Q(account=None) if far == "all" else Q(account__in=accounts)
    sees |= Q(account=None, contact__in=contacts)
    for threads in visible_thread_ids(user):
        sees |= Q(thread__in=threads)
    return sees


def _is_there(rows: QuerySet) -> IsNull:
    """Ask for a row as for a value: of `EXISTS` PostgreSQL makes a table of all that is seen, for fifty lines."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)

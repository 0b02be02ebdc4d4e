"""Reads of the log; what a person may see of it is decided here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from jornada.apps.interactions.models import Activity, Touch
from jornada.apps.interactions.threads import visible_thread_ids
from jornada.apps.market.queries import visible_accounts, visible_contacts


def live_touches() -> QuerySet[Touch]:
    """Return the touches that count: neither voided nor voiding."""
    return Touch.objects.filter(voids=None, voided_by=None)


def visible_touches(user: Any) -> QuerySet[Touch]:
    """Return the touches of visible accounts; without an account, of visible contacts and of visible threads."""
    accounts = visible_accounts(user)
    sees = Q(account__in=accounts) if accounts.query.has_filters() or not _is_known(user) else ~Q(account=None)
    loose = Q(contact__in=visible_contacts(user))
    for threads in visible_thread_ids(user):
        loose |= Q(thread__in=threads)
    return Touch.objects.filter(sees | Q(account=None) & loose) if _is_known(user) else Touch.objects.none()


def manual_activities() -> QuerySet[Activity]:
    """Return what people record by hand, in the order of the catalogue."""
    return Activity.objects.filter(is_active=True, is_manual=True).order_by("order", "code")


def _is_known(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active)

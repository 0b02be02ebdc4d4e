"""Which threads are open and who may see them: what leads and opportunities tell the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from jornada.apps.interactions.threads import OpenThread
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import visible_leads
from jornada.apps.org.sets import rows_among
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import visible_opportunities
from jornada.rules.access import Action

OPEN: tuple[tuple[type[Model], str, str], ...] = (
    (Lead, "status", Lead.Status.OPEN),
    (Opportunity, "outcome", Opportunity.Outcome.OPEN),
)


def open_threads(account_ids: Collection[int], contact_ids: Collection[int]) -> Iterator[OpenThread]:
    """Find the threads of open leads and opportunities of these accounts and contacts."""
    for model, column, is_open in OPEN:
        for owner, ids in (("account_id", account_ids), ("contact_id", contact_ids)):
            if ids:
                yield from _open_on(model, column, is_open, owner, sorted(ids))


def _open_on(model: type[Model], column: str, is_open: str, owner: str, ids: Sequence[int]) -> Iterator[OpenThread]:
    rows = rows_among(model._default_manager.filter(**{column: is_open}).order_by(), owner, ids)
    names = ("thread_id", "account_id", "contact_id", "thread__opened_at")
    yield from (OpenThread(*row) for row in rows.values_list(*names))


def threads_of_visible_leads(user: Any, action: Action) -> QuerySet:
    return visible_leads(user, action).values("thread_id")


def threads_of_visible_opportunities(user: Any, action: Action) -> QuerySet:
    return visible_opportunities(user, action).values("thread_id")

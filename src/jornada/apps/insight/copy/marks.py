"""Saying that parts of the copy no longer agree with the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jornada.apps.insight.copy.layout import LEAD_FIELDS, LEADS, TABLES, TABLES_OF_MODEL, TOUCHES, VISITS, buckets_of
from jornada.apps.insight.models import CopyMark
from jornada.apps.leads.models import Lead

# Above this, finding the leads of the accounts costs more than reading all leads anew.
FEW_ACCOUNTS = 500


def mark_stale(account_ids: Iterable[int], lead_ids: Iterable[int] | None = None) -> None:
    """Mark what was derived from the log of these accounts: visits, touches, lead types.

    Call it in the transaction that wrote them. Without `lead_ids`, the leads of the accounts.
    """
    ids = list(account_ids)
    leads = _lead_buckets(ids) if lead_ids is None else buckets_of(LEADS, lead_ids)
    _mark({VISITS: buckets_of(VISITS, ids), TOUCHES: buckets_of(TOUCHES, ids), LEADS: leads, LEAD_FIELDS: leads})


def mark_rows(model: str, ids: Iterable[int]) -> None:
    """Mark rows that were written past the change history; `model` is for example "sales.opportunity"."""
    ids = list(ids)
    _mark({table: buckets_of(table, ids) for table in TABLES_OF_MODEL[model]})


def on_contacts_matched(contact_ids: Iterable[int], **signal: Any) -> None:
    """Contacts are other personas now."""
    mark_rows("market.contact", contact_ids)


def mark_all() -> None:
    """Mark the whole copy, as after a replay under another map."""
    _mark(dict.fromkeys(TABLES))


def _mark(buckets: dict[str, Any]) -> None:
    told = {table: numbers for table, numbers in buckets.items() if numbers is None or numbers}
    if told:
        CopyMark.objects.create(buckets=told)


def _lead_buckets(account_ids: list[int]) -> list[int] | None:
    if len(account_ids) > FEW_ACCOUNTS:
        return None
    return buckets_of(LEADS, Lead.objects.filter(account_id__in=account_ids).values_list("pk", flat=True))

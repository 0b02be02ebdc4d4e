"""Leads and lost opportunities that come back: on their day, and when their buyer has acted again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from jornada.apps.leads.disposition import returning
from jornada.apps.sales import returning as lost


def bring_back_due(now: datetime | None = None) -> int:
    """Begin the next cycle of the leads, and of the lost opportunities, whose day has come."""
    return returning.bring_back_due(now, lost.is_worked) + lost.bring_back_due(now)


def acted_again(account_ids: Collection[int], now: datetime) -> int:
    """Begin the next cycle where a buyer did something after the lead was set aside."""
    return returning.bring_back_woken(account_ids, now, lost.is_worked) if account_ids else 0

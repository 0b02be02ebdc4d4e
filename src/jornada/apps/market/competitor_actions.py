"""Writes of competitors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from jornada.apps.market.models import Competitor
from jornada.apps.market.queries import may_keep_products
from jornada.apps.org import edits, history


def create_competitor(user: Any, **values: Any) -> Competitor:
    _require_keeper(user)
    return edits.create(user, Competitor, values)


def update_competitor(user: Any, competitor: Competitor, **values: Any) -> Competitor:
    _require_keeper(user)
    return edits.update(user, competitor, values)


def delete_competitor(user: Any, competitor: Competitor) -> None:
    """Delete a competitor; opportunities against it name nobody any more."""
    _require_keeper(user)
    with transaction.atomic():
        history.record_deleted(user, competitor)
        competitor.delete()


def _require_keeper(user: Any) -> None:
    if not may_keep_products(user):
        raise PermissionDenied

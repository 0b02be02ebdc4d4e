"""Writes of competitors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, QuerySet, When

from jornada.apps.market.models import Competitor
from jornada.apps.market.queries import may_keep_products
from jornada.apps.org import access, edits, history
from jornada.apps.org.alphabet import called

LONGEST = 120


def create_competitor(user: Any, **values: Any) -> Competitor:
    _require_keeper(user)
    return edits.create(user, Competitor, values)


def competitor_named(user: Any, name: str) -> Competitor:
    """Return the competitor called so, whatever the case and the accents; whoever loses to a new one names it."""
    name = " ".join(name.split())[:LONGEST]
    found = named_so(name).first()
    if found:
        return found
    access.require(user, "opportunity", "change")
    access.require_field(user, "opportunity", "competitor")
    return edits.create(user, Competitor, {"name": name})


def named_so(name: str) -> QuerySet[Competitor]:
    """Find competitors called so, the very name first."""
    very_first = Case(When(name=name, then=0), default=1)
    return Competitor.objects.filter(called(name)).order_by(very_first, "pk")


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

"""The interactions of a head office and its branches together."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import TouchSummary
from jornada.apps.market.groups import Figure
from jornada.apps.market.models import Account
from jornada.ui import numbers


def interactions_of_group(_user: Any, accounts: QuerySet[Account]) -> list[Figure]:
    """Return how many there were, in all and in the last 30 days."""
    rows = TouchSummary.objects.filter(account__in=accounts.values("pk"))
    sums = rows.aggregate(number=Sum("number"), recent=Sum("number_30_days"))
    return [
        (_("Interactions"), numbers.number(sums["number"] or 0)),
        (_("In the last 30 days"), numbers.number(sums["recent"] or 0)),
    ]

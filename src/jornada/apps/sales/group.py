"""The deals of a head office and its branches together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from jornada.apps.market.groups import Figure
from jornada.apps.market.models import Account
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import hides_amounts, visible_opportunities
from jornada.ui import numbers

OPEN, WON = Q(outcome=Opportunity.Outcome.OPEN), Q(outcome=Opportunity.Outcome.WON)


def deals_of_group(user: Any, accounts: QuerySet[Account]) -> Iterator[Figure]:
    """Give how many deals are open, and what those and the won ones are worth, each currency by itself."""
    rows = visible_opportunities(user).filter(account__in=accounts.values("pk")).order_by()
    sums = {"open": Sum("amount", filter=OPEN), "won": Sum("amount", filter=WON), "number": Count("pk", filter=OPEN)}
    found = list(rows.values("currency").annotate(**sums).order_by("currency"))
    yield _("Open opportunities"), numbers.number(sum(row["number"] for row in found))
    if hides_amounts(user):
        return
    for code, label in (("open", _("Open amount")), ("won", _("Won amount"))):
        if worth := [numbers.money(row[code], row["currency"]) for row in found if row[code]]:
            yield label, " · ".join(worth)

"""What the pictures of a profile show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.market.profiles.queries import Coverage


def coverage_chart(found: Sequence[Coverage]) -> dict[str, Any] | None:
    """Compare how grades are spread over all accounts and over those that bought; nothing without accounts."""
    accounts, buyers = sum(each.accounts for each in found), sum(each.buyers for each in found)
    if not accounts:
        return None
    series = [_shares(_("All accounts"), [each.accounts for each in found], accounts)]
    series[0]["urls"] = [f"{reverse('account_list')}?fit={each.grade}" for each in found]
    if buyers:
        series.append(_shares(_("Accounts that bought"), [each.buyers for each in found], buyers))
    return {"categories": [each.grade for each in found], "format": "share", "series": series}


def _shares(name: str, counts: Sequence[int], of: int) -> dict[str, Any]:
    return {"name": name, "values": [count / of for count in counts]}

"""What a head office and its branches come to together; the apps that know the figures register them.

    groups.register("deals", 20, deals_of_group)

A provider gets the person who looks and the accounts of the group that this person sees, and answers lines of a label
and a value in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jornada.apps.market.models import Account
from jornada.apps.market.queries import visible_accounts
from jornada.ui.registry import Registry

SHELF = "groups"
# UNION, not UNION ALL: companies in a ring, as an older import may have left them, are walked round once.
BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM market_account WHERE id = %s
    UNION SELECT market_account.id FROM market_account JOIN below ON market_account.parent_id = below.id
) SELECT id FROM below
"""
Figure = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Provider:
    code: str
    order: int
    figures: Callable[[Any, QuerySet[Account]], Iterable[Figure]]


_providers: Registry[Provider] = Registry()


def register(code: str, order: int, figures: Callable[[Any, QuerySet[Account]], Iterable[Figure]]) -> None:
    _providers.add(SHELF, Provider(code, order, figures))


def figures_of(user: Any, head: Account) -> list[Figure]:
    """Return the figures of a head office with its branches and theirs, as far as the person sees them."""
    below = RawSQL(BELOW, [head.pk])  # noqa: S611 - its words are ours, its value a parameter
    accounts = visible_accounts(user).filter(pk__in=below).order_by()
    return [figure for provider in _providers.on(SHELF) for figure in provider.figures(user, accounts)]

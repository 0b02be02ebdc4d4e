"""Opportunities that are known without an id in common: of one name and company, where nothing speaks against it.

A file without ids gives each row one made of its cells (`marks`), so that the same file twice never doubles. A cell
that was mended meanwhile, or ids that come later, would make the same deal anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.marks import MARK
from jornada.edge.files.load.records import Columns
from jornada.edge.files.matching.values import same

_OPEN = "open"


@dataclass(frozen=True, slots=True)
class _Deal:
    """What is known of an opportunity that was there before the file."""

    pk: int
    external: str | None
    engaged_on: date | None
    outcome: str


class Alike:
    """Finds the one opportunity from before that a row tells of; each is found once."""

    def __init__(self) -> None:
        self._found: set[int] = set()
        # Ids of what this file made before it was interrupted.
        self.made: set[str] = set()

    def has_any(self, columns: Columns) -> bool:
        """Say whether a row may be about an opportunity from before."""
        return bool(self._before) and any(key in self._before for key in _keys(columns))

    def find(self, columns: Columns, row: int) -> int | None:
        """Return the record of a row; an id that the row only made up is taken out of it."""
        if not columns["account_id"][row]:
            return None
        external = columns["external_id"][row]
        known = self._before.get((same(columns["name"][row]), columns["account_id"][row]), ())
        found = [deal for deal in known if deal.pk not in self._found and _may_be(deal, external, columns, row)]
        if len(found) != 1:
            return None
        self._found.add(found[0].pk)
        if external.startswith(MARK):
            columns["external_id"][row] = None
        return found[0].pk

    @cached_property
    def _before(self) -> dict[tuple[str, int], list[_Deal]]:
        deals: dict[tuple[str, int], list[_Deal]] = defaultdict(list)
        told_of = ("name", "account_id", "pk", "external_id", "engaged_on", "outcome")
        for name, account, *told in Opportunity.objects.exclude(account=None).values_list(*told_of):
            deal = _Deal(*told)
            if deal.external not in self.made:
                deals[same(name), account].append(deal)
        return dict(deals)


def _keys(columns: Columns) -> Iterator[tuple[str, Any]]:
    named = zip(columns["name"], columns["account_id"], strict=True)
    return ((same(name), account) for name, account in named if account)


def _may_be(deal: _Deal, external: str, columns: Columns, row: int) -> bool:
    """Two ids of other systems, two days of beginning, or a closed deal that would be open again are two deals."""
    if not external.startswith(MARK) and deal.external and not deal.external.startswith(MARK):
        return False
    begun = columns["engaged_on"][row] if "engaged_on" in columns else None
    if begun and deal.engaged_on and begun != deal.engaged_on:
        return False
    outcome = (columns["outcome"][row] if "outcome" in columns else None) or _OPEN
    return deal.outcome in (_OPEN, outcome)

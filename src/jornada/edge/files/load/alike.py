"""Opportunities that are known without an id in common: of one name and company, where nothing speaks against it.

A file without ids gives each row one made of its cells (`marks`), so that the same file twice never doubles. A cell
that was mended meanwhile, or ids that come later, would make the same deal anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.marks import MARK
from jornada.edge.files.load.records import Columns
from jornada.edge.files.matching.values import same

_OPEN = "open"
_TOLD = ("pk", "external_id", "engaged_on", "outcome", "account_id", "contact_id", "thread_id", "stage__pipeline_id")
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Deal:
    """What is known of an opportunity that was there before the file."""

    pk: int
    external: str | None
    engaged_on: date | None
    outcome: str
    account: int | None
    contact: int | None
    thread: int
    pipeline: int

    @property
    def has_own_id(self) -> bool:
        return bool(self.external) and not str(self.external).startswith(MARK)


class Alike:
    """Finds the one opportunity from before that a row tells of; each is found once.

    `pipeline_of` gives the pipeline of a row's stage where the file names pipelines. `is_by_name` says that names go
    before the ids of other systems.
    """

    def __init__(self, pipeline_of: Callable[[int], int | None] | None, *, is_by_name: bool) -> None:
        self._pipeline_of, self._is_by_name = pipeline_of, is_by_name
        self._taken: set[int] = set()
        # Rows that several opportunities from before may be about, with how many.
        self.several: dict[int, int] = {}
        # Ids of what this file made before it was interrupted.
        self.made: set[str] = set()

    def has_any(self, columns: Columns) -> bool:
        """Say whether a row may be about an opportunity from before."""
        return bool(self._before) and any(key in self._before for row in _rows(columns) for key in _keys(columns, row))

    def find(self, columns: Columns, row: int) -> Deal | None:
        """Return the opportunity of a row; an id that the row only made up is taken out of it."""
        near = {deal.pk: deal for key in _keys(columns, row) for deal in self._before.get(key, ())}
        found = [deal for deal in near.values() if deal.pk not in self._taken and self._may_be(deal, columns, row)]
        if len(found) > 1:
            self.several[row] = len(found)
        if len(found) != 1:
            return None
        self.take(found[0].pk)
        if columns["external_id"][row].startswith(MARK):
            columns["external_id"][row] = None
        return found[0]

    def take(self, pk: int) -> None:
        """Note that a row was about this opportunity: no other one is."""
        self._taken.add(pk)

    def _may_be(self, deal: Deal, columns: Columns, row: int) -> bool:
        """Two ids, companies, pipelines or days of beginning are two deals; so is one that would be open again."""
        if not self._is_by_name and deal.has_own_id and not columns["external_id"][row].startswith(MARK):
            return False
        if deal.account and columns["account_id"][row] and deal.account != columns["account_id"][row]:
            return False
        stage = columns["stage_id"][row] if self._pipeline_of else None
        if self._pipeline_of and stage and self._pipeline_of(stage) not in (None, deal.pipeline):
            return False
        begun = columns["engaged_on"][row]
        if begun and deal.engaged_on:
            return bool(begun == deal.engaged_on)
        return deal.outcome in (_OPEN, columns["outcome"][row] or _OPEN)

    @cached_property
    def _before(self) -> dict[Key, list[Deal]]:
        deals: dict[Key, list[Deal]] = defaultdict(list)
        for name, *told in Opportunity.objects.order_by("pk").values_list("name", *_TOLD):
            deal = Deal(*told)
            if deal.external not in self.made:
                for key in _keys_of(name, deal.account, deal.contact):
                    deals[key].append(deal)
        return dict(deals)


def _rows(columns: Columns) -> range:
    return range(len(columns["name"]))


def _keys(columns: Columns, row: int) -> Iterator[Key]:
    return _keys_of(columns["name"][row], columns["account_id"][row], columns["contact_id"][row])


def _keys_of(name: str, account: int | None, contact: int | None) -> Iterator[Key]:
    if account:
        yield same(name), "account", account
    if contact:
        yield same(name), "contact", contact

"""Opportunities that are known without an id in common: of one name and company, where nothing speaks against it.

A file without ids gives each row one made of its cells (`marks`), so that the same file twice never doubles. A cell
that was mended meanwhile, or ids that come later, would make the same deal anew. Where several deals share name and
company, each row is about the one that is most like it, and none is about two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max

from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.marks import MARK
from jornada.edge.files.load.records import Columns
from jornada.edge.files.matching.values import same

_OPEN = "open"
_TOLD = ("pk", "external_id", "engaged_on", "outcome", "account_id", "contact_id", "thread_id", "stage__pipeline_id")
# What makes two deals of one name alike, and how much: what people change least weighs most.
_LIKE = {"engaged_on": 8, "product_id": 4, "amount": 4, "owner_id": 2, "stage_id": 1}
_SLICE = 10_000
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
    like: tuple[Any, ...] = ()

    @property
    def has_own_id(self) -> bool:
        return bool(self.external) and not str(self.external).startswith(MARK)


class Alike:
    """Finds the one opportunity from before that a row tells of; each is found once.

    `pipeline_of` gives the pipeline of a row's stage where the file names pipelines; `made` are those that the file
    made before it was interrupted. `is_by_name` says that names go before the ids of other systems.
    """

    def __init__(
        self, pipeline_of: Callable[[int], int | None] | None, made: Collection[int], *, is_by_name: bool
    ) -> None:
        self._pipeline_of, self._made, self._is_by_name = pipeline_of, made, is_by_name
        self._taken: set[int] = set()
        self._found: dict[int, Deal] = {}
        self._deals: dict[Key, list[Deal]] = defaultdict(list)
        self._seen: dict[str, set[int]] = {"account_id": set(), "contact_id": set()}
        # Rows that several opportunities from before may be about, with how many.
        self.several: dict[int, int] = {}

    def look(self, columns: Columns, known: Mapping[str, int]) -> bool:
        """Pair the rows of a chunk with opportunities from before; say whether there is any.

        What a row names by its id, which `known` has, is no other row's.
        """
        self._found, self.several = {}, {}
        before = self._before(columns)
        if not before:
            return False
        named = {row: known[one] for row, one in enumerate(columns["external_id"]) if one in known}
        if not self._is_by_name:
            self._taken.update(named.values())
        pairs: list[tuple[int, int, int, Deal]] = []
        for row in _rows(columns):
            if row not in named or self._is_by_name:
                near = {deal.pk: deal for key in _keys(columns, row) for deal in before.get(key, ())}
                fit = [deal for deal in near.values() if self._is_free(deal) and self._may_be(deal, columns, row)]
                if len(fit) > 1:
                    self.several[row] = len(fit)
                pairs += [(-_likeness(deal, columns, row), row, deal.pk, deal) for deal in fit]
        self._pair(sorted(pairs, key=lambda pair: pair[:3]))
        return bool(self._found)

    def find(self, columns: Columns, row: int) -> Deal | None:
        """Return the opportunity of a row; an id that the row only made up is taken out of it."""
        deal = self._found.get(row)
        if deal is not None and columns["external_id"][row].startswith(MARK):
            columns["external_id"][row] = None
        return deal

    def _pair(self, pairs: Sequence[tuple[int, int, int, Deal]]) -> None:
        """Give each row its deal, the likest first; of those that are equally like, the oldest."""
        for _less, row, pk, deal in pairs:
            if row not in self._found and pk not in self._taken:
                self._found[row] = deal
                self._taken.add(pk)
        self.several = {row: number for row, number in self.several.items() if row in self._found}

    def _is_free(self, deal: Deal) -> bool:
        return deal.pk not in self._taken

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

    def _before(self, columns: Columns) -> dict[Key, list[Deal]]:
        """Read what was there before the file of the companies and people that the rows name, of each once."""
        for code, seen in self._seen.items() if self._last else ():
            ids = sorted({one for one in columns[code] if one} - seen)
            seen.update(ids)
            for start in range(0, len(ids), _SLICE):
                self._read({f"{code}__in": ids[start : start + _SLICE]})
        return self._deals

    def _read(self, among: dict[str, Any]) -> None:
        known = Opportunity.objects.filter(pk__lte=self._last, **among).order_by()
        for name, *told in known.values_list("name", *_TOLD, *_LIKE):
            deal = Deal(*told[: len(_TOLD)], tuple(told[len(_TOLD) :]))
            if deal.pk not in self._made:
                for key in _keys_of(name, deal.account, deal.contact):
                    self._deals[key].append(deal)

    @cached_property
    def _last(self) -> int:
        """The newest opportunity that was there before the file; what the file makes comes behind it."""
        return Opportunity.objects.aggregate(last=Max("pk"))["last"] or 0


def _likeness(deal: Deal, columns: Columns, row: int) -> int:
    said = [columns[code][row] if code in columns else None for code in _LIKE]
    told = zip(_LIKE.values(), said, deal.like, strict=True)
    return sum(weight for weight, ours, theirs in told if ours is not None and ours == theirs)


def _rows(columns: Columns) -> range:
    return range(len(columns["name"]))


def _keys(columns: Columns, row: int) -> Iterator[Key]:
    return _keys_of(columns["name"][row], columns["account_id"][row], columns["contact_id"][row])


def _keys_of(name: str, account: int | None, contact: int | None) -> Iterator[Key]:
    if account:
        yield same(name), "account", account
    if contact:
        yield same(name), "contact", contact

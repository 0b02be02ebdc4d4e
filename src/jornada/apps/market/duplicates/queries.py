"""Reads of duplicates. Who may change both records of a pair sees it; nobody else learns that either exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet

from jornada.apps.market.duplicates.kinds import KINDS, Kind
from jornada.apps.market.duplicates.models import DuplicatePair, Merge
from jornada.apps.org import access
from jornada.apps.org.models import Change

MOST_HOPS = 20
GROUP_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with its two records."""

    row: DuplicatePair
    left: Any
    right: Any


@dataclass(frozen=True, slots=True)
class Group:
    """Records that hang together, and the pairs that join them, the likeliest first."""

    records: list[Any]
    pairs: list[Pair]

    @property
    def probability(self) -> float:
        return self.pairs[0].row.probability


def may_review(user: Any) -> bool:
    """Say whether the person may change accounts or contacts, and so merge any."""
    return any(access.may(user, kind.code, "change") for kind in KINDS.values())


def visible_pairs(user: Any, kind: Kind, owner: int | None = None) -> QuerySet[DuplicatePair]:
    """Return the open pairs of which the user may change both records, of one owner when asked."""
    rows = DuplicatePair.objects.filter(record=kind.code, dismissed_at=None)
    if owner is None and access.how_far(user, kind.code, "change") == "all":
        return rows
    mine = kind.visible(user, "change")
    ids = mine.values("pk")
    rows = rows.filter(left_id__in=ids, right_id__in=ids)
    if owner is not None:
        owned = mine.filter(owner=owner).values("pk")
        rows = rows.filter(Q(left_id__in=owned) | Q(right_id__in=owned))
    return rows


def made_under(kind: Kind, batch: UUID) -> QuerySet[Change]:
    """Return the notes of the records that were made under one batch, as by an import."""
    label = kind.model._meta.label_lower
    return Change.objects.filter(model=label, batch=batch, kind=Change.Kind.CREATED)


def pairs_made_under(pairs: QuerySet[DuplicatePair], kind: Kind, batch: UUID) -> QuerySet[DuplicatePair]:
    """Keep the pairs with a record that was made under this batch, of which both are there still."""
    made, there = made_under(kind, batch), kind.model._default_manager.all()
    sides = [Exists(made.filter(object_id=OuterRef(side))) for side in ("left_id", "right_id")]
    return pairs.filter(
        sides[0] | sides[1], *(Exists(there.filter(pk=OuterRef(side))) for side in ("left_id", "right_id"))
    )


def group_numbers(pairs: QuerySet[DuplicatePair]) -> QuerySet[Any]:
    """Return the groups of these pairs, the likeliest first."""
    return pairs.values("group").annotate(best=Max("probability")).order_by("-best", "group")


def groups(user: Any, kind: Kind, pairs: QuerySet[DuplicatePair], numbers: list[int]) -> list[Group]:
    """Return groups with their records, in the order of `numbers`; two queries, whatever their number."""
    rows = list(pairs.filter(group__in=numbers).order_by("-probability", "pk"))
    wanted = {pk for row in rows for pk in (row.left_id, row.right_id)}
    related = ("owner", "account") if kind.code == "contact" else ("owner",)
    found = kind.visible(user, "change").select_related(*related).in_bulk(wanted)
    by_group: dict[int, list[Pair]] = {number: [] for number in numbers}
    for row in rows:
        if row.left_id in found and row.right_id in found:
            by_group[row.group].append(Pair(row, found[row.left_id], found[row.right_id]))
    return [_group(own) for own in by_group.values() if own]


def pairs_of(user: Any, kind: Kind, pk: int) -> list[Pair]:
    """Return the open pairs of one record, the likeliest first."""
    rows = list(visible_pairs(user, kind).filter(Q(left_id=pk) | Q(right_id=pk)).order_by("-probability")[:GROUP_SHOWN])
    found = kind.visible(user, "change").in_bulk({pk for row in rows for pk in (row.left_id, row.right_id)})
    return [
        Pair(row, found[row.left_id], found[row.right_id])
        for row in rows
        if row.left_id in found and row.right_id in found
    ]


def pair_between(kind: Kind, one: int, two: int) -> DuplicatePair | None:
    left, right = sorted((one, two))
    return DuplicatePair.objects.filter(record=kind.code, left_id=left, right_id=right).first()


def visible_merges(user: Any) -> QuerySet[Merge]:
    """Return the merges whose survivor the user may see."""
    reach = Q(pk__in=[])
    for kind in KINDS.values():
        reach |= Q(record=kind.code, survivor_id__in=kind.visible(user).values("pk"))
    return Merge.objects.filter(reach)


def merges_into(record: str, pk: int) -> QuerySet[Merge]:
    """Return the merges of which a record is the survivor, newest first."""
    return Merge.objects.filter(record=record, survivor_id=pk, split_at=None).select_related("user").order_by("-at")


def moved_to(user: Any, kind: Kind, pk: int) -> Any | None:
    """Return the record that took this one in, through any number of merges, if the user may see it."""
    for _hop in range(MOST_HOPS):
        last = Merge.objects.filter(record=kind.code, loser_id=pk, split_at=None).order_by("-at").first()
        if last is None:
            return None
        pk = last.survivor_id
        if found := kind.visible(user, pk=pk).first():
            return found
    return None


def heir(user: Any, model: type[Model], pk: int) -> Model | None:
    """Return the record that took one of this model in, if the user may see it."""
    kind = next((kind for kind in KINDS.values() if kind.model is model), None)
    return moved_to(user, kind, pk) if kind else None


def known_externals(record: str, until: int | None = None) -> dict[str, int]:
    """Return the external ids of records that were taken in, with the record that has them now.

    Merges after the one of the id `until` do not count.
    """
    merges = Merge.objects.filter(record=record, split_at=None).order_by("at")
    merges = merges if until is None else merges.filter(pk__lte=until)
    hops = dict(merges.values_list("loser_id", "survivor_id"))
    rows = merges.filter(external_id__isnull=False).values_list("external_id", "survivor_id")
    return {external: _last(hops, pk) for external, pk in rows}


def merged_externals(
    model: type[Model], until: int | None = None, own_id: Callable[[int, Any], Any] = lambda _pk, value: value
) -> dict[str, str]:
    """Return the external ids of records that were taken in, with the external id of the one that has them now.

    `own_id` says which id a record has, given the one that stands there.
    """
    if model not in {kind.model for kind in KINDS.values()}:
        return {}
    known = known_externals(str(model._meta.model_name), until)
    own = dict(model._base_manager.filter(pk__in=known.values()).values_list("pk", "external_id"))
    return {external: own_id(pk, own[pk]) or external for external, pk in known.items() if pk in own}


def _last(hops: dict[int, int], pk: int) -> int:
    for _hop in range(MOST_HOPS):
        if pk not in hops:
            break
        pk = hops[pk]
    return pk


def _group(pairs: list[Pair]) -> Group:
    records = {row.pk: row for pair in pairs for row in (pair.left, pair.right)}
    return Group(list(records.values())[:GROUP_SHOWN], pairs)

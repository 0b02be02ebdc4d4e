"""Pairs of a record that was just written: they need not wait for the next search over the base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jornada.analytics.duplicates_text import CNPJ_ROOT
from jornada.apps.market.duplicates.check import Likeness, likenesses, values_of
from jornada.apps.market.duplicates.kinds import KINDS, Kind
from jornada.apps.market.duplicates.models import DuplicatePair
from jornada.apps.market.queries import heads_of
from jornada.rules.duplicates import LEVELS, is_worth_a_look


def note_pairs(record: str, row: Any) -> list[DuplicatePair]:
    """Put a record beside all that are probably the same, also those that whoever wrote it does not see.

    The list shows a pair only to those who may change both. What was set aside stays so.
    """
    kind = KINDS[record]
    found = likenesses(kind, kind.model._default_manager.all(), values_of(kind, row), but=row.pk)
    branches = [one.record.pk for one in found if one.judgement.is_branch]
    heads = heads_of([row.pk, *branches]) if branches else {}
    worth = [one for one in found if _is_worth(row, one, heads)]
    if not worth:
        return []
    with transaction.atomic():
        group = _joined(kind, [row.pk, *(one.record.pk for one in worth)])
        pairs = [_pair(kind, row.pk, one, group) for one in worth]
        DuplicatePair.objects.bulk_create(
            pairs, update_conflicts=True, unique_fields=["record", "left_id", "right_id"],
            update_fields=["group", "probability", "is_branch", "reasons", "found_at"],
        )  # fmt: skip
    return pairs


def still_branches(kind: Kind, noted: Sequence[DuplicatePair], fresh: Sequence[DuplicatePair]) -> list[DuplicatePair]:
    """Keep the noted pairs of one root that a search does not report, unless they were parted or bound since."""
    found = {(pair.left_id, pair.right_id) for pair in fresh}
    groups = {pk: pair.group for pair in fresh for pk in (pair.left_id, pair.right_id)}
    left_over = [pair for pair in noted if (pair.left_id, pair.right_id) not in found]
    rows = kind.model._default_manager.in_bulk({pk for pair in left_over for pk in (pair.left_id, pair.right_id)})
    kept = [pair for pair in left_over if _are_of_one_root(rows.get(pair.left_id), rows.get(pair.right_id))]
    for pair in kept:
        pair.pk, pair.group = None, groups.get(pair.left_id, groups.get(pair.right_id, pair.left_id))
    return kept


def without_bound(pairs: Sequence[DuplicatePair]) -> list[DuplicatePair]:
    """Leave out the branches that are bound to one head office already, at whatever distance."""
    heads = heads_of({pk for pair in pairs if pair.is_branch for pk in (pair.left_id, pair.right_id)})
    return [pair for pair in pairs if not pair.is_branch or heads[pair.left_id] != heads[pair.right_id]]


def forget_bound(account: Any) -> None:
    """Take off the list what an account stands in as a branch, where both are bound to one head office by now."""
    pairs = DuplicatePair.objects.filter(
        Q(left_id=account.pk) | Q(right_id=account.pk), record="account", is_branch=True, dismissed_at=None
    )
    open_ones = list(pairs)
    gone = {pair.pk for pair in open_ones} - {pair.pk for pair in without_bound(open_ones)}
    DuplicatePair.objects.filter(pk__in=gone).delete()


def _are_of_one_root(one: Any, two: Any) -> bool:
    """Say that two companies share the root of their CNPJ."""
    if one is None or two is None:
        return False
    return one.tax_id != "" and one.tax_id[:CNPJ_ROOT] == two.tax_id[:CNPJ_ROOT]


def is_telling(record: str, values: Mapping[str, Any]) -> bool:
    """Say whether values are among those by which records are compared."""
    return not {path.partition("__")[0] for path in KINDS[record].compared.values()}.isdisjoint(values)


def _is_worth(row: Any, one: Likeness, heads: Mapping[int, int]) -> bool:
    """Say whether to show a pair: branches that are bound to one head office, at whatever distance, are none."""
    judged = one.judgement
    if judged.is_branch:
        return heads[row.pk] != heads[one.record.pk] and _are_of_one_root(row, one.record)
    levels = {why.field: LEVELS.index(why.level) for why in judged.reasons}
    return one.is_namesake or is_worth_a_look(levels, judged.is_duplicate)


def _joined(kind: Kind, ids: Iterable[int]) -> int:
    """Make one group of all that hang together with these records; return its number."""
    ids = list(ids)
    pairs = DuplicatePair.objects.filter(record=kind.code, dismissed_at=None)
    known = set(pairs.filter(Q(left_id__in=ids) | Q(right_id__in=ids)).values_list("group", flat=True))
    number = min({*known, *ids})
    pairs.filter(group__in=known - {number}).update(group=number)
    return number


def _pair(kind: Kind, pk: int, one: Likeness, group: int) -> DuplicatePair:
    left, right = sorted((pk, one.record.pk))
    judged = one.judgement
    return DuplicatePair(
        record=kind.code, left_id=left, right_id=right, group=group, probability=judged.probability,
        is_branch=judged.is_branch, found_at=timezone.now(),
        reasons=[[why.field, why.level, round(why.bits, 1)] for why in judged.reasons],
    )  # fmt: skip

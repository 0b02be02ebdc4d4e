"""Writes of segments and of lists kept by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.market.segments import queries
from jornada.apps.market.segments.members import change_members, member_ids, refresh
from jornada.apps.market.segments.models import Segment
from jornada.apps.market.segments.records import kind_of
from jornada.apps.org import edits, history
from jornada.rules.condition_json import from_json
from jornada.rules.conditions import InList, leaves


def create_segment(user: Any, **values: Any) -> Segment:
    """Make a segment of the user's own and find its members."""
    if not queries.may_make(user):
        raise PermissionDenied
    segment = edits.create(user, Segment, {"owner": user, **values})
    return refresh(segment)


def update_segment(user: Any, segment: Segment, seen_at: datetime | None = None, **values: Any) -> Segment:
    """Change a segment; another condition finds other members at once."""
    _require(user, segment)
    _refuse_circle(segment, values.get("condition"))
    row = edits.update(user, segment, values, seen_at)
    return refresh(row) if row.condition != segment.condition or row.fault else row


def delete_segment(user: Any, segment: Segment) -> None:
    """Delete a segment that no other one names."""
    _require(user, segment)
    named = [other.name for other in Segment.objects.exclude(pk=segment.pk) if segment.pk in _named_by(other.condition)]
    edits.refuse_unless(not named, _("Other segments build on it: %(names)s.") % {"names": ", ".join(named[:5])})
    with transaction.atomic():
        row = edits.locked(segment)
        history.record_deleted(user, row)
        row.delete()


def add_members(user: Any, segment: Segment, ids: Iterable[int], now: datetime | None = None) -> int:
    """Put records that the user sees on a list kept by hand; return how many came."""
    seen = kind_of(segment.record).visible(user).filter(pk__in=list(ids)[:10_000]).values_list("pk", flat=True)
    return _change(user, segment, np.fromiter(seen, np.int64), True, now or timezone.now())


def remove_members(user: Any, segment: Segment, ids: Iterable[int], now: datetime | None = None) -> int:
    """Take records that the user sees off a list kept by hand; return how many went."""
    seen = kind_of(segment.record).visible(user).filter(pk__in=list(ids)[:10_000]).values_list("pk", flat=True)
    return _change(user, segment, np.fromiter(seen, np.int64), False, now or timezone.now())


def _change(user: Any, segment: Segment, ids: Any, is_joining: bool, now: datetime) -> int:
    _require(user, segment)
    edits.refuse_unless(segment.is_static, _("The condition decides who is in this segment, not a hand."))
    with transaction.atomic():
        row = edits.locked(segment)
        current, nobody = member_ids(row.pk), np.empty(0, np.int64)
        changed = np.setdiff1d(ids, current) if is_joining else np.intersect1d(ids, current)
        change_members(row, changed if is_joining else nobody, nobody if is_joining else changed, now)
    return len(changed)


def _require(user: Any, segment: Segment) -> None:
    if not queries.may_change(user, segment):
        raise PermissionDenied


def _refuse_circle(segment: Segment, condition: Any) -> None:
    """Refuse a condition that comes back to this segment through others."""
    seen, waiting = set(), _named_by(condition)
    while waiting:
        edits.refuse_unless(segment.pk not in waiting, _("A segment cannot build on itself, not even through others."))
        seen |= waiting
        found = [_named_by(row.condition) for row in Segment.objects.filter(pk__in=waiting)]
        waiting = set().union(*found) - seen


def _named_by(condition: Any) -> set[int]:
    if condition is None:
        return set()
    return {leaf.id for _place, leaf in leaves(from_json(condition)) if isinstance(leaf, InList)}
